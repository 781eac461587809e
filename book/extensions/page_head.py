"""What the frame of a page needs from the build: its words, description, addresses, policy."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.highlighting import PygmentsBridge

import project  # noqa: F401  (puts notebooks/ on the path)
from project import ROOT
from rendering.shown.social import social_image, social_image_words
from rendering.words.language import language, tr
from rendering.words.typography import typeset

STYLE = ROOT / "book" / "assets" / "style" / "book.css"
SOCIAL_IMAGE = "_static/social.png"
# Everything from the site itself. WebAssembly is the search's; style attributes, the drawings'.
SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'sha256-{digest}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)
DESCRIPTION_LENGTH = 200


def set_address(app: Sphinx, config: Config) -> None:
    """Take the site's address from ``BOOK_URL``: canonical links and the site map need it."""
    address = os.environ.get("BOOK_URL", config.html_baseurl)
    if address and not re.match(r"https?://", address):
        raise ValueError(
            f"BOOK_URL is « {address} »: expected an address that starts with http:// or https://. "
            "Correct it, or leave it unset."
        )
    config.html_baseurl = address.rstrip("/") + "/" if address else ""


def fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    title = re.sub("<[^>]+>", "", context.get("title") or _TITLES.get(pagename, ""))
    site = app.config.html_title
    if pagename == "404" and app.config.html_baseurl:
        _make_absolute(app, context)  # a host serves this page at any address
    sheet = style_of(context)
    context.update(
        tr=tr,
        edition=language(),
        page_title=site if pagename == app.config.root_doc else f"{title} – {site}",
        docstitle=site,
        description=description_of(doctree) or typeset(tr(DESCRIPTION)),
        style=sheet,
        security_policy=SECURITY_POLICY.format(digest=_digest(sheet)),
        social_image=_absolute(app, context, SOCIAL_IMAGE),
        social_image_words=social_image_words(),
        contents=contents_of(context.get("toc", "")),
        script=lambda name: context["pathto"](f"_static/scripts/{name}", 1),
        footer_pages=[
            (_address(context, page, anchor), typeset(tr(words))) for page, anchor, words in FOOTER
        ],
    )


def _address(context: dict[str, Any], page: str, anchor: str) -> str:
    address: str = context["pathto"](page)
    return anchor or address if address == "#" else address + anchor  # « # »: the page itself


_TITLES = {"404": tr("Page introuvable"), "recherche": tr("Recherche")}
DESCRIPTION = (
    "Édition exécutable d'une enquête de l'ANPP sur l'intelligence artificielle dans les Pays "
    "et les PETR : chaque chiffre calculé, avec sa base et sa source."
)
FOOTER = (
    ("book/accessibilite", "", "Accessibilité"),
    ("book/etat", "", "État du livre"),
    ("book/mentions", "", "Mentions et citation"),
    ("book/mentions", "#signaler-une-erreur", "Signaler une erreur"),
)


@cache
def _sheet() -> str:
    text = re.sub(r"/\*.*?\*/", "", STYLE.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", " ", text).strip()


def style_of(context: dict[str, Any]) -> str:
    """The style sheet of a page, which the page holds: one wait less before it shows.

    Addresses in it are those of the page; colours of code are there where code is.
    """
    fonts = context["pathto"]("_static/fonts/", 1)
    sheet = _sheet().replace("../fonts/", fonts)
    if 'class="highlight' in context.get("body", ""):
        sheet += PygmentsBridge("html", context["pygments_style"]).get_stylesheet()
    return sheet


def _digest(text: str) -> str:
    """A digest as a security policy names it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _make_absolute(app: Sphinx, context: dict[str, Any]) -> None:
    relative = context["pathto"]
    context["pathto"] = lambda *target: urljoin(app.config.html_baseurl, relative(*target))


def _absolute(app: Sphinx, context: dict[str, Any], path: str) -> str:
    if app.config.html_baseurl:
        return urljoin(str(app.config.html_baseurl), path)
    return str(context["pathto"](path, 1))


def contents_of(toc: str) -> str:
    """The sections of a page, without its title: « Sur cette page »; nothing for one section."""
    inner = re.search(r"</a>\s*(<ul>.*</ul>)\s*</li>\s*</ul>\s*$", toc, re.DOTALL)
    return inner.group(1) if inner and inner.group(1).count("<li>") > 1 else ""


def description_of(doctree: nodes.document | None) -> str:
    """The first paragraph of a page, without its lead-in, cut at a word."""
    if doctree is None:
        return ""
    for paragraph in doctree.findall(nodes.paragraph):
        lead = paragraph.children[0] if isinstance(paragraph.children[0], nodes.strong) else None
        text = str(paragraph.astext().removeprefix(lead.astext() if lead else "").strip())
        if len(text) <= DESCRIPTION_LENGTH:
            return text
        return text[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0].rstrip(",;: \u202f") + "…"
    return ""


def prepare(app: Sphinx) -> None:
    """Leave Sphinx's own search out; the pages are indexed once they are built."""
    if app.builder.format == "html":
        app.builder.search = False  # type: ignore[attr-defined]  # the HTML builder has it
        app.config.html_context["pygments_style"] = app.config.pygments_style


def write_files(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    outdir = Path(app.outdir)
    (outdir / SOCIAL_IMAGE).write_bytes(social_image())
    if app.config.html_baseurl:
        addresses = [
            urljoin(app.config.html_baseurl, app.builder.get_target_uri(name))
            for name in sorted(app.env.found_docs)
        ]
        urls = "".join(f"<url><loc>{address}</loc></url>\n" for address in addresses)
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
        )
        (outdir / "sitemap.xml").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    # Jupyter Book sets it for an extension that is not used here.
    app.add_config_value("comments_config", {}, "env")
    app.connect("config-inited", set_address)
    app.connect("builder-inited", prepare)
    app.connect("builder-inited", lambda app: _filter(app))
    app.connect("html-page-context", fill_context)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _filter(app: Sphinx) -> None:
    if app.builder.format == "html":
        app.builder.templates.environment.filters["typeset"] = typeset
