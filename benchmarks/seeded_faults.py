"""How many of a hundred faults, seeded on purpose, turn the tests red, and with which words.

A fault is an entry of ``seeded-faults.yml``: a text of one file that becomes another, as a careless
editor, a bad merge or a bug would have it. It is seeded in a copy of the project and of its built
site; what the editor would then do is done (``seal``, ``words``, ``build``); the tests that the
entry names are run until one fails. It counts as caught when a test fails or the build stops, and
as named when what is said holds the place that the entry names. Only those tests are run, so the
score is a floor: the others may see more.

Prints a line a fault; ``--to`` writes the list into a file. ``make faults`` does both.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import yaml

from spoiling import ROOT, TESTS, git, in_copies, python, take_site

LIST = ROOT / "benchmarks" / "seeded-faults.yml"
GOAL = 97
MOST_SHOWN = 200  # characters of what is said
PREPARE = {  # what is done once a fault is seeded, in this order
    "seal": ["tools/seal.py", "--yes"],
    "words": ["tools/words.py"],
    "build": ["tools/build.py"],
}
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - (.*))?$", re.MULTILINE)
_ERRORS = re.compile(r"^E   +(?:\w*Error: |Failed: )?(.+)$", re.MULTILINE)
# What nbval says of a cell: which and why, its code, then its error or what differs.
_CELL = re.compile(r"^(Cell \d+): (.+)\n\nInput:\n(.*?)\nTraceback:\n(.*?)^(?:=|_)+", re.M | re.S)
_SHOWN = re.compile(r"[\"']((?:fig|tab|choix)-[\w-]+)[\"']")
_ALIKE = "use -v to show"  # ends what pytest says of the parts that do not differ
_RAISED = re.compile(r"^\w+(?:Error|Exception): .*", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Fault:
    """One text of one file that becomes another."""

    name: str
    kind: str
    file: str
    old: str
    new: str
    names: str
    tests: tuple[str, ...]
    prepare: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Fault:
        lists = {key: tuple(entry.get(key) or ()) for key in ("tests", "prepare")}
        return cls(**{**entry, **lists})

    def seeded(self, text: str) -> str:
        """The text of the file with the fault. Raises ValueError where it has no one place."""
        if (found := text.count(self.old)) != 1:
            raise ValueError(
                f"{self.name}: {self.old!r} is {found} times in {self.file}. Expected once. Give "
                "more of the text around it."
            )
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Seen:
    """What became of a fault: the test that failed, or the command that stopped; what it said."""

    fault: Fault
    by: str = ""
    said: str = ""
    named: bool = False


def faults(path: Path = LIST) -> list[Fault]:
    """The faults of the list, in its order."""
    return [Fault.of(entry) for entry in yaml.safe_load(path.read_text("utf-8"))]


# A copy of the project, spoiled and mended again


def seed(fault: Fault, copy: Path) -> Seen:
    """Seed a fault in the copy, see who sees it, and mend the copy."""
    place = copy / fault.file
    before = place.read_bytes()
    place.write_text(fault.seeded(before.decode("utf-8")), "utf-8", newline="")
    try:
        for step, command in PREPARE.items():
            if step in fault.prepare and (done := python(copy, *command)).returncode:
                return _stopped(fault, step, _said(done, copy))
        done = python(copy, *TESTS, *fault.tests)
        return _told(fault, done.returncode, _said(done, copy))
    finally:
        place.write_bytes(before)
        if fault.prepare:
            git(copy, "checkout", "--quiet", ".")
        if "build" in fault.prepare:
            take_site(ROOT, copy)


def check_clean(tests: Sequence[str], copy: Path) -> None:
    """Run the tests without a fault. Raises SystemExit where one fails: red would prove nothing."""
    done = python(copy, *TESTS, *tests)
    if done.returncode:
        raise SystemExit(
            "The tests fail without a fault. Expected that they pass: build the site, then run "
            f"python -m pytest on\n{done.stdout[-3000:]}"
        )


def _said(done: CompletedProcess[str], copy: Path) -> str:
    """What a command printed, without colours, nor the place of the copy."""
    return _COLOURS.sub("", done.stdout + done.stderr).replace(str(copy), ".")


def _stopped(fault: Fault, step: str, said: str) -> Seen:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = next((line for line in lines if fault.names in line), lines[-1] if lines else "")
    by = f"make {'site' if step == 'build' else step}"
    return Seen(fault, by, _around(told, fault.names), fault.names in said)


def _told(fault: Fault, code: int, said: str) -> Seen:
    """What pytest says. Exit codes other than of tests that pass or fail are no verdict."""
    if code not in (0, 1):
        raise SystemExit(f"{fault.name}: pytest ended with {code}\n{said[-3000:]}")
    if not code:
        return Seen(fault)
    failed = _FAILED.search(said)
    by = failed[1] if failed else "pytest"
    lines = [*_ERRORS.findall(said), *_of_cell(said), *filter(None, [failed and failed[2]])]
    named = [line for line in lines if fault.names in line]
    told = (named or lines or [""])[0]
    return Seen(fault, by, _around(told, fault.names), bool(named) or fault.names in by)


def _around(text: str, word: str) -> str:
    """A text on one line, or its part where a word is, when it is long."""
    text = " ".join(text.split())
    start = max(0, text.find(word) + len(word) - MOST_SHOWN)
    return f"{'… ' if start else ''}{text[start : start + MOST_SHOWN]}"


def _of_cell(said: str) -> list[str]:
    """What nbval says of a cell, but for its code: what it shows, and what went wrong there.

    The code of a cell and the trace hold many words, which name nothing: any would be found there.
    """
    if (cell := _CELL.search(said)) is None:
        return []
    which, why, code, trace = cell.groups()
    wrong = raised[0] if (raised := _RAISED.search(trace)) else trace.rpartition(_ALIKE)[2]
    return [f"{', '.join([which, *_SHOWN.findall(code)])}: {why}: {wrong}"]


# What is said of it

_HEAD = """\
# Seeded faults

