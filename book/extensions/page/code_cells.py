"""Folded code, in the language of the edition, with no word hidden from those who see the page."""

from __future__ import annotations

from typing import Any

from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from rendering.forms import html
from rendering.words.language import tr


def visit(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    opened = html.render("folded.html", kind="code", summary=tr("Code"), inside="")
    translator.body.append(opened.removesuffix("</details>") + "\n")


def depart(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    translator.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    # After MyST-NB, whose own summary has an English name and two texts.
    app.add_node(HideCodeCellNode, override=True, html=(visit, depart))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
