"""The language of what a page shows: French, unless ``BOOK_LANGUAGE`` says otherwise."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


# The editions, each by its own name. The first is the one that is written; the others are
# translated from it, with the catalogues of ``book/locale``.
LANGUAGES = {"fr": "français", "en": "English"}
SOURCE = next(iter(LANGUAGES))


LOCALE = Path(__file__).resolve().parents[3] / "book" / "locale"


def language() -> str:
    """The language of the edition, ``fr`` or ``en``. Raises ValueError for any other."""
    chosen = os.environ.get("BOOK_LANGUAGE", "fr")
    if chosen not in LANGUAGES:
        raise ValueError(
            f"BOOK_LANGUAGE is « {chosen} »: expected one of {', '.join(LANGUAGES)}. "
            "Set it to one of them, or leave it unset for French."
        )
    return chosen


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Words of one edition, ``fr`` or ``en``, for what runs within."""
    before = os.environ.get("BOOK_LANGUAGE")
    os.environ["BOOK_LANGUAGE"] = chosen
    try:
        yield
    finally:
        if before is None:
            del os.environ["BOOK_LANGUAGE"]
        else:
            os.environ["BOOK_LANGUAGE"] = before


def in_each_language(say: Callable[[], str]) -> dict[str, str]:
    """What ``say`` says in each edition, by its language: for a file that holds both."""
    said = {}
    for each in LANGUAGES:
        with speaking(each):
            said[each] = say()
    return said


@cache
def _catalogue(domain: str, chosen: str) -> gettext.NullTranslations:
    # French is the source: it needs no catalogue, and has none.
    return gettext.translation(domain, LOCALE, [chosen], fallback=True)


def tr(message: str) -> str:
    """The French ``message`` in the language of the edition; itself where none is found."""
    return _catalogue("book", language()).gettext(message)


def prose(message: str) -> str:
    """A paragraph of a page, as its source has it, in the language of the edition."""
    return _catalogue("pages", language()).gettext(message)


def described(item: Mapping[str, Any], name: str) -> str:
    """The text ``name`` of an entry of the data package's descriptor, in the same language."""
    # French is the language of the package; any other stands beside it.
    return str(item[name if language() == "fr" else f"{name}_{language()}"])


def named(row: Mapping[Any, Any] | pd.Series, column: str) -> str:
    """The name in ``column`` of a row: that of the edition, where another column has one."""
    own = row.get(f"{column}_{language()}")
    return own if isinstance(own, str) else str(row[column])


def localized(row: Mapping[Any, Any] | pd.Series, name: str) -> str | None:
    """The text of column ``name`` of a row in the language of the edition; None where it is empty.

    For a column that may be empty; ``text_of`` for one that never is.
    """
    text = row[f"{name}_{language()}"]
    return text if isinstance(text, str) else None  # an empty cell is a NaN, an NA or a None


def text_of(row: Mapping[Any, Any] | pd.Series, name: str) -> str:
    """The text of column ``name`` of a row in the language of the edition.

    Raises ValueError where there is none.
    """
    text = localized(row, name)
    if text is None:
        raise ValueError(
            f"{name}_{language()}: the row {row.get('id', '')} has no text. Expected one in every "
            "row. Fill in the cell, or read the column with localized()."
        )
    return text
