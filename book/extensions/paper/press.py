"""Set the documents to print with Typst, for PDF/A-2a and PDF/UA-1: no clock, no network.

``BOOK_PAPER=no`` leaves them out: a preview of the pages has no use for them.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from sphinx.application import Sphinx

from extensions import ROOT
from extensions.catalogue.citation import authors_of, citation
from extensions.inputs import date_of_book, digest
from extensions.made import Made, made_of
from extensions.page.address import absolute
from extensions.paper.content import read_page
from extensions.paper.documents import DOCUMENTS, PAGES, Book
from rendering.words.dates import date_words
from rendering.words.language import SOURCE, language, tr
from rendering.words.typography import typeset

TEMPLATES = ROOT / "book" / "print"
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
_SIZE = re.compile(r'(<data class="pdf-size" value="([a-z-]+\.pdf)">)[^<]*(</data>)')


def file_name(document: str) -> str:
    """The file of a document in the language of the edition."""
    ending = "" if language() == SOURCE else f"-{language()}"
    return f"ia-territoires-{document}{ending}.pdf"


def contents(site: Path, address: str) -> Iterator[tuple[str, str]]:
    """What each document holds, from the pages of a site: its name, and its data as JSON."""
    facts = citation()
    stamp = date_of_book(ROOT)
    day = datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%d") if stamp is not None else ""
    book = Book(
        title=tr("IA et Territoires de projet"),
        authors=", ".join(authors_of(facts)),
        version=facts["version"],
        date=date_words({"date": day}) if day else "",
        address=address,
        digest=digest(ROOT),
    )
    pages = {name: read_page(site, name) for name in PAGES}
    for document, make in DOCUMENTS.items():
        held = make(pages, book)
        held |= {"code": _qr_code(address)} if address else {}
        yield document, json.dumps(held, ensure_ascii=False, sort_keys=True)


def _qr_code(address: str) -> str:
    import segno

    return str(segno.make(address, error="m").svg_inline(scale=1, border=2))


def compiled(document: str, held: str) -> bytes:
    """A document as PDF, from its data as JSON. Raises RuntimeError with what Typst refuses."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for template in TEMPLATES.glob("*.typ"):
            (root / template.name).write_bytes(template.read_bytes())
        (root / "data.json").write_text(held, encoding="utf-8")
        pdf: bytes = typst.compile(
            str(root / f"{document}.typ"),
            root=str(root),
            font_paths=[str(files("font_source_sans_pro") / "files")],
            ignore_system_fonts=True,
            sys_inputs={"data": "data.json"},
            pdf_standards=[*STANDARDS],
            timestamp=date_of_book(ROOT) or 0,
        )
    return pdf


def pressed(made: Made, document: str, held: str) -> bytes:
    """A document as PDF, compiled where its data, its date or the templates are new."""
    make = partial(compiled, document, held)
    return made.take(make, document, held, date_of_book(ROOT), _templates())


def print_all(app: Sphinx, exception: Exception | None) -> None:
    """Write the documents beside the pages, and their sizes on the pages that lead to them."""
    if exception is not None or app.builder.format != "html" or not wanted(app):
        return
    site, made = Path(app.outdir), made_of(app)
    sizes = {}
    for document, held in contents(site, absolute(app, "")):
        pdf = pressed(made, document, held)
        (site / file_name(document)).write_bytes(pdf)
        sizes[file_name(document)] = size_words(pdf)
    for name in sorted(app.env.found_docs):
        path = site / app.builder.get_target_uri(name)
        page = path.read_text(encoding="utf-8")
        filled = _SIZE.sub(lambda found: found[1] + sizes[found[2]] + found[3], page)
        if filled != page:
            path.write_text(filled, encoding="utf-8")


def wanted(app: Sphinx) -> bool:
    """Whether the documents are asked for, and all their pages are of the book."""
    return os.environ.get("BOOK_PAPER") != "no" and app.env.found_docs >= set(PAGES)


def _templates() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.typ")))


def size_words(pdf: bytes) -> str:
    """How many pages a PDF has, and what it weighs."""
    pages = pages_of(pdf)
    return tr("PDF, {pages} pages, {size} ko").format(pages=pages, size=round(len(pdf) / 1000))


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(pdf)).pages)


def fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Lead the home page and the chapters to the documents; sizes are filled in once known."""
    if wanted(app) and (pagename == app.config.root_doc or pagename.startswith("notebooks/")):
        titles = {
            "essentiel": tr("L'essentiel, en une feuille"),
            "rapport": tr("Le rapport"),
            "diapos": tr("Les diapositives"),
        }
        context["papers"] = [
            (context["pathto"](file_name(name), 1), file_name(name), typeset(words))
            for name, words in titles.items()
        ]


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", fill_context)
    app.connect("build-finished", print_all, priority=890)  # before the search reads the pages
    return {"parallel_read_safe": True, "parallel_write_safe": True}
