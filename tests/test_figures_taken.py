"""What a reader takes of a figure: its number, its picture, its reference, a page to embed."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from PIL import Image
from playwright.sync_api import Browser, Page

from browser import READER, served
from building import STRICT, Book, small_built_once
from dataprep import load_descriptor

pytestmark = pytest.mark.built

SITE = "https://livre.example/ia/"
EMBED_POLICY = [
    "default-src 'none'",
    "style-src 'sha256-{digest}'",
    "style-src-attr 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
]
FIGURES = {"fig-usage": 1, "fig-perimetre": 2, "fig-autre": 2, "fig-raisons": 3}
PROSE = (
    "La [figure](#fig-usage), [](#fig-perimetre), le [tableau](second.ipynb#tab-a), "
    "[ces raisons](second.ipynb#fig-raisons) et la [figure](#choix)."
)
FIRST = """\
from rendering.shown.findings import squares

known = findings[findings["count"].notna()]
usage = squares(known.query("question == 'use'"), "fig-usage", "Moins de la moitié & plus")
usage"""
SECOND = """\
import pandas as pd

from dataprep import published_findings
from rendering import show_table
from rendering.shown.choice import choose
from rendering.shown.findings import intervals, squares

known = published_findings()
known = known[known["count"].notna()]
scope = known.query("question == 'scope'")
states = {
    ("a",): intervals(scope, "fig-perimetre", "Le périmètre"),
    ("b",): squares(scope, "fig-autre", "Le périmètre, en carrés"),
}
choose("choix", "Voir", {"Forme": ["a", "b"]}, states, ("a",))"""


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The small book with figures, a choice and a table, under an address of its own."""
    book = small_built_once(Path(os.environ["BOOK_TESTS_FOLDER"]))
    book = book.copy(tmp_path_factory.mktemp("pictured"))
    _add(book, "premier", PROSE, FIRST, "publish(usage=usage)")
    reasons = 'intervals(known.query("question == \'non-use-reasons\'"), "fig-raisons", "Deux")'
    table = 'show_table(pd.DataFrame({"a": ["x"], "b": [1]}), "tab-a", "Une table")'
    _add(book, "second", "", SECOND, reasons, table)
    book.edit(
        "index.md", "```{flash", ":::{glue} usage\n:doc: notebooks/premier.ipynb\n:::\n\n```{flash"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOOK_URL", SITE)
        yield book.build(*STRICT)


def _add(book: Book, chapter: str, prose: str, *code: str) -> None:
    path = book.root / "notebooks" / f"{chapter}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell(prose, id="more"))
    for place, text in enumerate(code):
        tags = ["remove-cell" if text.startswith("publish") else "hide-input"]
        cell = nbformat.v4.new_code_cell(text, id=f"f{place}", metadata={"tags": tags})
        notebook.cells.append(cell)
    nbformat.write(notebook, path)


def shown(book: Book, page: str, anchor: str) -> Tag:
    found = book.page(page).find(id=anchor)
    assert isinstance(found, Tag), (page, anchor)
    return found


def only(tag: Tag | BeautifulSoup, selector: str) -> Tag:
    [found] = tag.select(selector)
    return found


# Numbers


def test_each_figure_shows_its_number_before_its_title(pictured: Book) -> None:
    for anchor, number in FIGURES.items():
        page = "notebooks/premier" if anchor == "fig-usage" else "notebooks/second"
        title = only(shown(pictured, page, anchor), ".shown-title")
        assert title.get_text().startswith(f"Figure\u00a0{number}. "), anchor
    caption = only(shown(pictured, "notebooks/second", "tab-a"), "caption")
    assert caption.get_text() == "Tableau\u00a01. Une table"


def test_a_figure_that_the_home_page_shows_keeps_the_number_and_the_address_of_its_chapter(
    pictured: Book,
) -> None:
    figure = shown(pictured, "index", "fig-usage")
    assert only(figure, ".shown-number").get_text() == "Figure\u00a01."
    assert only(figure, ".cite a")["href"] == f"{SITE}notebooks/premier.html#fig-usage"
    assert only(figure, "a[download$='.svg']")["href"] == "embed/fig-usage.svg"


def test_a_link_to_a_figure_reads_as_its_number_from_any_page(pictured: Book) -> None:
    [line] = [p for p in pictured.page("notebooks/premier").select("p") if "tableau" in p.text]
    assert line.get_text().replace("\u00a0", " ") == (
        "La figure 1, figure 2, le tableau 1, ces raisons et la figure 2."
    )
    assert [a["href"] for a in line.select("a")] == [
        "#fig-usage",
        "second.html#fig-perimetre",
        "second.html#tab-a",
        "second.html#fig-raisons",
        "second.html#choix",
    ]


def test_a_link_to_a_figure_that_is_not_there_fails_the_strict_build(small_book: Book) -> None:
    small_book.edit("index.md", "qui servent", "[figure](#fig-perdue), qui servent")
    small_book.build(*STRICT, ok=False)
    assert "fig-perdue" in small_book.log


# Pages to embed, and files


@pytest.mark.parametrize("anchor", FIGURES)
def test_a_page_to_embed_is_light_and_holds_all_that_it_shows(pictured: Book, anchor: str) -> None:
    path = pictured.site / "embed" / f"{anchor}.html"
    assert path.stat().st_size < 40_000
    page = BeautifulSoup(path.read_bytes(), "html5lib")
    assert page.select("script, link[rel=stylesheet], img, iframe, [src], form") == []
    [policy] = page.select("meta[http-equiv=Content-Security-Policy]")
    [sheet] = page.select("style")
    digest = base64.b64encode(hashlib.sha256(sheet.encode_contents()).digest()).decode()
    expected = [rule.format(digest=digest) for rule in EMBED_POLICY]
    assert str(policy["content"]).split("; ") == expected
    assert "url(" not in sheet.get_text().replace("url(#", "")
    title = only(page, "h1").get_text()
    assert title.startswith(f"Figure\u00a0{FIGURES[anchor]}. ")
    assert len(only(page, "[role=img]").select("svg")) == 2
    assert only(page, ".base").get_text()
    chapter = "premier" if anchor == "fig-usage" else "second"
    *rows, back = [str(link["href"]) for link in page.select("a[href]")]
    assert back == f"../notebooks/{chapter}.html#{anchor}"
    assert all(row.startswith("../book/enonces.html#findings-2025--") for row in rows)
    assert rows


@pytest.mark.parametrize("anchor", FIGURES)
def test_a_drawing_taken_as_svg_says_its_title_its_base_and_where_it_is_from(
    pictured: Book, anchor: str
) -> None:
    root = ElementTree.parse(pictured.site / "embed" / f"{anchor}.svg").getroot()
    words = " ".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert words.startswith(f"Figure\u00a0{FIGURES[anchor]}. ")
    assert "Base\u202f: " in words
    assert f"#{anchor}" in words.replace(" ", "")
    assert not re.search(r'href="(?!#)', ElementTree.tostring(root, encoding="unicode"))


def test_the_list_of_figures_says_what_each_is_and_what_it_rests_on(pictured: Book) -> None:
    listed = json.loads((pictured.site / "figures.json").read_text(encoding="utf-8"))
    records = {record["anchor"]: record for record in listed["figures"]}
    assert {name: one["number"] for name, one in records.items()} == {**FIGURES, "tab-a": 1}
    assert listed["digest"] == json.loads((pictured.site / "numbers.json").read_text())["digest"]
    usage = records["fig-usage"]
    assert usage["title"] == "Moins de la moitié & plus"
    assert usage["base"].startswith("Base\u202f: 57 répondants.")
    assert usage["sources"] == ["findings-2025#use-none"]
    hashes = {resource["name"]: resource["hash"] for resource in load_descriptor()["resources"]}
    assert usage["data"] == {"findings-2025": hashes["findings-2025"]}
    assert usage["methods"] == ["reconstructed"]
    assert usage["license"] == "etalab-2.0"
    assert usage["address"] == f"{SITE}notebooks/premier.html#fig-usage"
    assert (pictured.site / usage["embed"].removeprefix(SITE)).is_file()
    assert (pictured.site / usage["svg"].removeprefix(SITE)).is_file()


# References


def test_a_reference_names_authors_year_title_figure_and_address(pictured: Book) -> None:
    cite = only(shown(pictured, "notebooks/premier", "fig-usage"), ".cite-words").get_text()
    for part in ("Les contributeurs", "« Moins", "figure 1", f"{SITE}notebooks/premier.html#fig"):
        assert part in cite.replace("\u00a0", " ").replace("\u202f", " ")
    assert re.search(r"\(20\d\d\)", cite)


def test_the_code_to_embed_names_the_page_by_its_whole_address(pictured: Book) -> None:
    code = only(shown(pictured, "notebooks/second", "fig-raisons"), ".embedding code").get_text()
    frame = only(BeautifulSoup(code, "html5lib"), "iframe")
    assert frame["src"] == f"{SITE}embed/fig-raisons.html"
    assert str(frame["title"]).startswith("Figure\u00a03. ")
    assert int(str(frame["height"])) > 200


# Pictures for networks


def test_each_chapter_has_a_picture_of_its_first_figure_named_by_its_whole_address(
    pictured: Book,
) -> None:
    pictures = {}
    for name in ("index", "notebooks/premier", "notebooks/second"):
        page = pictured.page(name)
        address = str(only(page, 'meta[property="og:image"]')["content"])
        assert address.startswith(SITE)
        content = (pictured.site / address.removeprefix(SITE)).read_bytes()
        assert Image.open(io.BytesIO(content)).size == (1200, 630)
        pictures[content] = str(only(page, 'meta[property="og:image:alt"]')["content"])
    assert len(pictures) == 3
    assert "Figure\u00a01. Moins de la moitié & plus" in pictures.values()


def test_no_picture_is_named_where_the_address_of_the_site_is_not_known(small_book: Book) -> None:
    for name in small_book.pages():
        assert small_book.page(name).select('meta[property^="og:image"]') == []


# With a script, and without


@pytest.fixture
def visited(pictured: Book, chromium: Browser) -> Iterator[Page]:
    with (
        served(pictured.site) as address,
        chromium.new_context(**READER, permissions=["clipboard-read", "clipboard-write"]) as reader,
    ):
        page = reader.new_page()
        page.goto(f"{address}/notebooks/premier.html")
        yield page


def test_a_reader_copies_the_reference_the_address_and_the_code_by_keyboard(
    visited: Page, pictured: Book
) -> None:
    tools = visited.locator("#fig-usage .shown-tools")
    expected = {
        "Citer la figure 1": f"{SITE}notebooks/premier.html#fig-usage",
        "Lien de la figure 1": f"{SITE}notebooks/premier.html#fig-usage",
        "Intégrer la figure 1": "/embed/fig-usage.html",
    }
    for name, part in expected.items():
        tools.get_by_role("button", name=name).press("Enter")
        tools.get_by_role("status").filter(has_text=re.compile("copié")).wait_for()
        copied = visited.evaluate("navigator.clipboard.readText()")
        assert part in copied
        visited.evaluate("document.querySelector('#fig-usage [role=status]').textContent = ''")
    assert copied.startswith("<iframe ")


def test_a_reader_saves_the_figure_as_a_picture_with_its_words(visited: Page) -> None:
    with visited.expect_download() as saved:
        visited.get_by_role("button", name="PNG de la figure 1").click()
    assert saved.value.suggested_filename == "fig-usage.png"
    picture = Image.open(saved.value.path()).convert("RGB")
    assert picture.size[0] > 1500
    colours = picture.getcolors(maxcolors=1 << 20)
    assert colours is not None
    counted = {colour: count for count, colour in colours}
    assert counted[(18, 67, 109)] > 1000  # users
    assert counted[(200, 80, 15)] > 1000  # non-users


def test_where_copying_is_refused_the_text_is_opened(pictured: Book, chromium: Browser) -> None:
    with served(pictured.site) as address, chromium.new_context(**READER) as reader:
        page = reader.new_page()
        page.add_init_script("navigator.clipboard.writeText = () => Promise.reject('no')")
        page.goto(f"{address}/notebooks/premier.html")
        page.get_by_role("button", name="Citer la figure 1").click()
        assert page.locator("#fig-usage .cite").is_visible()
        assert "ci-dessous" in page.locator("#fig-usage [role=status]").inner_text()


def test_code_is_out_of_sight_until_the_switch_is_pressed_and_is_not_printed(
    visited: Page,
) -> None:
    code = visited.locator("details.code")
    assert code.count() > 0
    assert visited.locator("details.code:visible").count() == 0
    switch = visited.get_by_role("button", name="Montrer le code")
    switch.press("Enter")
    assert switch.get_attribute("aria-pressed") == "true"
    assert visited.locator("details.code[open]:visible").count() == code.count()
    visited.emulate_media(media="print")
    assert visited.locator("details.code:visible, .shown-tools:visible").count() == 0
    visited.emulate_media(media="screen")
    switch.press("Enter")
    assert visited.locator("details.code:visible").count() == 0


def test_without_a_script_code_is_folded_and_every_text_is_there(
    pictured: Book, chromium: Browser
) -> None:
    with (
        served(pictured.site) as address,
        chromium.new_context(**READER, java_script_enabled=False) as reader,
    ):
        page = reader.new_page()
        page.goto(f"{address}/notebooks/premier.html")
        assert page.locator("details.code:visible").count() > 0
        tools = page.locator("#fig-usage .shown-tools")
        assert tools.locator("a:visible").count() == 2
        assert tools.locator("button:visible").count() == 0
        page.locator("#fig-usage summary").click()
        assert page.locator("#fig-usage .cite").is_visible()
        assert page.locator("#fig-usage .embedding code").is_visible()


def test_an_embedded_figure_is_framed_by_another_site_and_asks_for_nothing(
    pictured: Book, chromium: Browser, tmp_path: Path
) -> None:
    with served(pictured.site) as address, served(tmp_path) as elsewhere:
        frame = f'<iframe src="{address}/embed/fig-usage.html" width="390" height="500"></iframe>'
        (tmp_path / "index.html").write_text(frame, encoding="utf-8")
        with chromium.new_context(**READER) as reader:
            page = reader.new_page()
            asked: list[str] = []
            said: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: said.append(message.text))
            page.goto(f"{elsewhere}/index.html", wait_until="networkidle")
            inside = page.frame_locator("iframe")
            assert inside.locator(".narrow").is_visible()
            assert not inside.locator(".wide").is_visible()
            here = [url for url in asked if url.startswith(address)]
            assert here == [f"{address}/embed/fig-usage.html"]
            assert said == []
