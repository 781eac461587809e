"""The book stays short: the words that a reader sees of the chapters, folds closed, code hidden."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from building import ROOT

CHAPTERS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
MOST = 12_000
# The text as the browser shows it; whether what is folded counts as shown differs by browser.
_SEEN = """() => {
  const hide = (selector) => document.querySelectorAll(selector)
    .forEach((element) => { element.style.display = "none"; });
  hide("details.code");
  hide("details:not([open]) > :not(summary)");
  return document.querySelector("article").innerText;
}"""


def seen_words(page: Page, address: str, chapter: str) -> list[str]:
    """The words of a chapter that a reader sees, in order; marks alone are no words."""
    page.goto(f"{address}/notebooks/{chapter}.html")
    return [word for word in page.evaluate(_SEEN).split() if re.search(r"\w", word)]


def test_the_chapters_hold_few_words(page: Page, address: str) -> None:
    counts = {name: len(seen_words(page, address, name)) for name in CHAPTERS}
    assert len(counts) == 9
    assert min(counts.values()) > 200, counts
    assert sum(counts.values()) <= MOST, (sum(counts.values()), counts)


def test_what_is_folded_is_not_counted(page: Page, address: str) -> None:
    words = " ".join(seen_words(page, address, "02-methode"))
    page.reload()
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
    assert "published_claims(" not in words
    assert len(page.locator("article").inner_text().split()) > 1.2 * len(words.split())
