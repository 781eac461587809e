"""Answers of one's own are spoken of in English too: faults, layouts, reasons and conclusions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from string import Formatter

import pandas as pd
import pytest

from dataprep.answers.comparison import FALL, NOT_COMPARABLE, RISE, UNDECIDED
from dataprep.answers.report import Fault
from rendering.chapters.own_survey import conclusion_words, flag_words
from rendering.shown.numbers import suppressed_words
from rendering.words.answers import fault_words
from rendering.words.cautions import (
    caution_words,
    hidden_words,
    refused_words,
    silence_words,
    synthetic_words,
)
from rendering.words.file_faults import EXPECTED_OF_FILE, KINDS_OF_FILE
from rendering.words.value_faults import KINDS_OF_VALUE, LAYOUTS, REASONS

Say = Callable[[], str]

NAMES = {"limesurvey", "google-forms", "microsoft-forms", "framaforms", "kobotoolbox"}
LISTED = {"unknown-suffix"}  # what is expected there is a list of suffixes, and no word
FRENCH = re.compile(r"[«»à-öø-ÿÀ-ÖØ-ÞœŒ]|\s[:;?!]")
FINDINGS = pd.DataFrame(
    {"method": ["suppressed", "tabulated"], "source": ["synthetic#a", "synthetic#b"]}
)
REFUSED = FINDINGS.copy()
REFUSED.attrs = {"refused": 17, "read": 57}
REASONS_NOT_TO_COMPARE = (
    "base-changed",
    "options-changed",
    "wording-changed",
    "suppressed",
    "not-counted",
)


def _faults() -> Iterator[tuple[str, Say]]:
    for place, kinds in (("file", KINDS_OF_FILE), ("value", KINDS_OF_VALUE)):
        for kind, say in kinds.items():
            yield f"{place}, {kind}: wrong", _part(say, 0)
            yield f"{place}, {kind}: to do", _part(say, 1)
    for kind, expected in EXPECTED_OF_FILE.items():
        if kind not in LISTED:
            yield f"{kind}: expected", expected


def _part(say: Callable[[], tuple[str, str]], place: int) -> Say:
    return lambda: say()[place]


def _conclusion(conclusion: str, reason: str = "") -> Say:
    return lambda: conclusion_words(pd.Series({"conclusion": conclusion, "reason": reason}))


def _rest() -> Iterator[tuple[str, Say]]:
    for layout, say in LAYOUTS.items():
        if layout not in NAMES:
            yield f"layout: {layout}", say
    for reason, say in REASONS.items():
        yield f"reason: {reason}", say
    for code in ("few", "wide"):
        yield f"caution: {code}", partial(caution_words, code)
    yield "caution: invented", lambda: synthetic_words(FINDINGS)
    yield "caution: hidden", lambda: hidden_words(FINDINGS)
    silent = {"does_not_know": 3, "not_answered": 3}
    yield "caution: silence", lambda: silence_words(silent) or ""
    yield "caution: refused", lambda: refused_words(REFUSED)
    yield "hidden", suppressed_words
    for conclusion in (RISE, FALL, UNDECIDED):
        yield f"conclusion: {conclusion}", _conclusion(conclusion)
    for reason in REASONS_NOT_TO_COMPARE:
        yield f"not comparable: {reason}", _conclusion(NOT_COMPARABLE, reason)
    for flag in ("wording-changed", "options-changed", "wording-unknown"):
        yield f"flag: {flag}", partial(flag_words, flag)


SAID = dict((*_faults(), *_rest()))


def fields(words: str) -> list[str]:
    """What is to be filled in, in order of name."""
    return sorted(name for _, name, _, _ in Formatter().parse(words) if name is not None)


@pytest.mark.parametrize("said", SAID)
def test_it_has_english_words_of_its_own_with_the_same_places_to_fill(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    french = SAID[said]()
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    english = SAID[said]()
    assert english
    assert english != french
    assert fields(english) == fields(french)
    assert not FRENCH.search(english)


@pytest.mark.parametrize("edition", ["fr", "en"])
def test_names_are_the_same_in_both(edition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", edition)
    assert {LAYOUTS[name]() for name in NAMES} == {
        "LimeSurvey",
        "Google Forms",
        "Microsoft Forms",
        "Framaforms",
        "KoboToolbox",
    }
    assert {EXPECTED_OF_FILE[kind]() for kind in LISTED} == {"{expected}"}


def test_no_two_kinds_of_fault_are_told_alike_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    for kinds in (KINDS_OF_FILE, KINDS_OF_VALUE):
        said = [say() for say in kinds.values()]
        assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            Fault("unknown-answer", 14, "Usage", "Ouii", ("Yes", "No")),
            "answers.csv, row 14, column “Usage”: “Ouii”: this is not one of the answers that the "
            "question offers. Expected: Yes, No. To do: correct the cell, or add the answer to the "
            "codebook.",
        ),
        (
            Fault("too-large", value="300000000", expected=("200000000",)),
            "answers.csv: the file is 300,000,000 bytes, too large to be read this way. Expected: "
            "at most 200,000,000 bytes. To do: remove the columns that are not needed, or hand the "
            "table to tabulate through DuckDB or Spark.",
        ),
        (
            Fault("no-rows"),
            "answers.csv: the file has headings only, and no responses. To do: export the "
            "responses again, without any filter.",
        ),
    ],
)
def test_a_fault_is_a_line_of_english(
    fault: Fault, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    assert fault_words(fault, "answers.csv") == words


@pytest.mark.parametrize("kind", sorted({*KINDS_OF_FILE, *KINDS_OF_VALUE}))
def test_every_fault_fills_its_line(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    words = fault_words(Fault(kind, 2, "Use", "7", ("9",)))
    assert words.startswith("file, row 2, column “Use”: ")
    assert " Expected: " in words
    assert " To do: " in words
    assert not FRENCH.search(words)
    assert "{" not in words
