"""Tables as a page shows them: a caption, headers with their scope, and the same rows as CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from rendering.forms import html
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.words.language import SOURCE, language, tr
from rendering.words.typography import typeset


@dataclass(frozen=True)
class Cell:
    """A cell's text, with what may come with it.

    ``note``: a remark, below it. ``lang``: its language, where it is not the page's. ``link``: an
    address. ``code``: what files write for it.
    """

    text: str
    note: str | None = None
    lang: str | None = None
    link: str | None = None
    code: str | None = None

    def __str__(self) -> str:
        return self.text


def in_french(words: Any) -> Cell | None:
    """Words of the flash, as it prints them: another edition says that they are French."""
    if pd.isna(words):
        return None
    said = language() != SOURCE and any(letter.isalpha() for letter in str(words))
    return Cell(str(words), lang=SOURCE if said else None)


def table_html(
    frame: pd.DataFrame,
    caption: str,
    links: Mapping[str, str] | None = None,
    *,
    row_ids: Sequence[str] | None = None,
    caption_seen: bool = True,
) -> Markup:
    """``frame`` as an HTML table: the first column names the rows, numbers stand to the right.

    Cells are shown as they are, typeset; a missing cell is an en dash. ``links`` maps the text of
    a cell to an address; a cell may also bring its own. ``row_ids`` gives each row an id that a
    link can lead to. Without ``caption_seen``, where a heading already says it, the caption is
    for screen readers alone. Raises ValueError where there is not one id a row.
    """
    if row_ids is not None and len(row_ids) != len(frame):
        raise ValueError(
            f"table_html: {len(row_ids)} row_ids is not {len(frame)}. Expected one id for each row "
            f"of « {caption} ». Give the ids of these rows, in their order."
        )
    return html.render(
        "table.html",
        caption=caption,
        caption_seen=caption_seen,
        names=[typeset(str(name)) for name in frame],
        numeric=[_is_numeric(values) for _, values in frame.items()],
        rows=[
            [_shown(value, links or {}) for value in row] for row in frame.itertuples(index=False)
        ],
        ids=row_ids,
    )


def _is_numeric(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and bool(values.notna().any())


def _shown(value: Any, links: Mapping[str, str]) -> Cell:
    """A value as its cell shows it: typeset, its language where it is not the page's, its link."""
    if pd.isna(value):
        return Cell("–")
    given = value if isinstance(value, Cell) else Cell(str(value))
    return Cell(
        typeset(given.text),
        note=typeset(given.note) if given.note else None,
        lang=None if given.lang == language() else given.lang,
        link=given.link or links.get(str(value)),
        code=given.code,
    )


def csv_link(frame: pd.DataFrame, name: str) -> Markup:
    """A link that saves ``frame`` as ``<name>.csv``: the file is in it, no request is made.

    Remarks under cells have a column of their own, after that of the cells.
    """
    rows = _with_notes(frame).map(never_run).rename(columns=never_run)
    text = rows.to_csv(index=False, lineterminator="\n")
    # Percent-encoded rather than in base 64: beside the table itself, it compresses to little.
    content = re.sub(r"[^\w.,;:/()-]", lambda found: quote(found[0], safe=""), text)
    words = tr("Télécharger ces chiffres en CSV ({name})").format(name=f"{name}.csv")
    return html.render("csv.html", file=f"{name}.csv", content=content, words=words)


# A signed number, then a space and words, are no formula: one would want an operator between them.
_WORDS = re.compile(r"[ \u00a0\u202f][^\W\d_][^=@|!\"'&<>]*").pattern
_SIGNED = re.compile(rf"\d[\d \u00a0\u202f.,]*%?(?:{_WORDS})?\Z").pattern
# Wide signs are signs to a spreadsheet in Japanese.
_RUN = re.compile(rf"[=@\t\r\n＝＠＋－]|[+-](?!{_SIGNED})")


def never_run(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, behind the mark that makes it a text.

    A signed number, and words after it, are none. A return is a line end: not quoted, it would end
    the row, and begin one with what follows.
    """
    words = getattr(value, "text", value)
    if not isinstance(words, str):
        return value
    kept = words.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{kept}" if _RUN.match(kept) else value if kept == words else kept


def _with_notes(frame: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for name, values in frame.items():
        columns[name] = values
        notes = [getattr(value, "note", None) for value in values]
        if any(notes):
            columns[tr("{name} (suite)").format(name=name)] = pd.Series(notes, frame.index)
    return pd.DataFrame(columns)


def how_to_cite(title: str, anchor: str) -> Markup:
    """The reference of one figure or table, with the address that stays its own."""
    return html.render(
        "citation.html",
        label=typeset(tr("Pour citer :")),
        title=typeset(tr("« {title} »")).format(title=title),
        where=typeset(tr("IA et Territoires de projet, d'après le flash 2025 de l'ANPP")),
        link=typeset(tr("adresse de « {title} »")).format(title=title),
        anchor=anchor,
    )


def plain_table(frame: pd.DataFrame, caption: str) -> str:
    """``frame`` for a terminal: the caption, then the rows."""
    shown = {
        name: ["–" if pd.isna(value) else str(value) for value in values]
        if values.dtype == object
        else values  # numbers keep their own layout
        for name, values in frame.items()
    }
    return f"{caption}\n{pd.DataFrame(shown).to_string(index=False, na_rep='–')}"


@dataclass(frozen=True)
class ShownTable(Output):
    """A table with what it owes its reader: a stable anchor, a caption, its CSV."""

    anchor: str
    caption: str
    frame: pd.DataFrame
    links: dict[str, str] = field(default_factory=dict)
    numbers: tuple[Number, ...] = ()

    def plain(self) -> str:
        return plain_table(self.frame, self.caption)

    def html(self) -> Markup:
        return html.render(
            "shown-table.html",
            anchor=self.anchor,
            table=self.table(),
            csv=csv_link(self.frame, self.anchor),
            citation=how_to_cite(self.caption, self.anchor),
        )

    def table(self) -> Markup:
        """What stands for the rows of ``frame``: a table, unless a kind of its own says other."""
        return table_html(self.frame, self.caption, self.links)

    def shown_numbers(self) -> tuple[Number, ...]:
        return self.numbers


def show_table(
    frame: pd.DataFrame,
    anchor: str,
    caption: str,
    links: dict[str, str] | None = None,
    numbers: tuple[Number, ...] = (),
) -> ShownTable:
    """``frame`` as a page shows it, under ``anchor`` (lowercase and hyphens, stable for good)."""
    return ShownTable(anchor, typeset(tr(caption)), frame, links or {}, numbers)
