"""The words of a page's frame: its title, its description, its contents, its footer."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from rendering.words.language import language, tr
from rendering.words.typography import typeset

DESCRIPTION_LENGTH = 200


def fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    title = re.sub("<[^>]+>", "", context.get("title") or _title_of(pagename))
    site = app.config.html_title
    context.update(
        tr=tr,
        edition=language(),
        page_title=site if pagename == app.config.root_doc else f"{title} – {site}",
        docstitle=site,
        description=description_of(doctree) or typeset(_description()),
        contents=contents_of(context.get("toc", "")),
        script=lambda name: context["pathto"](f"_static/scripts/{name}", 1),
        footer_pages=[
            (_address(context, page, anchor), typeset(words))
            for page, anchor, words in _footer(bool(context.get("contact")))
        ],
    )


def _address(context: dict[str, Any], page: str, anchor: str) -> str:
    address: str = context["pathto"](page)
    return anchor or address if address == "#" else address + anchor  # « # »: the page itself


def _title_of(page: str) -> str:
    """The title of a page that is a template alone."""
    return {"404": tr("Page introuvable"), "recherche": tr("Recherche")}.get(page, "")


def _description() -> str:
    return tr(
        "Édition exécutable d'une enquête de l'ANPP sur l'intelligence artificielle dans les Pays "
        "et les PETR : chaque chiffre calculé, avec sa base et sa source."
    )


def _footer(contact: bool) -> list[tuple[str, str, str]]:
    """The pages that every page leads to: document, anchor, words.

    That which says where to tell an error, when there is such a place (``contact``).
    """
    report = ("book/mentions", "#signaler-une-erreur", tr("Signaler une erreur"))
    return [
        ("book/citer", "", tr("Comment citer ces chiffres")),
        ("book/donnees", "", tr("Les données")),
        ("book/accessibilite", "", tr("Accessibilité")),
        ("book/etat", "", tr("État du livre")),
        ("book/mentions", "", tr("Mentions et citation")),
        *([report] if contact else []),
    ]


def contents_of(toc: str) -> str:
    """The sections of a page, without its title: « Sur cette page »; nothing for one section."""
    inner = re.search(r"</a>\s*(<ul>.*</ul>)\s*</li>\s*</ul>\s*$", toc, re.DOTALL)
    return inner.group(1) if inner and inner.group(1).count("<li>") > 1 else ""


def description_of(doctree: nodes.document | None) -> str:
    """The first paragraph of a page, without its lead-in, cut at a word.

    A paragraph all in italics is not of the text: it says how long the page takes to read. Nor is
    one of marks alone, such as a place that was published once.
    """
    if doctree is None:
        return ""
    for paragraph in doctree.findall(nodes.paragraph):
        if all(isinstance(child, nodes.emphasis | nodes.raw) for child in paragraph.children):
            continue
        lead = paragraph.children[0] if isinstance(paragraph.children[0], nodes.strong) else None
        text = str(paragraph.astext().removeprefix(lead.astext() if lead else "").strip())
        if len(text) <= DESCRIPTION_LENGTH:
            return text
        return text[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0].rstrip(",;: \u202f") + "…"
    return ""


def let_templates_typeset(app: Sphinx) -> None:
    if app.builder.format == "html":
        app.builder.templates.environment.filters["typeset"] = typeset


def setup(app: Sphinx) -> dict[str, Any]:
    # Jupyter Book sets it for an extension that is not used here.
    app.add_config_value("comments_config", {}, "env")
    app.connect("builder-inited", let_templates_typeset)
    app.connect("html-page-context", fill_context)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
