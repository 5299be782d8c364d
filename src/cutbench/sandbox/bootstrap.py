"""Runs the program inside the sandbox as if Python had been called with it, and notes the exception that ends it.

The note is a file whose name the launcher draws for each run: what a program writes on its standard error, a traceback
that it makes up among it, is no note. Needs nothing but Python; the exception is printed as Python prints it.
"""

import os
import sys

PROGRAM = "/in/selection.py"
NOTES = "/tmp"  # noqa: S108  (the sandbox's own)
LONGEST = 4000


def note(error: BaseException, name: str) -> None:
    """Write the full name of the exception's class and, on a second line, how a traceback names the exception."""
    kind = type(error)
    text = f"{kind.__module__}.{kind.__qualname__}\n{line_of(error)}"
    file = os.open(f"{NOTES}/{name}", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    os.write(file, text.encode("utf-8", "replace")[:LONGEST])
    os.close(file)


def line_of(error: BaseException) -> str:
    """Return the first line that a traceback has below its frames."""
    # It costs time, which only programs that fail have to pay.
    from traceback import TracebackException  # noqa: PLC0415

    shown = TracebackException(type(error), error, error.__traceback__, limit=0).format_exception_only()
    return next(line for line in shown if not line.startswith(" ")).partition("\n")[0]


def main() -> None:
    """Run the program.

    Arguments: descriptors from which the name of the note is read and to which is said that Python runs; the program's.
    """
    with open(int(sys.argv[1]), "rb") as pipe:  # noqa: PTH123  (a descriptor)
        name = pipe.read().decode()
    said = int(sys.argv[2])
    os.write(said, b"+")
    os.close(said)
    sys.argv = [PROGRAM, *sys.argv[3:]]
    own, spare = os.getpid(), bytearray(1 << 20)
    module = type(sys)("__main__")
    module.__dict__.update(__file__=PROGRAM, __cached__=None)
    sys.modules["__main__"] = module
    try:
        with open(PROGRAM, "rb") as file:  # noqa: PTH123  (pathlib would be imported for nothing else)
            source = file.read()
        exec(compile(source, PROGRAM, "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    except SystemExit:
        raise
    except BaseException as error:
        del spare  # for the note on a lack of memory
        # The first frame is this one, which Python would not have.
        error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
        try:
            # A process that the program has made may end as it likes.
            if os.getpid() == own:
                note(error, name)
        except BaseException:  # noqa: S110  (what cannot be noted is still printed)
            pass
        sys.excepthook(type(error), error, error.__traceback__)
        sys.exit(1)


if __name__ == "__main__":
    main()
