"""A page printed by the browser: no table cut, no control, figures whole, links written out."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser

from building import ROOT

CHAPTERS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
SHEET: Any = {"width": 672, "height": 986}  # pixels of an A4 sheet within the margins of the style


@pytest.mark.parametrize("edition", ["", "en/"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_prints_whole(
    chromium: Browser, address: str, chapter: str, edition: str
) -> None:
    with chromium.new_context(viewport=SHEET) as context:
        page = context.new_page()
        page.goto(f"{address}/{edition}notebooks/{chapter}.html")
        page.emulate_media(media="print")
        clipped = page.evaluate(
            """() => [...document.querySelectorAll("article table")]
              .filter((table) => table.checkVisibility() && table.offsetWidth > 0)
              .filter((table) => table.getBoundingClientRect().right > innerWidth + 1)
              .map((table) => table.caption?.innerText)"""
        )
        assert clipped == []
        controls = page.locator(
            "button:visible:not(.term), select:visible, input:visible, form:visible"
        )
        assert controls.evaluate_all("all => all.map((one) => one.outerHTML)") == []
        tall = page.evaluate(
            """height => [...document.querySelectorAll("figure.shown svg")]
              .filter((drawing) => drawing.checkVisibility())
              .filter((drawing) => drawing.getBoundingClientRect().height > height)
              .map((drawing) => drawing.closest("figure").id)""",
            SHEET["height"],
        )
        assert tall == []
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        document = pypdfium2.PdfDocument(io.BytesIO(printed))
        said = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
        for link in page.locator('article a[href^="http"]:visible').all()[:5]:
            target = str(link.get_attribute("href"))
            assert _letters(target)[:40] in _letters(said)


def _letters(text: str) -> str:
    """A text without what the end of a line does to it."""
    return re.sub(r"[\s\ufffe-]", "", text)
