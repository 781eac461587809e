"""Anchors on the headings themselves, where readers, and the search, look for them."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


class AnchoredHeadings(HTML5Translator):
    """Sphinx's pages, with the address of a section on its heading instead of around it."""

    def visit_section(self, node: nodes.Element) -> None:
        self.section_level += 1
        self.body.append("<section>\n")

    def visit_title(self, node: nodes.Element) -> None:
        if isinstance(node.parent, nodes.section):
            node["ids"] = [*node.parent["ids"], *node["ids"]]
        super().visit_title(node)


def setup(app: Sphinx) -> dict[str, Any]:
    app.set_translator("html", AnchoredHeadings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
