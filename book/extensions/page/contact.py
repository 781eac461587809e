"""Where a reader says that something is wrong, when an address for it is known.

``BOOK_CONTACT``, or the theme's option ``contact``, is an address of the web or of mail; without
it, the requests of the book's repository serve. Where there is neither, no page promises one.
"""

from __future__ import annotations

import os
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from rendering.words.language import tr
from rendering.words.typography import typeset

_WEB = re.compile(r"https://[\w.-]+\.\w+(?:/\S*)?")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PLACE = "(contact)"  # as a page writes the address


def set_contact(app: Sphinx, config: Config) -> None:
    """Take the address from ``BOOK_CONTACT``, from the theme's option, or from the repository."""
    given = os.environ.get("BOOK_CONTACT", config.html_theme_options.get("contact", ""))
    if given and not (_WEB.fullmatch(given) or _MAIL.fullmatch(given)):
        raise ValueError(
            f"BOOK_CONTACT is « {given} »: expected an address that starts with https://, or one "
            "of mail, as name@domain.org. Correct it, or leave it unset."
        )
    repository = str(config.html_theme_options["repository_url"]).removesuffix("/")
    requests = f"{repository.removesuffix('.git')}/issues/new" if repository else ""
    config.contact = (f"mailto:{given}" if _MAIL.fullmatch(given) else given) or requests


class WithContact(SphinxDirective):
    """``{with-contact}``: a passage that leads to ``(contact)``; a plain sentence without one."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        address = self.config.contact
        if not address:
            words = tr("Aucune adresse n'est encore publiée pour l'écrire.")
            return self.parse_text_to_nodes(typeset(words))
        return self.parse_text_to_nodes("\n".join(self.content).replace(PLACE, f"(<{address}>)"))


def fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    context["contact"] = app.config.contact


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("contact", "", "env")
    app.add_directive("with-contact", WithContact)
    app.connect("config-inited", set_contact, priority=600)  # once the repository is known
    app.connect("html-page-context", fill_context, priority=400)  # before the frame is filled
    return {"parallel_read_safe": True, "parallel_write_safe": True}
