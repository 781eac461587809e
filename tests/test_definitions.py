"""Words of method open their definition in place; the glossary is where it is written."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import READER
from building import ROOT, Book
from extensions.prose.definitions import FOUND, definitions
from rendering.words.language import LANGUAGES
from test_axe import AXE, faults_on

GLOSSARY = ROOT / "book" / "glossaire.md"
CHAPTER = "notebooks/02-methode"


@pytest.mark.parametrize(
    ("language", "name", "text", "found"),
    [
        ("fr", "base", "chaque part, avec sa base", "base"),
        ("fr", "base", "deux bases possibles", "bases"),
        ("fr", "base", "une base de données", None),
        ("fr", "base", "les bases d’un document", None),
        ("fr", "base", "la base légale", None),
        ("fr", "base", "à base de règles ; de base", None),
        ("fr", "borne", "on ne donne que des bornes", "bornes"),
        ("fr", "borne", "le livre se borne à dire", None),
        ("fr", "arrondi", "des pourcentages arrondis", "arrondis"),
        ("fr", "arrondi", "une part arrondie au point", "arrondie"),
        ("fr", "intervalle", "un intervalle large", "intervalle"),
        ("fr", "petr", "les Pays et les PETR", "PETR"),
        ("en", "base", "each with its base", "base"),
        ("en", "base", "they lost their legal basis", None),
        ("en", "borne", "only bounds can be given", "bounds"),
        ("en", "borne", "the sum is bound to be wrong", None),
        ("en", "intervalle", "an interval of two shares", "interval"),
        ("en", "arrondi", "what rounded percentages reveal", "rounded percentages"),
        ("en", "petr", "Pays and PETRs", "PETRs"),
    ],
)
def test_a_word_is_found_in_the_sense_of_the_glossary(
    language: str, name: str, text: str, found: str | None
) -> None:
    match = FOUND[language][name].search(text)
    assert (match and match[0]) == found


def test_every_word_that_is_looked_for_has_its_entry() -> None:
    entries = definitions(GLOSSARY)
    assert set(FOUND) == set(LANGUAGES)
    assert all(set(words) <= set(entries) for words in FOUND.values())
    assert entries["base"][0] == "Base"
    assert all(re.fullmatch(r"[^*`\[<]{40,}\.", words) for _, words in entries.values())


def test_what_a_word_opens_is_what_the_glossary_says(book: Book) -> None:
    terms = book.page("book/glossaire").select("dl.glossary dt")
    said = {_words(term.find_next_sibling("dd")) for term in terms}
    opened = set()
    for name in book.pages():
        page = book.page(name)
        for button in page.select("button.term"):
            note = page.find(id=button["popovertarget"])
            assert note is not None, (name, button)
            assert note.has_attr("popover")
            title, words, _ = [_words(one) for one in note.select("p")]
            assert words in said, (name, words)
            assert note["role"] == "note"
            opened.add(title)
        targets = {button["popovertarget"] for button in page.select("button.term")}
        assert len(page.select(".definition")) == len(targets), name
    assert {"Base", "Intervalle", "PETR"} <= opened


def _words(element: object) -> str:
    return " ".join(element.get_text().split()).replace("#", "")  # type: ignore[attr-defined]


def test_a_word_opens_once_a_section_at_most_and_never_in_a_heading(book: Book) -> None:
    for name in book.pages():
        page = book.page(name)
        assert not page.select(":is(h1, h2, h3, a, code) button.term"), name
        places = [(id(b.find_parent("section")), b["popovertarget"]) for b in page.select(".term")]
        assert len(places) == len(set(places)), name
    assert not book.page("book/glossaire").select("button.term")


def test_a_definition_opens_by_keyboard_and_closes_with_escape(page: Page, address: str) -> None:
    page.goto(f"{address}/{CHAPTER}.html")
    button = page.locator("button.term").first
    note = page.locator(f"#{button.get_attribute('popovertarget')}")
    expect(note).to_be_hidden()
    button.press("Enter")
    expect(note).to_be_visible()
    page.keyboard.press("Tab")  # what opens follows its word
    assert page.evaluate("document.activeElement.closest('.definition') !== null")
    page.evaluate(AXE)
    assert faults_on(page, {})[0] == []
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_definition_opens_without_script_within_the_page(
    chromium: Browser, address: str, width: int
) -> None:
    screen = READER | {"viewport": {"width": width, "height": 800}}
    with chromium.new_context(**screen, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/{CHAPTER}.html")
        button = page.locator("button.term").first
        button.click()
        note = page.locator(f"#{button.get_attribute('popovertarget')}")
        expect(note).to_be_visible()
        expect(note).to_be_in_viewport(ratio=1)
        box = note.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width


def test_a_link_to_the_glossary_opens_the_entry_and_one_to_nowhere_is_told(
    small_book: Book,
) -> None:
    contents = "  - file: book/bibliographie\n"
    small_book.edit("_toc.yml", contents, contents + "  - file: book/glossaire\n")
    asked = "La [vague](book/glossaire.md#vague), la [vague](book/glossaire.md#vague) et sa base."
    small_book.edit("index.md", "# Un petit livre\n", f"# Un petit livre\n\n{asked}\n")
    page = small_book.build("-W", "-n", "--keep-going").page("index")
    assert [b.get_text() for b in page.select("button.term")] == ["vague", "base"]
    assert page.p is not None
    assert page.p.get_text() == "La vague, la vague et sa base."
    small_book.edit("index.md", "glossaire.md#vague), la", "glossaire.md#vage), la")
    log = small_book.build("-W", "-n", "--keep-going", ok=False).log
    assert "« vage »; nearest: « vague »" in log
