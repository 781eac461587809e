"""The processor time that a kernel spends before its first number, beside importing pandas.

Each round starts two processes, one after the other: ``import pandas``, and ``import dataprep``
with every table of the data package loaded. What is printed is the ratio of the medians of their
processor times, user and system. ``--against PATH`` measures another checkout of the project in the
same rounds, to give before and after in one run.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 11
LOAD = (
    "import dataprep\n"
    "for each in dataprep.load_descriptor()['resources']: dataprep.load_table(each['name'])"
)


def processor_time(program: str, folder: Path) -> float:
    """Seconds of processor that a Python process takes to run ``program`` from ``folder``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], cwd=folder, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(checkouts: dict[str, Path], rounds: int) -> dict[str, float]:
    """The median seconds of ``import pandas``, and of loading every table of each checkout."""
    programs = {"import pandas": ("import pandas", ROOT / "notebooks")}
    programs |= {name: (LOAD, root / "notebooks") for name, root in checkouts.items()}
    for program in programs.values():
        processor_time(*program)  # compiles what is not compiled yet, and fills the disk's cache
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            times[name].append(processor_time(*program))
    return {name: statistics.median(each) for name, each in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--against", type=Path, help="another checkout, measured as « before »")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    checkouts = {"before": chosen.against.resolve()} if chosen.against else {}
    medians = measure(checkouts | {"all tables loaded": ROOT}, chosen.rounds)
    for name, seconds in medians.items():
        ratio = seconds / medians["import pandas"]
        print(f"{name:20} {seconds:6.2f} s of processor, {ratio:5.2f} times import pandas")


if __name__ == "__main__":
    main()
