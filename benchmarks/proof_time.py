"""How long the whole proof takes, beside that of another checkout, in one run.

    python benchmarks/proof_time.py --against ../before --against-python ../before/.venv/bin/python

Runs the command of ``make test`` in each, one after the other, and prints its tests, its seconds,
the seconds of processor that it and its children used, and the ratios. A ratio holds where a time
does not: machines are noisy. Fails when a proof does.
"""

from __future__ import annotations

import argparse
import re
import resource
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Proof:
    """What the proof of a checkout takes."""

    tests: int
    seconds: float
    processor: float  # seconds, over all cores


def command_of(checkout: Path, python: str) -> list[str]:
    """What ``make test`` runs in a checkout, by another Python. Raises ValueError without it."""
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", "test"], cwd=checkout, capture_output=True, text=True
    )
    for line in done.stdout.splitlines():
        words = shlex.split(line, comments=True)
        if "pytest" in words:
            return [python, "-m", *words[words.index("pytest") :]]
    raise ValueError(
        f"proof_time: make test of {checkout} runs no pytest. Expected a line with it in its "
        "Makefile. Give the root of a checkout."
    )


def prove(checkout: Path, python: str) -> Proof:
    """Run the proof of a checkout. Raises RuntimeError when it fails, with how it ended."""
    started, used = time.monotonic(), _processor()
    done = subprocess.run(
        command_of(checkout, python), cwd=checkout, capture_output=True, text=True, check=False
    )
    seconds, processor = time.monotonic() - started, _processor() - used
    passed = re.search(r"(\d+) passed", done.stdout)
    if done.returncode or passed is None:
        end = (done.stdout + done.stderr)[-2000:]
        raise RuntimeError(f"proof_time: the proof of {checkout} failed.\n{end}")
    return Proof(int(passed[1]), seconds, processor)


def _processor() -> float:
    """Seconds of processor that the programs run so far, and theirs, have used."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def line(name: str, *cells: object) -> str:
    return f"| {name} | {' | '.join(map(str, cells))} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", type=Path, help="the root of another checkout")
    parser.add_argument("--against-python", default=sys.executable, help="the Python it runs with")
    asked = parser.parse_args()
    print(line("proof", "tests", "seconds", "processor seconds"))
    print("|---|---|---|---|")
    ours = prove(ROOT, sys.executable)
    print(line("this", ours.tests, f"{ours.seconds:.0f}", f"{ours.processor:.0f}"), flush=True)
    if asked.against is None:
        return
    before = prove(asked.against.resolve(), asked.against_python)
    print(line("other", before.tests, f"{before.seconds:.0f}", f"{before.processor:.0f}"))
    ratios = (ours.seconds / before.seconds, ours.processor / before.processor)
    print(line("ratio", "", *(f"{ratio:.2f}" for ratio in ratios)))


if __name__ == "__main__":
    main()
