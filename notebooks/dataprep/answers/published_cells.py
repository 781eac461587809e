"""The numbers of findings tables as cells: which number each row says, or gives away."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from dataprep import arguments
from dataprep.bases import possible_counts
from dataprep.intervals import METHODS, interval

SUPPRESSED = "suppressed"

# Parts of a block that are no option: an option's code cannot hold "@".
BASE, MISSING, NOT_ASKED = "@base", "@missing", "@not_asked"
NOT_ANSWERED, UNDECIDED, TOTAL = "@not_answered", "@does_not_know", "@total"
# The column of the findings table that says each of them.
COLUMNS = {
    BASE: "base",
    MISSING: "missing",
    NOT_ASKED: "not_asked",
    NOT_ANSWERED: "not_answered",
    UNDECIDED: "does_not_know",
}
SILENCES = (MISSING, NOT_ASKED, NOT_ANSWERED, UNDECIDED)

NOW = ""  # the respondents of what is published now, among the samples of a wave

Row = Mapping[Any, Any]


class Cell(NamedTuple):
    """A number of respondents.

    ``part`` is the code of an option, or one of the parts of this module. ``group`` is a group of
    the codebook, crossed or not: ``users``, ``users/form=petr``, ``users/form=`` for those of whom
    the form is not known. ``sample``: those of what is published now, of an earlier release
    (``earlier-1``), or those who came since (``since-1``).
    """

    wave: str
    question: str
    group: str
    part: str
    sample: str = NOW

    @property
    def is_option(self) -> bool:
        """Whether it is the count of an option."""
        return not self.part.startswith("@")


def records(table: pd.DataFrame) -> list[Row]:
    """The rows of a table; ``to_dict`` takes ten times as long on columns that may be missing."""
    columns = [table[name].tolist() for name in table]
    return [dict(zip(table, row, strict=True)) for row in zip(*columns, strict=True)]


def taken_apart(group: str) -> tuple[str, list[str]]:
    """A group of the codebook, and the conditions that it is crossed with: ``form=petr``."""
    first, *conditions = group.split("/")
    return first, conditions


def put_together(group: str, conditions: Iterable[str]) -> str:
    """The name of a crossed group, whatever the order of its conditions."""
    return "/".join([group, *sorted(conditions)])


def place_of(row: Row) -> tuple[str, str, str]:
    """The wave, the question and the group of a row."""
    return str(row["wave"]), row["question"], put_together(*taken_apart(row["group"]))


def is_counted(row: Row) -> bool:
    """Whether a row is of people counted, or hidden: not a statement, a rank or a remainder."""
    if not isinstance(row["group"], str) or row["kind"] == "remainder":
        return False
    return row["kind"] == "option" or has(row.get("count"))


def named(cell: Cell) -> str:
    """A cell as errors name it."""
    return f"{cell.question}/{cell.part.removeprefix('@')} ({cell.group}, {cell.wave})"


def told(row: Row) -> tuple[float, float]:
    """The count and the base that a row gives away, not a number where it does not.

    A share is as good as a count where the base is known, rounded to whole points or not; so are
    the ends of an interval; so is a share for the base where the count is known.
    """
    count, base, share = (number(row.get(name)) for name in ("count", "base", "share"))
    if math.isnan(share):
        share = _weighted_share(row, base)
    if math.isnan(base) and count > 0 and share > 0:
        base = float(round(count / share))
    if not math.isnan(count) or math.isnan(base) or base < 1:
        return count, base
    if not math.isnan(share):
        near = round(share * base)
        if abs(near / base - share) < 1e-9:
            return float(near), base
        if abs(share * 100 - round(share * 100)) < 1e-9:
            possible = possible_counts(float(round(share * 100)), int(base), 0)
            return (float(possible[0]) if len(possible) == 1 else math.nan), base
    return _count_from_ends(row, int(base)), base


def _weighted_share(row: Row, base: float) -> float:
    """The share that a weighted one gives away: of nobody, of all, or with equal weights."""
    share, size = (number(row.get(name)) for name in ("weighted_share", "effective_base"))
    return share if share in (0, 1) or abs(size - base) < 1e-9 else math.nan


def _count_from_ends(row: Row, base: int) -> float:
    """The one count whose interval has the end that is shown."""
    ends = [number(row.get(name)) for name in ("low", "high")]
    if all(math.isnan(end) for end in ends):
        return math.nan
    method, _, level = str(row.get("interval") or "").partition(" ")
    methods = [method] if method in METHODS else list(METHODS)
    for each in methods:
        for count in range(base + 1):
            computed = interval(count, base, float(level) if level else 0.95, each)
            if all(
                math.isnan(end) or abs(end - by) < 1e-6
                for end, by in zip(ends, computed, strict=True)
            ):
                return float(count)
    return math.nan


def known_cells(
    known: Mapping[Any, Any] | pd.DataFrame | None, waves: Sequence[str]
) -> Iterator[tuple[Cell, float]]:
    """What others have published, as cells."""
    if isinstance(known, pd.DataFrame):
        arguments.refuse(
            *arguments.table("known", known, ["wave", "question", "option", "group", "count"])
        )
        for row in records(known):
            count, base = told(row)
            if not isinstance(row["group"], str):
                continue
            place = place_of(row)
            yield from (
                (Cell(*place, part), value)
                for part, value in ((row["option"], count), (BASE, base))
                if not math.isnan(value)
            )
        return
    for key, value in (known or {}).items():
        arguments.refuse(*_known_faults(key, value))
        count, base = value if isinstance(value, tuple | list) else (value, None)
        for wave in [key[0]] if len(key) == 4 else waves:
            question, option, group = key[-3:]
            yield Cell(wave, question, group, option), float(count)
            if base is not None:
                yield Cell(wave, question, group, BASE), float(base)


def _known_faults(key: Any, value: Any) -> Iterator[str]:
    texts = isinstance(key, tuple) and all(isinstance(each, str) for each in key)
    if not texts or len(key) not in (3, 4):
        yield (
            f"known: {key!r} is not a cell. Expected (question, option, group), the wave first "
            "where there are several. Correct it."
        )
    elif isinstance(value, tuple | list):
        yield from arguments.wave_counts(f"known, {key!r}", value)
    else:
        yield from arguments.whole(f"known, {key!r}", value, 0)


def has(value: Any) -> bool:
    """Whether a value is there."""
    return value is not None and not pd.isna(value)


def number(value: Any) -> float:
    """A value as a number, not a number where it is missing."""
    return float(value) if has(value) else math.nan
