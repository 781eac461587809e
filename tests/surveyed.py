"""A small survey and answers to it, invented: what the tests of tabulation count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dataprep.answers.codebook import (
    ANSWERED,
    DOES_NOT_KNOW,
    MULTIPLE,
    NOT_ANSWERED,
    NOT_ASKED,
    NUMBER,
    SINGLE,
    TEXT,
    Codebook,
    Group,
    Missing,
    Option,
    Question,
)


def words(text: str) -> dict[str, str]:
    return {"fr": f"{text} (fr)", "en": f"{text} (en)"}


def options(*codes: str) -> tuple[Option, ...]:
    return tuple(Option(code, words(code)) for code in codes)


def missing(*kinds: str) -> tuple[Missing, ...]:
    """A value for each kind, of the same name but for who does not know, who says it twice."""
    both = {DOES_NOT_KNOW: ("unknown", "declined")}
    return tuple(
        Missing(value, words(value), kind) for kind in kinds for value in both.get(kind, (kind,))
    )


ALWAYS = missing(NOT_ASKED, NOT_ANSWERED)
EVERY_KIND = missing(NOT_ASKED, NOT_ANSWERED, DOES_NOT_KNOW)

SURVEY = Codebook(
    name="bicycles",
    title=words("bicycles"),
    wave="2031",
    groups=(
        Group("all", words("everyone")),
        Group("riders", words("riders"), "rides", ("yes",)),
    ),
    questions=(
        Question("id", TEXT, words("id"), (), ALWAYS, "all", private=True),
        Question("place", SINGLE, words("place"), options("town", "village", "sea"), ALWAYS, "all"),
        Question("rides", SINGLE, words("rides"), options("yes", "no"), EVERY_KIND, "all"),
        Question(
            "how-often",
            SINGLE,
            words("how often"),
            options("often", "at-times", "never"),  # not in the order of the alphabet
            EVERY_KIND,
            "riders",
            ordered=True,
            section="riding",
        ),
        Question("where", MULTIPLE, words("where"), options("road", "path"), EVERY_KIND, "riders"),
        Question("name", SINGLE, words("name"), options("a", "b"), ALWAYS, "all", private=True),
        Question("age", NUMBER, words("age"), (), ALWAYS, "all"),
        Question("why", MULTIPLE, words("why"), options("fun", "no-car", "work"), ALWAYS, "all"),
    ),
    reconstructed=False,
    respondent="id",
    population=None,
    descriptor={},
)

# An answer a question; for a question of several answers, those ticked, or a value for none.
Answer = str | frozenset[str]
Respondent = Mapping[str, Answer]


def table(
    respondents: Sequence[Respondent], weights: Sequence[float] | None = None
) -> pd.DataFrame:
    """The answers in the columns and types of ``Responses``; ``weight`` where there are some."""
    columns: dict[str, Any] = {}
    for question in SURVEY.questions:
        given = [person.get(question.name, NOT_ANSWERED) for person in respondents]
        if question.answers == NUMBER:
            columns[question.name] = pd.array([None] * len(given), dtype="Float64")
            continue
        codes = [ANSWERED if isinstance(each, frozenset) else each for each in given]
        columns[question.name] = pd.Series(codes, dtype="str")
        if question.answers == MULTIPLE:
            for code in question.codes:
                ticks = [int(code in e) if isinstance(e, frozenset) else None for e in given]
                columns[question.column(code)] = pd.array(ticks, dtype="Int8")
    found = pd.DataFrame(columns)[[*SURVEY.columns()]]
    return found if weights is None else found.assign(weight=[float(each) for each in weights])
