"""Every page in Chromium: weight, requests, policy, stability, zoom, focus."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from browser import PAGES, READER, weight
from building import Book

BUDGET = json.loads(Path(__file__).with_name("budget.json").read_text(encoding="utf-8"))
each_page = pytest.mark.parametrize("name", PAGES)


def test_every_page_of_the_site_is_tried(book: Book) -> None:
    assert book.pages() == PAGES


@dataclass
class Visit:
    """What a page asks for, shows and says, first read, then used."""

    weighed: dict[str, int]  # bytes of each path of the first view
    responses: int
    shift: float
    asked: list[str]
    said: list[str]


@pytest.fixture(scope="module", params=PAGES)
def visit(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Visit:
    """A page visited by a reader who never came: read until all is quiet, then used."""
    responses: list[Response] = []
    asked: list[str] = []
    said: list[str] = []
    with chromium.new_context(**READER) as context:
        page = context.new_page()
        page.on("response", lambda response: responses.append(response))
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.add_init_script(
            "window.shift = 0; new PerformanceObserver(list => { for (const e of "
            "list.getEntries()) window.shift += e.value; })"
            ".observe({type: 'layout-shift', buffered: true});"
        )
        page.goto(f"{address}/{request.param}.html", wait_until="networkidle")
        weighed = {urlsplit(one.url).path: weight(one) for one in responses}
        first = Visit(weighed, len(responses), page.evaluate("window.shift"), asked, said)
        for summary in page.locator("summary:visible").element_handles():
            summary.click()
        for control in page.locator(".choice input:visible").element_handles():
            control.check()
        for link in page.locator("article a:visible").element_handles()[:5]:
            link.hover()
        until_quiet(page, asked)
    return first


def until_quiet(page: Page, asked: list[str]) -> None:
    """Wait until nothing is asked for during half a second."""
    known = -1
    while known != len(asked):
        known = len(asked)
        page.wait_for_timeout(500)


def test_a_first_view_stays_within_the_budget(visit: Visit) -> None:
    assert sum(visit.weighed.values()) <= BUDGET["first_view_gzip_bytes"], visit.weighed
    assert visit.responses <= BUDGET["first_view_requests"], sorted(visit.weighed)
    assert visit.shift <= BUDGET["layout_shift"]


def test_nothing_is_asked_of_another_host_and_the_policy_is_kept(
    visit: Visit, address: str
) -> None:
    elsewhere = [url for url in visit.asked if not url.startswith((address, "data:"))]
    assert elsewhere == []
    assert visit.said == []


def test_a_script_that_is_not_of_the_site_does_not_run(page: Page, address: str) -> None:
    page.goto(f"{address}/index.html")
    page.evaluate(
        """() => { const script = document.createElement("script");
        script.textContent = "window.intruder = true"; document.head.append(script); }"""
    )
    assert page.evaluate("() => window.intruder") is None


@each_page
def test_a_page_enlarged_four_times_does_not_scroll_sideways(
    page: Page, address: str, name: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
    page.goto(f"{address}/{name}.html")
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@each_page
def test_the_keyboard_starts_with_the_way_to_the_content(
    page: Page, address: str, name: str
) -> None:
    page.goto(f"{address}/{name}.html")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#contenu"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert page.locator("[tabindex]:not([tabindex='0'], [tabindex='-1'])").count() == 0


def test_motion_is_reduced_for_those_who_ask(page: Page, address: str) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{address}/index.html")
    assert page.evaluate(behaviour) == "auto"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(behaviour) == "smooth"


def test_the_menu_of_a_telephone_opens_by_keyboard_and_closes_with_escape(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{address}/notebooks/03-adoption.html")
    menu = page.locator("#sommaire")
    assert not menu.is_visible()
    page.get_by_role("button", name="Sommaire").press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()


@pytest.mark.parametrize("place", ["", "#", "#nowhere", "#100%", "#%E9", "#'\"<b>", "#a:b[c]"])
def test_an_address_that_names_no_place_leaves_the_page_whole(
    page: Page, address: str, place: str
) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{address}/notebooks/03-adoption.html{place}")
    assert page.get_by_role("button", name="Citer la figure 5").is_visible()  # the last it makes
    assert faults == []


@pytest.mark.parametrize("place", ["#fig-resultats", "#%E2%80%99", ""])
def test_the_link_to_the_other_edition_follows_the_place(
    page: Page, address: str, place: str
) -> None:
    """The place that the page was opened at, then that where a reader goes."""
    page.goto(f"{address}/notebooks/03-adoption.html{place}")
    twin = page.locator(".editions a")
    expect(twin).to_have_attribute("href", re.compile(f"{re.escape(place)}$"))
    page.evaluate("location.hash = 'contenu'")
    expect(twin).to_have_attribute("href", re.compile(r"^[^#]+#contenu$"))


def test_one_switch_shows_all_code(page: Page, address: str) -> None:
    page.goto(f"{address}/notebooks/02-methode.html")
    cells = page.locator("details.code")
    assert cells.count() > 5
    assert page.locator("details.code:visible").count() == 0
    page.get_by_role("button", name="Montrer le code").click()
    assert page.locator("details.code[open]:visible").count() == cells.count()


# Chapter 05, the longest: charts and folded tables

ELSEWHERE = "notebooks/05-ailleurs"
CARDS = "details.folded table.as-cards, figure.shown details table.as-cards"


def test_the_chapter_on_other_surveys_is_short_before_its_folds_are_opened(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/{ELSEWHERE}.html")
    assert page.locator("details.folded:not([open]):has(> .shown-table)").count() == 3
    assert page.evaluate("document.documentElement.scrollHeight") <= 9000
    words = page.evaluate(
        "document.querySelector('article').innerText.match(/[\\p{L}\\p{N}][^\\s]*/gu).length"
    )
    assert words <= 2000


def test_a_link_to_a_folded_table_opens_it(page: Page, address: str) -> None:
    page.goto(f"{address}/{ELSEWHERE}.html#tab-ailleurs-taille")
    assert page.locator("#tab-ailleurs-taille table").is_visible()
    assert not page.locator("#tab-ailleurs-vides table").is_visible()
    page.evaluate("location.hash = 'tab-ailleurs-vides'")
    page.locator("#tab-ailleurs-vides table").wait_for(state="visible")


def test_on_a_telephone_a_table_is_cards_that_name_their_columns(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/{ELSEWHERE}.html")
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
    tables = page.locator(CARDS)
    assert tables.count() == 9  # a figure a question, the trends, and three tables
    for table in tables.all():
        within = table.evaluate("t => [t.parentElement.scrollWidth, t.parentElement.clientWidth]")
        assert within[0] <= within[1]
        heads = table.locator("thead th").all_text_contents()
        row = table.locator("tbody tr").first
        named = row.locator("td").evaluate_all("all => all.map(one => one.dataset.head)")
        assert named == heads[1:]
        said = row.locator("td").first.evaluate("d => getComputedStyle(d, '::before').content")
        assert heads[1] in said
        roles = table.locator("tbody tr").first.locator("th, td")
        assert set(roles.evaluate_all("all => all.map(one => one.role)")) == {"rowheader", "cell"}


def test_a_table_of_lists_is_cards_too_without_what_is_empty(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/notebooks/04-perspectives.html")
    table = page.locator("#tab-axes table.as-cards")
    cells = table.locator("tbody td")
    full = cells.evaluate_all("all => all.map(one => one.querySelector('li') !== null)")
    shown = cells.evaluate_all("all => all.map(one => one.checkVisibility())")
    assert shown == full
    assert len(set(full)) == 2
    assert table.evaluate("t => t.getBoundingClientRect().width") <= 390


def test_on_a_wide_screen_the_same_table_has_its_columns(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/{ELSEWHERE}.html#tab-ailleurs-taille")
    cell = page.locator("#tab-ailleurs-taille tbody td").first
    assert cell.evaluate("d => getComputedStyle(d).display") == "table-cell"
