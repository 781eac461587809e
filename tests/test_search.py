"""The search of the site: French words with and without accents, ligatures and endings."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

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
    ("société", "societe"),
    ("réglement", "reglement"),
    ("généraux", "generaux"),
    ("utilisateur", "utilisateurs"),
    ("intervalle", "intervalles"),
    ("citoyen", "citoyens"),
    ("VILLANI", "villani"),
    ("arrondi", "arrondis"),
    ("cœur", "coeur"),
]
MAY_BE_NOWHERE = {"société", "cœur"}  # no page needs these words
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
    second = search(page, also)
    assert first[:1] == second[:1]
    assert first or typed in MAY_BE_NOWHERE


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
