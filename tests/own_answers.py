"""A small book with the chapter on one's own answers, and these answers where they are private."""

from __future__ import annotations

import re
import shutil

import nbformat

from building import ROOT, Book

CHAPTER = "09-votre-enquete"
PRIVATE = "../data/private"  # of a chapter, whatever the folder of the book


def with_chapter(book: Book) -> Book:
    """The small book with the chapter in it, and what it shows at home on its home page."""
    path = book.root / "notebooks" / f"{CHAPTER}.ipynb"
    shutil.copy(ROOT / "notebooks" / f"{CHAPTER}.ipynb", path)
    chapter = nbformat.read(path, 4)
    for cell in chapter.cells:  # the small book has no other chapter to lead to
        cell.source = re.sub(r"\[([^\]]+)\]\(0[58]-[^)]+\)", r"\1", cell.source)
    nbformat.write(chapter, path)
    (book.root / "data" / "private").mkdir(exist_ok=True)
    book.edit(
        "_toc.yml",
        "  - file: notebooks/second",
        f"  - file: notebooks/{CHAPTER}\n  - file: notebooks/second",
    )
    home = "```{flash-statements}"
    glued = f":::{{glue}} own\n:doc: notebooks/{CHAPTER}.ipynb\n:::\n\n{home}"
    return book.edit("index.md", home, glued)
