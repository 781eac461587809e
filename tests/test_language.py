"""The edition's language is one of two, and everything falls back on the French it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from rendering.words.language import language, localized, text_of, tr


def test_french_is_the_language_when_none_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOOK_LANGUAGE", raising=False)
    assert language() == "fr"


@pytest.mark.parametrize("chosen", ["fr", "en"])
def test_the_language_is_the_one_chosen(monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", chosen)
    assert language() == chosen


@pytest.mark.parametrize("chosen", ["", "FR", "de", "fr_FR"])
def test_another_language_is_refused_with_those_that_there_are(
    monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", chosen)
    with pytest.raises(ValueError, match=rf"BOOK_LANGUAGE is « {chosen} »: .*fr, en"):
        language()


@pytest.mark.parametrize("chosen", ["fr", "en"])
def test_a_message_without_a_translation_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", chosen)
    assert tr("Un message que personne n'a traduit") == "Un message que personne n'a traduit"


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An English catalogue of one message."""
    messages = Catalog("en")
    messages.add("répondants", "respondents")
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "book.mo").open("wb") as file:
        write_mo(file, messages)
    module = import_module(
        "rendering.words.language"
    )  # the package gives the function of that name
    monkeypatch.setattr(module, "LOCALE", tmp_path)
    module._catalogue.cache_clear()
    yield
    module._catalogue.cache_clear()


@pytest.mark.usefixtures("catalogue")
def test_a_message_is_translated_in_the_english_edition_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", "fr")
    assert tr("répondants") == "répondants"
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    assert tr("répondants") == "respondents"


@pytest.mark.parametrize(("chosen", "text"), [("fr", "Un"), ("en", "One")])
def test_a_row_gives_its_text_in_the_language_of_the_edition(
    monkeypatch: pytest.MonkeyPatch, chosen: str, text: str
) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", chosen)
    row = {"label_fr": "Un", "label_en": "One"}
    assert localized(row, "label") == text
    assert localized(pd.Series(row), "label") == text
    assert text_of(pd.Series(row), "label") == text


@pytest.mark.parametrize("empty", [None, np.nan, pd.NA])
def test_an_empty_cell_is_no_text_and_refused_where_every_row_has_one(empty: object) -> None:
    row = pd.Series({"id": "a-b", "note_fr": empty, "label_fr": "nan"}, dtype=object)
    assert localized(row, "note") is None
    assert localized(row, "label") == "nan"
    with pytest.raises(ValueError, match=r"^note_fr: the row a-b has no text\. Expected one"):
        text_of(row, "note")
