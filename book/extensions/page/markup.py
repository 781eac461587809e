"""Pages as Sphinx writes them, but for two things that readers and tools expect otherwise."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


class BookTranslator(HTML5Translator):
    """The address of a section on its heading, where the search looks for it; valid roles."""

    def visit_section(self, node: nodes.Element) -> None:
        self.section_level += 1
        self.body.append("<section>\n")

    def visit_title(self, node: nodes.Element) -> None:
        if isinstance(node.parent, nodes.section):
            node["ids"] = [*node.parent["ids"], *node["ids"]]
        super().visit_title(node)

    def starttag(self, node: Any, tagname: str, *args: Any, **attributes: Any) -> str:
        # The list of references is a list; « doc-biblioentry » is deprecated, and not for a div.
        if attributes.get("role") == "doc-biblioentry":
            attributes["role"] = "listitem"
        return str(super().starttag(node, tagname, *args, **attributes))


def setup(app: Sphinx) -> dict[str, Any]:
    app.set_translator("html", BookTranslator)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
