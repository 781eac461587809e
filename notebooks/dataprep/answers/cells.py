"""What is wrong with rows and cells whatever they answer: formulas, errors, hidden characters."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from dataprep.answers.grid import LONGEST_CELL, headings, letters
from dataprep.answers.report import Fault
from dataprep.answers.unseen import BIDIRECTIONAL, ZERO_WIDTH, visible

_HIDDEN = {
    "nul-character": re.compile("\0"),
    "bidirectional-character": re.compile(f"[{BIDIRECTIONAL}]"),
    "zero-width-character": re.compile(f"[{ZERO_WIDTH}]"),
}

# A cell that a spreadsheet would run were the text typed in it. A number with its sign is none, nor
# is a sign alone; LimeSurvey writes « -oth- » for an answer that is specified in another column.
_FORMULA = re.compile(r"[=+\-@\t\r].*\S", re.DOTALL)
_NUMBER = re.compile(r"[+-][ \u00a0\u202f]?[\d.,][\d \u00a0\u202f.,]*(?:[eE][+-]?\d+)?\s*%?")
_HARMLESS = {"-oth-"}

# As Excel and LibreOffice show them, in English, in French and in other languages.
_ERROR = re.compile(r"#[¡¿]?[A-ZÀ-Ý][A-ZÀ-Ý/0_]+[ \u00a0\u202f]?[!?]|#N/[A-Z]+|Err:\d{3}")

_BETWEEN = "\x1e"  # a separator of records, in no text
_SUSPECT = re.compile(f"(?:^|{_BETWEEN})(?:[=+\\-@\t\r#]|Err:)|[\0{BIDIRECTIONAL}{ZERO_WIDTH}]")


def row_faults(rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> Iterator[Fault]:
    """The faults of each row, then of each of its cells, in the order of the file."""
    width = usual_width(rows)
    named = headings(rows)
    for row, number in zip(rows, numbers, strict=True):
        if is_blank(row):
            yield Fault("empty-row", number)
        elif len(row) != width:
            yield Fault("ragged-row", number, value=str(len(row)), expected=(str(width),))
        yield from _cells(row, number, named)


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells that most rows have, empty rows aside; that of the first where even."""
    widths = Counter(len(row) for row in rows if not is_blank(row))
    return widths.most_common(1)[0][0] if widths else 0


def is_blank(row: Sequence[str]) -> bool:
    """Whether a row holds nothing but spaces."""
    return not any(cell and not cell.isspace() for cell in row)


def _cells(row: Sequence[str], number: int, named: Sequence[str]) -> Iterator[Fault]:
    joined = _BETWEEN.join(row)
    if len(joined) <= LONGEST_CELL and not _SUSPECT.search(joined):
        return  # nearly every row: looked through once, and not cell by cell
    for place, cell in enumerate(row):
        for kind in _kinds(cell):
            most = (str(LONGEST_CELL),) if kind == "long-cell" else ()
            yield Fault(kind, number, column_name(place, named), visible(cell), most)


def _kinds(cell: str) -> Iterator[str]:
    if _ERROR.fullmatch(cell):
        yield "error-cell"
    elif is_formula(cell):
        yield "formula"
    for kind, pattern in _HIDDEN.items():
        if pattern.search(cell):
            yield kind
    if len(cell) > LONGEST_CELL:
        yield "long-cell"


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run a text: it starts with = + - @, a tab or a return."""
    return bool(_FORMULA.fullmatch(cell) and not _NUMBER.fullmatch(cell) and cell not in _HARMLESS)


def is_error(cell: str) -> bool:
    """Whether a text is what a spreadsheet shows where a formula has failed."""
    return bool(_ERROR.fullmatch(cell))


def column_name(place: int, named: Sequence[str]) -> str:
    """What a column is called: its heading, or its letters where it has none."""
    heading = named[place] if place < len(named) else ""
    return visible(heading) if heading.strip() else letters(place)


def text_of(value: Any) -> str:
    """A value of a workbook or of a table as text: 3.0 is « 3 », a date ISO 8601, none nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, dt.datetime):
        return _moment_text(value)
    if isinstance(value, dt.timedelta):
        return _duration_text(value)
    if isinstance(value, Decimal):
        plain = format(value, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(
        value, list | tuple
    ):  # of a Parquet file: several answers, as codebooks join them
        return ";".join(map(text_of, value))
    return str(value)  # whole numbers; dates and times, which are of ISO 8601


def _number_text(value: float) -> str:
    if value != value:
        return ""
    value += 0.0  # a negative zero has no sign
    text = f"{value:.15g}"  # as many figures as a spreadsheet keeps: 0.1 + 0.2 is 0.3
    return f"{value:.0f}" if "e" in text and value.is_integer() and abs(value) < 1e21 else text


def _moment_text(value: dt.datetime) -> str:
    midnight = value.time() == dt.time() and value.tzinfo is None
    return value.date().isoformat() if midnight else value.isoformat(" ")


def _duration_text(value: dt.timedelta) -> str:
    sign = "-" if value < dt.timedelta() else ""
    minutes, seconds = divmod(abs(value) // dt.timedelta(seconds=1), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02}:{seconds:02}"
