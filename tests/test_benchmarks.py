"""What ``make bench`` is made of: the corpora, the signs looked for, the report. None is timed."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import yaml
from playwright.sync_api import Browser

import builders
import compare
import corpus
from builders import OF_COMMON, OF_OWN, OURS, STOCK, Builder
from building import ROOT
from builds import Build, build, measure, shows
from corpus import CELL, COLD, NOTHING, SENTENCE, TABLE, Edit, State, common, own, write_common
from pages import Site, View, on_disk, view
from results import Conditions, Measured, Seen, goals, report

STATES = [state.name for state in common(5).states]


# The corpora


def test_the_common_corpus_is_valid_notebooks_without_outputs(tmp_path: Path) -> None:
    write_common(tmp_path, common(7).chapters)
    paths = sorted((tmp_path / "notebooks").glob("*.ipynb"))
    assert [path.stem for path in paths] == ["001", "002", "003", "004", "005", "006", "007"]
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert not any(cell.get("outputs") for cell in notebook.cells)


def printed(root: Path, chapter: str) -> str:
    """What the code of a chapter prints, its table shown, without a kernel or a figure."""
    cells = nbformat.read(root / "notebooks" / f"{chapter}.ipynb", as_version=4).cells
    code = {cell.id: cell.source for cell in cells}
    lines = [code["imports"].splitlines()[1], code["imports"].splitlines()[-1]]
    script = "\n".join([*lines, f"print({code['table']})", code["total"]])
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=root / "notebooks", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_edit_of_the_common_corpus_shows_its_sign_in_the_outputs_alone(tmp_path: Path) -> None:
    """A sign that stands in the source of a chapter would show without the chapter being run."""
    five = common(5)
    write_common(tmp_path, five.chapters)
    chapter = five.chapters[0]
    before = printed(tmp_path, chapter)
    assert five.states[0].marker in before
    for state in five.states[2:]:
        assert state.marker not in before
        assert state.edit
        state.edit.make(tmp_path)
        source = (tmp_path / "notebooks" / f"{chapter}.ipynb").read_text("utf-8")
        after = printed(tmp_path, chapter)
        if state.name == SENTENCE:
            assert state.marker in source
        else:
            assert state.marker in after
            assert state.marker not in source
        before = after


def test_each_edit_of_the_book_finds_its_place_and_its_sign_is_new(tmp_path: Path) -> None:
    book = own()
    assert len(book.chapters) == 9
    for state in book.states:
        assert state.chapter in book.chapters
        if state.edit is None:
            continue
        path = tmp_path / state.edit.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_bytes((ROOT / state.edit.path).read_bytes())
        assert state.marker not in path.read_text("utf-8")
        state.edit.make(tmp_path)
        if path.suffix == ".ipynb":
            nbformat.validate(nbformat.read(path, as_version=4))
    stored = (ROOT / f"notebooks/{book.states[0].chapter}.ipynb").read_text("utf-8")
    assert not [state.marker for state in book.states[2:] if state.marker in stored]


def test_a_table_of_the_book_is_sealed_once_edited() -> None:
    assert [state.name for state in own().states if state.sealed] == [TABLE]
    assert not any(state.sealed for state in common(5).states)


def test_both_corpora_go_through_the_same_states() -> None:
    assert [state.name for state in own().states] == STATES
    assert STATES[0] == COLD
    assert len(STATES) == len(set(STATES)) == 6


def test_an_edit_that_finds_no_place_says_which(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("other words", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.txt: 'some' is not there.*corpus\.py"):
        Edit("a.txt", "some", "new").make(tmp_path)


# The builds, by a program that copies a file into a page


def copier(name: str, code: str) -> Builder:
    def lay(root: Path, _: corpus.Corpus) -> None:
        root.mkdir()
        (root / "source.txt").write_text("old words", encoding="utf-8")

    return Builder(name, lay, lambda _: [sys.executable, "-c", code], "site", "site")


COPIES = (
    "import os, shutil; os.makedirs('site', exist_ok=True); "
    "shutil.copy('source.txt', 'site/page.html')"
)
STALE = f"import os; os.path.exists('site') or exec({COPIES!r})"
TWO_STATES = corpus.Corpus(
    "one page",
    ("page",),
    (
        State(COLD, "old", "page"),
        State(SENTENCE, "new", "page", Edit("source.txt", "old", "new")),
    ),
)


def test_a_build_says_whether_its_page_is_of_the_state(tmp_path: Path) -> None:
    said: list[str] = []
    programs = [copier("true", COPIES), copier("stale", STALE)]
    found, roots = measure(TWO_STATES, programs, 2, tmp_path, said.append)
    each = [("true", COLD, True), ("stale", COLD, True)]
    each += [("true", SENTENCE, True), ("stale", SENTENCE, False)]
    assert [(one.builder, one.state, one.shows) for one in found] == each * 2
    assert all(one.wall > 0 and one.processor >= 0 for one in found)
    assert len(said) == 8
    assert {path.parent for path in roots.values()} == {tmp_path}
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [
        "round-2-0",
        "round-2-1",
    ]


def test_only_the_states_asked_for_are_built(tmp_path: Path) -> None:
    found, _ = measure(TWO_STATES, [copier("a", COPIES)], 1, tmp_path, lambda _: None, (COLD,))
    assert [one.state for one in found] == [COLD]


def test_a_build_that_fails_says_what_it_printed(tmp_path: Path) -> None:
    broken = copier("broken", "print('the reason'); raise SystemExit(3)")
    root = tmp_path / "copy"
    broken.lay(root, TWO_STATES)
    with pytest.raises(SystemExit, match=r"the reason\n+broken, cold: the build failed"):
        build(broken, root, TWO_STATES.states[0])


def test_a_page_that_is_not_there_shows_nothing(tmp_path: Path) -> None:
    assert not shows(tmp_path / "absent.html", TWO_STATES.states[0])


# The programs


def test_ours_and_stock_are_built_one_after_the_other() -> None:
    for programs in (OF_OWN, OF_COMMON, builders.OF_GROWTH):
        assert [each.name for each in programs[:2]] == [OURS, STOCK]
    assert {each.name for each in OF_COMMON} == set(builders.CACHES)
    assert len(OF_COMMON) == 5


@pytest.mark.parametrize("program", OF_COMMON[1:], ids=lambda each: each.name)
def test_a_peer_is_laid_with_its_settings_and_the_same_corpus(
    program: Builder, tmp_path: Path
) -> None:
    five = common(5)
    program.lay(tmp_path, five)
    write_common(tmp_path / "alone", five.chapters)
    for path in (tmp_path / "alone").rglob("*.*"):
        laid = tmp_path / path.relative_to(tmp_path / "alone")
        assert laid.read_bytes() == path.read_bytes()
    command = program.command(tmp_path)
    assert program.peer == (".venv-peers" in command[0])
    assert "PYTHONPATH" not in program.environment(tmp_path)


def test_the_caches_said_are_those_set() -> None:
    for name in ("jupyter-book", "jupyter-book-own"):
        settings = yaml.safe_load((builders.SETTINGS / name / "_config.yml").read_text("utf-8"))
        assert settings["execute"]["execute_notebooks"] == "cache"
    mkdocs = yaml.safe_load((builders.SETTINGS / "mkdocs-jupyter/mkdocs.yml").read_text("utf-8"))
    [plugin] = mkdocs["plugins"]
    assert plugin["mkdocs-jupyter"]["cache"] is True
    assert plugin["mkdocs-jupyter"]["execute"] is True


def test_ours_is_built_by_the_command_of_make_site() -> None:
    _, program = OF_OWN[0].command(ROOT)
    assert f"$(BIN)/python {program}" in (ROOT / "Makefile").read_text("utf-8")


# The pages


@pytest.mark.built  # in a browser, as no test of make check is
def test_a_page_is_seen_as_a_reader_gets_it(chromium: Browser, tmp_path: Path) -> None:
    head = '<!doctype html><html lang="en"><title>A page</title><meta name="viewport" content="x">'
    body = "<main><h1>A page</h1><img src='a.svg' alt=''></main>" + "<!-- nothing -->" * 10_000
    (tmp_path / "page.html").write_text(f"{head}{body}", encoding="utf-8")
    square = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    (tmp_path / "a.svg").write_text(square, encoding="utf-8")
    seen = view(chromium, tmp_path, tmp_path / "page.html", runs=1)
    assert 100 < seen.size < 5000, "compressed, the comments weigh nothing"
    assert (seen.hosts, seen.faults) == (0, 0)
    assert seen.requests >= 2
    assert seen.paint > 0
    site = on_disk(tmp_path)
    assert site.files == 2
    assert site.size > 160_000


# The report


def builds(
    seconds: dict[str, dict[str, list[float]]], stale: tuple[str, str] | None
) -> list[Build]:
    return [
        Build(builder, state, wall, 2 * wall, (builder, state) != stale)
        for builder, states in seconds.items()
        for state, walls in states.items()
        for wall in walls
    ]


def taken(
    ours: float = 0.5, stale: tuple[str, str] | None = None, states: list[str] = STATES
) -> Measured:
    """Stock takes 9, 10 and 20 seconds for each state; ours that many times ``ours``."""
    walls = [20.0, 9.0, 10.0]
    seconds = {
        OURS: {state: [ours * wall for wall in walls] for state in states},
        STOCK: dict.fromkeys(states, walls),
    }
    sites = {OURS: Site(12_300_000, 45), STOCK: Site(6_000_000, 78)}
    seen = [Seen(OURS, "001", View(81_000, 12, 0, 0, 1234.4))]
    return Measured("a corpus", builds(seconds, stale), sites, seen)


@pytest.fixture
def write() -> Callable[..., str]:
    about = Conditions(
        "2026-01-02", "abc1234", 2, "Linux x86_64", "3.11.7", 3, {"sphinx": "7"}, {"furo": "8"}
    )

    def write(
        own: Measured | None = None,
        small: Measured | None = None,
        growth: dict[int, Measured] | None = None,
    ) -> str:
        return report(about, own or taken(), small or taken(), growth or {5: taken()})

    return write


def rows(text: str, first: str) -> list[list[str]]:
    """The rows of the tables of a page that begin with a cell."""
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return [row for row in cells if row[0] == first]


def test_times_are_medians_with_the_least_and_the_most_and_a_ratio(
    write: Callable[..., str],
) -> None:
    own, small = taken(0.5), taken(0.58)
    assert own.seconds(STOCK, COLD) == 10
    assert own.ratio(COLD) == 0.5
    times, processor, truth, *_ = rows(write(own, small), NOTHING)
    assert times == [NOTHING, "5.0 (4.5 – 10.0)", "10.0 (9.0 – 20.0)", "0.50"]
    assert processor == [NOTHING, "10.0", "20.0", "0.50"]
    assert truth == [NOTHING, "yes", "yes"]


def test_a_single_round_has_no_least_nor_most(write: Callable[..., str]) -> None:
    one = {name: {state: [wall] for state in STATES} for name, wall in ((OURS, 1.0), (STOCK, 4.0))}
    text = write(Measured("a corpus", builds(one, None), {}, ()))
    assert rows(text, NOTHING)[0] == [NOTHING, "1.0", "4.0", "0.25"]


def test_goals_that_are_met_are_said_as_met(write: Callable[..., str]) -> None:
    found = goals(taken(), taken(), {5: taken(), 20: taken(1.2)})
    assert len(found) == 4 * 2 + 2 + 1
    assert all(goal.met for goal in found)
    text = write(growth={5: taken(), 20: taken(1.2)})
    assert "All 11 goals met." in text
    assert "missed" not in text


@pytest.mark.parametrize(
    ("ours", "missed"),
    [(0.55, {NOTHING}), (0.56, {COLD, NOTHING}), (0.61, {COLD, NOTHING, SENTENCE, CELL})],
)
def test_a_goal_missed_is_said_as_missed(
    ours: float, missed: set[str], write: Callable[..., str]
) -> None:
    text = write(small=taken(ours))
    found = [line for line in text.splitlines() if "**missed**" in line]
    assert {re.split(r"[|:]", line)[1].strip() for line in found} == missed
    assert all(f"| {ours:.2f} |" in line for line in found)
    assert f"{len(missed)} of 10 goals missed." in text


def test_one_old_value_is_a_goal_missed_and_said_by_its_state(write: Callable[..., str]) -> None:
    text = write(own=taken(stale=(OURS, TABLE)))
    assert f"| the new value shows | a corpus | not after: {TABLE} | **missed** |" in text
    assert rows(text, TABLE)[2] == [TABLE, "**no**", "yes"]
    assert "1 of 10 goals missed." in text


def test_an_old_value_of_another_program_misses_none_of_our_goals(
    write: Callable[..., str],
) -> None:
    text = write(own=taken(stale=(STOCK, TABLE)))
    assert rows(text, TABLE)[2] == [TABLE, "yes", "**no**"]
    assert "All 10 goals met." in text


def test_one_round_in_which_the_value_is_old_is_enough() -> None:
    found = [Build(OURS, COLD, 1.0, 1.0, shown) for shown in (True, False, True)]
    assert not Measured("a corpus", found).shows(OURS, COLD)


def test_a_time_per_chapter_that_climbs_is_a_goal_missed() -> None:
    # The same seconds for each corpus: a quarter of the time a chapter, then four times as much.
    slower = goals(taken(), taken(), {20: taken(), 80: taken(0.5 * 4.5)})[-1]
    assert (slower.met, slower.found) == (False, "1.12")
    assert goals(taken(), taken(), {20: taken(), 80: taken(0.5 * 4.4)})[-1].met


def test_the_report_says_sizes_pages_and_conditions(write: Callable[..., str]) -> None:
    text = write(growth={5: taken(), 20: taken()})
    assert "| ours | 12.3 | 45 |" in text
    assert "| 001 | ours | 81 | 12 | 0 | 0 | 1234 |" in text
    assert "| 20 | ours | 5.0 | 0.25 | 5.0 |" in text
    assert "2026-01-02, commit abc1234, on 2 cores, Linux x86_64, Python 3.11.7" in text
    assert "sphinx 7" in text
    assert "furo 8" in text
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        widths = {line.count(" | ") for line in table.splitlines()}
        assert len(widths) == 1, table


def test_the_conditions_name_neither_the_machine_nor_a_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compare, "versions_of_peers", lambda: {"furo": "8"})
    said = str(compare.conditions(3))
    assert platform.node() not in said
    assert str(ROOT) not in said
    assert platform.python_version() in said


@pytest.mark.parametrize(
    ("words", "rounds", "sizes", "target"),
    [([], 3, [5, 20, 80], "RESULTS"), (["--quick"], 1, [5], "QUICK_RESULTS")],
)
def test_one_command_measures_both_corpora_and_growth_and_writes_the_report(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: list[str],
    rounds: int,
    sizes: list[int],
    target: str,
) -> None:
    asked: list[tuple[object, ...]] = []
    about = Conditions("2026-01-02", "abc1234", 2, "Linux", "3.11", rounds, {}, {})

    def both(
        what: corpus.Corpus, programs: object, times: int, pages: object, _: object
    ) -> Measured:
        asked.append((what.name, programs, times, pages))
        return taken()

    def grown(size: int, _: object) -> Measured:
        asked.append((size,))
        return taken()

    monkeypatch.setattr(compare, "ROOT", tmp_path)
    for name in ("RESULTS", "QUICK_RESULTS"):
        monkeypatch.setattr(compare, name, tmp_path / name / "RESULTS.md")
    monkeypatch.setattr(compare, "complete_alone", lambda *_: None)
    monkeypatch.setattr(compare, "conditions", lambda _: about)
    monkeypatch.setattr(compare, "measured", both)
    monkeypatch.setattr(compare, "grown", grown)
    compare.main(words)
    five, book = common(5), own()
    assert asked == [
        (five.name, OF_COMMON, rounds, five.chapters[:1]),
        (book.name, OF_OWN, rounds, book.chapters),
        *[(size,) for size in sizes],
    ]
    [written] = tmp_path.rglob("*.md")
    assert written == tmp_path / target / "RESULTS.md"
    assert written.read_text("utf-8").startswith("# How fast")


def test_less_than_one_round_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        compare.main(["--rounds", "0"])
    assert "--rounds 0: expected one round at least." in capsys.readouterr().err
