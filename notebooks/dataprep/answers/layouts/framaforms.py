"""Framaforms (Drupal Webform): an export in CSV.

Three rows of headings: the title of the form, in the first column alone; the question of several
answers, over its first answer alone; then each answer, or the question where it has one column. An
answer of several is ``X`` or empty, and the words of « other » stand in the last column of the
question. In the compact mode a question of several answers has one column, which joins them by a
comma: known answers are taken first, the longest first. The number of the answer, times, IP address
and user come first. Headings are labels or keys, as the export was asked. The French names of the
first columns differ from one version to another: those we do not know are said as unknown columns.
"""

from __future__ import annotations

from itertools import chain, repeat

from dataprep.answers.codebook import Codebook
from dataprep.answers.grid import Grid, letters
from dataprep.answers.layouts.matching import (
    Names,
    Questions,
    set_aside,
    settled,
    words_key,
)
from dataprep.answers.layouts.shapes import TICK, Arranged, Layout, Place

LAYOUT = Layout(
    name="framaforms",
    headings=3,
    joined=",",
    ticked=frozenset({"x"}),
    ticks=("X",),
    free=True,
    draft=frozenset({"draft", "brouillon", "webform draft"}),
)
METADATA = frozenset(
    {
        "serial",
        "numéro de série",
        "série",
        "sid",
        "submitted time",
        "heure de soumission",
        "date de soumission",
        "completed time",
        "heure de fin",
        "modified time",
        "heure de modification",
        "draft",
        "brouillon",
        "ip address",
        "adresse ip",
        "uid",
        "username",
        "nom d utilisateur",
        "webform serial",
        "webform sid",
        "webform time",
        "webform completed time",
        "webform modified time",
        "webform draft",
        "webform ip address",
        "webform uid",
        "webform username",
    }
)
KEYS = ("serial", "numéro de série", "série", "webform serial", "sid", "webform sid")


def evidence(grid: Grid) -> tuple[str, ...]:
    """A title alone on its row, and two columns of Webform on the third; nothing without both."""
    if len(grid.rows) < LAYOUT.headings or not _is_title(grid.rows[0]):
        return ()
    found = tuple(each for each in grid.rows[2] if words_key(each) in METADATA)
    return found if len(found) > 1 else ()


def _is_title(row: tuple[str, ...]) -> bool:
    return bool(row) and bool(row[0].strip()) and not any(cell.strip() for cell in row[1:])


def arrange(grid: Grid, codebook: Codebook, evidence: tuple[str, ...]) -> Arranged:
    """The columns of an export, each in its place; a question reaches over those of its answers."""
    questions = Questions(codebook)
    found: list[Place] = []
    group = ""
    lows = chain(grid.rows[2], repeat(""))
    width = max(len(grid.rows[1]), len(grid.rows[2]))
    for index, high, low in zip(range(width), chain(grid.rows[1], repeat("")), lows, strict=False):
        group = high.strip() or group
        found.append(_place(index, group, low.strip(), bool(high.strip()), questions))
    return Arranged(grid, LAYOUT, evidence, settled(found, codebook, KEYS))


def _place(index: int, group: str, low: str, starts: bool, questions: Questions) -> Place:
    """The place of a column under a question of several answers, or of one that stands alone."""
    both = f"{group} / {low}"
    parts = tuple((group, each) for each in (low, low.removeprefix(f"{group}_")) if group and each)
    of_group = questions.place(index, both, Names((), parts))
    if of_group and of_group.role == TICK:
        return of_group
    shown = low or (group if starts else "") or letters(index)
    names = Names((shown,))
    alone = questions.place(index, shown, names) or of_group
    return alone or set_aside(index, shown, names, questions, METADATA)
