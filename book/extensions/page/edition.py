"""The language of an edition, and the way from each of its pages to the same page of the others.

The pages are written in French. Another edition, which ``BOOK_LANGUAGE`` asks for, is built from
the same sources with the catalogues of ``book/locale``; the site has it in a folder of that name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx import addnodes, locale, package_dir
from sphinx.application import Sphinx
from sphinx.config import Config

from rendering.words.language import LANGUAGES, SOURCE, language, prose, tr


def set_language(app: Sphinx, config: Config) -> None:
    """Take the language from ``BOOK_LANGUAGE``: of Sphinx's own words, of titles, of addresses."""
    config.language = language()
    # Sphinx has taken its words from the settings already, and would add others to them.
    locale.translators.pop(("general", "sphinx"), None)
    locale.init([f"{package_dir}/locale"], language())
    config.html_title = tr(config.html_title)
    if config.html_baseurl:
        config.html_baseurl += folder(language())


def folder(edition: str) -> str:
    """Where an edition is, from the root of the site: that of the sources is at the root."""
    return "" if edition == SOURCE else f"{edition}/"


def translate_captions(app: Sphinx, doctree: nodes.document) -> None:
    """The captions of the contents, which are of no document that Sphinx would translate."""
    for contents in doctree.findall(addnodes.toctree):
        if contents.get("caption"):
            contents["caption"] = prose(contents["caption"])


@dataclass(frozen=True)
class Edition:
    """An edition of a page: its language, the name of it, its address, from the page or whole."""

    code: str
    name: str
    address: str
    whole: str
    current: bool


def editions(page: str, address: str) -> list[Edition]:
    """Every edition of a page; ``address`` is that of this edition's root, where it is known."""
    root = "../" * (page.count("/") + (language() != SOURCE))
    base = address.removesuffix(folder(language())) if address else root
    return [
        Edition(
            code,
            name,
            f"{root}{folder(code)}{page}.html",
            f"{base}{folder(code)}{page}.html",
            code == language(),
        )
        for code, name in LANGUAGES.items()
    ]


def fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    found = editions(pagename, str(app.config.html_baseurl))
    if pagename == "404" and app.config.html_baseurl:  # a host serves it at any address
        found = [Edition(e.code, e.name, e.whole, e.whole, e.current) for e in found]
    context["editions"] = found
    context["source_edition"] = SOURCE


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", set_language, priority=550)  # once the address is known
    app.connect("doctree-read", translate_captions, priority=900)  # once the contents are in it
    app.connect("html-page-context", fill_context)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
