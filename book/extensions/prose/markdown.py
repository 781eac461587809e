"""Chapters keep to Markdown that any reader of notebooks shows; the site makes more of it.

JupyterLab, VS Code and GitHub print a MyST role as it is typed. A chapter writes instead a link to
an entry of the bibliography, and « quelques minutes »; here they become the citation and the
minutes that MyST counts.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

ROLES = (
    (r"\(\[source\]\(\.\./book/references\.bib#([\w-]+)\)\)", r"{cite}`\1`"),
    (
        r"\*Temps de lecture : quelques minutes\.\*",
        "*Temps de lecture : environ {sub-ref}`wordcount-minutes` minutes.*",
    ),
)


def with_roles(text: str) -> str:
    """The same Markdown, with the roles that the site knows."""
    for plain, role in ROLES:
        text = re.sub(plain, role, text)
    return text


def read_chapter(_: Sphinx, name: str, source: list[str]) -> None:
    if name.startswith("notebooks/"):
        source[0] = with_roles(source[0])


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("source-read", read_chapter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
