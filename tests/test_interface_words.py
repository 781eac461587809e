"""The words of the interface are those that were reviewed: ``interface-words.txt``.

Buttons, labels, names that a screen reader says, what frames a page, what the scripts may write: a
word that nobody read cannot slip in, nor an accent slip out. Titles and captions are the pages' own
and are not here; numbers, names of tables and quoted titles are set aside, as they follow the data.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from copy import copy

from bs4 import BeautifulSoup, Tag

import alone  # noqa: F401  (first: it says where the others are)
from building import ROOT, Book
from dataprep import load_descriptor

REVIEWED = ROOT / "tests" / "interface-words.txt"
SCRIPTS = ROOT / "book" / "assets" / "scripts"
HOW = (
    "The words of the interface have changed. Read each line above. If it says what a reader "
    "should see, build the site and write the list anew: python tests/test_interface_words.py"
)
CONTROLS = ["button", "label", "legend", "option", "summary", "a.download", ".cite"]
KEYS = ("data-key", "data-state")  # which number, which state: no words
SPOKEN = ["aria-label", "placeholder", "title"]
# What the frame takes from the pages: their titles and those of their sections.
TITLES = ".chapters li, .contents nav ul, .breadcrumb [aria-current]"
# Words that open their definition: those of the page, and of the glossary.
GLOSSARY = "button.term, .term-link, .definition"
_LITERAL = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"|`([^`]*)`")
_WORDS = re.compile(r"[^\W\d_]{2,}\s+[^\W\d_]|\b[A-ZÀ-Ý][a-zà-ÿ]+|\w[À-ÿ]|[À-ÿ]\w")
_QUOTED = re.compile(r"«[^»]*»")
_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)


def words_of_page(page: BeautifulSoup) -> set[str]:
    """Each piece of the interface of a page as « kind: words »."""
    assert page.html is not None
    whole = copy(page.html)  # others read the same page
    assert whole.body is not None
    for title in whole.select(f"{TITLES}, {GLOSSARY}"):
        title.extract()
    for turn in whole.select(".turn a"):
        turn.string = turn.span.get_text() if turn.span else ""
    shown = ((one.name, one.get_text()) for one in whole.body.select(", ".join(CONTROLS)))
    found = {f"{name}: {_QUOTED.sub('« … »', said(text))}" for name, text in shown}
    found |= {f"{kind}: {said(words)}" for kind, words in attributes(whole.body)}
    article = whole.body.article
    assert article is not None
    if article.get("data-pagefind-body") is not None:
        article.extract()  # its words are the page's own
    found |= {f"text: {said(text)}" for text in whole.body.stripped_strings}
    return {line for line in found if re.search(r": .*[^\W\d_]{2}", line)}


def attributes(body: Tag) -> Iterator[tuple[str, str]]:
    """What is said but not shown, and what the scripts fill in; alternative texts set aside."""
    for element in body.find_all(True):
        is_image = element.get("role") == "img"
        is_table = "table-scroll" in element.get_attribute_list("class")
        for name, value in element.attrs.items():
            described = name == "aria-label" and (is_image or is_table)
            filled = name.startswith("data-") and name not in KEYS and _WORDS.search(str(value))
            if (name in SPOKEN and not described) or filled:
                yield name, str(value)


def said(text: str) -> str:
    """A text without what follows the data: numbers, names of tables and files."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"[\w-]+\.csv\b", "….csv", text)
    names = sorted((one["name"] for one in load_descriptor()["resources"]), key=len, reverse=True)
    for name in names:
        text = re.sub(rf"(?<=table ){re.escape(name)}(?![\w-])", "…", text)
    return re.sub(r"\d+(?:[ \u202f,.]\d+)*", "0", text)


def words_of_script(script: str) -> set[str]:
    """The texts of a script that read as words: none is a selector or the name of an event."""
    literals = ("".join(found) for found in _LITERAL.findall(_COMMENT.sub("", script)))
    return {f"script: {said(text)}" for text in literals if _WORDS.search(text)}


def interface_words(book: Book) -> list[str]:
    """The inventory of a built site and of its scripts."""
    found: set[str] = set()
    for name in book.pages():
        found |= words_of_page(book.page(name))
    for path in SCRIPTS.glob("*.js"):
        found |= words_of_script(path.read_text(encoding="utf-8"))
    return sorted(found)


def test_the_words_of_the_interface_are_those_that_were_reviewed(book: Book) -> None:
    reviewed = REVIEWED.read_text(encoding="utf-8").splitlines()
    found = interface_words(book)
    assert len(found) > 60
    lines = difflib.unified_diff(reviewed, found, "reviewed", "built", lineterm="", n=0)
    changes = [line for line in lines if not line.startswith("@@")]
    assert not changes, "\n".join(["", *changes, HOW])


def test_an_inventory_sees_a_word_wherever_the_interface_may_hold_one() -> None:
    page = """<body><a class="skip">Skip</a><nav class="chapters"><li>A title</li></nav>
      <article data-pagefind-body><p>Prose</p><h2>Heading</h2><button title="Tip">Show</button>
      <div role="img" aria-label="A drawing"></div><section aria-label="Group"></section>
      <form><legend>Level</legend><label>95 %</label></form><p data-words="Shown: {state}"></p>
      <summary>Rows of the table reports</summary></article><footer>Made in 2026</footer></body>"""
    assert words_of_page(BeautifulSoup(page, "html5lib")) == {
        "text: Skip",
        "button: Show",
        "title: Tip",
        "aria-label: Group",
        "legend: Level",
        "data-words: Shown: {state}",
        "summary: Rows of the table …",
        "text: Made in 0",
    }
    script = "// A comment\none.textContent = 'Hide code'; two.querySelector('[role=status]')"
    assert words_of_script(script) == {"script: Hide code"}


if __name__ == "__main__":
    REVIEWED.write_text("\n".join(interface_words(Book(ROOT))) + "\n", encoding="utf-8")
    print(f"{REVIEWED.name} has the words of _build/html")
