"""The catalogue of the data package: each table, its columns and its rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
from docutils import nodes
from markupsafe import Markup
from sphinx.util.docutils import SphinxDirective

from dataprep import load_descriptor, load_table
from dataprep.descriptor import describe
from extensions.catalogue.links import CATALOGUE, FIRST_ROW, PAGES, row_anchor
from rendering.forms import html
from rendering.shown.table import Cell, in_french, table_html
from rendering.words.codes import KEYS, code_words
from rendering.words.dates import date_words
from rendering.words.language import LANGUAGES, SOURCE, described, language, named, tr
from rendering.words.typography import number, typeset

_OF_THE_FLASH = ("printed", "base_printed")  # its own words
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")


class DataCatalogue(SphinxDirective):
    """``{data-catalogue}``: each table of the package, what it holds and under which licence."""

    def run(self) -> list[nodes.Node]:
        text = "\n\n".join(_resource_markdown(item) for item in load_descriptor()["resources"])
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def _resource_markdown(resource: dict[str, Any]) -> str:
    name, licence = resource["name"], resource["licenses"][0]
    sources = ", ".join(
        f"[{named(s, 'title')}]({s['path']})" if "path" in s else named(s, "title")
        for s in resource["sources"]
    )
    facts = [
        (tr("Fichier"), f"{{download}}`{resource['path']} <../data/{resource['path']}>`"),
        (tr("Lignes"), str(len(load_table(name)))),
        (tr("Source"), sources),
        (tr("Licence de la source"), described(resource["source_license"], "title")),
        (tr("Licence de cette table"), f"[{licence['title']}]({licence['path']})"),
        (tr("Relevé le"), date_words({"date": resource["retrieved"]})),
        (tr("Empreinte"), f"`{resource['hash']}`"),
    ]
    lines = [
        # Published places keep their address, whatever the language of the heading.
        *([] if language() == SOURCE else [f"({nodes.make_id(resource['title'])})="]),
        f"({name})=",
        f"## {described(resource, 'title')}",
        "",
        described(resource, "description"),
        "",
        *[f"- {key} : {value}" for key, value in facts],
        "",
        "```{table-schema} " + name,
        "```",
        "",
    ]
    if name not in PAGES:
        lines += ["```{table-rows} " + name, "```"]
    return "\n".join(lines)


class TableSchema(SphinxDirective):
    """``{table-schema} name``: the columns of a table, folded."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        resource = describe(self.arguments[0])
        frame = pd.DataFrame(
            [
                (Cell(described(f, "title"), code=f["name"]), type_words(f["type"]), _allowed(f))
                for f in resource["schema"]["fields"]
            ],
            columns=[tr("Colonne, et son nom dans le fichier"), tr("Type"), tr("Valeurs")],
        )
        title = tr("Colonnes de « {table} »").format(table=described(resource, "title"))
        return [_folded(title, table_html(frame, typeset(title)))]


def type_words(kind: str) -> str:
    """The type of a column in words."""
    return {
        "string": tr("texte"),
        "integer": tr("nombre entier"),
        "number": tr("nombre"),
        "boolean": tr("oui ou non"),
    }[kind]


def _allowed(field: dict[str, Any]) -> Cell:
    """What a column may hold: its codes in words, and under them as the file writes them."""
    rules = field.get("constraints", {})
    words = [tr("obligatoire")] if rules.get("required") else []
    words += [tr("unique")] if rules.get("unique") else []
    words += [tr("au moins {n}").format(n=rules["minimum"])] if "minimum" in rules else []
    words += [tr("au plus {n}").format(n=rules["maximum"])] if "maximum" in rules else []
    codes = rules.get("enum", [])
    known = [code_words(field["name"], code) for code in codes]
    words += [", ".join(filter(None, known))] if any(known) else []
    return Cell(" ; ".join(words), code=", ".join(codes) or None)


class TableRows(SphinxDirective):
    """``{table-rows} name``: every row of a table, each with its anchor, folded."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        title = tr("Lignes de « {table} »").format(table=described(describe(name), "title"))
        page = partial(self.env.app.builder.get_relative_uri, self.env.docname)
        return [_folded(title, rows_html(name, load_table(name), title, page))]


def rows_html(name: str, table: pd.DataFrame, caption: str, page: Callable[[str], str]) -> str:
    """The rows of a table with an anchor each, in the language of the edition.

    Codes are in words; a row that another names is a link to it, by its label. What is for programs
    alone, as names of rows, is in the file. ``page`` gives the address of a document.
    """
    schema = describe(name)["schema"]
    keys = {key["fields"][0]: key["reference"]["resource"] for key in schema.get("foreignKeys", [])}
    columns: dict[str, list[Any]] = {
        "": [str(line) for line in range(FIRST_ROW, len(table) + FIRST_ROW)]
    }
    for field in schema["fields"]:
        column = field["name"]
        ours = f"{column}_{language()}"  # the same in the language of the edition
        if column not in KEYS and not column.endswith(_other_languages()) and ours not in table:
            rows = _rows_of(keys[column], page) if column in keys else {}
            columns[column] = [
                rows[value] if value in rows else _as_written(column, value)
                for value in table[column]
            ]
    if "language" in table:  # of the works that a table lists
        columns["title"] = [
            Cell(title, lang=None if spoken == language() else spoken)
            for title, spoken in zip(table["title"], table["language"], strict=True)
        ]
    frame = pd.DataFrame(columns)
    titles = {field["name"]: described(field, "title") for field in schema["fields"]}
    frame.columns = pd.Index([tr("Ligne"), *(_head(titles[name]) for name in list(frame)[1:])])
    ids = [row_anchor(name, row) for row in table["id"]] if "id" in table else None
    return table_html(frame, typeset(caption), row_ids=ids)


def _other_languages() -> tuple[str, ...]:
    return tuple(f"_{code}" for code in LANGUAGES if code != language())


def _head(title: str) -> str:
    """The title of a column without its language and its explanation, which the schema gives."""
    return re.sub(r" \([^)]*\)$| : .*$", "", title)


def _rows_of(name: str, page: Callable[[str], str]) -> dict[str, Cell]:
    """The rows of a table that others name: the label of each, a link to it."""
    table = load_table(name)
    labels = ("title", *(f"{kind}_{language()}" for kind in ("label", "wording", "text")))
    label = next(column for column in labels if column in table)
    address = page(PAGES.get(name, CATALOGUE))
    return {
        row["id"]: Cell(
            row[label],
            link=f"{address}#{row_anchor(name, row['id'])}",
            lang=None if row.get("language", language()) == language() else row["language"],
        )
        for _, row in table.iterrows()
    }


def _as_written(column: str, value: Any) -> Any:
    """A value of a column for a reader: codes, dates and numbers in words, addresses as links."""
    if pd.isna(value):
        return None
    if isinstance(value, (bool, np.bool_)):
        return tr("oui") if value else tr("non")
    if isinstance(value, float):
        decimals = -int(Decimal(repr(float(value))).normalize().as_tuple().exponent)
        return number(value, max(0, decimals))
    text = str(value)
    if column in _OF_THE_FLASH:
        return in_french(text)
    if words := code_words(column, text):
        return words
    if _DATE.fullmatch(text):
        return date_words({"date": text})
    return Cell(urlsplit(text).netloc, link=text) if text.startswith("http") else text


def _folded(title: str, markup: str) -> nodes.raw:
    text = html.render("folded.html", summary=typeset(title), inside=Markup(markup))
    return nodes.raw("", text, format="html")
