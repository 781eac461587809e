"""A file of answers as rows of text, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dataprep.answers.report import Fault


@dataclass(frozen=True)
class Grid:
    """The cells of a file, as text, headings included."""

    file: str
    kind: str
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    labels: Mapping[str, str]
    missing: Mapping[str, Mapping[str, str]]
    faults: tuple[Fault, ...]


def letters(column: int) -> str:
    """The letters of a column, counted from 0, as spreadsheets have them: A, Z, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
