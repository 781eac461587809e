"""The sentences of a chapter's Markdown, and those that its cells hold to a condition."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat

_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«])")
_BLOCK = re.compile(r"\n\s*\n|\n(?=- )|\n(?=#)")


def words(text: str) -> str:
    """Text without the marks of Markdown and the differences of spaces."""
    text = re.sub(r"\]\([^)]*\)|<[^>]+>|[*_`\[]", "", text)
    return re.sub(r"\s+", " ", text).strip()


def prose(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """The Markdown of a chapter, cell by cell."""
    return (cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def sentences(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """Each sentence of the Markdown of a chapter: no heading, no mark of Markdown."""
    for source in prose(notebook):
        for block in _BLOCK.split(source):
            if not block.startswith("#"):
                yield from filter(None, _END.split(words(block.removeprefix("- "))))


def conclusions(notebook: nbformat.NotebookNode) -> list[str]:
    """The sentences, or parts of one, that the cells of a chapter hold to their condition."""
    calls = [
        node
        for cell in notebook.cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "holds"
    ]
    return [ast.literal_eval(call.args[0]) for call in calls]


def read(path: Path) -> nbformat.NotebookNode:
    """A chapter, from its file."""
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    return notebook
