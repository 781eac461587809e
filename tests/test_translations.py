"""What English must not lose of a French sentence: its values, numbers, negations and bounds.

It cannot be seen by a program that a sentence is well translated. What turns it into its contrary
can: a value in the place of another, a digit, a « not » left out, « at most » for « at least ».
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

import pytest

import words

LANGUAGE = "en"
# The second of a pair is looked for where the first is.
BOUNDS = {
    "au moins": (r"\bau moins\b", r"\bat least\b|\bor more\b"),
    "au plus": (r"\bau plus\b", r"\bat most\b|\bor less\b|\bwithin\b"),
    "moins de": (r"\bmoins d[e’']", r"\b(?:less|fewer)\b"),
    "plus de": (r"(?<!au )\bplus d[e’']", r"\b(?:more|over|longer)\b"),
    "la moitié": (r"\bmoitié\b", r"\bhalf\b"),
}
# « Ne » that denies nothing, and bounds that are none.
IDIOMS = re.compile(
    r"n[’']importe|plus qu[’']\w+ (?:\w+ )?n[’'](?:en|y) \w+|\bne \w+ que\b"
    r"|\bn[’']\w+(?: \w+)? qu(?:e\b|[’'])|au plus proche|plus d[’']usage",
    re.IGNORECASE,
)
DENIED = re.compile(r"\bn(?:e\b|[’'])", re.IGNORECASE)
DENIALS = re.compile(
    r"\b(?:not?|none|never|nor|neither|nothing|nobody|cannot|without|only|alone|little"
    r"|unable|unknown|unless|left out)\b|n[’']t\b",
    re.IGNORECASE,
)


def pairs() -> Iterator[tuple[str, str]]:
    """Each French text of the catalogues, and its English."""
    for name in words.CATALOGUES:
        for message in words.read(words.path_of(LANGUAGE, name), LANGUAGE):
            if message.id:
                yield from zip(words.texts(message.id), words.texts(message.string), strict=True)


PAIRS = list(pairs())


def values(text: str) -> list[str]:
    return re.findall(r"\{\w+", text)


def marks(text: str) -> list[str]:
    """What is filled in, or leads elsewhere, in a text; a term by its entry in the glossary."""
    found = re.findall(r"\{[^}]*\}(?:`[^`]*`)?|\]\([^)]*\)|<[^>]+>", text)
    return sorted(re.sub(r"`(?:[^`<]*<)?([^`<>]*)>?`", r"`\1`", each) for each in found)


def numbers(text: str) -> list[str]:
    """The numbers typed in a text, in one writing; « cent » is one."""
    text = re.sub(r"\bà cent\b|\bde cent\b", "100", re.sub(r"\{[^}]*\}", "", text))
    text = re.sub(r"(?<=\d)[\u202f\u00a0 ,](?=\d{3}\b)", "", text)
    return sorted(re.findall(r"\d+(?:\.\d+)?", text.replace(",", ".")))


def test_a_translation_fills_in_what_its_french_does() -> None:
    assert [pair for pair in PAIRS if marks(pair[0]) != marks(pair[1])] == []


def test_values_come_in_the_same_order() -> None:
    """None of the present messages needs another; one that would is to be written otherwise."""
    assert sum(len(values(source)) > 1 for source, _ in PAIRS) > 100
    changed = [pair for pair in PAIRS if values(pair[0]) != values(pair[1])]
    assert changed == []


def test_typed_numbers_are_the_same() -> None:
    assert sum(bool(numbers(source)) for source, _ in PAIRS) > 30
    assert [pair for pair in PAIRS if numbers(pair[0]) != numbers(pair[1])] == []


def test_what_is_denied_is_denied() -> None:
    denied = [(len(DENIED.findall(IDIOMS.sub("", pair[0]))), pair) for pair in PAIRS]
    assert sum(count > 0 for count, _ in denied) > 150
    lost = [pair for count, pair in denied if len(DENIALS.findall(pair[1])) < count]
    assert lost == []


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_bound_stays_on_its_side(bound: str) -> None:
    source_words, english_words = BOUNDS[bound]
    said = [
        pair for pair in PAIRS if re.search(source_words, IDIOMS.sub("", pair[0]), re.IGNORECASE)
    ]
    assert said
    lost = [pair for pair in said if not re.search(english_words, pair[1], re.IGNORECASE)]
    assert lost == []


def test_the_months_are_in_the_order_of_the_year() -> None:
    [months] = [said for source, said in PAIRS if source.startswith("janvier")]
    assert months.split() == list(calendar.month_name)[1:], "janvier février mars"
