"""The site in three engines: what a reader does with it, in Chromium, in Firefox and in WebKit.

What is tried here on each was proved in Chromium by the tests of each part: a case of each is
enough to see that the engines agree.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from selenium.webdriver.common.keys import Keys

from browser import PAGES, served
from building import Book
from engines import ENGINES, PHONE, SCREEN, Engine
from rendering.drawing.text import text_width
from test_controls import CONTROLS
from test_search import COUNT

pytestmark = [
    pytest.mark.exhaustive,  # on slow engines, what others prove in Chromium
    pytest.mark.skipif(sys.platform == "win32", reason="WebKitGTK has no build for Windows"),
]
CHAPTER = "notebooks/03-adoption"
FIGURE = "fig-resultats"
HEAD = (2102, 140)  # pixels of a picture that hold its title
TAKEN = f"#{FIGURE} .shown-tools"
IN_VIEW = """const box = arguments[0].getBoundingClientRect();
  return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;"""


@pytest.fixture(scope="module", params=ENGINES)
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as engine:
        yield engine


@pytest.fixture
def engine(started: Engine) -> Engine:
    """An engine whose page is as large as a screen."""
    started.resize(*SCREEN)
    return started


# Controls


def state(engine: Engine, anchor: str) -> str:
    [shown] = engine.shown(f"#{anchor} .state")
    return str(shown.get_attribute("data-state"))


def other_state(engine: Engine, anchor: str, before: str) -> str:
    """What a control shows, once that is no longer what it did."""

    def other() -> str:
        now = state(engine, anchor)
        return now if now != before else ""

    return engine.until(other, f"another state than {before}")


@pytest.mark.parametrize(("anchor", "chapter"), CONTROLS.items())
def test_a_control_shows_another_state_by_keyboard_and_by_mouse(
    engine: Engine, address: str, anchor: str, chapter: str
) -> None:
    engine.open(f"{address}/notebooks/{chapter}.html")
    before = state(engine, anchor)
    engine.focus(f"#{anchor} :is(input:checked, select)")
    engine.press(Keys.ARROW_DOWN)
    shown = other_state(engine, anchor, before)
    said = engine.one(f"#{anchor} [role=status]").get_property("textContent")
    assert shown.replace("|", ", ") in str(said)
    if engine.all(f"#{anchor} input"):  # the list of a select is a window of the system
        engine.click(f"#{anchor} label:not(:has(input:checked))")
        other_state(engine, anchor, shown)


def test_a_link_to_a_figure_of_another_state_shows_that_state(engine: Engine, address: str) -> None:
    engine.open(f"{address}/notebooks/04-perspectives.html")
    hidden = engine.one("#choix-lecture .state[hidden] figure").get_attribute("id")
    engine.open(f"{address}/notebooks/04-perspectives.html#{hidden}")
    assert engine.shown(f"#{hidden}")


def test_one_switch_shows_all_code_and_hides_it(engine: Engine, address: str) -> None:
    engine.open(f"{address}/notebooks/02-methode.html")
    assert not engine.shown("details.code")
    engine.click(".code-switch")
    assert len(engine.shown("details.code[open]")) == len(engine.all("details.code")) > 5
    engine.focus(".code-switch")
    engine.press(Keys.ENTER)
    assert not engine.shown("details.code")


@pytest.mark.parametrize("size", [PHONE, SCREEN])
def test_a_definition_opens_in_the_page_and_escape_gives_its_word_back(
    engine: Engine, address: str, size: tuple[int, int]
) -> None:
    engine.resize(*size)
    engine.open(f"{address}/notebooks/02-methode.html")
    word = engine.one("button.term")
    note = f"#{word.get_attribute('popovertarget')}"
    assert not engine.shown(note)
    engine.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", word)
    engine.focus("button.term")
    engine.press(Keys.ENTER)
    [shown] = engine.until(lambda: engine.shown(note), note)
    assert engine.run(IN_VIEW, shown)
    engine.press(Keys.TAB)
    assert engine.run("return arguments[0].contains(document.activeElement)", shown)
    engine.press(Keys.ESCAPE)
    assert not engine.shown(note)
    assert engine.run("return document.activeElement === arguments[0]", word)
    engine.click("button.term")
    assert engine.shown(note)


@pytest.mark.parametrize("size", [PHONE, SCREEN])
@pytest.mark.parametrize(
    ("page", "anchor"),
    [
        ("notebooks/03-adoption", "choix-intervalle"),
        ("notebooks/05-ailleurs", "tab-ailleurs-taille"),
        ("book/donnees", "comparators"),
    ],
)
def test_a_link_to_a_place_far_down_arrives_at_it_and_opens_what_folds_it(
    engine: Engine, address: str, page: str, anchor: str, size: tuple[int, int]
) -> None:
    engine.resize(*size)
    engine.open(f"{address}/{page}.html#{anchor}")
    [place] = engine.until(lambda: engine.shown(f"#{anchor}"), anchor)
    top = "return arguments[0].getBoundingClientRect().top"
    engine.until(lambda: 0 <= engine.run(top, place) < 20, f"{anchor} at the top")
    folds = engine.run("return [...document.querySelectorAll('details.folded[open]')].length")
    assert folds == (anchor == "tab-ailleurs-taille")


# Search


def search(engine: Engine, words: str) -> list[str]:
    """The addresses of what is found for words that are typed, best first."""
    engine.focus("#q")
    engine.press(*words, Keys.ENTER)
    count = "#search-count"
    engine.until(
        lambda: [one for one in engine.all(count) if COUNT.search(one.text)], f"results of {words}"
    )
    return [str(link.get_attribute("href")) for link in engine.all("#search-results a")]


def test_a_search_finds_words_with_and_without_accents_and_its_result_opens(
    engine: Engine, address: str
) -> None:
    engine.open(f"{address}/index.html")
    found = search(engine, "enquête")
    assert len(found) > 3
    assert engine.shown("#search-results mark")
    engine.open(f"{address}/index.html")
    assert search(engine, "enquete") == found
    engine.open(f"{address}/index.html")
    assert search(engine, "que faire")[0] == f"{address}/notebooks/04-perspectives.html#que-faire"
    engine.click("#search-results a")
    engine.until(lambda: engine.all("#que-faire"), "the page of the result")
    assert engine.run("return location.hash") == "#que-faire"
    heading = engine.one("#que-faire")
    engine.until(lambda: engine.run(IN_VIEW, heading), "the place of the result")


def test_a_search_for_a_word_that_is_nowhere_says_so(engine: Engine, address: str) -> None:
    engine.open(f"{address}/en/index.html")
    engine.focus("#q")
    engine.press(*"xylophone", Keys.ENTER)
    engine.until(lambda: "xylophone" in engine.one("#search-count").text, "the count")
    assert not engine.all("#search-results li")


# On a telephone


def test_the_menu_of_a_telephone_opens_and_closes(engine: Engine, address: str) -> None:
    engine.resize(*PHONE)
    engine.open(f"{address}/{CHAPTER}.html")
    assert not engine.shown("#sommaire")
    engine.focus(".menu-button")
    engine.press(Keys.ENTER)
    assert engine.until(lambda: engine.shown("#sommaire"), "the menu")
    engine.press(Keys.ESCAPE)
    assert not engine.shown("#sommaire")
    engine.click(".menu-button")
    engine.click(".menu-close")
    assert not engine.shown("#sommaire")
    engine.click(".menu-button")
    engine.click("#sommaire .current ~ li a, #sommaire a")
    engine.until(lambda: CHAPTER not in engine.driver.current_url, "another page")


def test_no_page_scrolls_sideways_on_a_telephone(engine: Engine, address: str) -> None:
    engine.resize(*PHONE)
    wide = {}
    for name in PAGES:
        engine.open(f"{address}/{name}.html")
        engine.run("for (const fold of document.querySelectorAll('details')) fold.open = true")
        wide[name] = engine.run("return document.documentElement.scrollWidth") - PHONE[0]
    assert not {name: more for name, more in wide.items() if more > 0}


# On paper


def test_a_printed_page_has_its_figures_and_no_control(engine: Engine, address: str) -> None:
    engine.open(f"{address}/notebooks/04-perspectives.html")
    with engine.on_paper():
        assert engine.run("return matchMedia('print').matches") or engine.printed() is None
        controls = ":is(button:not(.term), select, input, form, nav, .shown-tools)"
        assert not engine.shown(controls)
        assert engine.shown("figure.shown svg")
        assert state(engine, "choix-lecture")
    assert engine.shown(controls)


def test_a_page_is_printed_as_pdf_with_the_words_of_its_article(
    engine: Engine, address: str
) -> None:
    engine.open(f"{address}/notebooks/04-perspectives.html")
    title = engine.one("h1").text
    printed = engine.printed()
    if printed is None:
        pytest.skip(f"The driver of {type(engine).__name__} prints nothing: see the test above.")
    document = pypdfium2.PdfDocument(io.BytesIO(printed))
    said = plain(" ".join(sheet.get_textpage().get_text_range() for sheet in document))
    document.close()
    for words in (title.removesuffix("#"), "Figure", "Licence Ouverte"):
        assert plain(words) in said
    for words in ("Montrer le code", "Sommaire", "Choisir"):
        assert plain(words) not in said


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def test_what_is_folded_is_open_on_paper(engine: Engine, address: str) -> None:
    engine.open(f"{address}/notebooks/05-ailleurs.html")
    folded = "details.folded:not([open]) table"
    assert not engine.shown(folded)
    with engine.on_paper():
        assert len(engine.shown(folded)) == 3
    assert not engine.shown(folded)


# What is taken


def test_a_figure_is_taken_as_csv_svg_and_png(engine: Engine, address: str, book: Book) -> None:
    engine.open(f"{address}/{CHAPTER}.html")
    for kind in ("csv", "svg"):
        engine.click(f"{TAKEN} a[download$='.{kind}']")
        name = f"{FIGURE}.{kind}"
        assert engine.saved(name) == (book.site / "embed" / name).read_bytes()
    engine.click(f"{TAKEN} [data-take=png]")
    picture = Image.open(io.BytesIO(engine.saved(f"{FIGURE}.png"))).convert("RGB")
    svg = (book.site / "embed" / f"{FIGURE}.svg").read_text("utf-8")
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert size
    assert picture.size == pytest.approx([2 * float(side) for side in size.groups()], abs=2)
    counted = {colour: count for count, colour in picture.getcolors(maxcolors=1 << 20) or []}
    assert counted[(18, 67, 109)] > 1000  # the colour of users
    # Drawn before its font came, its title would be in another, and as wide in no engine.
    title = re.search(r'font-size="([\d.]+)"[^>]*font-weight="700">(Figure[^<]*)<', svg)
    assert title
    head = picture.convert("L").point(lambda grey: 255 * (grey < 128)).crop((0, 0, *HEAD))
    box = head.getbbox()
    assert box
    wide = 4 * text_width(title[2], float(title[1]), bold=True)
    assert box[2] - box[0] == pytest.approx(wide, rel=0.015)
    told = engine.one(f"{TAKEN} [role=status]").text
    assert told == engine.one("#taken").get_attribute("data-png")


def test_a_figure_is_cited_with_a_word_of_what_was_done(engine: Engine, address: str) -> None:
    """An engine that does not let a page copy shows the reference instead."""
    engine.open(f"{address}/{CHAPTER}.html")
    engine.click(f"{TAKEN} [data-take=cite]")
    told = engine.until(lambda: engine.one(f"{TAKEN} [role=status]").text, "what was done")
    words = engine.one("#taken")
    if told == words.get_attribute("data-cite"):
        return
    assert told == words.get_attribute("data-uncopied")
    assert engine.shown(f"#{FIGURE} .cite")


@pytest.mark.parametrize(("width", "drawing"), [(390, ".narrow"), (760, ".wide")])
def test_a_page_of_another_site_frames_a_figure_and_nothing_else(
    engine: Engine, address: str, tmp_path: Path, width: int, drawing: str
) -> None:
    frame = f'<iframe src="{address}/embed/{FIGURE}.html" width="{width}" height="900"></iframe>'
    (tmp_path / "index.html").write_text(f"<!doctype html>{frame}", encoding="utf-8")
    with served(tmp_path) as elsewhere:
        engine.open(f"{elsewhere}/index.html")
        engine.driver.switch_to.frame(engine.one("iframe"))
        [shown] = engine.until(lambda: engine.shown(f"{drawing} svg"), drawing)
        assert len(engine.shown("[role=img] svg")) == 1
        assert shown.size["width"] <= width
        assert "Figure" in engine.one("h1").text
        assert not engine.all("script, nav, form, button, img, iframe, link[rel=stylesheet]")
        assert engine.run("return getComputedStyle(document.querySelector('h1')).fontWeight")
        engine.driver.switch_to.default_content()


# The other edition


def test_the_other_edition_opens_at_the_same_place(engine: Engine, address: str) -> None:
    engine.open(f"{address}/{CHAPTER}.html#{FIGURE}")
    engine.click(".editions a")
    there = f"{address}/en/{CHAPTER}.html#{FIGURE}"
    engine.until(lambda: engine.driver.current_url == there, there)
    engine.one(f"#{FIGURE}")
    engine.run("location.hash = 'contenu'")
    engine.one(".editions a[href$='#contenu']")
    engine.click(".editions a")
    back = f"{address}/{CHAPTER}.html#contenu"
    engine.until(lambda: engine.driver.current_url == back, back)


# Nothing else is said


def test_no_page_makes_the_console_speak(engine: Engine, address: str) -> None:
    pages = [f"{name}.html" for name in PAGES] + [
        "recherche.html?q=formation",
        f"embed/{FIGURE}.html",
    ]
    assert engine.said_on([f"{address}/{page}" for page in pages]) == []


def test_a_fault_of_a_page_would_be_heard(engine: Engine, tmp_path: Path) -> None:
    """Of each kind: what a script says, what it cannot do, what the policy refuses."""
    policy = "<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\">"
    page = f"<!doctype html>{policy}<script src=faulty.js></script><script>1</script>"
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    (tmp_path / "faulty.js").write_text("console.error('told'); nowhere();", encoding="utf-8")
    with served(tmp_path) as address:
        said = " ".join(engine.said_on([f"{address}/index.html"]))
    for part in ("told", "nowhere", "Content"):
        assert part in said
