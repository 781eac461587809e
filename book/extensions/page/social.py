"""The picture that a network shows for a link to a page, and its words.

A chapter has a picture of its own: its first figure. It is named by its whole address, which a
network asks for: where the address of the site is not known, no picture is named.
"""

from __future__ import annotations

import html as escaping
import re
from functools import partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from extensions import ROOT
from extensions.inputs import digest
from extensions.made import made_of
from extensions.page.address import absolute

SOCIAL_IMAGE = "_static/social.png"
OF_CHAPTERS = "_static/social"
_FIRST = re.compile(
    r'<figure class="shown" id="[^"]+"[^>]*><p class="shown-title"[^>]*>(?P<title>.*?)</p>'
    r'(?:<p class="shown-subtitle">(?P<subtitle>.*?)</p>)?.*?(?P<drawing><svg .*?</svg>)',
    re.DOTALL,
)


def fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    if not app.config.html_baseurl:
        return
    first = _first_figure(pagename, context.get("body", ""))
    path = f"{OF_CHAPTERS}/{Path(pagename).name}.png" if first else SOCIAL_IMAGE
    words = _plain(first["title"]) if first else _words_of_book()
    context.update(social_image=absolute(app, path), social_image_words=words)


def _first_figure(pagename: str, body: str) -> re.Match[str] | None:
    """The first figure of a chapter; the home page has the picture of the book."""
    return _FIRST.search(body) if pagename.startswith("notebooks/") else None


def _plain(markup: str | None) -> str:
    return escaping.unescape(re.sub("<[^>]+>", "", markup or ""))


def write_images(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    site, made = Path(app.outdir), made_of(app)
    (site / SOCIAL_IMAGE).write_bytes(made.take(_of_book, digest(ROOT)))
    if not app.config.html_baseurl:
        return
    (site / OF_CHAPTERS).mkdir(exist_ok=True)
    for name in sorted(app.env.found_docs):
        page = (site / app.builder.get_target_uri(name)).read_text(encoding="utf-8")
        first = _first_figure(name, page)
        if first:
            shown = _plain(first["title"]), _plain(first["subtitle"]), first["drawing"]
            picture = made.take(partial(_of_chapter, *shown), *shown)
            (site / OF_CHAPTERS / f"{Path(name).name}.png").write_bytes(picture)


def _words_of_book() -> str:
    from rendering.shown.social import social_image_words

    return social_image_words()


def _of_book() -> bytes:
    from rendering.shown.social import social_image  # what draws it is long to load

    return social_image()


def _of_chapter(title: str, subtitle: str, drawing: str) -> bytes:
    from rendering.shown.social import chapter_image

    return chapter_image(title, subtitle, drawing)


def draw_early(app: Sphinx) -> None:
    """Draw the picture of the book, where it is not, while chapters run."""
    if app.builder.format == "html":
        made_of(app).take(_of_book, digest(ROOT))


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", draw_early)
    app.connect("html-page-context", fill_context)
    app.connect("build-finished", write_images)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
