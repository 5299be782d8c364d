"""Reads mutated PDFs within bounds: `python mutants.py SEED COUNT PDF...`; writes one JSON line per mutant.

Run as a process of its own, so that a crash, a hang or a large memory is that process's.
"""

import json
import random
import re
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path

from cutbench.errors import CutbenchError
from cutbench.papers import parse_pdf

SECONDS, MEMORY = 10, 1 << 30
NUMBERS = (b"0", b"-1", b"65536", b"2147483648", b"99999999999999999999", b"1e30", b"0.0000001")


def mutated(content, draw):
    """Return a PDF with a few faults: bytes changed, parts lost or doubled, numbers replaced, the end cut off."""
    data = bytearray(content)
    for _ in range(draw.choice((1, 2, 4, 16))):
        start = draw.randrange(len(data))
        end = min(len(data), start + draw.choice((1, 8, 64, 512)))
        match draw.randrange(6):
            case 0:
                data[start] ^= 1 << draw.randrange(8)
            case 1:
                data[start:end] = draw.randbytes(end - start)
            case 2:
                del data[start:end]
            case 3:
                data[start:start] = data[start:end] * draw.choice((1, 10))
            case 4 if numbers := list(re.finditer(rb"\d+", data)):
                place = draw.choice(numbers)
                data[place.start() : place.end()] = draw.choice(NUMBERS)
            case 5 if draw.random() < 0.2:
                del data[max(200, start) :]
        if len(data) < 100:
            break
    return bytes(data)


def outcome(path):
    try:
        parse_pdf(path)
    except CutbenchError as error:
        return "refused" if "\n" not in str(error) else f"several lines: {error}"
    except TimeoutError:
        return "hang"
    except Exception as error:
        return f"crash: {type(error).__name__}: {error}"
    return "read"


def expire(*_):
    raise TimeoutError


def main():
    seed, count, *sources = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (2 * MEMORY, 2 * MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, expire)
    contents = [Path(source).read_bytes() for source in sources]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mutant.pdf")
        for number in range(int(count)):
            path.write_bytes(mutated(contents[number % len(contents)], random.Random(f"{seed}/{number}")))
            print(json.dumps({"number": number}), flush=True)
            start = time.monotonic()
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
            found = outcome(path)
            signal.setitimer(signal.ITIMER_REAL, 0)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            seconds = round(time.monotonic() - start, 3)
            print(json.dumps({"number": number, "outcome": found, "seconds": seconds, "memory": memory}), flush=True)


if __name__ == "__main__":
    main()
