"""The one exception that a user sees as a single line."""


class CutbenchError(Exception):
    """Bad input or surroundings: the message says what, where and what to do, on one line."""
