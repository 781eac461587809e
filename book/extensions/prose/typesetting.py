"""Set the spaces and quotation marks of prose, so that authors type plainly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from rendering.words.typography import raised, typeset

_KEPT_AS_TYPED = (nodes.literal, nodes.literal_block, nodes.raw, nodes.math, nodes.comment)


class TypesetProse(SphinxTransform):
    """Typeset every text of a page that is prose: code, addresses and outputs stay as they are."""

    default_priority = 850  # after the parser's own transforms, before titles are collected

    def apply(self, **_: Any) -> None:
        typeset_document(self.document)


class TypesetCitations(SphinxPostTransform):
    """Typeset what is only resolved once all pages are read: references and bibliography."""

    default_priority = 900

    def run(self, **_: Any) -> None:
        typeset_document(self.document)


def typeset_document(document: nodes.document) -> None:
    for text in list(document.findall(nodes.Text)):
        if not _as_typed(text):
            text.parent.replace(text, list(_pieces(typeset(str(text)))))


def _pieces(text: str) -> Iterator[nodes.Node]:
    """A text, the letters of « 1er » raised."""
    for piece, letters in raised(text):
        yield from [nodes.Text(piece)] if piece else []
        yield from [nodes.superscript("", letters)] if letters else []


def _as_typed(text: nodes.Text) -> bool:
    node = text.parent
    while node is not None:
        if isinstance(node, _KEPT_AS_TYPED):
            return True
        node = node.parent
    return str(text).startswith(("http://", "https://"))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(TypesetProse)
    app.add_post_transform(TypesetCitations)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
