"""The style sheet of a page, which the page holds: one wait less before it shows."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import Any

from pygments.styles import get_style_by_name
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.highlighting import PygmentsBridge

from extensions import ROOT

STYLE = ROOT / "book" / "assets" / "style" / "book.css"


@cache
def _sheet() -> str:
    text = re.sub(r"/\*.*?\*/", "", STYLE.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", " ", text).strip()


def style_of(fonts: str, body: str, pygments_style: str) -> str:
    """The style sheet of a page: fonts at their address from it, colours of code where code is."""
    sheet = _sheet().replace("../fonts/", fonts)
    if 'class="highlight' in body:
        sheet += PygmentsBridge("html", pygments_style).get_stylesheet()
    return sheet


def fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    fonts = context["pathto"]("_static/fonts/", 1)
    context["style"] = style_of(fonts, context.get("body", ""), app.config.pygments_style)


def keep_quiet(app: Sphinx, config: Config) -> None:
    """Load the colours of code, whose package has every library of the process log each step."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    get_style_by_name(config.pygments_style)
    root.handlers[:] = handlers
    root.setLevel(level)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", keep_quiet)
    app.connect("html-page-context", fill_context)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
