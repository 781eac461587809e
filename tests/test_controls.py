"""The controls of the site, as readers use them; and the same controls in Jupyter."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from browser import shown_state
from building import ROOT, Book
from rendering.shown.choice import Choice

CONTROLS = {
    "choix-base": "02-methode",
    "choix-intervalle": "03-adoption",
    "choix-lecture": "04-perspectives",
    "choix-reserve": "07-fiabilite",
    "choix-precision": "08-prochaine-enquete",
}
each_control = pytest.mark.parametrize(("anchor", "chapter"), CONTROLS.items())


def open_chapter(page: Page, address: str, chapter: str) -> None:
    page.goto(f"{address}/notebooks/{chapter}.html")


def test_every_control_of_the_site_is_tried(book: Book) -> None:
    found = {
        control["id"]: name.removeprefix("notebooks/")
        for name in book.pages()
        for control in book.page(name).select(".choice")
    }
    assert found == CONTROLS


@each_control
def test_the_keyboard_reaches_every_option_of_a_control(
    page: Page, address: str, anchor: str, chapter: str
) -> None:
    open_chapter(page, address, chapter)
    control = page.locator(f"#{anchor}")
    first = control.locator("input:checked, select").first
    first.focus()
    assert first.evaluate("element => element.matches(':focus-visible')")
    seen = [shown_state(page, anchor)]
    for _ in range(min(3, control.locator(".state").count())):
        page.keyboard.press("ArrowDown")
        seen.append(shown_state(page, anchor))
    assert all(before != after for before, after in pairwise(seen))
    words = seen[-1].replace("|", ", ")
    expect(control.get_by_role("status")).to_have_text(re.compile(re.escape(words)))


@each_control
def test_the_mouse_changes_what_is_shown_with_the_network_cut(
    first_visit: Page, address: str, anchor: str, chapter: str
) -> None:
    page = first_visit
    open_chapter(page, address, chapter)
    page.context.set_offline(True)
    before = shown_state(page, anchor)
    expect(page.locator(f"#{anchor} .choice-unrun")).to_be_hidden()
    control = page.locator(f"#{anchor}")
    if control.locator("select").count():
        control.locator("select").first.select_option(index=5)
    else:
        control.locator("label:not(:has(input:checked))").first.click()
    assert shown_state(page, anchor) != before


@pytest.fixture(scope="module")
def without_javascript(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(java_script_enabled=False) as context:
        yield context.new_page()


@each_control
def test_without_javascript_the_default_state_is_read_and_no_dead_control_is_shown(
    without_javascript: Page, address: str, anchor: str, chapter: str
) -> None:
    page = without_javascript
    open_chapter(page, address, chapter)
    expect(page.locator(f"#{anchor} .state:visible")).to_have_count(1)
    expect(page.locator(f"#{anchor} .choice-form")).to_be_hidden()
    expect(page.locator(f"#{anchor} .choice-unrun")).to_contain_text("Affiché")


@each_control
def test_on_paper_the_state_shown_is_printed_without_the_control(
    page: Page, address: str, anchor: str, chapter: str
) -> None:
    open_chapter(page, address, chapter)
    page.emulate_media(media="print")
    shown_state(page, anchor)
    groups = page.locator(f"#{anchor} .choice-group")
    assert groups.count()
    for group in groups.all():
        expect(group).to_be_hidden()


def test_a_link_to_a_figure_of_another_state_shows_that_state(page: Page, address: str) -> None:
    open_chapter(page, address, "04-perspectives")
    hidden = page.locator("#choix-lecture .state[hidden] figure").first.get_attribute("id")
    page.goto(f"{address}/notebooks/04-perspectives.html#{hidden}")
    expect(page.locator(f"#{hidden}")).to_be_visible()


def given_by(path: Path) -> Iterator[object]:
    """What each code cell of a chapter gives when it is run: its last expression, if it has one.

    Run here: a widget keeps its state in Python, so that no kernel is needed to move it.
    """
    names: dict[str, Any] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            *before, last = ast.parse(cell.source).body
            if not isinstance(last, ast.Expr):
                before, last = [*before, last], ast.Expr(ast.Constant(None))
            exec(compile(ast.Module(before, []), path.name, "exec"), names)
            expression = ast.fix_missing_locations(ast.Expression(last.value))
            yield eval(compile(expression, path.name, "eval"), names)


@pytest.fixture(scope="module")
def widgets() -> dict[str, dict[str, str]]:
    """What each widget shows in each state it is moved to, by control and state, as HTML."""
    shown: dict[str, dict[str, str]] = {}
    for chapter in sorted(set(CONTROLS.values())):
        for choice in given_by(ROOT / "notebooks" / f"{chapter}.ipynb"):
            if isinstance(choice, Choice):
                _, *controls, output = choice.widget.children
                states = shown[choice.anchor] = {}
                for state in product(*choice.choices.values()):
                    for control, option in zip(controls, state, strict=True):
                        control.value = option
                    states["|".join(state)] = output.outputs[0]["data"]["text/html"]
    return shown


# What a page adds around a figure, and what a notebook has in its place.
ADDED = ".shown-number, .shown-tools, .embedding, .quoting, .cite, .download, summary"


@each_control
def test_the_widget_and_the_page_say_the_same_in_every_state(
    book: Book, widgets: dict[str, dict[str, str]], anchor: str, chapter: str
) -> None:
    states = book.page(f"notebooks/{chapter}").select(f"#{anchor} .state")
    on_page = {str(state["data-state"]): _words(str(state)) for state in states}
    in_jupyter = {state: _words(markup) for state, markup in widgets[anchor].items()}
    assert on_page == in_jupyter
    assert len(set(on_page.values())) == len(on_page), "two states say the same"


def _words(markup: str) -> str:
    """The words and numbers of a piece of page, and what it tells those who do not see it."""
    soup = BeautifulSoup(markup, "html5lib")
    for tag in soup.select(ADDED):
        tag.decompose()
    spoken = [str(tag["aria-label"]) for tag in soup.select("[aria-label]")]
    return " ".join([soup.get_text(" ", strip=True), *spoken])
