import io
import time

from cutbench.llm import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_line_says_what_is_waited_for() -> None:
    progress = Progress("extract m chunked")
    progress.call_started("read chunk 3")
    with progress.during("starting the server"):
        line = progress.line()
    assert line == "extract m chunked, starting the server, 0 calls done, 0:00, waiting for: read chunk 3"
    time.sleep(0.01)
    progress.call_finished("read chunk 3", 5)
    progress.call_replayed()
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
        progress.count("papers", "seed 0", 1, 4)
        time.sleep(0.6)
    assert "job, 1 of 4 papers" in terminal.getvalue()


def test_the_time_that_is_left_follows_from_what_was_done_since_the_start(monkeypatch) -> None:
    progress = Progress("job")
    monkeypatch.setattr("cutbench.llm.progress.time.monotonic", lambda: progress._start + 60)
    progress.count("papers", "seed 0", 3, 4)  # goes on where it was killed
    progress.count("papers", "seed 1", 0, 4)
    assert progress.line() == "job, 3 of 8 papers, 0 calls done, 1:00"
    progress.count("papers", "seed 1", 2, 4)
    assert progress.line() == "job, 5 of 8 papers, 0 calls done, 1:00, about 1:30 left"
    progress.finished("seed 0")
    progress.finished("seed 1")
    assert progress.line() == "job, 7 of 7 papers, 0 calls done, 1:00"


def test_the_price_so_far_is_shown() -> None:
    progress = Progress("job")
    for _ in range(2):
        progress.call_started("a")
        progress.call_finished("a", 0, 0.125, "EUR")
    assert ", 2 calls done, 0.25 EUR so far, " in progress.line()
