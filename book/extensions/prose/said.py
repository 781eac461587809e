"""Nodes whose words the code says, in the language of the edition already."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes


def said(found: Sequence[nodes.Node]) -> list[nodes.Node]:
    """``found``, out of what is translated as the prose of a page is."""
    for node in found:
        for text in node.findall(nodes.TextElement):
            text["translatable"] = False
    return list(found)
