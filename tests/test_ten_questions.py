"""Ten questions of readers, each answered from the home page in two clicks on a telephone.

A click is on a link, or on the button of the search. Each way ends at a place: a page, or one of
its sections, whose words hold what the answer says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Page

from browser import READER

TELEPHONE = READER | {"viewport": {"width": 390, "height": 844}}
MOST_CLICKS = 2


@dataclass(frozen=True)
class Way:
    """How a question is answered: a link of the home page, or words of the search, if any."""

    question: str
    place: str
    says: str
    link: str = ""
    words: str = ""


OUTLOOK, ADOPTION = "notebooks/04-perspectives.html", "notebooks/03-adoption.html"
WAYS = [
    Way("Combien des 57 utilisent l'IA ?", "index.html", r"\b(27|30)\D{1,40}57\b"),
    Way(
        "De qui est le 85 % ?",
        f"{ADOPTION}#avec-quelle-formation",
        r"(?s)85\s%.*utilisateurs",
        link=ADOPTION,
    ),
    Way(
        "Le 81 % porte-t-il sur les utilisateurs ou sur tous ?",
        f"{OUTLOOK}#l-usage-va-t-il-se-developper",
        r"(?s)81\s%.*utilisateurs.*(tous|répondants)",
        link=OUTLOOK,
    ),
    Way(
        "Est-ce plus que dans les communes ?",
        "notebooks/05-ailleurs.html",
        r"communes|collectivités",
        words="communes",
    ),
    Way(
        "Puis-je citer une marge d'erreur ?",
        "book/citer.html#peut-on-donner-une-marge-d-erreur",
        r"Non\s: .*tirés au hasard",
        words="marge d'erreur",
    ),
    Way("Où sont les données ?", "book/donnees.html", r"archive", link="book/donnees.html"),
    Way("Comment citer la figure 2 ?", "#", r"(?is)pour citer.*figure\s2\b", words="figure 2"),
    Way(
        "Qu'a recommandé le Sénat ?",
        "notebooks/01-contexte.html#que-recommande-le-senat-aux-collectivites",
        r"(?i)recommand",
        words="Sénat",
    ),
    Way("Que doit faire mon territoire ?", f"{OUTLOOK}#que-faire", r"(?i)former", link=OUTLOOK),
    Way(
        "Quelle formation demandent-ils ?",
        f"{OUTLOOK}#quelle-formation-est-demandee",
        r"(?i)juridique",
        words="formation",
    ),
]


# The same ways in English: the question, what the place says, and the words of the search, if any.
_ENGLISH = [
    ("How many of the 57 use AI?", r"\b(27|30)\D{1,40}57\b", ""),
    ("Whose are the 85%?", r"(?s)85%.*users", ""),
    ("Is the 81% of users or of all?", r"(?s)81%.*users.*respondents", ""),
    ("Is it more than in local authorities?", r"local authorities", "local authorities"),
    ("May I quote a margin of error?", r"No: .*drawn at random", "margin of error"),
    ("Where are the data?", r"archive", ""),
    ("How do I cite figure 2?", r"(?is)to cite.*figure 2\b", "figure 2"),
    ("What did the Sénat recommend?", r"(?i)recommend", "Senate"),
    ("What should my territory do?", r"(?i)train", ""),
    ("Which training do they ask for?", r"(?i)legal", "training"),
]
IN_ENGLISH = [
    replace(
        way,
        question=question,
        place=way.place if way.place.startswith("#") else f"en/{way.place}",
        says=says,
        words=words,
    )
    for way, (question, says, words) in zip(WAYS, _ENGLISH, strict=True)
]
EDITIONS = {"": ("Chercher dans le livre", "Chercher"), "en/": ("Search the book", "Search")}


@pytest.fixture
def telephone(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(**TELEPHONE) as context:
        yield context.new_page()


@pytest.mark.parametrize("way", [*WAYS, *IN_ENGLISH], ids=lambda way: way.question)
def test_a_question_is_answered_in_two_clicks(telephone: Page, address: str, way: Way) -> None:
    edition = "en/" if way in IN_ENGLISH else ""
    telephone.goto(f"{address}/{edition}index.html")
    clicks = _follow(telephone, way, *EDITIONS[edition])
    assert clicks <= MOST_CLICKS
    page, _, anchor = way.place.partition("#")
    reached, _, at = telephone.url.removeprefix(f"{address}/").partition("#")
    assert page in ("", reached), telephone.url
    assert re.search(way.says, _said(telephone, anchor or at)), _said(telephone, anchor or at)[:300]


def _follow(page: Page, way: Way, box: str, button: str) -> int:
    """Go the way with clicks alone; how many it took."""
    if way.link:
        page.locator(f":is(article, footer) a[href^='{way.link}']").first.click()
        page.wait_for_load_state()
        return 1
    if way.words:
        page.get_by_label(box).fill(way.words)
        page.get_by_role("button", name=button).click()
        page.locator("#search-results a").first.click()
        page.wait_for_url("**/*.html*")
        page.wait_for_load_state()
        return 2
    return 0


def _said(page: Page, anchor: str) -> str:
    """The words of the place: of a section, or of a figure with what is folded under it."""
    place = page.locator(f"[id='{anchor}']" if anchor else "article")
    assert place.count() == 1, f"#{anchor} is not on {page.url}"
    words: str = place.evaluate(
        """element => {
          const whole = element.closest("figure, .shown-table, section, article");
          whole.querySelectorAll("details").forEach((fold) => { fold.open = true; });
          return whole.innerText;
        }"""
    )
    return words
