"""The search of the site: French words with and without accents, ligatures and endings."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from building import ROOT, Book
from rendering.words.language import LANGUAGES

# What is typed, and the same as another reader types it.
PAIRS = [
    ("évolution", "evolution"),
    ("développement", "developpement"),
    ("enquête", "enquete"),
    ("méfiance", "mefiance"),
    ("hypothèse", "hypothese"),
    ("répondants", "repondants"),
    ("fréquence", "frequence"),
    ("rédaction", "redaction"),
    ("sécurité", "securite"),
    ("confidentialité", "confidentialite"),
    ("fiabilité", "fiabilite"),
    ("Sénat", "senat"),
    ("réglement", "reglement"),
    ("généraux", "generaux"),
    ("utilisateur", "utilisateurs"),
    ("intervalle", "intervalles"),
    ("citoyen", "citoyens"),
    ("VILLANI", "villani"),
    ("arrondi", "arrondis"),
]
LEADS: list[dict[str, Any]] = yaml.safe_load((ROOT / "book" / "search.yml").read_text("utf-8"))
COUNT = re.compile("contien|chargée")


def results_of(page: Page, address: str, words: str) -> list[tuple[str, str]]:
    """The address and the text of each result, best first."""
    page.goto(f"{address}/index.html")
    return search(page, words)


def search(page: Page, words: str) -> list[tuple[str, str]]:
    """The same, from the page that is open: every page has the field, that of results too."""
    page.get_by_label("Chercher dans le livre").fill(words)
    with page.expect_navigation(wait_until="commit"):
        page.keyboard.press("Enter")
    page.locator("#search-count").filter(has_text=COUNT).wait_for()
    lines = page.locator("#search-results li").evaluate_all(
        "lines => lines.map(line => [line.querySelector('a').getAttribute('href'), line.innerText])"
    )
    return [(link, text) for link, text in lines]


@pytest.mark.parametrize(("typed", "also"), PAIRS)
def test_two_ways_of_typing_a_word_lead_to_the_same_first_result(
    page: Page, address: str, typed: str, also: str
) -> None:
    first = results_of(page, address, typed)
    marked = page.locator("#search-results mark").all_inner_texts()
    second = search(page, also)
    assert first
    # The same letters give the same list; another ending, the same best result.
    same = plain(typed) == plain(also)
    assert first == second if same else first[0] == second[0]
    root = plain(typed)[:-3]
    assert [word for word in marked if plain(word).startswith(root)], marked


def plain(text: str) -> str:
    """A text without accents or capitals."""
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("Évolution", "evolution"),
        ("CŒUR et cœur", "coeur et coeur"),
        ("Æ, æ, ç, ï, û, à", "ae, ae, c, i, u, a"),
        ("société", "societe"),
        ("85 %", "85 %"),
    ],
)
def test_words_are_compared_without_accents_ligatures_or_capitals(
    page: Page, address: str, typed: str, compared: str
) -> None:
    page.goto(f"{address}/recherche.html")
    fold = "async text => (await import('./_static/scripts/fold.js')).folded(text)"
    assert page.evaluate(fold, typed) == compared


def test_accents_are_folded_on_the_side_of_the_reader_too(page: Page, address: str) -> None:
    """What is asked of the index has no accent, whatever is typed."""
    page.route(
        "**/fold.js",
        lambda route: route.fulfill(
            content_type="text/javascript", body="export const folded = (text) => 'villani';"
        ),
    )
    words = results_of(page, address, "évolution")[0][1]
    assert "Villani" in words


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        ("que faire", "notebooks/04-perspectives.html#que-faire"),
        ("Que faire ?", "notebooks/04-perspectives.html#que-faire"),
        ("communes", "notebooks/05-ailleurs.html"),
        ("marge d'erreur", "book/citer.html#peut-on-donner-une-marge-d-erreur"),
        ("Sénat", "notebooks/01-contexte.html#que-recommande-le-senat-aux-collectivites"),
        ("formation", "notebooks/04-perspectives.html#quelle-formation-est-demandee"),
    ],
)
def test_what_a_reader_wants_comes_first(page: Page, address: str, typed: str, to: str) -> None:
    links = [link for link, _ in results_of(page, address, typed)]
    assert links[0] == f"{address}/{to}"
    assert len(links) == len(set(links))


def test_a_figure_is_found_by_its_number(page: Page, address: str, book: Book) -> None:
    link, words = results_of(page, address, "figure 2")[0]
    assert words.startswith("Figure 2")
    document, _, anchor = link.removeprefix(f"{address}/").partition("#")
    assert book.page(document.removesuffix(".html")).select_one(
        f"figure#{anchor}, section#{anchor}"
    )


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: lead["words"]["fr"][0])
def test_what_leads_is_a_place_of_the_book_typed_as_it_is_compared(
    lead: dict[str, Any], book: Book
) -> None:
    document, _, anchor = lead["to"].partition("#")
    page = book.page(document)
    assert not anchor or page.find(id=anchor) is not None, lead["to"]
    assert set(lead["words"]) == set(LANGUAGES)
    for words in (each for of_edition in lead["words"].values() for each in of_edition):
        assert re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", words), words


@pytest.mark.parametrize("number", ["85", "27", "57"])
def test_a_number_is_found_whole(page: Page, address: str, number: str) -> None:
    results = results_of(page, address, f"{number} %")
    assert len(results) > 3
    whole = re.compile(rf"(?<![\d,.]){number}(?![\d]|,\d)")
    assert not [words for _, words in results if not whole.search(words)]
    marked = page.locator("#search-results mark").all_inner_texts()
    assert {re.sub(r"^\D+|\D+$", "", word) for word in marked} == {number}


def test_sentences_come_before_tables(page: Page, address: str) -> None:
    places = [link for link, _ in results_of(page, address, "communes")]
    assert "05-ailleurs" in places[0]
    tables = [rank for rank, link in enumerate(places) if "book/donnees" in link]
    chapters = [rank for rank, link in enumerate(places) if "notebooks/" in link]
    assert min(tables, default=len(places)) > max(chapters[:3])


def test_a_result_leads_to_its_section_and_shows_the_sentence(page: Page, address: str) -> None:
    link, words = results_of(page, address, "Mâconnais")[0]
    assert "01-contexte" in link
    assert "#" in link
    assert "Mâconnais" in words


def test_code_is_not_searched(page: Page, address: str) -> None:
    assert results_of(page, address, "published_findings") == []


def test_a_word_that_is_nowhere_is_said_to_be_nowhere(page: Page, address: str) -> None:
    assert results_of(page, address, "xylophone") == []
    expect(page.locator("#search-count")).to_contain_text("Aucun passage")


def test_the_index_is_loaded_only_for_a_search(first_visit: Page, address: str) -> None:
    page, asked = first_visit, list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/notebooks/03-adoption.html")
    page.goto(f"{address}/recherche.html")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "pagefind" in url]
    results_of(page, address, "formation")
    assert [url for url in asked if "pagefind" in url]
