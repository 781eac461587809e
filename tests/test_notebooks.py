"""The chapters: written as agreed, stored as they run, and compared cell by cell by nbval.

``pytest`` itself runs every chapter under nbval, as ``pyproject.toml`` says. The tests here show
that nbval would notice: they spoil stored outputs and expect exactly the spoilt cells to differ
from what the chapters gave when the site was built.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient.exceptions import CellExecutionError
from nbval.plugin import IPyNbFile, coalesce_streams

import refresh
from building import ROOT, Book, copy_of_project, run, run_ready
from extensions.execution.cache import find

CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in CHAPTERS]
MOST_LINES = 15
FEWEST_COMPARED = 70  # over all chapters; a notebook stored without outputs falls below
FEWEST_COMPARED_IN_A_CHAPTER = 4
NUMBERED = re.compile(r'<data value="([^"]*)" data-key="([^"]*)">')
chapters = pytest.mark.parametrize("path", CHAPTERS, ids=NAMES)

Spoil = Callable[[str], str]
Outputs = dict[str, list[list[Any]]]  # of each code cell, by chapter


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def shown_outputs(cell: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    return (output for output in cell.outputs if "text/html" in output.get("data", {}))


def prose(path: Path) -> str:
    return "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


# How a chapter is written


@chapters
def test_a_chapter_is_a_valid_notebook_without_the_traces_of_a_run(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}  # no widget state, no version
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    assert set(notebook.metadata["language_info"]) == {"name"}
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    for cell in notebook.cells:
        stored = set(cell.metadata)
        assert stored <= {"tags", "jupyter"}, f"{cell.id} stores {stored}"  # no times


@chapters
def test_a_chapter_has_the_agreed_parts_in_order(path: Path) -> None:
    text = prose(path)
    opening = [
        r"\A# \S.*$",
        r"Temps de lecture",
        r"^## À retenir$",
        r"^## .+$",
        r"^## Ce que cela ne dit pas$",
    ]
    closing = [
        r"\A# \S.*$",
        r"^\*\*Ce que vous allez apprendre\.\*\* \S",
        r"Temps de lecture",
        r"^\*\*[^*]+ \?\*\* \S",
        r"^## À retenir$",
        r"^## Ce que cela ne dit pas$",
        r"^## La suite$",
    ]
    # A chapter that opens on its findings leaves what comes next to the frame of the page.
    opens = not re.search(closing[-1], text, re.MULTILINE)
    places = []
    for part in opening if opens else closing:
        found = re.search(part, text[places[-1] + 1 if opens and places else 0 :], re.MULTILINE)
        assert found, f"{path.name} lacks {part}"
        places.append(found.start() + (places[-1] + 1 if opens and places else 0))
    assert places == sorted(places)
    if opens:
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings[0] == "À retenir"
        assert "Ce que cela ne dit pas" in headings[-2:]  # an appendix may end on how to redo it
    for title in ("À retenir", "Ce que cela ne dit pas"):
        said = text.split(f"## {title}\n")[1].split("\n## ")[0]
        assert len(re.findall(r"^- \S", said, re.MULTILINE)) >= 2, title


@chapters
def test_each_question_is_asked_in_words_and_answered_by_cells(path: Path) -> None:
    """Between a question, a heading or in bold, and the next there is an output.

    Save where prose says that the answer is ours.
    """
    asked = answered = 0
    waiting = False
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            bold = re.findall(r"^\*\*[^*]+ \?\*\* \S", cell.source, re.MULTILINE)
            questions = bold or re.findall(r"^## .+ \?$", cell.source, re.MULTILINE)
            asked += len(questions)
            waiting = waiting or bool(questions)
        elif waiting and list(shown_outputs(cell)):
            answered, waiting = answered + 1, False
    assert answered >= 3
    assert answered >= asked - 1  # a last one may be answered by advice, in words


@chapters
def test_a_code_cell_is_short_and_defines_nothing(path: Path) -> None:
    for cell in code_cells(path):
        assert len(cell.source.splitlines()) <= MOST_LINES, cell.id
        assert not cell.source.startswith("%"), cell.id
        for node in ast.walk(ast.parse(cell.source)):
            kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
            assert not isinstance(node, kinds), f"{cell.id}, line {node.lineno}, defines"


@chapters
def test_a_chapter_imports_in_one_cell_the_first_and_only_by_name(path: Path) -> None:
    importing = [
        rank
        for rank, cell in enumerate(code_cells(path))
        if any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(ast.parse(cell.source)))
    ]
    assert importing == [0]
    source = code_cells(path)[0].source
    assert "sys.path" not in source
    assert "import *" not in source


@chapters
def test_every_code_cell_is_folded_on_the_site_or_made_for_another_page(path: Path) -> None:
    for cell in code_cells(path):
        publishes = "publish(" in cell.source
        assert cell.metadata.get("tags") == ["remove-cell" if publishes else "hide-input"]


# What a chapter stores


@chapters
def test_every_cell_was_run_in_order_and_wrote_to_no_stream(path: Path) -> None:
    cells = code_cells(path)
    # A cell without a count is one that nbval runs and does not compare.
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output.output_type for cell in cells for output in cell.outputs}
    assert kinds <= {"execute_result", "display_data"}


@chapters
def test_no_cell_tells_nbval_to_look_away(path: Path) -> None:
    for cell in code_cells(path):
        assert "nbval" not in (cell.source + json.dumps(cell.metadata)).lower(), cell.id
        assert "raises-exception" not in cell.metadata.get("tags", []), cell.id


@chapters
def test_every_output_lists_the_numbers_that_its_html_prints(path: Path) -> None:
    answers = 0
    for cell in code_cells(path):
        for output in shown_outputs(cell):
            assert "numbers" in output.metadata, cell.id
            listed = {  # a hidden number has no value, there and here
                number["key"]: number.get("value") for number in output.metadata["numbers"]
            }
            markup = output.data["text/html"]
            printed = NUMBERED.findall(markup)
            for value, key in printed:
                assert key in listed, f"{cell.id} prints {key} and does not list it"
                known = listed[key]
                assert (
                    value == "" if known is None else float(value) == pytest.approx(known, rel=1e-5)
                )
            # The title of a figure may be one: its words are then those of the drawing.
            answers += bool(re.search(r"\banswer\(", cell.source))
            if re.search(r"^(\w+_)?answer\(|^\w+ = answer\(", cell.source, re.MULTILINE):
                assert printed, f"{cell.id} answers without a number"
    assert answers >= 2


# What nbval compares


def change(pattern: str, new: str) -> Spoil:
    """A change of the first place that matches, inside the matched group."""

    def spoil(markup: str) -> str:
        spoilt = re.sub(pattern, new, markup, count=1)
        assert spoilt != markup, pattern
        return spoilt

    return spoil


# What is spoilt: the outputs that have it, and how one place of such an output is changed.
SPOILS: dict[str, tuple[str, Spoil]] = {
    "a number in an answer": (
        r'<p class="answer">.*<data[^>]*>[^<]*\d',
        change(r"(<data[^>]*>[^<\d]*)\d", r"\g<1>9?"),
    ),
    "the value of a number, behind the words": (
        r'<p class="answer">.*<data',
        change(r'<data value="', '<data value="1'),
    ),
    "the row that a number comes from": (
        r'<p class="answer">.*href="',
        change(r'(href="[^"]*)"', r'\1x"'),
    ),
    "a word of a caption": (r"<figcaption><p>", change(r"<figcaption><p>\w", "<figcaption><p>?")),
    "the base under a caption": (
        r'<p class="base">.*\d',
        change(r'(<p class="base">.*?)\d', r"\1?"),
    ),
    "an alternative text": (
        r'role="img" aria-label="',
        change(r'(role="img" aria-label="[^"]*)"', r'\1 ?"'),
    ),
    "a cell of the table behind a figure": (
        r"<figure.*<td",
        change(r"(<figure[\s\S]*?<td[^>]*>)", r"\1?"),
    ),
    "a cell of a table": (r"^<div[^>]*>.*<td", change(r"(<td[^>]*>)", r"\1?")),
    "the caption of a table": (r"<caption>", change(r"<caption>", "<caption>?")),
    "the csv behind a link": (r"text/csv;", change(r"charset=utf-8,", "charset=utf-8,AAAA")),
    "a word of a drawing": (r"<text", change(r"(<text[^>]*>)", r"\1?")),
}
DRAWING = ("<svg", change(r'(<(?:use|path) [^>]*(?:x|d)="[^"]*?\d)', r"\g<1>1"))


def html_of(cell: nbformat.NotebookNode) -> str:
    return "".join(output.data["text/html"] for output in shown_outputs(cell))


def spoil_cells(source: Path, target: Path, spoils: dict[int, Spoil]) -> None:
    """Write a notebook with the outputs of some code cells, by rank, spoilt."""
    notebook = read(source)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for rank, spoil in spoils.items():
        for output in code[rank].outputs:
            for kind in output.data:  # of glue too, whose kinds have a longer name
                if kind.endswith("text/html"):
                    output.data[kind] = spoil(output.data[kind])
    nbformat.write(notebook, target)


@pytest.fixture(scope="module")
def executed(book: Book) -> Outputs:
    """What the chapters gave when the site was built: the outputs of each code cell, by chapter."""
    kept: Outputs = {}
    for path in CHAPTERS:
        run = find(book.root, f"notebooks/{path.stem}")
        assert run is not None
        [notebook] = run.rglob("base.ipynb")
        kept[path.stem] = outputs_of(notebook)
    return kept


def red_cells(session: pytest.Session, path: Path, fresh: list[Any]) -> set[str]:
    """The cells of a notebook whose stored outputs nbval, as set here, finds unlike fresh ones.

    nbval's own cells and its own comparison, without the kernel that would run them once more.
    """
    notebook = IPyNbFile.from_parent(session, path=path)
    notebook.setup_sanitize_files()
    cells = list(notebook.collect())
    assert len(cells) == len(fresh)
    for cell in cells:  # what differs is not wanted: to say it takes nbval most of its time
        cell.format_output_compare = lambda *said: None
    return {
        cell.name
        for cell, outputs in zip(cells, fresh, strict=True)
        if cell.options["check"]
        and cell.cell.execution_count is not None  # nbval compares no other
        and not cell.compare_outputs(outputs, coalesce_streams(cell.cell.outputs))
    }


@pytest.fixture(scope="module")
def verdicts(
    request: pytest.FixtureRequest, executed: Outputs, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bool]:
    """Whether nbval finds each kind of spoil, each in a cell of its own of a copy of one chapter.

    Under ``None of them`` is whether it finds any of the cells that were left as they were.
    """
    chapter = ROOT / "notebooks/03-adoption.ipynb"
    outputs = {rank: html_of(cell) for rank, cell in enumerate(code_cells(chapter))}
    kinds = SPOILS | {"a drawing": DRAWING}
    homes = {
        kind: [rank for rank, markup in outputs.items() if re.search(pattern, markup, re.DOTALL)]
        for kind, (pattern, _) in kinds.items()
    }
    found: dict[str, bool] = {}
    reddened = False
    while len(found) < len(kinds):  # as many copies of the chapter as it takes
        chosen: dict[str, int] = {}
        for kind in sorted(kinds.keys() - found.keys(), key=lambda kind: (len(homes[kind]), kind)):
            assert homes[kind], f"no output has {kind} to spoil"
            free = [rank for rank in homes[kind] if rank not in chosen.values()]
            if free:
                chosen[kind] = free[0]
        spoils = {rank: kinds[kind][1] for kind, rank in chosen.items()}
        spoilt = tmp_path_factory.mktemp("spoilt") / "spoilt.ipynb"
        spoil_cells(chapter, spoilt, spoils)
        red = red_cells(request.session, spoilt, executed["03-adoption"])
        found |= {kind: f"Cell {rank}" in red for kind, rank in chosen.items()}
        reddened = reddened or bool(red - {f"Cell {rank}" for rank in spoils})
    return found | {"None of them": reddened}


@pytest.mark.parametrize("kind", SPOILS)
def test_nbval_finds(kind: str, verdicts: dict[str, bool]) -> None:
    assert verdicts[kind]


def test_nbval_finds_no_cell_that_is_as_it_was(verdicts: dict[str, bool]) -> None:
    assert not verdicts["None of them"]


def test_nbval_sets_the_shapes_of_a_drawing_aside(verdicts: dict[str, bool]) -> None:
    # They may differ by a hair from one machine to the next; the words may not.
    assert not verdicts["a drawing"]


def test_the_sanitizer_takes_nothing_but_shapes_out_of_a_stored_output() -> None:
    [(pattern, replacement)] = re.findall(
        r"regex: (.*)\nreplace: (.*)", (ROOT / "tests/nbval-sanitize.cfg").read_text("utf-8")
    )
    seen = 0
    for path in CHAPTERS:
        for cell in code_cells(path):
            for output in shown_outputs(cell):
                markup = output.data["text/html"]
                left = re.sub(f"\\s*{replacement}\\s*", " ", re.sub(pattern, replacement, markup))
                whole = BeautifulSoup(markup, "html5lib")
                for drawing in whole.find_all("svg"):
                    drawing.replace_with(f" {' '.join(drawing.stripped_strings)} ")
                    seen += 1
                assert BeautifulSoup(left, "html5lib").decode() == whole.decode(), cell.id
    assert seen


def test_nbval_compares_every_output_of_every_chapter(
    request: pytest.FixtureRequest, executed: Outputs, tmp_path: Path
) -> None:
    """Spoil every output: the cells that are found different are those that nbval compares."""
    compared = 0
    for path in CHAPTERS:
        ranks = [rank for rank, cell in enumerate(code_cells(path)) if cell.outputs]
        assert red_cells(request.session, path, executed[path.stem]) == set()
        spoil_cells(path, tmp_path / path.name, dict.fromkeys(ranks, lambda markup: f"{markup}?"))
        red = red_cells(request.session, tmp_path / path.name, executed[path.stem])
        assert red == {f"Cell {rank}" for rank in ranks}
        assert len(red) >= FEWEST_COMPARED_IN_A_CHAPTER
        compared += len(red)
    assert compared >= FEWEST_COMPARED


@pytest.mark.kernel
def test_pytest_with_these_settings_fails_on_an_output_that_differs(tmp_path: Path) -> None:
    """Of two stored outputs, one is not what its cell gives: the whole way, with a kernel."""
    notebook = read(small_notebook(tmp_path / "n.ipynb", "1 + 1", "2 + 2"))
    for rank, (cell, said) in enumerate(zip(notebook.cells, ("2", "5"), strict=True), start=1):
        cell.execution_count = rank
        data = {"text/plain": said}
        cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=rank)]
    nbformat.write(notebook, tmp_path / "n.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider"]
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
    done = run([*command, *settings, str(tmp_path / "n.ipynb")], ROOT, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed, 1 passed" in done.stdout
    assert "Cell outputs differ" in done.stdout


@chapters
def test_an_output_without_html_is_one_kept_for_another_page(path: Path) -> None:
    for cell in code_cells(path):
        if cell.outputs and not html_of(cell):
            assert "publish(" in cell.source, cell.id
            assert all("papermill" in key for o in cell.outputs for key in o.data), cell.id


def test_measuring_coverage_leaves_the_kernels_of_nbval_alone(pytestconfig: pytest.Config) -> None:
    assert not pytestconfig.option.cov_source  # see conftest.py


def test_pytest_itself_runs_every_chapter_strictly() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = settings["tool"]["pytest"]["ini_options"]
    assert "notebooks" in options["testpaths"]
    assert "--nbval" in options["addopts"]
    assert not any("lax" in option for option in options["addopts"])
    assert "--nbval-sanitize-with=tests/nbval-sanitize.cfg" in options["addopts"]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    listed = run([*command, "notebooks"], ROOT).stdout
    for path in CHAPTERS:
        found = re.findall(rf"^notebooks/{path.name}::Cell \d+$", listed, re.MULTILINE)
        assert len(found) == len(code_cells(path))


# How a chapter runs


# Together they read six of the tables and draw every kind of figure of the first part; one glues.
ELSEWHERE = ("02-methode", "03-adoption")


PLACES = ("the root", "elsewhere")


@pytest.fixture(scope="module")
def run_from(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outputs]:
    """The outputs of two chapters, run from other folders than theirs, by kernels of their own."""
    books = [copy_of_project(tmp_path_factory.mktemp("run")) for _ in PLACES]
    folders = [books[0].root, tmp_path_factory.mktemp("elsewhere")]
    paths = [[book.root / "notebooks" / f"{name}.ipynb" for name in ELSEWHERE] for book in books]
    options = ["--inplace", "--timeout=120"]
    runs = [([*options, *map(str, these)], at) for these, at in zip(paths, folders, strict=True)]
    for done in run_ready("nbclient.cli", *runs):
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return {
        place: {path.stem: outputs_of(path) for path in these}
        for place, these in zip(PLACES, paths, strict=True)
    }


def outputs_of(path: Path) -> list[Any]:
    """The outputs of each cell, without the names of widgets, which are new in each kernel."""
    outputs = [cell.outputs for cell in code_cells(path)]
    for cell in outputs:
        for output in cell:
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return outputs


@pytest.mark.kernel
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_chapter_gives_the_same_outputs_twice_and_wherever_it_is_run_from(
    name: str, place: str, run_from: dict[str, Outputs], executed: Outputs
) -> None:
    assert run_from[place][name] == executed[name]  # the build runs a chapter in its own folder


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_lists_the_numbers_that_it_lists_when_run(name: str, executed: Outputs) -> None:
    """nbval sets metadata aside: the numbers listed in it are compared here."""
    fresh = [[o.metadata for o in cell] for cell in executed[name]]
    stored = [[o.metadata for o in cell] for cell in outputs_of(ROOT / f"notebooks/{name}.ipynb")]
    assert json.loads(json.dumps(stored)) == approximately(json.loads(json.dumps(fresh)))


def approximately(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: approximately(item) for key, item in value.items()}
    if isinstance(value, list):
        return [approximately(item) for item in value]
    return pytest.approx(value) if isinstance(value, float) else value


# How outputs are stored (make refresh)


def small_notebook(path: Path, *sources: str) -> Path:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    )
    nbformat.write(notebook, path)
    return path


@pytest.mark.kernel
def test_refresh_stores_outputs_without_times_and_says_whether_they_changed(tmp_path: Path) -> None:
    path = small_notebook(tmp_path / "n.ipynb", "from pathlib import Path", "Path.cwd().name")
    assert refresh.refresh(path)
    first, second = read(path).cells
    assert second.outputs[0].data["text/plain"] == repr(tmp_path.name)  # run in its own folder
    assert (first.execution_count, second.execution_count) == (1, 2)
    assert not first.metadata
    assert "version" not in read(path).metadata["language_info"]
    assert not refresh.refresh(path)


@pytest.mark.kernel
def test_refresh_stores_nothing_of_a_notebook_that_fails(tmp_path: Path) -> None:
    path = small_notebook(tmp_path / "n.ipynb", "1", "1 / 0")
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        refresh.refresh(path)
    assert path.read_bytes() == before
