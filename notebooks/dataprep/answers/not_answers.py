"""Rows of a file that are nobody's answer: totals, answers never sent, copies of another row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dataprep.answers.layouts.matching import words_key
from dataprep.answers.layouts.shapes import ASIDE, KEY, METADATA, Arranged, Place

# What a spreadsheet writes, or people do, at the head of a row that sums up those above.
_TOTAL = re.compile(
    r"(?:sous |grand |sub )?(?:tota(?:l|ux|ls)|moyennes?|sommes?|sums?|averages?|means?|"
    r"médianes?|medians?)(?: \d+)?(?: générale?| (?:des )?réponses| (?:of )?responses)?"
)
_NUMBER_OF = re.compile(r"n ?= ?\d*", re.IGNORECASE)
_NOT_DRAFT = frozenset({"", "0", "n", "no", "non", "false", "faux"})


def is_total(text: str) -> bool:
    """Whether a cell is what heads a row of totals: Total, Moyenne, n = 57."""
    return bool(_TOTAL.fullmatch(words_key(text)) or _NUMBER_OF.fullmatch(text.strip()))


def unsent(arranged: Arranged) -> frozenset[int]:
    """The rows, by number, of answers begun and never sent, as the tool itself says.

    A column of dates that is empty for all says nothing: the tool was asked for none.
    """
    layout, found = arranged.layout, set[int]()
    for place in _added(arranged):
        keys = {words_key(each) for each in (place.heading, *place.heading.split(". "))}
        if keys & layout.sent:
            empty = {number for number, cells in _rows(arranged) if not _cell(cells, place)}
            found |= empty if len(empty) < arranged.count else set()
        elif keys & layout.draft:
            cells_of = ((number, _cell(cells, place)) for number, cells in _rows(arranged))
            found |= {number for number, cell in cells_of if words_key(cell) not in _NOT_DRAFT}
    return frozenset(found)


def copies(arranged: Arranged) -> Mapping[int, int]:
    """The rows that are another one cell for cell, by number, each with the number of that one.

    Two people may answer alike: rows are copies where a column that the tool adds (a time, a
    number) is not empty, and tells all rows that differ from one another.
    """
    first: dict[tuple[str, ...], int] = {}
    found: dict[int, int] = {}
    for number, cells in _rows(arranged):
        if cells in first:
            found[number] = first[cells]
        first.setdefault(cells, number)
    telling = [
        place
        for place in _added(arranged)
        if len({_cell(cells, place) for cells in first}) == len(first)
    ]
    marked = {number for cells, number in first.items() if any(_cell(cells, p) for p in telling)}
    return {number: copied for number, copied in found.items() if copied in marked}


def _added(arranged: Arranged) -> Iterator[Place]:
    """The columns that the tool adds, that of the respondent's own number among them."""
    for place in arranged.places:
        if place.role == KEY or (place.role == ASIDE and place.reason == METADATA):
            yield place


def _rows(arranged: Arranged) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows that hold something, each with its number."""
    start = arranged.layout.headings
    for at in range(start, start + arranged.count):
        cells = tuple(cell.strip() for cell in arranged.grid.rows[at])
        if any(cells):
            yield arranged.grid.numbers[at], cells


def _cell(cells: tuple[str, ...], place: Place) -> str:
    return cells[place.index] if place.index < len(cells) else ""
