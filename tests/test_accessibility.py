"""What axe cannot see: descriptions that say something, tables, headings, links, language."""

from __future__ import annotations

import re
from copy import copy
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from building import Book
from dataprep import load_table

# Words that lead nowhere when a list of links is read without the text around them.
_EMPTY_LINKS = {
    "ici",
    "là",
    "lien",
    "voir",
    "cliquez ici",
    "en savoir plus",
    "l'un",
    "l'autre",
    "télécharger",
    "suite",
    "lire",
}
# Common English words that no French page has. « on » and « page » are French too.
# The names of publishers, which may be English words.
_PUBLISHER = re.compile(
    r"(?:rapporté par|à la source)\s?: (?:"
    + "|".join(map(re.escape, load_table("comparators")["publisher_seen"].unique()))
    + r")(?!\w)"
)
_ENGLISH = re.compile(
    r"\b(the|and|with|search|toggle|hidden|content|contents|next|previous|show|hide|click|link|"
    r"from|this|download|skip|back|close|open|menu button|edit|copy|last|updated|by)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def pages(book: Book) -> dict[str, BeautifulSoup]:
    return {name: book.page(name) for name in book.pages()}


def words(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text()).strip()


def test_a_description_of_a_figure_is_a_sentence_with_its_numbers(
    pages: dict[str, BeautifulSoup],
) -> None:
    figures = [(name, f) for name, page in pages.items() for f in page.select("figure.shown")]
    assert len(figures) > 10
    for name, figure in figures:
        image = figure.select_one('[role="img"]')
        assert image is not None, (name, figure["id"])
        said = str(image["aria-label"])
        assert len(said.split()) >= 6, (name, figure["id"], said)
        assert re.search(r"\d", said), (name, figure["id"], said)
        assert not re.search(r"\.(png|svg|jpe?g)\b", said), (name, said)
        counts = {words(cell) for cell in figure.select("tbody td.numeric")}
        assert figure.select_one("svg[aria-hidden=true]") is not None
        if "Effectif" in words(figure.select_one("thead") or figure):
            assert all(count in said for count in counts), (name, figure["id"], counts, said)


def test_every_table_has_a_caption_and_headers_with_their_scope(
    pages: dict[str, BeautifulSoup],
) -> None:
    tables = [(name, t) for name, page in pages.items() for t in page.select("table")]
    assert len(tables) > 30
    for name, table in tables:
        caption = table.select_one("caption")
        assert caption is not None, name
        assert words(caption), name
        heads = table.select("thead th")
        assert heads, name
        assert all(head.get("scope") == "col" and words(head) for head in heads), name
        for row in table.select("tbody tr"):
            first = row.find(["th", "td"])
            assert isinstance(first, Tag), (name, words(caption))
            assert first.get("scope") == "row", (name, words(caption))


def test_headings_go_down_one_level_at_a_time(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        levels = [int(h.name[1]) for h in page.select("h1, h2, h3, h4, h5, h6")]
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)


def test_a_heading_says_its_words_alone_and_a_paragraph_says_something(
    pages: dict[str, BeautifulSoup],
) -> None:
    for name, page in pages.items():
        for link in page.select("a.headerlink"):
            assert (link["aria-hidden"], link["tabindex"]) == ("true", "-1"), (name, link)
        empty = [p for p in page.select("article p:not([role=status])") if not words(p)]
        assert empty == [], name


def test_a_figure_is_named_by_its_number_and_title(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        for figure in page.select("figure.shown"):
            title = page.find(id=figure["aria-labelledby"])
            assert title is figure.select_one(".shown-title"), (name, figure["id"])


def test_the_contents_say_which_page_is_open(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        current = page.select(".chapters [aria-current=page]")
        assert [link["href"] for link in current] == ["#"] * len(
            page.select(".chapters .current > a")
        ), name
        assert len(current) == (name not in ("index", "404", "recherche")), name


def test_a_link_makes_sense_alone(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        for link in page.select("a[href]"):
            named = words(link) or str(link.get("aria-label", ""))
            said = named.rstrip(".:").lower().replace("’", "'")
            assert said not in _EMPTY_LINKS | {""}, (name, str(link)[:200])


def test_every_page_is_in_french_and_says_so(pages: dict[str, BeautifulSoup]) -> None:
    for name, whole in pages.items():
        assert whole.html is not None, name
        assert whole.html["lang"] == "fr", name
        page = copy(whole.html)
        for foreign in page.select("code, pre, [lang=en], script, style, svg text"):
            foreign.decompose()
        for row in page.select("details table td, details table th"):
            row.decompose()  # the tables as they are: names of columns and enumerations
        heard = [
            str(tag[attribute])
            for attribute in ("aria-label", "title", "alt", "placeholder", "aria-description")
            for tag in page.select(f"[{attribute}]")
        ]
        for text in [words(page.body or page), *heard]:
            text = _PUBLISHER.sub("", text)
            english = _ENGLISH.search(text)
            assert not english, (name, text[max(0, english.start() - 60) : english.end() + 40])


def test_a_passage_in_english_is_marked(pages: dict[str, BeautifulSoup]) -> None:
    marked = {words(tag) for tag in pages["book/bibliographie"].select("[lang=en]")}
    assert "The GRIM Test" in marked
    assert len(marked) >= 8
    reports = pages["notebooks/01-contexte"].select_one("#tab-rapports [lang=en]")
    assert reports is not None
    assert words(reports).startswith("A Proposal")


def test_every_page_has_a_title_and_a_description_of_its_own(
    pages: dict[str, BeautifulSoup],
) -> None:
    titles, descriptions = [], []
    for name, page in pages.items():
        titles.append(words(page.title) if page.title else "")
        assert titles[-1], name
        description = page.select_one('meta[name="description"]')
        assert description is not None, name
        assert len(str(description["content"])) > 40, name
        descriptions.append(description["content"])
    assert len(set(titles)) == len(titles)
    chapters = [name for name in pages if name.startswith("notebooks/")]
    assert len(set(descriptions)) >= len(chapters)
