"""The picture that a network shows for a link to the book, and its words."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from extensions.page.address import absolute
from rendering.shown.social import social_image, social_image_words

SOCIAL_IMAGE = "_static/social.png"


def fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    known = app.config.html_baseurl
    path = absolute(app, SOCIAL_IMAGE) if known else context["pathto"](SOCIAL_IMAGE, 1)
    context.update(social_image=path, social_image_words=social_image_words())


def write_image(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        (app.outdir / SOCIAL_IMAGE).write_bytes(social_image())


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", fill_context)
    app.connect("build-finished", write_image)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
