"""A file of answers as a spreadsheet shows it: a grid of text, where nothing is interpreted yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from dataprep.answers.report import AnswersError, Fault, Report

# What is read of one file, at most. A survey of the 57 fits a thousand times over; what is larger
# is a table for a database, which ``tabulate`` takes as it is.
LARGEST_FILE = 200_000_000  # bytes
MOST_CELLS = 5_000_000  # headings and empty cells included
MOST_CELLS_PARQUET = 50_000_000  # it says its size ahead, and is read by column
LONGEST_CELL = 32_767  # characters, as many as a cell of a spreadsheet holds
MOST_FAULTS = 10_000  # listed one by one; the others are counted

GENERIC = "generic"  # the layout of a file that no tool is known to write


@dataclass(frozen=True)
class Grid:
    """A file as a spreadsheet shows it: text cells, nothing interpreted yet.

    ``file``: its name, no folder. ``kind``: what it is, as its suffix names it (a TSV is a CSV).
    ``rows``: headings included, each as wide as the file has it, cells not stripped; what has no
    value is an empty text. ``numbers``: the number of each row, as a spreadsheet numbers it, or for
    a CSV as an editor does: the line where it starts, cells of several lines counted.

    ``encoding`` (a codec of Python) and ``delimiter`` of a CSV, ``delimiter`` None where it has one
    column; ``sheet`` of a workbook. Of an SPSS file, ``labels``: the wording of each variable;
    ``missing``: for each variable, the cells that stand for no answer, and the label of each.
    ``faults``: of rows or cells, which do not stop the reading.
    """

    file: str
    kind: str  # "csv", "xlsx", "ods", "parquet" or "sav"
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def refused(
    file: str,
    *faults: Fault,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> AnswersError:
    """The error of a file of which nothing can be read, with every fault that was found."""
    listed = tuple(listing(faults))
    return AnswersError(
        Report(file, GENERIC, encoding, delimiter, sheet, (), {}, listed, read=0, kept=0)
    )


def listing(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The first faults, and how many more there are where they would fill a memory."""
    rest = iter(faults)
    yield from islice(rest, MOST_FAULTS)
    if more := sum(1 for _ in rest):
        yield Fault("more-faults", value=str(more))


@contextmanager
def damaged(file: str) -> Iterator[None]:
    """What a library fails on while it reads a file is a fault of the file, whatever it raises.

    The readers written in C and Rust promise no list of errors. A panic of Rust is no Exception:
    it is known by its name; what else is none (an interruption) passes.
    """
    try:
        yield
    except AnswersError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise refused(file, Fault("damaged-file")) from error


def letters(column: int) -> str:
    """The letters of a column, counted from 0, as spreadsheets have them: A, Z, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def headings(rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """The first row, which names the columns."""
    return rows[0] if rows else ()
