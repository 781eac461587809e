"""What every layout is turned into: which column holds what, and what each respondent said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dataprep.answers.grid import Grid

# What a column holds: the whole answer to a question; whether one of its answers was ticked; what
# tells a respondent from another; or what is set aside.
WHOLE, TICK, KEY, ASIDE = "whole", "tick", "key", "aside"

# Why a column is set aside. ``metadata``: of the tool, and of no question. ``free-text``: the words
# of those who chose « other ». ``summary``: what other columns say, in one. ``private``: read if
# need be, and dropped. ``unknown``: of no question of the codebook. ``unnumbered``: what tells one
# respondent from another is not there for all, so that duplicates among the others are not sought.
# ``empty``: of no question, and with nothing in it, as the notes of a form.
METADATA, FREE_TEXT, SUMMARY = "metadata", "free-text", "summary"
PRIVATE, UNKNOWN, UNNUMBERED, EMPTY = "private", "unknown", "unnumbered", "empty"
REASONS = (METADATA, FREE_TEXT, SUMMARY, PRIVATE, UNKNOWN, UNNUMBERED, EMPTY)

CODE, WORDING = "code", "wording"


@dataclass(frozen=True)
class Layout:
    """How a tool writes answers.

    ``headings``: rows before the first answer. ``joined``: what stands between the answers of a
    cell. ``ticked``, ``unticked``: what a column of one answer may hold, as ``words_key`` gives it;
    an empty cell is not ticked. ``ticks``: the same as the tool writes it. ``blank``: what stands
    for an empty cell. ``other``: what stands for the option to be specified, whose words are
    elsewhere. ``free``: those words stand in the place of the option. ``cut``: the length to which
    the codes of answers are cut, 0 where they are not. ``sent``: the columns of the tool that are
    empty for an answer begun and never sent; ``draft``: those that say so of it.
    """

    name: str
    headings: int = 1
    joined: str | None = None
    ticked: frozenset[str] = frozenset()
    unticked: frozenset[str] = frozenset()
    ticks: tuple[str, ...] = ()
    blank: frozenset[str] = frozenset()
    other: frozenset[str] = frozenset()
    free: bool = False
    cut: int = 0
    sent: frozenset[str] = frozenset()
    draft: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Place:
    """What the column at ``index`` holds.

    ``question``, ``value``: of the codebook, for a whole answer and a tick. ``by``: ``code`` or
    ``wording``; ``language``: of that wording. ``reason``: for a column set aside.
    """

    index: int
    heading: str
    role: str
    question: str | None = None
    value: str | None = None
    by: str = CODE
    language: str = "fr"
    reason: str | None = None


@dataclass(frozen=True)
class Said:
    """A cell that says something: its text, and the answer that its column stands for, if any."""

    text: str
    place: Place


@dataclass(frozen=True)
class Given:
    """What one respondent said. ``row``: its number in a spreadsheet. ``key``: its own, or empty.

    ``answers``: by question, the cells that are not empty. ``cells``: how many the row has, those
    beyond the last heading left out where they are empty. ``starts``: the first two cells that are
    not empty, whatever they hold.
    """

    row: int
    key: str
    answers: dict[str, list[Said]]
    empty: bool
    cells: int
    starts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arranged:
    """A file with each column in its place. ``evidence``: the headings that prove the layout."""

    grid: Grid
    layout: Layout
    evidence: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def count(self) -> int:
        """The rows of answers, empty ones at the end left out: tools write one."""
        rows = self.grid.rows
        last = len(rows)
        while last > self.layout.headings and not any(cell.strip() for cell in rows[last - 1]):
            last -= 1
        return max(0, last - self.layout.headings)

    def respondents(self) -> Iterator[Given]:
        """What each respondent said, in the order of the file."""
        asked = [place for place in self.places if place.role in (WHOLE, TICK)]
        key = next((place.index for place in self.places if place.role == KEY), None)
        first, width = self.layout.headings, len(self.places)
        for at in range(first, first + self.count):
            row = self.grid.rows[at]
            answers: dict[str, list[Said]] = {}
            for place in asked:
                text = row[place.index].strip() if place.index < len(row) else ""
                if text:
                    answers.setdefault(place.question or "", []).append(Said(text, place))
            yield Given(
                row=self.grid.numbers[at],
                key=row[key].strip() if key is not None and key < len(row) else "",
                answers=answers,
                empty=not any(cell.strip() for cell in row),
                cells=len(row)
                if any(cell.strip() for cell in row[width:])
                else min(len(row), width),
                starts=tuple(islice(filter(None, map(str.strip, row)), 2)),
            )