`make faults` measured and wrote this page; edit nothing here. Each fault of `seeded-faults.yml` is
seeded in a copy of the project; the tests that it names are run until one fails. « Named »: what is
said holds the place where the fault is. Only those tests are run: the score is a floor.
"""


def report(found: Sequence[Seen]) -> str:
    """The score, then by kind, then the list, as Markdown."""
    caught = [each for each in found if each.by]
    kinds = Counter(each.fault.kind for each in found)
    seen = Counter(each.fault.kind for each in caught)
    lines = [
        f"Caught: {len(caught)} of {len(found)} (goal: {GOAL} of 100). "
        f"Named: {sum(each.named for each in caught)} of {len(caught)}.",
        "",
        "| kind | caught | of |",
        "|---|---:|---:|",
        *(f"| {kind} | {seen[kind]} | {kinds[kind]} |" for kind in kinds),
        "",
        "| fault | file | caught by | what is said | named |",
        "|---|---|---|---|---|",
    ]
    for each in found:
        cells = (each.fault.name, each.fault.file, each.by or "**not caught**", each.said)
        shown = (cell.replace("|", "\\|") for cell in cells)
        lines.append(f"| {' | '.join(shown)} | {'yes' if each.named else ''} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Seed faults, and see which the tests catch.")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these faults alone")
    parser.add_argument("--copies", type=int, default=2, help="how many at once; 2 unless told")
    parser.add_argument("--to", type=Path, help="the file to write")
    options = parser.parse_args(arguments)
    chosen = [each for each in faults() if not options.only or each.name in options.only]
    tests = sorted({test for fault in chosen for test in fault.tests})
    list(in_copies(check_clean, [tests], 1))
    found = []
    for each in in_copies(seed, chosen, options.copies):
        found.append(each)
        print(f"{each.fault.name}: {each.by or 'NOT CAUGHT'}", flush=True)
        if not each.named:
            print(f"    {each.said}", flush=True)
    if options.to:
        options.to.write_text(f"{_HEAD}\n{report(found)}", "utf-8")
    else:
        print(report(found))


if __name__ == "__main__":
    main()
