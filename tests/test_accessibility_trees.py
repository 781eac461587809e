"""What a screen reader finds on each page is what was reviewed: ``tests/accessibility/``.

A text a page: its landmarks, headings, controls, figures and tables, with the names that are said.
Playwright computes it by the standards of roles and names, whatever the version of the browser. The
folds of the page are open, and of each table the first rows stand for all.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

import alone  # noqa: F401  (first: it says where the others are)
from browser import PAGES, READER, launch, served
from building import ROOT, Book

REVIEWED = ROOT / "tests" / "accessibility"
WRITES = "python tests/test_accessibility_trees.py"
HOW = (
    "What a screen reader finds on {name} has changed. Read each line above as it would be heard. "
    "If all is said, once and in order, build the site and write the trees anew: " + WRITES
)
LINES = 40  # of a difference, before the rest is only counted
KEPT = 3
# The rows of a table after the first ones are of the same make. Playwright leaves out a name of
# more than 900 characters: its beginning stands for it.
_SHORTENED = """kept => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  for (const table of document.querySelectorAll("table")) {
    for (const row of [...table.tBodies[0]?.rows ?? []].slice(kept)) row.remove();
  }
  for (const named of document.querySelectorAll("[aria-label]")) {
    const name = named.ariaLabel;
    if (name.length > 900) named.ariaLabel = `${name.slice(0, 800)}…`;
  }
}"""
# What the page on the state of the book says of one build: its day, its digest, its programs.
# Its row of the day is there where git knows it: neither in a copy nor in an archive.
_DAY = re.compile(r' *- row "(?:Dernière modification|Last changed) .*\n.*\n.*\n')
_OF_ONE_BUILD = re.compile(r"\b\d{1,2}(?:er)? [^\W\d]+ 20\d\d\b|\b[0-9a-f]{16}\b|\b\d+\.\d+[\w.]*")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")  # of a table, whose words are read elsewhere
_SIZES = re.compile(r"(?<=PDF, )[^-]*[kM][oB]$", re.MULTILINE)  # pages and weight, of one build too


def tree(page: Page, address: str, name: str) -> str:
    """The accessibility tree of a page, as text."""
    page.goto(f"{address}/{name}.html")
    page.evaluate(_SHORTENED, KEPT)
    said = page.locator("body").aria_snapshot().replace(address, "")  # its port is that of a day
    said = _DIGEST.sub("sha256:…", _SIZES.sub("…", said))
    if name.endswith("book/etat"):
        said = _OF_ONE_BUILD.sub("…", _DAY.sub("", said))
    return said + "\n"


def path_of(name: str) -> Path:
    return REVIEWED / f"{name}.txt"


def difference(reviewed: str, found: str) -> str:
    """The lines that differ, the first of them where they are many."""
    lines = [
        line.rstrip()
        for line in difflib.unified_diff(
            reviewed.splitlines(), found.splitlines(), "reviewed", "found", lineterm="", n=1
        )
    ]
    left = len(lines) - LINES
    return "\n".join(lines[:LINES] + ([f"… and {left} lines more"] if left > 0 else []))


ENGLISH = [pytest.param(f"en/{name}", marks=pytest.mark.exhaustive) for name in PAGES]


@pytest.mark.parametrize("name", [*PAGES, *ENGLISH])
def test_what_a_screen_reader_finds_is_what_was_reviewed(
    page: Page, address: str, name: str
) -> None:
    path = path_of(name)
    reviewed = path.read_text("utf-8") if path.exists() else ""
    found = tree(page, address, name)
    assert len(found) > 500
    if found != reviewed:
        said = f"\n{difference(reviewed, found)}\n{HOW.format(name=name)}"
        pytest.fail(said, pytrace=False)


def test_each_tree_is_that_of_a_page() -> None:
    stored = {path.relative_to(REVIEWED).as_posix() for path in REVIEWED.rglob("*.txt")}
    assert stored == {f"{edition}{name}.txt" for edition in ("", "en/") for name in PAGES}


def test_a_long_difference_is_cut_and_a_short_one_is_whole() -> None:
    one = difference("- heading\n- link\n", "- heading\n- button\n")
    assert one.splitlines()[-2:] == ["-- link", "+- button"]
    many = difference("", "\n".join(f"- link {number}" for number in range(100)))
    assert len(many.splitlines()) == LINES + 1
    assert many.endswith("lines more")


if __name__ == "__main__":
    with (
        sync_playwright() as playwright,
        launch(playwright) as chromium,
        chromium.new_context(**READER) as reader,
        served(Book(ROOT).site) as site,
    ):
        open_page = reader.new_page()
        for each in [f"{edition}{name}" for edition in ("", "en/") for name in PAGES]:
            path_of(each).parent.mkdir(parents=True, exist_ok=True)
            path_of(each).write_text(tree(open_page, site, each), encoding="utf-8", newline="")
    print(f"{REVIEWED.relative_to(ROOT)} has the trees of _build/html")
