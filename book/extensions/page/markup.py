"""Pages as Sphinx writes them, but for a few things that readers and tools expect otherwise."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

# A paragraph that only keeps the names of places that moved: it shows nothing.
_PLACES = re.compile(r'(?:\s*<(span|a) id="[^"]*">\s*</\1>\s*)+')


class BookTranslator(HTML5Translator):
    """The address of a section on its heading, where the search looks for it; valid roles.

    Nothing is heard that says nothing: neither a sign beside a heading, nor an empty paragraph.
    """

    def visit_section(self, node: nodes.Element) -> None:
        self.section_level += 1
        self.body.append("<section>\n")

    def visit_title(self, node: nodes.Element) -> None:
        if isinstance(node.parent, nodes.section):
            node["ids"] = [*node.parent["ids"], *node["ids"]]
        super().visit_title(node)

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        # For the mouse. Others have the contents of the page, which name each section once.
        before = len(self.body)
        super().add_permalink_ref(node, title)
        hidden = '<a aria-hidden="true" tabindex="-1" '
        self.body[before:] = [link.replace("<a ", hidden, 1) for link in self.body[before:]]

    def visit_paragraph(self, node: nodes.Element) -> None:
        if not _PLACES.fullmatch(node.astext()):
            super().visit_paragraph(node)

    def depart_paragraph(self, node: nodes.Element) -> None:
        if not _PLACES.fullmatch(node.astext()):
            super().depart_paragraph(node)

    def starttag(self, node: Any, tagname: str, *args: Any, **attributes: Any) -> str:
        # The list of references is a list; « doc-biblioentry » is deprecated, and not for a div.
        if attributes.get("role") == "doc-biblioentry":
            attributes["role"] = "listitem"
        return str(super().starttag(node, tagname, *args, **attributes))


def setup(app: Sphinx) -> dict[str, Any]:
    app.set_translator("html", BookTranslator)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
