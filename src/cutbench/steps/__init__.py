"""One function per rule of the workflow, called by the rule's script and by the command line.

A job imports only the module of its own step, so that a job of a second does not first load plots and model clients.
"""
