"""What is built to be measured: a corpus, and the changes that a person makes to it.

The common corpus is made here: chapters of one shape, each of which reads a table of ``data/``
through a module that all share, shows it, and draws a figure. The book's own corpus is the book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Edit:
    """A text that stands in a file of the corpus, and what replaces it."""

    path: str
    old: str
    new: str

    def make(self, root: Path) -> None:
        """Edit the file under ``root``. Raises ValueError where ``old`` does not stand in it."""
        path = root / self.path
        text = path.read_text(encoding="utf-8")
        if self.old not in text:
            raise ValueError(
                f"{self.path}: {self.old!r} is not there. The measure edits this text: give "
                "another that stands there, in benchmarks/corpus.py."
            )
        path.write_text(text.replace(self.old, self.new), encoding="utf-8", newline="")


@dataclass(frozen=True)
class State:
    """A state of the corpus that is built: what was edited since the one before, and its sign."""

    name: str
    marker: str  # a text that the page of ``chapter`` shows if the build is of this state
    chapter: str
    edit: Edit | None = None
    sealed: bool = False  # the table edited is one whose digest the book holds


@dataclass(frozen=True)
class Corpus:
    """Chapters, by the names of their notebooks, and the states to build, in their order."""

    name: str
    chapters: tuple[str, ...]
    states: tuple[State, ...]


COLD = "cold"
NOTHING = "nothing changed"
SENTENCE = "a sentence edited"
CELL = "one cell edited"
TABLE = "a table changed"
MODULE = "a shared module changed"

# The common corpus

TABLE_ROWS = """\
fruit,year,tonnes
quince,2021,412
damson,2022,388
bilberry,2023,454
loquat,2024,467
medlar,2025,502
"""
SHARED = '''\
"""What the chapters share."""

from pathlib import Path

import pandas as pd


def read_table() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).parents[1] / "data" / "data.csv")


def unit() -> str:
    return "quintals"


def total(table: pd.DataFrame) -> str:
    return f"{10 * table['tonnes'].sum()} {unit()}"
'''
_OPENING = """\
# Chapter {number}

What this chapter shows is read from a table, by a module that every chapter shares. The sentences
are here because a book has some: a page to read is more than its outputs.

## The table

Each row is a fruit and a year, with the tonnes that were picked. The first rows are enough to see
what the table holds, and the total below is of all its rows."""
_CLOSING = """\
## The figure

The same tonnes, year by year. Points are joined so that a rise is seen as one, which does not say
that anything was measured between two years."""
_SENTENCE = "here because a book has some"


def common(size: int) -> Corpus:
    """The common corpus of ``size`` chapters, to be written by ``write_common``."""
    chapters = tuple(f"{number:03}" for number in range(1, size + 1))
    first = chapters[0]
    notebook = f"notebooks/{first}.ipynb"
    states = (
        State(COLD, "damson", first),
        State(NOTHING, "damson", first),
        State(
            SENTENCE,
            "mirabelle",
            first,
            Edit(notebook, _SENTENCE, f"{_SENTENCE}, one on mirabelle plums among them"),
        ),
        State(CELL, "loquat", first, Edit(notebook, "table.head(3)", "table.head(4)")),
        State(TABLE, "greengage", first, Edit("data/data.csv", "damson", "greengage")),
        State(MODULE, "bushels", first, Edit("notebooks/shared.py", "quintals", "bushels")),
    )
    return Corpus(f"{size} small notebooks", chapters, states)


def write_common(root: Path, chapters: Sequence[str]) -> None:
    """Write the notebooks of the common corpus, without outputs, their module and their table."""
    for folder in ("notebooks", "data"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "data" / "data.csv").write_text(TABLE_ROWS, encoding="utf-8", newline="\n")
    (root / "notebooks" / "shared.py").write_text(SHARED, encoding="utf-8", newline="\n")
    for number, name in enumerate(chapters, start=1):
        path = root / "notebooks" / f"{name}.ipynb"
        nbformat.write(_notebook(number), path)


def _notebook(number: int) -> nbformat.NotebookNode:
    cells = [
        nbformat.v4.new_markdown_cell(_OPENING.format(number=number), id="opening"),
        nbformat.v4.new_code_cell(
            "import matplotlib.pyplot as plt\nimport shared\n\ntable = shared.read_table()",
            id="imports",
        ),
        nbformat.v4.new_code_cell("table.head(3)", id="table"),
        nbformat.v4.new_code_cell(f"print({number}, shared.total(table))", id="total"),
        nbformat.v4.new_markdown_cell(_CLOSING, id="closing"),
        nbformat.v4.new_code_cell(
            "figure, axes = plt.subplots(figsize=(6, 3))\n"
            'axes.plot(table["year"], table["tonnes"], marker="o")\n'
            f'axes.set_ylabel("tonnes, chapter {number}")\n'
            "plt.show()",
            id="figure",
        ),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook: nbformat.NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    return notebook


# The book's own

_PAGE = "05-ailleurs"
_FILE = f"notebooks/{_PAGE}.ipynb"


def own() -> Corpus:
    """The book's chapters; its edits are to one of them, to a table and to a module that it reads.

    The cell edited prints a number that no source holds as text: seen on the page, it was run.
    """
    chapters = tuple(sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb")))
    survey, subtitle = "Baromètre Data Publica", "part sur la base de chaque "
    ends = "l'intitulé exact d'aucune question."
    states = (
        State(COLD, f"{subtitle}enquête", _PAGE),
        State(NOTHING, f"{subtitle}enquête", _PAGE),
        State(SENTENCE, "mirabelle", _PAGE, Edit(_FILE, ends, f"{ends} Phrase sur la mirabelle.")),
        State(
            CELL,
            "31007",
            _PAGE,
            Edit(_FILE, '"status = others', '"print(31000 + 7); status = others'),
        ),
        State(
            TABLE,
            f"{survey} et mirabelle",
            _PAGE,
            Edit("data/comparators.csv", survey, f"{survey} et mirabelle"),
            sealed=True,
        ),
        State(
            MODULE,
            f"{subtitle}sondage",
            _PAGE,
            Edit(
                "notebooks/rendering/chapters/elsewhere.py",
                f"{{label}} : {subtitle}enquête",
                f"{{label}} : {subtitle}sondage",
            ),
        ),
    )
    return Corpus("the book's chapters", chapters, states)
