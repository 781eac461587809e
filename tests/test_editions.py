"""The English edition says what the French one does: the same pages, places and numbers.

What is translated is held to its French: a word that the code or a page says, and that the
catalogues have not, or whose French has changed since, fails here and names its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from babel.messages import Catalog
from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, Doctype, NavigableString, Script, Stylesheet

import words
from building import ROOT, Book
from dataprep import load_table
from extensions import inputs
from rendering.words.language import LANGUAGES, SOURCE

TRANSLATIONS = [each for each in LANGUAGES if each != SOURCE]
# Words that one language has, and the other has not.
FRENCH = re.compile(
    r"\b(?:les|des|une|est|sont|dans|sur|pour|avec|pas|qui|que|ou|où|du|aux|leur|leurs|cette|ces|"
    r"nous|vous|elle|ils|plus|moins|entre|selon|même|sans|par|et|au|le|la|un|ce|ne|se|il|"
    r"réponses?|répondants?|utilisateurs?|énoncés?|lignes?|enquêtes?)\b|[«»]|\b[ldnsjmct]['’](?=\w)|"
    r"\b(?:qu|jusqu|lorsqu|puisqu)['’]",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(?:the|of|and|is|are|with|which|from|this|these|that|they|their|has|have|been|not|by|"
    r"users|respondents|answers|statements?|survey|count|share)\b",
    re.IGNORECASE,
)
# What keeps its name in the other language: institutions, works, publications, places.
NAMES = (
    "AI and Territoires de projet",
    "ANPP - Territoires de projet",
    "Territoires de projet",
    "Territoire de projet",
    "territoires de projet",
    "territoire de projet",
    "IA et Territoires de projet: une prise en main progressive",
    "Association nationale des pôles territoriaux et des pays",
    "Association nationale des Pôles territoriaux et des Pays",
    "pôles d’équilibre territoriaux et ruraux",
    "pôle d’équilibre territorial et rural",
    "Pôle d’équilibre territorial et rural",
    "Commission de l’intelligence artificielle",
    "Cour des comptes",
    "Banque des Territoires",
    "La Gazette des communes",
    "Journal du Net",
    "Bpifrance Le Lab",
    "et al.",
    "Source Sans",
    "Audit Office of New South Wales",
    "Markess by exægis",
    "The Business Investor",
    "The MJ",
    "The News",
    "The Strategy Group",
    "Survey Disclosure Checklist",
    "A Proposal for the Dartmouth Summer Research Project on Artificial Intelligence",
    "users :",  # the code of an answer
)
# Codes and addresses are of no language.
CODES = re.compile(r"\b[A-Z]{2,}\b|\b[\w-]+(?:\.[\w-]+)+\b")
ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "content", "label", "summary")


def pieces(page: BeautifulSoup, other: str) -> Iterator[str]:
    """What a page says to its readers, hidden names included, but for what is in ``other``."""
    for text in page.find_all(string=True):
        aside = isinstance(text, (Comment, Doctype, Script, Stylesheet))
        aside = aside or text.find_parent(["script", "style", "pre", "code"]) is not None
        if not aside and text.strip() and not _in_language(text, other):
            yield " ".join(text.split())
    for tag in page.find_all(True):
        said = [*ATTRIBUTES, *(name for name in tag.attrs if name.startswith("data-"))]
        for name in said:
            value = tag.get(name)
            policy = name == "content" and tag.get("http-equiv")
            said_there = isinstance(value, str) and " " in value and not policy
            if said_there and not _in_language(tag, other):
                yield " ".join(str(value).split())


def _in_language(place: NavigableString | Tag, other: str) -> bool:
    """Whether the nearest language that is said around a place is ``other``."""
    above = [place, *place.parents] if isinstance(place, Tag) else list(place.parents)
    said = next((tag["lang"] for tag in above if isinstance(tag, Tag) and tag.get("lang")), "")
    return bool(said == other)


def strangers(said: Iterator[str], pattern: re.Pattern[str]) -> list[str]:
    found = []
    for text in said:
        rest = text
        for name in sorted(NAMES, key=len, reverse=True):
            rest = rest.replace(name, "")
        if words_found := pattern.findall(CODES.sub("", rest)):
            found.append(f"{words_found[:4]} in « {text[:160]} »")
    return found


def english_pages(book: Book) -> list[str]:
    return [f"en/{name}" for name in book.pages()]


# The catalogues


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_word_of_the_code_is_translated(language: str) -> None:
    catalogue = words.read(words.path_of(language, "book"), language)
    left = list(words.to_write(words.in_line(catalogue, words.words_of_code())))
    assert left == [], "run `make words`, then translate:\n" + "\n".join(left)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_paragraph_of_the_pages_is_translated(book: Book, language: str) -> None:
    catalogue = words.read(words.path_of(language, "pages"), language)
    left = list(words.to_write(words.in_line(catalogue, words.words_of_pages(book.root))))
    assert left == [], "run `make words`, then translate:\n" + "\n".join(left)


@pytest.mark.parametrize("language", TRANSLATIONS)
@pytest.mark.parametrize("name", sorted(words.CATALOGUES))
def test_a_catalogue_is_compiled_as_it_stands(language: str, name: str) -> None:
    path = words.path_of(language, name)
    catalogue = words.read(path, language)
    assert path.with_suffix(".mo").read_bytes() == words.mo_bytes(catalogue), "run `make words`"
    assert path.read_bytes() == words.po_bytes(catalogue, language)


def test_a_sentence_whose_french_has_changed_is_named() -> None:
    catalogue = Catalog(locale="en")
    catalogue.add("Une phrase à lire.", "A sentence to read.", [("index", 0)])
    catalogue.add("Une autre.", "Another.", [("index", 0)])
    template = Catalog()
    template.add("Une phrase à relire.", locations=[("book/citer", 0)])
    template.add("Une autre.", locations=[("index", 0)])
    template.add("Tout à fait neuve, et longue.", locations=[("index", 0)])
    left = list(words.to_write(words.in_line(catalogue, template)))
    assert left == [
        "book/citer: look again at « Une phrase à relire. »",
        "index: write « Tout à fait neuve, et longue. »",
    ]
    assert b"relire" not in words.mo_bytes(catalogue)


# The pages


def test_each_page_has_its_twin_with_the_same_places(book: Book) -> None:
    assert len(book.pages()) > 18
    for name in book.pages():
        french, english = book.page(name), book.page(f"en/{name}")
        assert french.html is not None
        assert english.html is not None
        assert (french.html["lang"], english.html["lang"]) == ("fr", "en")
        places = [
            {str(tag["id"]) for tag in page.select("main [id]:not([id^='definition-'])")}
            for page in (french, english)
        ]
        assert places[0] <= places[1], name  # with those of headings in English


def test_each_page_leads_to_its_twin(book: Book) -> None:
    for name in book.pages():
        for page, prefix, other in ((name, "", "en"), (f"en/{name}", "en/", "fr")):
            [link] = book.page(page).select(".editions a")
            assert (link["lang"], link["hreflang"]) == (other, other)
            assert link.get_text(strip=True) == LANGUAGES[other]
            target = (book.site / page).parent / str(link["href"])
            assert target.resolve() == (book.site / ("en" if not prefix else "") / f"{name}.html")


def test_each_page_tells_robots_of_its_editions(book: Book) -> None:
    for name in (*book.pages(), *english_pages(book)):
        links = book.page(name).select('link[rel="alternate"]')
        assert [link["hreflang"] for link in links] == ["fr", "x-default", "en"]
        for link in links:
            assert ((book.site / name).parent / str(link["href"])).is_file(), (name, link)


def test_no_french_is_left_in_english(book: Book) -> None:
    found = {
        name: left
        for name in english_pages(book)
        if (left := strangers(pieces(book.page(name), "fr"), FRENCH))
    }
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def test_no_mark_stands_as_french_sets_it(book: Book) -> None:
    marks = re.compile(r"[ \u00a0\u202f][;:!?%](?![\w(])|[«»]")
    found = {
        name: left
        for name in english_pages(book)
        if (left := [text[:160] for text in pieces(book.page(name), "fr") if marks.search(text)])
    }
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def test_no_english_is_in_french(book: Book) -> None:
    found = {
        name: left
        for name in book.pages()
        if (left := strangers(pieces(book.page(name), "en"), ENGLISH))
    }
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(
    ("folder", "other", "pattern"), [("en", "fr", FRENCH), ("", "en", ENGLISH)], ids=["en", "fr"]
)
def test_figures_to_take_away_speak_the_language_of_their_edition(
    book: Book, folder: str, other: str, pattern: re.Pattern[str]
) -> None:
    """Pages to embed, drawings, tables, and what the lists of figures and of citations say."""
    site = book.site / folder
    drawn = [*site.glob("embed/*.html"), *site.glob("embed/*.svg")]
    assert len(drawn) > 50
    said = {
        path.name: pieces(BeautifulSoup(path.read_text("utf-8"), "html5lib"), other)
        for path in drawn
    }
    tables = list(site.glob("embed/*.csv"))
    assert len(tables) > 50
    said |= {path.name: _without_quotations(path.read_text("utf-8-sig")) for path in tables}
    for name in ("figures.json", "citation.json"):
        said[name] = _texts_of(json.loads((site / name).read_text("utf-8")))
    found = {name: left for name, each in said.items() if (left := strangers(each, pattern))}
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def _without_quotations(table: str) -> Iterator[str]:
    """The lines of a table but for quotations and titles of works, which keep their language."""
    for title in sorted(load_table("reports")["title"], key=len, reverse=True):
        table = table.replace(title, "")
    yield from re.sub(r"«[^»]*»", "", table).splitlines()


def _texts_of(value: object) -> Iterator[str]:
    """The texts of what a JSON file holds, but for the names of its own fields."""
    if isinstance(value, str) and " " in value:
        yield value
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_of(each)


def test_both_editions_print_the_same_numbers(book: Book) -> None:
    told = [
        json.loads((book.site / folder / "numbers.json").read_text("utf-8"))
        for folder in ("", "en")
    ]
    assert len(told[0]["numbers"]) > 150
    assert told[0] == told[1]


def test_both_editions_show_the_same_figures(book: Book) -> None:
    kept = ("anchor", "number", "kind", "address")
    french, english = (
        [
            {name: figure.get(name) for name in kept}
            for figure in json.loads((book.site / folder / "figures.json").read_text("utf-8"))[
                "figures"
            ]
        ]
        for folder in ("", "en")
    )
    assert len(french) > 30
    assert french == english


def test_numbers_are_written_as_each_language_writes_them(book: Book) -> None:
    french, english = book.page("notebooks/03-adoption"), book.page("en/notebooks/03-adoption")
    assert "47\u202f%" in french.get_text()
    assert "47%" in english.get_text()
    assert not re.search(r"\d[\u202f\u00a0 ]%|\d,\d+ ?%", english.get_text())
    assert re.search(r"\d\.\d", book.page("en/notebooks/08-prochaine-enquete").get_text())


def test_the_contents_and_the_search_are_in_english(book: Book) -> None:
    captions = [p.get_text(strip=True) for p in book.page("en/index").select(".chapters .caption")]
    assert captions[0] == "The report"
    assert "fr" not in [path.name for path in (book.site / "en" / "pagefind" / "index").glob("*")]
    entry = json.loads((book.site / "en" / "pagefind" / "pagefind-entry.json").read_text("utf-8"))
    assert list(entry["languages"]) == ["en"]


def test_the_state_of_an_edition_is_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("BOOK_LANGUAGE", raising=False)
    french, english = inputs.around(ROOT), inputs.around(ROOT, "en")
    assert french != english
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    assert inputs.around(ROOT) == english
    assert inputs.around(ROOT, "fr") == french
    assert inputs.translations(ROOT) == TRANSLATIONS
    assert inputs.SOURCE == SOURCE
