"""Spaces, marks and numbers come out as each language sets them, whatever was typed."""

from __future__ import annotations

import math
import os
from decimal import ROUND_HALF_UP, Decimal
from unittest import mock

import pytest
from docutils import nodes
from docutils.utils import new_document
from hypothesis import given, settings
from hypothesis import strategies as st

from extensions.prose.typesetting import typeset_document
from rendering.words.typography import (
    count_and_share,
    count_of,
    lower_first,
    number,
    raised,
    share,
    share_range,
    typeset,
)

languages = pytest.mark.parametrize("edition", ["fr", "en"])
unhurried = settings(deadline=None, max_examples=300, derandomize=True)
# What the rules act on, and little else, so that they meet.
typed = st.text(st.sampled_from("aé1 9.'’«»;:!?%€§{}pn°\u00a0\u202f…"), max_size=25)


def in_edition(edition: str) -> mock._patch_dict:
    """The language of an edition for a block; a fixture would be shared by all examples."""
    return mock.patch.dict(os.environ, BOOK_LANGUAGE=edition)


def plain(text: str) -> str:
    """``text`` with every space made a plain one."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Pourquoi ?", "Pourquoi\u202f?"),
        ("Un\u00a0: deux ; trois !", "Un\u202f: deux\u202f; trois\u202f!"),
        ("« Un mot »", "«\u202fUn mot\u202f»"),
        ("«Un mot»", "«\u202fUn mot\u202f»"),
        ("47 % et 53%", "47\u202f% et 53\u202f%"),
        ("l'usage d'« outils »", "l’usage d’«\u202foutils\u202f»"),
        ("34 875 communes, 1 000 000 €", "34\u202f875 communes, 1\u202f000\u202f000\u202f€"),
        ("(§ 2, note n° 3, p. 12)", "(§\u00a02, note n°\u00a03, p.\u00a012)"),
        ("et puis...", "et puis…"),
        ("l'{n} et {share}%", "l’{n} et {share}\u202f%"),
        ("en 2018, 12 mai", "en 2018, 12 mai"),
        ("le champ :nom", "le champ :nom"),
        ("12:30, https://a.fr/?b", "12:30, https://a.fr/?b"),
        ("'début' et fin'", "'début' et fin'"),
    ],
)
def test_french_is_set_as_french(typed: str, set_: str) -> None:
    assert typeset(typed) == set_


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("A « new era »: the survey's", "A “new era”: the survey’s"),
        ("47% of 34,875...", "47% of 34,875…"),
        ("Why?", "Why?"),
    ],
)
def test_english_is_set_as_english(monkeypatch: pytest.MonkeyPatch, typed: str, set_: str) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    assert typeset(typed) == set_


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Au 1er janvier", [("Au 1", "er"), (" janvier", "")]),
        ("la 1re et les 1ers", [("la 1", "re"), (" et les 1", "ers"), ("", "")]),
        ("21er, 2,1er, 1erreur", [("21er, 2,1er, 1erreur", "")]),
        ("", [("", "")]),
    ],
)
def test_the_letters_of_a_first_are_raised(text: str, pieces: list[tuple[str, str]]) -> None:
    assert raised(text) == pieces


def test_english_raises_no_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    assert raised("1er") == [("1er", "")]


@unhurried
@given(text=st.text(st.sampled_from("1ers,. a"), max_size=25))
def test_raising_loses_nothing(text: str) -> None:
    assert "".join(piece + letters for piece, letters in raised(text)) == text


def test_the_prose_of_a_page_raises_them_where_it_is_not_code() -> None:
    document = new_document("page")
    document += nodes.paragraph("", "", nodes.Text("Au 1er mai, "), nodes.literal("", "1er"))
    typeset_document(document)
    raised_ = [node.astext() for node in document.findall(nodes.superscript)]
    assert (raised_, document.astext()) == (["er"], "Au 1er mai, 1er")


@languages
@unhurried
@given(text=typed | st.text(max_size=25))
def test_text_already_set_comes_back_unchanged(edition: str, text: str) -> None:
    with in_edition(edition):
        assert typeset(typeset(text)) == typeset(text)


@languages
@unhurried
@given(text=typed)
def test_setting_changes_no_letter_and_no_digit(edition: str, text: str) -> None:
    with in_edition(edition):
        kept = [c for c in typeset(text) if c.isalnum()]
    assert kept == [c for c in text if c.isalnum()]


amounts = st.decimals(0, 10**9, places=4).map(float)


def read(text: str, edition: str) -> Decimal:
    """The number that a reader reads."""
    point, thousands = (",", "\u202f") if edition == "fr" else (".", ",")
    return Decimal(text.replace(thousands, "").replace(point, "."))


@languages
@unhurried
@given(amounts, st.integers(0, 3))
def test_a_number_is_read_back_as_its_decimal_rounded_half_up(
    edition: str, value: float, decimals: int
) -> None:
    expected = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    with in_edition(edition):
        assert read(number(value, decimals), edition) == expected


@languages
@unhurried
@given(st.integers(0, 10**12))
def test_thousands_are_set_apart(edition: str, value: int) -> None:
    with in_edition(edition):
        groups = number(value).split("\u202f" if edition == "fr" else ",")
    assert len(groups[0]) <= 3
    assert all(len(group) == 3 for group in groups[1:])
    assert int("".join(groups)) == value


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (-0.2, 0, "0"),
        (2.5, 0, "3"),
        (0.285, 2, "0,29"),
        (1.005, 2, "1,01"),
        (34875, 0, "34 875"),
        (1234567.891, 1, "1 234 567,9"),
    ],
)
def test_a_number_in_french(value: float, decimals: int, text: str) -> None:
    assert plain(number(value, decimals)) == text


@languages
@unhurried
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_is_its_percentage_rounded_half_up(edition: str, answers: tuple[int, int]) -> None:
    count, base = answers
    expected = (200 * count + base) // (2 * base)  # whole numbers alone: nothing to round twice
    with in_edition(edition):
        text = share(count / base)
    assert text == (f"{expected}%" if edition == "en" else f"{expected}\u202f%")


@pytest.mark.parametrize("value", [-0.01, 1.01, 47, math.nan, math.inf])
def test_what_is_not_a_share_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        share(value)
    with pytest.raises(ValueError, match="is not a share"):
        share_range(value, 1)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_not_printed(value: float) -> None:
    with pytest.raises(ValueError, match="cannot be printed"):
        number(value)


def test_counts_and_shares_in_words() -> None:
    assert count_of(13, 27) == "13 sur 27"
    assert plain(count_and_share(13, 27)) == "13 sur 27, soit 48 %"
    assert plain(count_of(1254, 34875)) == "1 254 sur 34 875"


@unhurried
@given(st.floats(0, 1), st.floats(0, 1))
def test_the_ends_of_a_range_are_rounded_as_shares_are(low: float, high: float) -> None:
    words = plain(share_range(low, high))
    assert words == f"de {plain(share(low)).removesuffix(' %')} à {plain(share(high))}"


def test_a_range_says_its_ends() -> None:
    assert plain(share_range(0.285, 0.6683)) == "de 29 à 67 %"


@pytest.mark.parametrize(
    ("text", "after"),
    [("Un usage quotidien", "un usage quotidien"), ("PME et autres", "PME et autres"), ("A", "a")],
)
def test_a_text_goes_on_a_sentence_with_a_small_letter_but_in_an_acronym(
    text: str, after: str
) -> None:
    assert lower_first(text) == after
