"""Tables as a page shows them: a caption, headers with their scope, and the same rows as CSV."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pandas as pd

from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.words.language import language, tr
from rendering.words.typography import typeset


class Cell(str):
    """A cell's text, with what may come with it: a remark under it, a language, an address."""

    note: str | None
    lang: str | None
    link: str | None

    def __new__(
        cls, text: str, note: str | None = None, lang: str | None = None, link: str | None = None
    ) -> Cell:
        """``text`` as the cell; ``note`` below it; ``lang`` where it is not the page's."""
        cell = super().__new__(cls, text)
        cell.note, cell.lang, cell.link = note, lang, link
        return cell


def table_html(frame: pd.DataFrame, caption: str, links: dict[str, str] | None = None) -> str:
    """``frame`` as an HTML table: the first column names the rows, numbers stand to the right.

    Cells are shown as they are, typeset; a missing cell is an en dash. ``links`` maps the text of
    a cell to an address; a cell may also bring its own.
    """
    numeric = [
        pd.api.types.is_numeric_dtype(values) and bool(values.notna().any())
        for _, values in frame.items()
    ]
    head = "".join(
        f'<th scope="col"{_right(right)}>{html.escape(typeset(str(name)))}</th> '
        for name, right in zip(frame, numeric, strict=True)
    )
    body = "".join(_row_html(row, numeric, links or {}) for row in frame.itertuples(index=False))
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{html.escape(caption)}">'
        f'<table class="findings"><caption><span>{html.escape(caption)}</span></caption> '
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _right(right: bool) -> str:
    return ' class="numeric"' if right else ""


def _row_html(row: Any, numeric: list[bool], links: dict[str, str]) -> str:
    first, *others = (_cell(value, links) for value in row)
    cells = "".join(
        f" <td{_right(right)}>{cell}</td>" for cell, right in zip(others, numeric[1:], strict=True)
    )
    return f'<tr><th scope="row">{first}</th>{cells}</tr>'


def _cell(value: Any, links: dict[str, str]) -> str:
    if pd.isna(value):
        return "–"
    text = html.escape(typeset(str(value)), quote=False)
    if isinstance(value, Cell) and value.lang not in (None, language()):
        text = f'<span lang="{html.escape(str(value.lang))}">{text}</span>'
    address = getattr(value, "link", None) or links.get(str(value))
    if address:
        text = f'<a href="{html.escape(address)}">{text}</a>'
    if isinstance(value, Cell) and value.note:
        text += f' <small class="note">{html.escape(typeset(value.note), quote=False)}</small>'
    return text


def csv_link(frame: pd.DataFrame, name: str) -> str:
    """A link that saves ``frame`` as ``<name>.csv``: the file is in it, no request is made.

    Remarks under cells have a column of their own, after that of the cells.
    """
    text = _with_notes(frame).to_csv(index=False, lineterminator="\n")
    # Percent-encoded rather than in base 64: beside the table itself, it compresses to little.
    content = re.sub(r"[^\w.,;:/()-]", lambda found: quote(found[0], safe=""), text)
    words = tr("Télécharger ces chiffres en CSV ({name})").format(name=f"{name}.csv")
    return (
        f'<a class="download" download="{name}.csv" '
        f'href="data:text/csv;charset=utf-8,{content}">{html.escape(words)}</a>'
    )


def _with_notes(frame: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for name, values in frame.items():
        columns[name] = values
        notes = [getattr(value, "note", None) for value in values]
        if any(notes):
            columns[tr("{name} (suite)").format(name=name)] = pd.Series(notes, frame.index)
    return pd.DataFrame(columns)


def how_to_cite(title: str, anchor: str) -> str:
    """The reference of one figure or table, with the address that stays its own."""
    words = html.escape(typeset(tr("Pour citer :")), quote=False)
    title = html.escape(title, quote=False)
    where = tr("IA et Territoires de projet, d'après le flash 2025 de l'ANPP").replace("'", "’")
    link = typeset(tr("adresse de « {title} »")).format(title=title)
    return (
        f'<p class="cite">{words} {typeset(tr("« {title} »")).format(title=title)}, {where}, '
        f'<a href="#{anchor}">{link}</a>.</p>'
    )


def plain_table(frame: pd.DataFrame, caption: str) -> str:
    """``frame`` for a terminal: the caption, then the rows."""
    return f"{caption}\n{frame.to_string(index=False, na_rep='–')}"


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

    def html(self) -> str:
        return (
            f'<div class="shown-table" id="{self.anchor}">'
            f"{table_html(self.frame, self.caption, self.links)}"
            f"{csv_link(self.frame, self.anchor)}{how_to_cite(self.caption, self.anchor)}</div>"
        )

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
