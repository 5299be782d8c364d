"""One function per rule of the workflow; the scripts and the command line call nothing else.

Each job imports only the module of its own step: a job of a second should not load plots and model clients first.
"""
