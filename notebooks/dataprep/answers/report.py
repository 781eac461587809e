"""What was understood of a file of answers, and every fault that was found in it.

Codes and values alone: ``rendering.words.answers`` says them in French or in English, and lends
its words to the error that somebody reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One fault of a file of answers.

    ``kind``: what it is, one of the kinds that ``rendering.words.answers`` has words for.
    ``row``: the row as a spreadsheet numbers it, headings included; None for the whole file.
    ``column``: the heading of the column, None where it is of no column. ``value``: what was
    found, as text, never run. ``expected``: what could have stood there; ``near``: what is so close
    to what was found that it may have been meant.
    """

    kind: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    expected: tuple[str, ...] = ()
    near: str | None = None


@dataclass(frozen=True)
class Matched:
    """Where a question was found: its columns, and by what: ``code`` or ``wording``.

    ``codes``: for each answer read in the file, the value of the codebook that it was taken for.
    """

    question: str
    columns: tuple[str, ...]
    by: str
    codes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """What a file of answers is, and what became of each of its rows and columns.

    ``file``: its name. ``layout``: the tool that wrote it, ``generic`` where none is recognised.
    ``encoding`` and ``delimiter``: of a CSV, None elsewhere. ``sheet``: of a workbook.
    ``set_aside``: each column that was not read, with the code of the reason. ``read``, ``kept``:
    rows of answers; the others are refused, each with a fault. ``evidence``: the headings that the
    layout was recognised by. ``others``: by question, the texts that were taken for its « other »,
    and how often: to be read by whoever holds the file, and nowhere else, so ``repr`` leaves them.
    """

    file: str
    layout: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    matched: tuple[Matched, ...]
    set_aside: dict[str, str]
    faults: tuple[Fault, ...]
    read: int
    kept: int
    evidence: tuple[str, ...] = ()
    others: Mapping[str, Mapping[str, int]] = field(default_factory=dict, repr=False)

    @property
    def refused(self) -> int:
        """The rows that were not kept: what was read less what was kept."""
        return self.read - self.kept

    def of_row(self, row: int) -> Iterator[Fault]:
        """The faults of one row."""
        return (each for each in self.faults if each.row == row)


class AnswersError(ValueError):
    """A file of answers that cannot be read at all: every fault that stands in the way."""

    def __init__(self, report: Report):
        self.report = report
        super().__init__(report)

    def __str__(self) -> str:
        # Late: an error that nobody catches is read by somebody, and asks for words then alone.
        from rendering.words.answers import fault_lines

        return "\n".join(fault_lines(self.report.faults, self.report.file))
