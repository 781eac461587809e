"""A link that opens a chapter on Binder, when the address of the book's repository is known."""

from __future__ import annotations

import os
import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

BINDER = "https://mybinder.org/v2/gh/{repository}/HEAD?urlpath=lab/tree/{path}"
_REPOSITORY = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?")


def set_repository(app: Sphinx, config: Config) -> None:
    """Take the repository's address from ``BOOK_REPOSITORY``, or from the theme's option."""
    options = config.html_theme_options
    address = os.environ.get("BOOK_REPOSITORY", options.get("repository_url", ""))
    if address and not _REPOSITORY.fullmatch(address):
        raise ValueError(
            f"BOOK_REPOSITORY is « {address} »: expected https://github.com/OWNER/NAME. "
            "Correct it, or leave it unset."
        )
    options["repository_url"] = address


def fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    repository = _REPOSITORY.fullmatch(app.config.html_theme_options["repository_url"])
    path = app.env.doc2path(pagename, base=False) if doctree is not None else ""
    if repository and path.endswith(".ipynb"):
        context["binder"] = BINDER.format(repository=repository[1], path=path)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", set_repository)
    app.connect("html-page-context", fill_context)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
