"""A chapter loads the modules that it depends on, and no other: only they make it run again."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator

import nbformat
import pytest

from building import ROOT

NOTEBOOKS = ROOT / "notebooks"
PACKAGES = ("dataprep", "rendering")
CHAPTERS = [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
MODULES = {
    ".".join(path.relative_to(NOTEBOOKS).with_suffix("").parts): path
    for package in PACKAGES
    for path in (NOTEBOOKS / package).rglob("*.py")
    if path.name != "__init__.py"
}

# The chapters, by number, that may load a module which only some of them depend on.
LOADED_BY = {
    "dataprep.bases": {"02", "03", "04", "05", "06", "07", "08", "09"},
    "dataprep.calibration": {"06"},
    "dataprep.comparators": {"02", "05", "09"},
    "dataprep.intervals": {"02", "03", "04", "05", "06", "07", "08", "09"},
    "dataprep.nonresponse": {"07"},
    "dataprep.overlap": {"04"},
    "dataprep.planning": {"08"},
    "dataprep.proof": {"02"},
    "dataprep.questions": {"08"},
    "dataprep.readings": {"03", "05"},
    "dataprep.robustness": {"02", "06"},
    "dataprep.soundness": set(),  # for a table that is not as it was sealed
    "rendering.drawing.raster": set(),  # for the images of social networks, in the build
    "rendering.shown.cards": {"03"},
    "rendering.shown.social": set(),
    "rendering.shown.surveys": {"02", "05", "09"},
    "rendering.words.codes": set(),  # for the pages of the tables, in the build
    "rendering.words.comparators": {"02", "05", "09"},
    "rendering.words.surveys": {"02", "05", "09"},
}

# Their libraries take a second to import; the words of an error are for one that nobody catches.
LATE = {
    "rendering.words.answers",
    "dataprep.soundness",
    "dataprep.answers.form",
    "dataprep.answers.delimited",
    "dataprep.answers.tables",
    "dataprep.answers.workbooks",
}

# Runs each piece of code, and says which of our modules are then loaded. One process: the libraries
# are loaded once; ours are dropped before each.
LOADING = """
import json, sys

def ours():
    return [name for name in sys.modules if name.partition(".")[0] in ("dataprep", "rendering")]

for code in json.load(sys.stdin):
    for name in ours():
        del sys.modules[name]
    exec(code, {})
    print(json.dumps(ours()))
"""


def loaded(*codes: str) -> list[set[str]]:
    """Our modules that each piece of code loads."""
    command = [sys.executable, "-c", LOADING]
    run = subprocess.run(
        command, cwd=NOTEBOOKS, input=json.dumps(codes), capture_output=True, text=True, check=True
    )
    return [set(json.loads(line)) for line in run.stdout.splitlines()]


def imports(statements: Iterable[ast.AST]) -> list[ast.stmt]:
    return [each for each in statements if isinstance(each, ast.Import | ast.ImportFrom)]


def named(statement: ast.stmt) -> Iterator[str]:
    """Whatever an import may name: modules, and what it takes from them."""
    if isinstance(statement, ast.Import):
        yield from (alias.name for alias in statement.names)
    elif isinstance(statement, ast.ImportFrom):
        yield str(statement.module)
        yield from (f"{statement.module}.{alias.name}" for alias in statement.names)


def chapter_imports(chapter: str) -> list[ast.stmt]:
    cells = nbformat.read(NOTEBOOKS / f"{chapter}.ipynb", as_version=4).cells
    codes = [ast.parse(cell.source) for cell in cells if cell.cell_type == "code"]
    return [each for code in codes for each in imports(code.body)]


@pytest.fixture(scope="module")
def closures() -> dict[str, set[str]]:
    """By chapter, our modules that its imports load."""
    codes = ["\n".join(map(ast.unparse, chapter_imports(chapter))) for chapter in CHAPTERS]
    return dict(zip(CHAPTERS, loaded(*codes), strict=True))


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_loads_no_module_before_it_is_asked_for_a_name(package: str) -> None:
    assert loaded(f"import {package}; dir({package})") == [{package}]


def test_a_name_of_a_package_loads_its_own_module() -> None:
    table, words = loaded("from dataprep import load_table", "import rendering; rendering.tr")
    assert table == {f"dataprep{module}" for module in ("", ".arguments", ".descriptor", ".tables")}
    assert words == {"rendering", "rendering.words", "rendering.words.language"}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_of_a_package_can_be_had_from_it(package: str) -> None:
    stub = ast.parse((NOTEBOOKS / package / "__init__.pyi").read_text("utf-8"))
    (listed,) = (each.value for each in stub.body if isinstance(each, ast.Assign))
    names: dict[str, object] = {}
    exec(f"from {package} import *", names)
    assert sorted(names.keys() - {"__builtins__"}) == ast.literal_eval(listed)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_loads_of_the_chapters_room_what_it_names(
    chapter: str, closures: dict[str, set[str]]
) -> None:
    asked = {name for each in chapter_imports(chapter) for name in named(each)}
    room = {name for name in MODULES if name.startswith("rendering.chapters.")}
    assert closures[chapter] & room == asked & room


@pytest.mark.parametrize("module", LOADED_BY)
def test_a_module_is_loaded_by_the_chapters_that_depend_on_it(
    module: str, closures: dict[str, set[str]]
) -> None:
    assert module in MODULES
    assert {chapter[:2] for chapter in CHAPTERS if module in closures[chapter]} == LOADED_BY[module]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_from_where_a_thing_is_defined(module: str) -> None:
    """From no package's face. The imports of a chapter say what it depends on, as none is late."""
    code = ast.parse(MODULES[module].read_text("utf-8"))
    late = set(imports(ast.walk(code))) - set(imports(code.body))
    assert {name for each in late for name in named(each)} & MODULES.keys() <= LATE
    for statement in imports(ast.walk(code)):
        if isinstance(statement, ast.ImportFrom) and statement.module in PACKAGES:
            assert set(named(statement)) - {statement.module} <= MODULES.keys()
