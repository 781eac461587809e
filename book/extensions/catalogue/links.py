"""Lead the links of outputs to the rows and pages as the site shows them.

Outputs of notebooks name a row as ``../data/<table>.csv#<row>``, which Jupyter opens; on the site
the same link leads to the row on the page that shows it; without a row, to the table's entry in
the catalogue. So it is for a page of the book, or a place in it, which they name by its file.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

STATEMENTS = "findings-2025"
PAGES = {STATEMENTS: "book/enonces"}  # any other table stands in the catalogue
FIRST_ROW = 2  # of a file, as its pages and errors count: the header is the first
CATALOGUE = "book/donnees"
_PAGE_LINK = re.compile(r'href="\.\./((?:book|notebooks)/[a-z0-9-]+)\.(?:md|ipynb)(#[a-z0-9-]+)?"')
_ROW_LINK = re.compile(r'href="\.\./data/([a-z0-9-]+)\.csv(?:#([a-z0-9-]+))?"')


def row_anchor(table: str, row: str) -> str:
    """The anchor of a row on the page of the site that shows it."""
    return f"{table}--{row}"


class LinkOutputs(SphinxPostTransform):
    """Rewrites the addresses in the HTML of outputs."""

    default_priority = 900

    def run(self, **_: Any) -> None:
        for node in self.document.findall(nodes.raw):
            if node.get("format") == "html" and 'href="../' in node.astext():
                text = _PAGE_LINK.sub(self._page_href, node.astext())
                text = _ROW_LINK.sub(self._row_href, text)
                node.children = [nodes.Text(text)]

    def _page_href(self, match: re.Match[str]) -> str:
        address = self.app.builder.get_relative_uri(self.env.docname, match[1])
        return f'href="{address}{match[2] or ""}"'

    def _row_href(self, match: re.Match[str]) -> str:
        table, row = match.groups()
        page = PAGES.get(table, CATALOGUE) if row else CATALOGUE
        address = self.app.builder.get_relative_uri(self.env.docname, page)
        return f'href="{address}#{row_anchor(table, row) if row else table}"'


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(LinkOutputs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
