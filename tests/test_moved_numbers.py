"""Move each number of the flash by one, up and down: no page may then say what is no longer so.

Each number is moved in a copy of the table, which is sealed again. A chapter then either stops, by
a conclusion that no longer holds or because the bases are no longer known, or prints what it
concludes under conditions that hold, and nothing of the old number.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from building import ROOT, run
from changing import change
from dataprep import BasesError, counted_findings, published_wave

# What stops a chapter in so many words. Anything else would be an accident.
CLEAR = ("ConclusionError: ", "BasesError: ", "ReadingsError: ")
Ends = dict[str, dict[str, Any]]


def moved() -> dict[str, tuple[str, int, int]]:
    """Each number that the flash prints as one, moved: its row, what it was, what it becomes."""
    rows = published_wave().statements
    numbers = rows[rows["kind"].isin(["percentage", "count"])]
    return {
        f"{row['id']} {step:+d}": (row["id"], int(row["value"]), int(row["value"]) + step)
        for _, row in numbers.iterrows()
        for step in (-1, 1)
    }


MOVED = moved()


def copied(folder: Path) -> Path:
    """The chapters, their modules and the tables, in a folder of their own."""
    leave = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("notebooks", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    return folder


def move(data: Path, row: str, before: int, after: int) -> Path:
    statement = published_wave().statements.set_index("id").loc[row]
    changes: list[tuple[str, str, object]] = [(row, "value", after)]
    if statement["kind"] != "percentage":  # the words of a percentage are derived
        changes.append((row, "printed", str(statement["printed"]).replace(str(before), str(after))))
    return change(data, "findings-2025", *changes)


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ends]:
    """How each chapter ends, by the number moved; and as things are, under ``""``."""
    folders = {"": copied(tmp_path_factory.mktemp("as-it-is"))}
    for name, moving in MOVED.items():
        folders[name] = copied(tmp_path_factory.mktemp("moved"))
        move(folders[name] / "data", *moving)
    command = [sys.executable, str(ROOT / "tests" / "rerun.py"), *map(str, folders.values())]
    lines = run(command, ROOT).stdout.splitlines()
    return dict(zip(folders, map(json.loads, lines), strict=True))


def test_as_things_are_every_chapter_runs_to_its_end(ends: dict[str, Ends]) -> None:
    assert {end["error"] for end in ends[""].values()} == {None}
    assert len(ends[""]) == len(list((ROOT / "notebooks").glob("*.ipynb")))


@pytest.mark.parametrize("name", MOVED)
def test_a_number_moved_stops_a_chapter_clearly_or_leaves_it_right(
    name: str, ends: dict[str, Ends]
) -> None:
    stopped = {chapter: end["error"] for chapter, end in ends[name].items() if end["error"]}
    assert all(error.startswith(CLEAR) for error in stopped.values()), stopped
    if not stopped:  # then it is printed as it is now
        changed = [end["said"] for chapter, end in ends[name].items() if end != ends[""][chapter]]
        assert str(MOVED[name][2]) in " ".join(line for said in changed for line in said)


def test_each_number_moved_is_seen_somewhere(ends: dict[str, Ends]) -> None:
    for name in MOVED:
        assert ends[name] != ends[""], name


@pytest.mark.parametrize("name", MOVED)
def test_bases_that_are_no_longer_known_are_said_to_be_so(name: str, data: Path) -> None:
    row, *_ = MOVED[name]
    wave = published_wave(data=move(data, *MOVED[name]))
    if row == "outlook-growth":  # no claim: its base is left open by the text
        assert len(counted_findings(wave))
        return
    with pytest.raises(BasesError, match=r"findings-2025: its percentages leave \d+ ways") as said:
        counted_findings(wave)
    assert "To do: correct the table" in str(said.value)


def test_percentages_that_cannot_all_hold_are_named(data: Path) -> None:
    wave = published_wave(data=move(data, *MOVED["scope-some +1"]))
    with pytest.raises(BasesError, match=r"these cannot all hold: .*scope-some") as said:
        counted_findings(wave)
    claims = str(said.value).split("hold: ")[1].splitlines()[0].split(", ")
    statements = pd.Series(published_wave().statements["id"])
    assert statements.isin(claims).sum() == len(claims) >= 1
