"""The catalogue of the data package: each table, its columns and its rows."""

from __future__ import annotations

import html
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from dataprep import load_descriptor, load_table
from extensions.catalogue.links import PAGES, row_anchor
from rendering.shown.table import Cell, table_html
from rendering.words.dates import date_words
from rendering.words.language import LANGUAGES, described, language, tr
from rendering.words.typography import number, typeset


class DataCatalogue(SphinxDirective):
    """``{data-catalogue}``: each table of the package, what it holds and under which licence."""

    def run(self) -> list[nodes.Node]:
        text = "\n\n".join(_resource_markdown(item) for item in load_descriptor()["resources"])
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def _resource_markdown(resource: dict[str, Any]) -> str:
    name, licence = resource["name"], resource["licenses"][0]
    sources = ", ".join(
        f"[{s['title']}]({s['path']})" if "path" in s else s["title"] for s in resource["sources"]
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
        resources = {item["name"]: item for item in load_descriptor()["resources"]}
        resource = resources[self.arguments[0]]
        frame = pd.DataFrame(
            [
                (f["name"], described(f, "title"), type_words(f["type"]), _constraints(f))
                for f in resource["schema"]["fields"]
            ],
            columns=[tr("Colonne"), tr("Sens"), tr("Type"), tr("Contraintes")],
        )
        title = tr("Colonnes de la table {name}").format(name=resource["name"])
        return [_folded(title, table_html(frame, typeset(title)))]


def type_words(kind: str) -> str:
    """The type of a column in words."""
    return {
        "string": tr("texte"),
        "integer": tr("nombre entier"),
        "number": tr("nombre"),
        "boolean": tr("oui ou non"),
    }[kind]


def _constraints(field: dict[str, Any]) -> str:
    rules = field.get("constraints", {})
    words = [tr("obligatoire")] if rules.get("required") else []
    words += [tr("unique")] if rules.get("unique") else []
    words += [", ".join(rules["enum"])] if "enum" in rules else []
    words += [tr("au moins {n}").format(n=rules["minimum"])] if "minimum" in rules else []
    words += [tr("au plus {n}").format(n=rules["maximum"])] if "maximum" in rules else []
    return " ; ".join(words)


class TableRows(SphinxDirective):
    """``{table-rows} name``: every row of a table, each with its anchor, folded."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        title = tr("Lignes de la table {name}").format(name=name)
        return [_folded(title, rows_html(name, load_table(name), title))]


def rows_html(name: str, table: pd.DataFrame, caption: str) -> str:
    """The rows of a table with an anchor each, in the language of the edition."""
    others = tuple(f"_{code}" for code in LANGUAGES if code != language())
    frame = table[[column for column in table if not str(column).endswith(others)]]
    ids = [row_anchor(name, row) for row in table["id"]] if "id" in frame else None
    return table_html(frame.map(_as_written), typeset(caption), row_ids=ids)


def _as_written(value: Any) -> Any:
    """A cell as the file has it, for a reader: numbers as they are written, addresses as links."""
    if pd.isna(value):
        return None
    if isinstance(value, float):
        decimals = -int(Decimal(repr(value)).normalize().as_tuple().exponent)
        return number(value, max(0, decimals))
    text = str(value)
    return Cell(urlsplit(text).netloc, link=text) if text.startswith("http") else text


def _folded(title: str, markup: str) -> nodes.raw:
    text = f"<details><summary>{html.escape(typeset(title))}</summary>{markup}</details>"
    return nodes.raw("", text, format="html")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("data-catalogue", DataCatalogue)
    app.add_directive("table-schema", TableSchema)
    app.add_directive("table-rows", TableRows)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
