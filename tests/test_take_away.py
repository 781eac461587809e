"""What a reader takes away: data, notebooks, references; and what the site says of itself."""

from __future__ import annotations

import io
import json
import zipfile
from importlib.metadata import version
from urllib.parse import urljoin

import nbformat
import pandas as pd
from bs4 import BeautifulSoup
from PIL import Image
from pybtex.database import parse_string

from building import ROOT, Book
from dataprep import load_descriptor
from rendering.shown.numbers import OWN_SOURCES


def test_the_data_package_is_on_the_site_and_in_its_archive_to_the_byte(book: Book) -> None:
    expected = {"datapackage.json", *(r["path"] for r in load_descriptor()["resources"])}
    assert "findings-2025.csv" in expected
    [path] = (book.site / "data").glob("*.zip")
    assert path.name == "ia-et-territoires-de-projet.zip"
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == expected
        for name in expected:
            content = (ROOT / "data" / name).read_bytes()
            assert archive.read(name) == content, name
            assert (book.site / "data" / name).read_bytes() == content, name
    assert {file.name for file in (ROOT / "data").iterdir() if file.is_file()} <= expected


def test_each_chapter_can_be_taken_as_a_notebook_that_opens(book: Book) -> None:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        page = book.page(f"notebooks/{path.stem}")
        links = [str(a["href"]) for a in page.select("footer a[download]")]
        assert links == [f"../_sources/notebooks/{path.name}"]
        taken = nbformat.read(book.site / "_sources" / "notebooks" / path.name, as_version=4)
        nbformat.validate(taken)


def test_a_figure_can_be_taken_as_csv_and_cited_by_its_number_and_address(book: Book) -> None:
    for name in book.pages():
        for shown in book.page(name).select("figure.shown, .shown-table"):
            [link] = shown.select("a[download$='.csv']")
            rows = (book.site / f"{name}.html").parent / str(link["href"])
            assert rows.resolve().parent == book.site.resolve() / "embed", shown["id"]
            frame = pd.read_csv(rows)
            assert list(frame.columns), shown["id"]
            if table := shown.select_one("table:not(.lists)"):  # a list is several rows
                assert len(frame) == len(table.select("tbody tr")), shown["id"]
            assert shown.select_one(f".cite a[href$='#{shown['id']}']"), shown["id"]
            number = shown.select_one(".shown-number")
            cite = shown.select_one(".cite-words")
            assert number is not None, shown["id"]
            assert cite is not None, shown["id"]
            assert number.get_text().rstrip(".").lower() in cite.get_text(), shown["id"]


def test_numbers_of_figures_and_of_tables_have_no_gap_and_no_double(book: Book) -> None:
    listed = json.loads((book.site / "figures.json").read_text("utf-8"))["figures"]
    for kind in ("figure", "table"):
        numbers = {one["number"] for one in listed if one["kind"] == kind}
        assert len(numbers) > 10
        assert numbers == set(range(1, len(numbers) + 1)), kind
    states = [
        figure["id"] for n in book.pages() for figure in book.page(n).select(".choice .shown")
    ]
    alone = [one for one in listed if one["kind"] == "figure" and one["anchor"] not in states]
    assert len({one["number"] for one in alone}) == len(alone)


def test_each_figure_has_a_light_page_to_embed_and_a_drawing(book: Book) -> None:
    listed = json.loads((book.site / "figures.json").read_text("utf-8"))["figures"]
    figures = [one for one in listed if one["kind"] == "figure"]
    assert len(figures) > 10
    for figure in figures:
        assert (book.site / figure["embed"]).stat().st_size < 40_000, figure["anchor"]
        assert (book.site / figure["svg"]).is_file(), figure["anchor"]
        own = {source.split("#")[0] for source in figure["sources"]} <= set(OWN_SOURCES)
        data = () if own else ("data",)
        for name in ("title", "base", "sources", *data, "license", "address", "description"):
            assert figure[name], (figure["anchor"], name)
        page = BeautifulSoup((book.site / figure["embed"]).read_bytes(), "html5lib")
        for link in page.select("a[href]"):
            path, _, place = urljoin(f"/{figure['embed']}", str(link["href"])).partition("#")
            target = path.strip("/").removesuffix(".html")
            assert book.page(target).find(id=place) is not None, (figure["anchor"], link)
    pages = {path.stem for path in (book.site / "embed").glob("*.html")}
    assert pages == {figure["anchor"] for figure in figures}


def test_references_are_those_of_the_citation_file(book: Book) -> None:
    bibtex = parse_string((book.site / "citation.bib").read_text("utf-8"), "bibtex")
    [entry] = bibtex.entries.values()
    [item] = json.loads((book.site / "citation.json").read_text("utf-8"))
    assert entry.fields["title"] == item["title"]
    assert item["title"] in (ROOT / "CITATION.cff").read_text("utf-8")
    assert entry.fields["year"] == str(item["issued"]["date-parts"][0][0])
    assert item["title"].split(" : ")[0] in book.text("book/mentions")


def test_the_status_page_says_what_ran_and_with_what(book: Book) -> None:
    words = book.text("book/etat")
    assert version("jupyter-book") in words
    assert json.loads((book.site / "numbers.json").read_text("utf-8"))["digest"] in words
    page = book.page("book/etat")
    chapters = [row for row in page.select("tbody tr") if "oui" in row.get_text()]
    assert len(chapters) == len(list((ROOT / "notebooks").glob("*.ipynb")))


def test_the_picture_of_the_site_has_the_size_that_networks_show(book: Book) -> None:
    picture = Image.open(io.BytesIO((book.site / "_static" / "social.png").read_bytes()))
    assert picture.size == (1200, 630)
    colours = picture.convert("RGB").getcolors(maxcolors=1 << 20)
    assert colours is not None
    assert len(colours) >= 4, "the picture is blank"
