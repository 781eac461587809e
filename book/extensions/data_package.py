"""Publish the data package: its tables as files, its catalogue and its rows as pages.

Outputs of notebooks name a row as ``../data/<table>.csv#<row>``, which Jupyter opens; on the site
the same link leads to the row on the page that shows it; without a row, to the table's entry in
the catalogue. So it is for a page of the book, which they name by its file.
"""

from __future__ import annotations

import html
import re
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from dataprep import load_descriptor, load_table, published_wave
from project import DATA
from rendering.shown.statements import place_of
from rendering.shown.table import Cell, table_html
from rendering.words.dates import date_words
from rendering.words.language import described, localized, text_of, tr
from rendering.words.typography import number, typeset

STATEMENTS = "findings-2025"
PAGES = {STATEMENTS: "book/enonces"}  # any other table stands in the catalogue
CATALOGUE = "book/donnees"
ARCHIVE = "ia-et-territoires-de-projet.zip"
_PAGE_LINK = re.compile(r'href="\.\./((?:book|notebooks)/[a-z0-9-]+)\.(?:md|ipynb)"')
_ROW_LINK = re.compile(r'href="\.\./data/([a-z0-9-]+)\.csv(?:#([a-z0-9-]+))?"')


def row_anchor(table: str, row: str) -> str:
    return f"{table}--{row}"


class LinkOutputs(SphinxPostTransform):
    """Lead the links of outputs to the rows and pages as the site shows them."""

    default_priority = 900

    def run(self, **_: Any) -> None:
        for node in self.document.findall(nodes.raw):
            if node.get("format") == "html" and 'href="../' in node.astext():
                text = _PAGE_LINK.sub(self._page_href, node.astext())
                text = _ROW_LINK.sub(self._row_href, text)
                node.children = [nodes.Text(text)]

    def _page_href(self, match: re.Match[str]) -> str:
        return f'href="{self.app.builder.get_relative_uri(self.env.docname, match[1])}"'

    def _row_href(self, match: re.Match[str]) -> str:
        table, row = match.groups()
        page = PAGES.get(table, CATALOGUE) if row else CATALOGUE
        address = self.app.builder.get_relative_uri(self.env.docname, page)
        return f'href="{address}#{row_anchor(table, row) if row else table}"'


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
    from rendering.words.language import LANGUAGES, language

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


class FlashStatements(SphinxDirective):
    """``{flash-statements}``: every statement of the flash, by theme, with its place and row."""

    def run(self) -> list[nodes.Node]:
        statements = published_wave().statements
        result: list[nodes.Node] = []
        for question, rows in statements.groupby("question", sort=False):
            title = text_of(rows.iloc[0], "question")
            section = nodes.section(ids=[f"question-{question}"], names=[str(question)])
            section += nodes.title("", typeset(title))
            section += nodes.raw("", _statements_html(rows, title), format="html")
            result.append(section)
        return result


def _statements_html(rows: pd.DataFrame, title: str) -> str:
    columns = [tr("Énoncé"), tr("Imprimé"), tr("Base imprimée"), tr("Place et ligne")]
    frame = pd.DataFrame(
        [
            (
                Cell(text_of(row, "label"), localized(row, "note")),
                row["printed"],
                row["base_printed"],
                Cell(place_of(row), note=row["id"]),
            )
            for _, row in rows.iterrows()
        ],
        columns=columns,
    )
    ids = [row_anchor(STATEMENTS, row) for row in rows["id"]]
    # The heading above says the same as the caption.
    return table_html(frame, typeset(title), row_ids=ids, caption_seen=False)


def copy_tables(app: Sphinx, exception: Exception | None) -> None:
    """Put the data package on the site, as it is, under ``data/``."""
    if exception is None and app.builder.format == "html":
        target = Path(app.outdir) / "data"
        shutil.rmtree(target, ignore_errors=True)  # a table that is no more leaves the site too
        target.mkdir()
        files = [DATA / "datapackage.json", *sorted(DATA.glob("*.csv"))]
        for path in files:
            shutil.copyfile(path, target / path.name)
        with zipfile.ZipFile(target / ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files:
                # A fixed date: the same data make the same file.
                archive.writestr(
                    zipfile.ZipInfo(path.name, (2025, 1, 1, 0, 0, 0)),
                    path.read_bytes(),
                    zipfile.ZIP_DEFLATED,
                )


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("data-catalogue", DataCatalogue)
    app.add_directive("table-schema", TableSchema)
    app.add_directive("table-rows", TableRows)
    app.add_directive("flash-statements", FlashStatements)
    app.add_post_transform(LinkOutputs)
    app.connect("build-finished", copy_tables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
