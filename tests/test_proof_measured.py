"""What measures the proof itself: the list of seeded faults, and the mutants that are drawn."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import mutants
import seeded_faults
from building import ROOT, Book
from seeded_faults import PREPARE, Fault, Seen, faults
from spoiling import BUILT, copy_of, git

FAULTS = faults()
IN_SOURCES = [each for each in FAULTS if not each.file.startswith(BUILT)]
IN_SITE = [each for each in FAULTS if each.file.startswith(BUILT)]


def test_a_hundred_faults_have_each_a_name_and_tests_that_exist() -> None:
    assert len(FAULTS) == 100
    assert max(Counter(each.name for each in FAULTS).values()) == 1
    for each in FAULTS:
        assert set(each.prepare) <= set(PREPARE), each.name
        assert each.tests, each.name
        assert all((ROOT / test).is_file() for test in each.tests), each.name


@pytest.mark.parametrize("fault", IN_SOURCES, ids=lambda fault: fault.name)
def test_a_fault_still_has_its_place_in_the_sources(fault: Fault) -> None:
    text = (ROOT / fault.file).read_text("utf-8")
    assert fault.seeded(text) != text


def test_the_faults_of_the_site_still_have_their_place(book: Book) -> None:
    for fault in IN_SITE:
        text = (book.root / fault.file).read_text("utf-8")
        assert fault.seeded(text) != text, fault.name


def test_a_fault_without_a_place_of_its_own_is_refused() -> None:
    fault = FAULTS[0]
    with pytest.raises(ValueError, match=rf"{fault.name}: .* is 0 times in {fault.file}"):
        fault.seeded("")


def _project(folder: Path, test: str) -> Path:
    """A project of one file and one test of it."""
    root = folder / "project"
    root.mkdir()
    (root / "number.txt").write_text("27\n")
    (root / "test_number.py").write_text(test)
    git(root, "init", "--quiet")
    return copy_of(root, folder / "copy", built=False)


FAULT = Fault("one-more", "digits", "number.txt", "27", "28", "number.txt", ("test_number.py",))


def test_a_fault_that_a_test_sees_is_caught_and_the_copy_is_mended(tmp_path: Path) -> None:
    copy = _project(
        tmp_path,
        "def test_it():\n    assert open('number.txt').read() == '27\\n', 'number.txt is wrong'\n",
    )
    seen = seeded_faults.seed(FAULT, copy)
    assert (seen.by, seen.named) == ("test_number.py::test_it", True)
    assert "number.txt is wrong" in seen.said
    assert (copy / "number.txt").read_text() == "27\n"


def test_a_fault_that_no_test_sees_is_told_so(tmp_path: Path) -> None:
    copy = _project(tmp_path, "def test_it():\n    assert open('number.txt').read()\n")
    assert seeded_faults.seed(FAULT, copy) == Seen(FAULT)
    report = seeded_faults.report([Seen(FAULT)])
    assert "Caught: 0 of 1" in report
    assert "**not caught**" in report


CELL = """\
________ notebooks/03-adoption.ipynb::Cell 3 ________
Notebook cell execution failed
Cell 3: {why}

Input:
show_results(cards, "fig-resultats")

Traceback:
{trace}
=========== short test summary info ===========
FAILED notebooks/03-adoption.ipynb::Cell 3
"""
DIFFERS = """ mismatch 'text/html'
  Skipping 12 identical leading characters in diff, use -v to show
  - ligne 2
  + ligne 1"""
RAISES = """cell 3 line 1
----> 1 show_results(cards, "fig-resultats")
ValueError: holds: « moins de la moitié »
no longer holds"""


@pytest.mark.parametrize(
    ("why", "trace", "told"),
    [
        ("Cell outputs differ", DIFFERS, "- ligne 2 + ligne 1"),
        ("Cell raised", RAISES, "ValueError: holds: « moins de la moitié » no longer holds"),
    ],
)
def test_a_cell_is_named_by_what_it_shows_and_says_not_by_its_code(
    why: str, trace: str, told: str
) -> None:
    said = CELL.format(why=why, trace=trace)

    def seen(names: str) -> Seen:
        return seeded_faults._told(replace(FAULT, names=names), 1, said)

    assert seen("fig-resultats").said == f"Cell 3, fig-resultats: {why}: {told}"
    assert seen("fig-resultats").named
    assert seen("03-adoption.ipynb::Cell").named
    assert not seen("cards").named


def test_a_mutant_changes_one_line_and_what_the_module_does() -> None:
    modules = ["notebooks/dataprep/intervals.py", "notebooks/dataprep/wave.py"]
    found = mutants.drawn(10, 3, modules)
    assert len({(each.path, each.code) for each in found}) == 10
    for each in found:
        source = (ROOT / each.path).read_text("utf-8")
        assert each.before != each.after
        assert each.before in source.splitlines()[each.line - 1]
        assert mutants._said(each.code) not in (None, mutants._said(source))
    assert found == mutants.drawn(10, 3, modules)
    assert found != mutants.drawn(10, 4, modules)


def test_what_a_mutant_took_out_is_what_is_shown() -> None:
    before = "a = 1\n\n\n@cache\ndef f():\n    return a\n"
    assert mutants._changed(before, before.replace("@cache\n", "")) == (4, "@cache", "nothing")
    assert mutants._changed(before, before.replace("\n\n@cache", "")) == (4, "@cache", "nothing")
    assert mutants._changed(before, before.replace("return a", "return 0"))[1:] == (
        "return a",
        "return 0",
    )


def test_an_annotation_is_not_worth_a_mutant() -> None:
    before = "def f(a: int | None) -> int | None:\n    return a\n"
    assert mutants._said(before) == mutants._said(before.replace("|", "&"))
    assert mutants._said(before) != mutants._said(before.replace("return a", "return not a"))


def test_every_module_has_tests() -> None:
    for path in mutants.modules():
        tests = mutants.tests_of(path)
        assert tests, path
        assert all((ROOT / test).is_file() for test in tests)
    assert mutants.tests_of("notebooks/dataprep/bases.py")[0] == "tests/test_bases.py"


def test_a_survivor_is_listed_with_the_reason_why() -> None:
    one = mutants.Mutant("notebooks/dataprep/bases.py", 7, "a < b", "a <= b", "")
    other = mutants.Mutant("notebooks/dataprep/wave.py", 9, "a | b", "a & b", "")
    told = mutants.report([(one, False), (other, True)], {one.name: "Never equal."})
    assert "Killed: 1 of 2 drawn at random, 50.0%" in told
    assert "| dataprep/bases.py | 7 | `a < b` | `a <= b` | Never equal. |" in told
    assert "a & b" not in told
    assert "Wilson" not in told  # tests were written for the survivors of the usual draw
    fresh = mutants.report([(one, False), (other, True)], {}, seed=3)
    assert "Of all mutants, 9.5% to 90.5% (Wilson, 95%)." in fresh
    assert "**not argued**" in fresh


def test_a_survivor_that_is_argued_still_has_its_line() -> None:
    reasons = mutants.argued()
    assert reasons
    for name, why in reasons.items():
        path, _, change = name.partition(": ")
        before = change.partition(" → ")[0]
        source = (ROOT / mutants.SOURCE / path).read_text("utf-8")
        assert before in source, f"survivors.yml: {name} is no longer there. Take it out."
        assert len(why) > 10, name
