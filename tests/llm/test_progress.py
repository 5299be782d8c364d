import io
import time

from cutbench.llm import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_line_says_what_is_waited_for() -> None:
    progress = Progress("extract m chunked")
    progress.note("paper", "2/4")
    progress.call_started("read chunk 3")
    assert progress.line() == "extract m chunked, paper 2/4, 0 calls done, 0:00, waiting for: read chunk 3"
    time.sleep(0.01)
    progress.call_finished("read chunk 3", 5)
    progress.call_replayed()
    progress.clear("paper")
    assert progress.line().startswith("extract m chunked, 2 calls done, ")
    assert "tokens/s" in progress.line()


def test_a_log_gets_plain_lines_now_and_then() -> None:
    log = io.StringIO()
    with Progress("job", stream=log, interval=0.05):
        time.sleep(0.2)
    lines = log.getvalue().splitlines()
    assert 2 <= len(lines) <= 5
    assert set(lines) == {"job, 0 calls done, 0:00"}


def test_a_terminal_gets_a_live_line() -> None:
    terminal = Terminal()
    with Progress("job", stream=terminal) as progress:
        progress.note("paper", "1/4")
        time.sleep(0.6)
    assert "job, paper 1/4" in terminal.getvalue()
