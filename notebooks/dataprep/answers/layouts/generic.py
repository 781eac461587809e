"""Our own layout, which any program can write: a row of headings, then a row a respondent.

A column a question, headed by its code or its wording, holds a code or a label; the answers of a
question of several are joined by ``;``. These may also have a column each, ``question/option``,
``question_option``, ``question.option`` or ``question[option]``, with 1 and 0, as variables of SPSS
do. An empty cell is a question not answered, or not asked: the filter says which.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dataprep.answers.codebook import ANSWERED, MULTIPLE, NUMBER, Codebook, Question
from dataprep.answers.grid import Grid
from dataprep.answers.layouts.matching import Names, places
from dataprep.answers.layouts.shapes import Arranged, Layout
from dataprep.answers.responses import Responses

LAYOUT = Layout(
    name="generic",
    joined=";",
    ticked=frozenset({"1", "1 0", "true", "vrai", "yes", "oui", "y", "o", "x"}),
    unticked=frozenset({"0", "0 0", "false", "faux", "no", "non", "n"}),
    ticks=("1", "0"),
)
METADATA = frozenset(
    {
        "id",
        "timestamp",
        "horodateur",
        "date",
        "email",
        "e mail",
        "ip",
        "ip address",
        "adresse ip",
        "user",
        "username",
        "token",
        "language",
        "langue",
    }
)
KEYS = ("id",)
_BETWEEN = re.compile(r"[/_.\[-]")


def names(heading: str) -> Names:
    """What a heading names: a question, or a question and one of its answers."""
    text = heading.strip().removesuffix("]")
    cuts = [found.start() for found in _BETWEEN.finditer(text)]
    return Names((heading.strip(),), tuple((text[:cut], text[cut + 1 :]) for cut in cuts))


def arrange(grid: Grid, codebook: Codebook, evidence: tuple[str, ...]) -> Arranged:
    """The columns of a file, each in its place."""
    headings = grid.rows[0] if grid.rows else ()
    found = places(headings, codebook, names, METADATA, KEYS, grid.labels)
    return Arranged(grid, LAYOUT, evidence, found)


def write_responses(responses: Responses, path: Path) -> None:
    """Write answers as a CSV in this layout, which reads back to the same answers.

    UTF-8, commas, CRLF as RFC 4180 has it. Values that stand for no answer are written as such,
    not-asked among them. What is private is not in the answers, and so not in the file.
    """
    asked = [q.name for q in responses.codebook.questions if not q.private]
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(asked)
        writer.writerows(canonical_rows(responses))


def canonical_rows(responses: Responses) -> Iterator[list[str]]:
    """The cells of answers in this layout, a row a respondent, without its headings."""
    questions = [q for q in responses.codebook.questions if not q.private]
    for row in responses.frame.to_dict(orient="records"):
        yield [_cell(row, each) for each in questions]


def _cell(row: Mapping[Hashable, Any], question: Question) -> str:
    import pandas as pd

    value = row[question.name]
    if pd.isna(value):
        return ""
    if question.answers == NUMBER:
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    if question.answers == MULTIPLE and value == ANSWERED:
        return ";".join(code for code in question.codes if row[question.column(code)] == 1)
    return str(value)
