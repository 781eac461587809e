"""What the synthetic answers are, told without any of the code that reads them; files to spoil."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from dataprep.answers.codebook import MULTIPLE, NUMBER, SINGLE, Codebook, Question
from samples import Person

TYPES = {"code": "str", "ticked": "Int8", "number": "Float64", "text": "str"}


def told(people: Iterable[Person], book: Codebook) -> pd.DataFrame:
    """The frame that these answers must give, written from the answers themselves."""
    listed = list(people)
    columns: dict[str, list[Any]] = {}
    for question in book.questions:
        if question.private:
            continue
        columns[question.name] = [_cell(question, each) for each in listed]
        if question.answers == MULTIPLE:
            for code in question.codes:
                columns[f"{question.name}/{code}"] = [_tick(question, code, p) for p in listed]
    kinds = book.columns()
    return pd.DataFrame(
        {name: pd.Series(cells, dtype=TYPES[kinds[name]]) for name, cells in columns.items()}
    )


def _cell(question: Question, person: Person) -> Any:
    given = person.said.get(question.name, ())
    if question.answers == NUMBER:
        return float(given[0]) if given else None
    if question.answers not in (SINGLE, MULTIPLE):
        return given[0] if given else None
    if question.name not in person.asked:
        return "not-asked"
    if not given:
        return "not-answered"
    return "answered" if question.answers == MULTIPLE and given[0] in question.codes else given[0]


def _tick(question: Question, code: str, person: Person) -> int | None:
    given = person.said.get(question.name, ())
    return int(code in given) if given and given[0] in question.codes else None


def rows_of(content: bytes, delimiter: str = ",") -> list[list[str]]:
    """The rows of a CSV."""
    text = content.decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]


def written(path: Path, rows: Iterable[Iterable[str]], delimiter: str = ",") -> Path:
    """A CSV of these rows."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def changed(
    path: Path, content: bytes, change: Callable[[list[list[str]]], object], delimiter: str = ","
) -> Path:
    """A CSV with something changed in its rows."""
    rows = rows_of(content, delimiter)
    change(rows)
    return written(path, rows, delimiter)
