"""What is calculated once for the editions of a build: the same content, and nothing older."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from building import ROOT, Book
from dataprep.kept import FOLDER, kept
from extensions.execution import kernel, run
from extensions.inputs import calculations

Counted = tuple[Callable[..., int], list[int]]


@dataclass(frozen=True, eq=False)
class Held:
    table: pd.DataFrame
    year: int


def table(**changed: object) -> pd.DataFrame:
    columns = {"share": pd.array([47.0, None], dtype="Float64"), "option": ["users", "others"]}
    return pd.DataFrame(columns | changed, index=[3, 5])


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    """A function that is kept, and a list that grows each time it calculates."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "kept"))
    calls: list[int] = []

    @kept
    def rows(held: Held, level: float = 0.95) -> int:
        calls.append(1)
        return len(held.table)

    return rows, calls


def test_the_same_content_is_calculated_once(
    counted: Counted,
) -> None:
    rows, calls = counted
    used = Held(table(), 2025)
    used.table["share"].sum()  # pandas notes things in what it uses
    assert [rows(Held(table(), 2025)), rows(used), rows(Held(table(), 2025))] == [2, 2, 2]
    assert len(calls) == 1


@pytest.mark.parametrize(
    "other",
    [
        Held(table(), 2026),
        Held(table(share=[47.0, 53.0]), 2025),
        Held(table(share=pd.array([47, None], dtype="Int64")), 2025),
        Held(table().reset_index(drop=True), 2025),
        Held(table().rename(columns={"option": "answer"}), 2025),
        Held(table().iloc[::-1], 2025),
    ],
)
def test_other_content_is_calculated_again(counted: Counted, other: Held) -> None:
    rows, calls = counted
    rows(Held(table(), 2025))
    rows(other)
    assert len(calls) == 2


def test_an_argument_that_differs_is_another_calculation(
    counted: Counted,
) -> None:
    rows, calls = counted
    held = Held(table(), 2025)
    rows(held, 0.95), rows(held, 0.9), rows(held, level=0.9)
    assert len(calls) == 3


def test_an_analyst_always_gets_a_fresh_result(
    counted: Counted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows, calls = counted
    monkeypatch.delenv(FOLDER)
    held = Held(table(), 2025)
    assert rows(held) + rows(held) == 4
    assert len(calls) == 2
    assert not (tmp_path / "kept").exists()


def test_what_fails_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "kept"))

    @kept
    def refuses(share: float) -> float:
        raise ValueError(f"share: {share}")

    for _ in range(2):
        with pytest.raises(ValueError, match="share: 2"):
            refuses(2)
    assert not (tmp_path / "kept").exists()


# Calls each calculation that is kept, and says which files of the project it has read meanwhile.
CALLS = """
import json, os, sys
sys.path.insert(0, "notebooks")
from dataprep import findings, planning, robustness, wave
flash = wave.published_wave()
calls = {
    "findings._findings_on": lambda: findings.published_findings(flash),
    "planning.answers_needed": lambda: planning.answers_needed(0.1, 100),
    "planning.fewest_established": lambda: planning.fewest_established((27, 57), 100, 300),
    "planning.smallest_rise_since": lambda: planning.smallest_rise_since((27, 57), 100, 300),
    "planning.smallest_rise": lambda: planning.smallest_rise(0.5, 57, 100, 300),
    "robustness._left_by_pairs": lambda: robustness.relaxed_pairs(flash),
}
read, root = {}, os.getcwd() + os.sep
def hook(event, arguments):
    path = str(arguments[0]) if event == "open" else ""
    if path.startswith(root) and "site-packages" not in path:
        read[calling].append(path)
calling = None
sys.addaudithook(lambda *event: hook(*event) if calling else None)
for name, call in calls.items():
    read[name], calling = [], name
    call()
    calling = None
print(json.dumps(read))
"""


def test_what_is_kept_reads_and_imports_nothing_of_the_project() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CALLS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    read = json.loads(done.stdout)
    assert all(not files for files in read.values()), read
    modules = (ROOT / "notebooks" / "dataprep").rglob("*.py")
    marks = {path.stem: path.read_text("utf-8").count("\n@kept\n") for path in modules}
    assert sum(marks.values()) == len(read), "call the others too"


def test_the_build_and_the_module_name_the_folder_alike() -> None:
    assert kernel.KEPT == FOLDER


def test_the_folder_changes_with_the_code_that_calculates(small_book: Book) -> None:
    before = calculations(small_book.root)
    small_book.edit("notebooks/dataprep/planning.py", "import numpy as np", "import numpy as  np")
    assert calculations(small_book.root) != before
    former = small_book.root / run.KEPT / before
    former.mkdir(parents=True, exist_ok=True)
    run._forget_former(small_book.root)
    assert not former.exists()
