"""What the site shows is what its chapters gave, and the same wherever it is shown.

Each page beside the outputs that its notebook stores, each drawing to take or to embed beside that
of its page. What computed the outputs is proved elsewhere: these tests see a site that is older
than its notebooks, or a file of it that was changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag

from building import EDITIONS, ROOT, Book
from test_controls import ADDED

CHAPTERS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
# A page leads elsewhere than a notebook does: test_site follows its links.
SET_ASIDE = {"href", "id", "aria-labelledby", "data-pagefind-weight"}
SHAPES = ("<svg", "<g ", "<path", "<use", "<text ", "<clip", "<rect")
_PLACE = re.compile(r"(?<![#\w])-?\d+(?:\.\d+)?")
SVG_TAGS = ("path", "use", "text", "rect", "circle", "image")


def told(element: Tag, added: frozenset[int]) -> Iterator[str]:
    """The elements and the words of an output in their order, what pages add to them set aside."""
    for child in element.children:
        if isinstance(child, Tag):
            if id(child) in added:
                continue
            if child.name != "details":  # on a page, some have nothing left but what was added
                kept = {key: child[key] for key in sorted(child.attrs) if key not in SET_ASIDE}
                yield f"<{child.name} {json.dumps(kept, ensure_ascii=False)}>"
            yield from told(child, added)
        elif words := re.sub(r"\s+", " ", str(child)).strip():
            yield words


def outputs(element: Tag) -> list[str]:
    return list(told(element, frozenset(id(each) for each in element.select(ADDED))))


def given(chapter: str) -> list[str]:
    """The HTML that the cells of a notebook gave, as it is stored."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{chapter}.ipynb", as_version=4)
    found = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [output.data["text/html"] for output in found if "text/html" in output.get("data", {})]


def is_same(ours: str, theirs: str) -> bool:
    """Whether two lines are the same, places of a drawing to what a machine may round otherwise."""
    if not ours.startswith(SHAPES):
        return ours == theirs
    places = [[float(each) for each in _PLACE.findall(line)] for line in (ours, theirs)]
    return _PLACE.sub("#", ours) == _PLACE.sub("#", theirs) and places[0] == pytest.approx(
        places[1], abs=0.02
    )


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_page_shows_what_its_notebook_stores_and_nothing_else(book: Book, chapter: str) -> None:
    shown = book.page(f"notebooks/{chapter}").select(".output.text_html")
    stored = given(chapter)
    assert len(shown) == len(stored) > 2
    for html, output in zip(stored, shown, strict=True):
        body = BeautifulSoup(html, "html5lib").body
        assert body is not None
        anchor = body.select_one("[id^=fig-], [id^=tab-], [id^=choix-]")
        place = anchor["id"] if anchor else body.get_text()[:60]
        for ours, theirs in zip_longest(outputs(output), outputs(body), fillvalue=""):
            message = f"{chapter}, {place}: {ours} is stored as {theirs}. Run: make refresh"
            assert is_same(ours, theirs), message


# Drawings


def style_of(element: Tag, classes: dict[str, str]) -> frozenset[str]:
    """What an element declares of its look, by its own style or by its class."""
    said = str(element.get("style") or "")
    said += ";".join(["", *(classes[name] for name in element.get_attribute_list("class") if name)])
    return frozenset(re.sub(r"\s*:\s*", ":", each).strip() for each in said.split(";")) - {""}


def drawn(svg: Tag, css: str = "") -> list[Any]:
    """What a drawing is made of, in its order: shape, place, look and words."""
    classes = dict(re.findall(r"\.(s\d+)\{([^}]*)\}", css))
    return [
        (
            each.name,
            *(each.get(name) for name in ("d", "x", "y", "xlink:href", "transform")),
            style_of(each, classes),
            each.get_text() if each.name == "text" else "",
        )
        for each in svg.find_all(SVG_TAGS)
    ]


def drawings(element: Tag, css: str = "") -> list[Any]:
    return [drawn(svg, css) for svg in element.select("[role=img] svg")]


def said(figure: Tag) -> list[str]:
    """Its title, and what it says to whom does not see it."""
    title, drawing = figure.select_one("h1, .shown-title"), figure.select_one("[role=img]")
    assert title is not None
    assert drawing is not None
    return [re.sub(r"\s+", " ", title.get_text()).strip(), str(drawing["aria-label"])]


@cache
def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html5lib")


def listed(book: Book, edition: str) -> list[dict[str, Any]]:
    """The figures and the tables that an edition describes."""
    described = json.loads((book.site / f"{EDITIONS[edition]}figures.json").read_text("utf-8"))
    figures: list[dict[str, Any]] = described["figures"]
    return figures


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_figure_is_drawn_alike_on_its_page_alone_and_in_its_file(
    book: Book, edition: str
) -> None:
    start = EDITIONS[edition]
    figures = [one for one in listed(book, edition) if one["kind"] == "figure"]
    assert len(figures) > 10
    shown = {
        str(each["id"]): each
        for name in book.pages()
        for each in book.page(f"{start}{name}").select("figure.shown")
    }
    for figure in figures:
        anchor = figure["anchor"]
        on_page = drawings(shown[anchor])
        assert on_page, anchor
        place = f"{start}embed/{anchor}"
        alone = parsed(book.site / f"{place}.html")
        css = "".join(each.decode_contents() for each in alone.select("style"))
        assert said(alone) == said(shown[anchor]), f"{place}.html: not as on its page"
        there = drawings(alone, css)
        assert there, f"{place}.html: no drawing"
        for each in there:  # a heavy figure has its narrow drawing alone
            assert each in on_page, f"{place}.html: not as on its page. Run: make site"
        file = parsed(book.site / f"{place}.svg").select_one("svg svg")
        assert file is not None, anchor
        assert drawn(file) == on_page[0], f"{place}.svg: not as on its page. Run: make site"


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_figure_has_one_number_in_both_editions_and_wherever_it_is_shown(
    book: Book, edition: str
) -> None:
    numbers = {
        language: {one["anchor"]: one["number"] for one in listed(book, language)}
        for language in EDITIONS
    }
    assert numbers["fr"] == numbers["en"]
    seen = set()
    for name in book.pages():
        place = f"{EDITIONS[edition]}{name}"
        for shown in book.page(place).select("figure.shown, .shown-table"):
            anchor = str(shown["id"])
            told = [number.get_text() for number in shown.select(".shown-number")]
            found = {int(figure) for each in told for figure in re.findall(r"\d+", each)}
            assert found == {numbers[edition][anchor]}, f"{place}, {anchor}: numbered {told}"
            seen.add(anchor)
    assert len(seen) > 20
