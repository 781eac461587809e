"""A CSV or TSV as a grid: its encoding and its delimiter, found on the whole file and said."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from dataprep.answers import grid
from dataprep.answers.cells import is_blank, row_faults, usual_width
from dataprep.answers.encodings import decode
from dataprep.answers.grid import Grid, refused
from dataprep.answers.report import Fault

DELIMITERS = (",", ";", "\t", "|")
_LONGEST = 2**17  # characters of a cell: more is one whose quotation mark nothing closes
_NONE = "\x1f"  # of a file of one column; a separator of units, which texts do not hold


@dataclass(frozen=True)
class _Parsed:
    """A text cut by one delimiter, as far as it can be: ``stop`` is what it stumbles on."""

    delimiter: str
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    stop: Fault | None


def read_delimited(file: str, data: bytes) -> Grid:
    """The grid of a CSV. Raises AnswersError for one that is cut, or in no encoding known."""
    text, encoding = decode(file, data)
    if not text.strip("\r\n\t ,;|\ufeff"):
        raise refused(file, Fault("empty-file"), encoding=encoding)
    with _longest(_LONGEST):
        tried = [_parse(text, each) for each in (*DELIMITERS, _NONE) if each in text + _NONE]
    parsed = _best(tried)
    delimiter = None if parsed.delimiter == _NONE else parsed.delimiter
    rows, numbers = parsed.rows, parsed.numbers
    if rows and not rows[-1]:  # one empty line may end a file
        rows, numbers = rows[:-1], numbers[:-1]
    faults = list(row_faults(rows, numbers))
    if parsed.stop:
        raise refused(file, parsed.stop, *faults, encoding=encoding, delimiter=delimiter)
    ends = text.endswith(("\n", "\r"))
    listed = tuple(grid.listing(_cut_short(faults, rows, numbers, ends)))
    return Grid(file, "csv", rows, numbers, encoding, delimiter, faults=listed)


@contextmanager
def _longest(characters: int) -> Iterator[None]:
    """Read no longer cell. The limit is of the whole process: what checks tables sets another."""
    usual = csv.field_size_limit(characters)
    try:
        yield
    finally:
        csv.field_size_limit(usual)


def _parse(text: str, delimiter: str) -> _Parsed:
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    cells, line, stop = 0, 1, None
    try:
        for row in reader:
            cells += len(row)
            if cells > grid.MOST_CELLS:
                stop = Fault("too-many-cells", expected=(str(grid.MOST_CELLS),))
                break
            rows.append(tuple(row))
            numbers.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        stop = _stop(str(error), text, line, delimiter, usual_width(rows))
    return _Parsed(delimiter, tuple(rows), tuple(numbers), stop)


def _stop(error: str, text: str, line: int, delimiter: str, width: int) -> Fault:
    """What a row that cannot be cut suffers from, by what the module csv says of it."""
    if error.startswith("field larger"):
        return Fault("endless-cell", line, expected=(str(_LONGEST),))
    if error.startswith("unexpected end"):
        found = _cells_left(text, line, delimiter)
        return Fault("truncated-file", line, value=str(found), expected=(str(width or found),))
    return Fault("stray-quote", line)


def _cells_left(text: str, line: int, delimiter: str) -> int:
    """The cells of the last row, whose quotation mark nothing closes."""
    stream = io.StringIO(text, newline="")
    for _ in range(line - 1):
        stream.readline()
    return len(next(csv.reader(stream, delimiter=delimiter)))


def _best(tries: Sequence[_Parsed]) -> _Parsed:
    """The delimiter that gives the most rows of one width, of two cells or more where one can."""
    most = max(len(each.rows) for each in tries)

    def worth(each: _Parsed) -> tuple[bool, float, int]:
        width = usual_width(each.rows)
        widths = Counter(len(row) for row in each.rows)
        alike = widths[width] / most if most else 0
        return width > 1, alike, width

    return max(tries, key=worth)


def _cut_short(
    faults: list[Fault],
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    ends: bool,
) -> list[Fault]:
    """The faults, where a last row that lacks cells means a file that was cut.

    It does where the file does not end its last line (``ends``), or has no other uneven row.
    """
    ragged = [each for each in faults if each.kind == "ragged-row"]
    last = next((k for k in reversed(range(len(rows))) if not is_blank(rows[k])), 0)
    if not ragged or last == 0 or ragged[-1].row != numbers[last]:
        return faults
    short = ragged[-1]
    if len(rows[last]) >= int(short.expected[0]) or (ends and len(ragged) > 1):
        return faults
    cut = Fault("truncated-file", short.row, value=short.value, expected=short.expected)
    return [cut if each is short else each for each in faults]
