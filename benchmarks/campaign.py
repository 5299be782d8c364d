"""What the workflow itself costs: the whole grid of config/talk.yaml with a server that answers at once.

    python benchmarks/campaign.py --cores 2

Prints wall time, peak memory of all processes together, jobs and calls, and in how many of the files that the run
wrote the endpoint's key stands, which must be none.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import yaml
from scripted_server import running

ROOT = Path(__file__).parents[1]
SERVER = f"{sys.executable} {ROOT / 'benchmarks/scripted_server.py'}"


def main() -> None:
    """Run the grid in a temporary folder and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--folder", type=Path, help="Keep the results here.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe()
        with running() as url:
            settings = [f"models_file={models_at(url, folder)}", f"results={folder / 'results'}"]
            settings += [f"seeds={options.seeds}", "papers=standin", "data=standin"]
            seconds, peak, code = run_grid(settings, options.cores, key, folder / "run.log")
        report(folder, seconds, peak, key)
        if code:
            sys.exit(
                f"snakemake ended with code {code}; the end of its log:\n{(folder / 'run.log').read_text()[-3000:]}"
            )


def models_at(url: str, folder: Path) -> Path:
    """Write the list of models with every endpoint at `url`; return its path."""
    models = yaml.safe_load((ROOT / "config/models.yaml").read_text(encoding="utf-8"))
    for entry in models.values():
        if entry["engine"] == "endpoint":
            entry["base_url"] = url
        if entry.get("wheels"):
            entry["wheels"]["requirements"] = str(ROOT / "config" / entry["wheels"]["requirements"])
    path = folder / "models.yaml"
    path.write_text(yaml.safe_dump(models), encoding="utf-8")
    return path


def run_grid(settings: list[str], cores: int, key: str, log: Path) -> tuple[float, float, int]:
    """Run the workflow; return (seconds, peak memory in MB, exit code)."""
    command = [sys.executable, "-m", "snakemake", "--cores", str(cores), "all", "--configfile", "config/talk.yaml"]
    environment = {**os.environ, "CUTBENCH_VLLM": SERVER, "GEMINI_API_KEY": key}
    start, peak = time.monotonic(), 0.0
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, "--config", *settings], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        while process.poll() is None:
            peak = max(peak, memory_mb(process.pid))
            time.sleep(0.5)
    return time.monotonic() - start, peak, process.returncode


def memory_mb(pid: int) -> float:
    """Return the memory of a process and all below it: the sum of their resident pages, shared ones counted anew."""
    total = 0
    try:
        for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
            total += process.memory_info().rss
    except psutil.Error:
        pass
    return total / 1e6


def report(folder: Path, seconds: float, peak: float, key: str) -> None:
    """Print the table."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    leaks = [path for path in files if key.encode() in path.read_bytes()]
    calls = sum(len(path.read_bytes().splitlines()) for path in files if path.name == "calls.jsonl")
    finished = (folder / "run.log").read_text(errors="replace").count("Finished jobid")
    size = sum(path.stat().st_size for path in files) / 1e6
    print(
        "| wall time | peak memory | jobs | calls | files | size | files with the key |\n|---|---|---|---|---|---|---|"
    )
    print(
        f"| {seconds:.0f} s | {peak:,.0f} MB | {finished} | {calls:,} | {len(files):,} | {size:.0f} MB | {len(leaks)} |"
    )
    for path in leaks:
        print(f"the key stands in {path}")


if __name__ == "__main__":
    main()
