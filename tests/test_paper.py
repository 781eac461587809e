"""The documents to print say what the pages say, and all can read them: tagged, and whole."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from pdfua import validate
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from building import EDITIONS, ROOT, Book
from extensions.made import Made
from extensions.paper import press
from extensions.paper.documents import BASES, CHAPTERS, DOCUMENTS, SLIDES
from rendering.words.language import LANGUAGES, speaking

EACH = [(language, document) for language in LANGUAGES for document in DOCUMENTS]


def path_of(book: Book, language: str, document: str) -> Path:
    with speaking(language):
        return book.site / EDITIONS[language] / press.file_name(document)


@cache
def reader(path: Path) -> PdfReader:
    return PdfReader(BytesIO(path.read_bytes()))


@cache
def words_of(path: Path) -> str:
    """The words of a document, every run of spaces made one plain space."""
    pdf = pypdfium2.PdfDocument(path.read_bytes())
    pages = [page.get_textpage().get_text_range() for page in pdf]
    return plain(" ".join(pages))


def plain(text: str) -> str:
    """Words without what a line does to them: spaces made one, hyphens at its end taken out."""
    return re.sub(r"\s+", " ", text.replace("\ufffe", "").replace("\u00ad", ""))


def root_of(path: Path) -> Any:
    """The catalogue of a document, whose entries are of any kind."""
    return reader(path).trailer["/Root"]


def structure(path: Path) -> Iterator[DictionaryObject]:
    """Every element of the structure of a tagged document."""
    waiting: list[Any] = [root_of(path)["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, DictionaryObject):
            yield element
            inside = element.get("/K", [])
            waiting += inside if isinstance(inside, list) else [inside]


@pytest.mark.parametrize(("language", "document"), EACH)
def test_a_document_is_tagged_in_its_language_and_says_its_standards(
    book: Book, language: str, document: str
) -> None:
    path = path_of(book, language, document)
    root = root_of(path)
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith(language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    about = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part>1<", about)
    assert re.search(r"pdfaid:part>2<", about)
    assert re.search(r"pdfaid:conformance>A<", about)
    about_it = reader(path).metadata
    assert about_it
    assert about_it.title


@pytest.mark.exhaustive  # a minute, on the report
@pytest.mark.parametrize(("language", "document"), EACH)
def test_a_checker_of_accessible_documents_finds_nothing(
    book: Book, language: str, document: str
) -> None:
    report = validate(str(path_of(book, language, document)))
    assert [f"{found.rule_id}: {found.message}" for found in report.findings] == []


@pytest.mark.parametrize(("language", "document"), EACH)
def test_every_figure_has_its_alternative_text(book: Book, language: str, document: str) -> None:
    figures = [
        each for each in structure(path_of(book, language, document)) if each.get("/S") == "/Figure"
    ]
    assert figures
    assert all(len(str(each.get("/Alt", ""))) > 20 for each in figures)


@pytest.mark.parametrize(("language", "document"), EACH)
def test_every_font_is_in_the_file(book: Book, language: str, document: str) -> None:
    found = 0
    for page in reader(path_of(book, language, document)).pages:
        resources: Any = page["/Resources"]
        for each_font in resources.get("/Font", {}).values():
            font = each_font.get_object()
            inside = [each.get_object() for each in font.get("/DescendantFonts", [font])]
            for each in inside:
                descriptor = each["/FontDescriptor"]
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
                found += 1
    assert found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_has_two_pages_and_the_slides_ten_before_their_notes(
    book: Book, language: str
) -> None:
    assert len(reader(path_of(book, language, "essentiel")).pages) == 2
    slides = reader(path_of(book, language, "diapos"))
    assert len(slides.pages) > len(SLIDES) == 10
    for page in slides.pages:
        assert float(page.mediabox.width) / float(page.mediabox.height) == pytest.approx(
            16 / 9, abs=0.001
        )


@pytest.mark.parametrize(("language", "document"), EACH)
def test_a_document_has_bookmarks(book: Book, language: str, document: str) -> None:
    outline = reader(path_of(book, language, document)).outline
    titles = [each.title for each in outline if not isinstance(each, list)]
    assert len(titles) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_chapters_is_in_the_report(book: Book, language: str) -> None:
    said = words_of(path_of(book, language, "rapport"))
    for name in (*CHAPTERS, BASES):
        page = book.page(f"{EDITIONS[language]}{name}")
        shown = [data for data in page.select("article data") if not data.find_parent(hidden=True)]
        for data in shown:
            assert plain(data.get_text()) in said, (name, data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_says_its_source_on_paper(book: Book, language: str) -> None:
    said = words_of(path_of(book, language, "rapport"))
    found = 0
    for name in (*CHAPTERS, BASES):
        for source in book.page(f"{EDITIONS[language]}{name}").select("figure.shown .source"):
            if not source.find_parent(hidden=True):
                found += 1
                assert plain(source.get_text()).strip() in said, name
    assert found > 5
    slides = words_of(path_of(book, language, "diapos"))
    assert len(re.findall(r"\bSource\s?:", slides)) >= len(SLIDES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_number_is_on_the_sheet(book: Book, language: str) -> None:
    said = words_of(path_of(book, language, "essentiel"))
    opening = book.page(f"{EDITIONS[language]}index").select(".opening > p data")
    assert opening
    for data in opening:
        assert plain(data.get_text()) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_title_of_a_slide_is_the_finding_of_its_figure(book: Book, language: str) -> None:
    said = words_of(path_of(book, language, "diapos"))
    for document, anchor in SLIDES:
        title = book.page(f"{EDITIONS[language]}{document}").select_one(f"#{anchor} .shown-title")
        assert title is not None
        number = title.select_one(".shown-number")
        assert number is not None
        words = title.get_text().removeprefix(number.get_text())
        assert plain(words).strip() in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_lead_to_the_documents_with_their_pages_and_size(book: Book, language: str) -> None:
    for name in ("index", "notebooks/02-methode"):
        links = book.page(f"{EDITIONS[language]}{name}").select(".papers li")
        assert len(links) == len(DOCUMENTS)
        for item in links:
            link, size = item.select_one("a"), item.select_one("data")
            assert link is not None
            assert size is not None
            path = ((book.site / EDITIONS[language] / name).parent / str(link["href"])).resolve()
            with speaking(language):
                assert size.get_text() == press.size_words(path.read_bytes())


def test_no_word_and_no_number_is_typed_in_a_template() -> None:
    for path in press.TEMPLATES.glob("*.typ"):
        for line in path.read_text(encoding="utf-8").splitlines():
            code = line.split("//")[0]
            for text in re.findall(r"\[([^\[\]]*)\]", code):
                bare = re.sub(r"#\([^)]*\)|#[\w.-]+(?:\((?:[^()]|\([^()]*\))*\))*", "", text)
                assert not re.search(r"[^\W\d_]{2}|\d", bare), (path.name, text)


def test_what_is_wrong_is_said_with_its_place(book: Book) -> None:
    from extensions.paper.content import read_page

    page = read_page(book.site, "notebooks/02-methode")
    with pytest.raises(LookupError, match=r"notebooks/02-methode: no block is under #fig-basses"):
        page.block("fig-basses")


def test_the_same_data_make_the_same_bytes(book: Book) -> None:
    document, held = next(press.contents(book.site, ""))
    assert press.compiled(document, held) == press.compiled(document, held)


def test_a_document_of_a_later_commit_bears_its_date_though_it_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[int, list[bytes]] = {}
    monkeypatch.setattr(press, "compiled", lambda *_: os.environ["SOURCE_DATE_EPOCH"].encode())
    for date in (1_000_000_000, 1_000_000_001, 1_000_000_000):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(date))
        made = Made(tmp_path / "made", "code")
        kept.setdefault(date, []).append(press.pressed(made, "essentiel", "{}"))
    assert {date: {*pdfs} for date, pdfs in kept.items()} == {
        date: {str(date).encode()} for date in kept
    }


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_site_whose_address_is_known_is_named_on_paper(
    book: Book, tmp_path: Path, document: str
) -> None:
    address = "https://site.example/livre/"
    path = tmp_path / f"{document}.pdf"
    path.write_bytes(press.compiled(document, dict(press.contents(book.site, address))[document]))
    without = reader(path_of(book, "fr", document))
    assert len(reader(path).pages) == len(without.pages)
    codes = [each for each in structure(path) if each.get("/Alt") == address]
    assert (address in words_of(path)) == (document != "diapos")
    assert len(codes) == (document == "essentiel")
    assert read_by_a_telephone(path) == [address] * len(codes)


def read_by_a_telephone(path: Path) -> list[str]:
    """What the square codes of a document say."""
    pages = (page.render(scale=3).to_pil() for page in pypdfium2.PdfDocument(path.read_bytes()))
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]


def test_the_templates_are_those_of_the_documents() -> None:
    assert {path.stem for path in press.TEMPLATES.glob("*.typ")} == {"book", *DOCUMENTS}
    assert (ROOT / "book" / "print").is_dir()
