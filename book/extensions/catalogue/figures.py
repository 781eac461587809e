"""What others take: a page to embed and a drawing of each figure, its rows and a table's as CSV.

They are made of the pages of the site, once they are written, and of the outputs that these show;
figures.json describes each.
"""

from __future__ import annotations

import html as escaping
import json
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util import logging

from dataprep import load_descriptor
from extensions import ROOT
from extensions.catalogue.drawings import whole, with_classes
from extensions.catalogue.numbering import FIGURE, Numbered, numbers_of
from extensions.catalogue.numbers import outputs_of
from extensions.inputs import digest
from extensions.made import made_of
from extensions.page.address import absolute
from extensions.page.policy import policy_of_embed
from extensions.page.tools import EMBED, rows_in
from rendering.forms import html
from rendering.words.language import language, tr
from rendering.words.typography import typeset

LOGGER = logging.getLogger(__name__)
LIST = "figures.json"
HEAVIEST = 40_000  # bytes of a page to embed
STYLE = ROOT / "book" / "assets" / "style" / "embed.css"
_FIGURE = re.compile(r'<figure class="shown" id="([^"]+)"[^>]*>(.*?)</figure>', re.DOTALL)
_TABLE = re.compile(
    r'<div class="shown-table" id="([^"]+)">.*?'
    r'(?:<caption><span>(.*?)</span></caption>|<p class="shown-title">(.*?)</p>)',
    re.DOTALL,
)
_LINK = re.compile(r'href="([^"]+)"')
_NUMBER = re.compile(r'<span class="shown-number">.*?</span> ')
_SOURCE = re.compile(r'href="[^"#]*#([a-z0-9-]+?)(?:--([^"]+))?"')


@dataclass(frozen=True)
class Taken:
    """A figure or a table of a page. Words are HTML, as the page has them."""

    anchor: str
    numbered: Numbered
    title: str
    subtitle: str = ""
    says: str = ""
    caption: str = ""
    base: str = ""
    source: str = ""
    drawings: tuple[str, ...] = ()

    def sources(self, tables: Collection[str]) -> list[str]:
        """The rows that it comes from, as ``<table>#<row>``; ``tables`` are those there are."""
        found = [(table, row) for table, row in _SOURCE.findall(self.source) if table in tables]
        return list(dict.fromkeys(f"{table}#{row}" if row else table for table, row in found))


def taken_from(page: str, document: str, numbers: dict[str, Numbered]) -> Iterator[Taken]:
    """The figures and tables that a page shows and that are its own."""
    for found in _FIGURE.finditer(page):
        anchor, inside = found.groups()
        if anchor in numbers and numbers[anchor].document == document:
            yield Taken(
                anchor,
                numbers[anchor],
                title=_NUMBER.sub("", _inside(r'<p class="shown-title"[^>]*>(.*?)</p>', inside)),
                subtitle=_inside(r'<p class="shown-subtitle">(.*?)</p>', inside),
                says=_inside(r'role="img" aria-label="([^"]*)"', inside),
                caption=_inside(r"<figcaption><p>(.*?)</p>", inside),
                base=_inside(r'<p class="base">(.*?)</p>', inside),
                source=_inside(r'<p class="source">(.*?)</p>', inside),
                drawings=tuple(re.findall(r"<svg .*?</svg>", inside, re.DOTALL)),
            )
    for anchor, caption, title in _TABLE.findall(page):
        if anchor in numbers and numbers[anchor].document == document:
            yield Taken(anchor, numbers[anchor], title=_NUMBER.sub("", caption or title))


def _inside(pattern: str, markup: str) -> str:
    found = re.search(pattern, markup, re.DOTALL)
    return found[1] if found else ""


def plain(markup: str) -> str:
    """The words of a piece of HTML."""
    return escaping.unescape(re.sub("<[^>]+>", "", markup)).strip()


def embed_page(taken: Taken, document: str, site: str) -> str:
    """The page to embed of a figure: it holds all that it shows, and asks for nothing.

    ``document`` is the address of its page from the root of the site. Where both drawings weigh too
    much, the narrow one alone is there.
    """
    wide, narrow = taken.drawings
    page = _embed_page(taken, document, site, wide, narrow)
    if len(page.encode()) > HEAVIEST:
        page = _embed_page(taken, document, site, "", narrow)
    return page


def _embed_page(taken: Taken, document: str, site: str, wide: str, narrow: str) -> str:
    (wide, narrow), classes = with_classes([wide, narrow])
    sheet = re.sub(r"\s*\n\s*", "", STYLE.read_text(encoding="utf-8")).strip() + classes
    source = _LINK.sub(
        lambda found: f'href="{_from_embed(document, found[1])}"',
        taken.source,
    )
    return html.render(
        "embed.html",
        language=language(),
        policy=policy_of_embed(sheet),
        style=Markup(sheet),
        canonical=f"{site}{document}#{taken.anchor}" if site else "",
        head=taken.numbered.head(),
        title=Markup(taken.title),
        words_of_title=plain(taken.title),
        subtitle=Markup(taken.subtitle),
        says=Markup(taken.says),
        wide=wide,
        narrow=narrow,
        caption=Markup(taken.caption),
        base=Markup(taken.base),
        source=Markup(source),
        address=f"../{document}#{taken.anchor}",
        words=typeset(tr("Cette figure dans « IA et Territoires de projet »")),
    )


def _from_embed(document: str, address: str) -> str:
    """An address that the page ``document`` gives, as a page to embed gives it."""
    if urlsplit(address).scheme:
        return address
    path, mark, fragment = address.partition("#")
    target = join(dirname(document), path) if path else document
    return f"../{normpath(target)}{mark}{fragment}"


def drawing_file(taken: Taken, place: str) -> str:
    """The drawing of a figure as a file of its own; ``place`` says where it is from."""
    return whole(
        taken.drawings[0],
        [f"{taken.numbered.head()} {plain(taken.title)}", plain(taken.subtitle)],
        [plain(taken.base), plain(taken.source), place],
    )


def described(
    taken: Taken,
    document: str,
    site: str,
    tables: Mapping[str, Mapping[str, Any]],
    numbers: list[dict[str, Any]],
) -> dict[str, Any]:
    """What figures.json says of a figure or a table.

    ``tables`` are those of the data package, by name; ``numbers``, those of its output: how they
    were found, and the rows of a table, which names none by itself.
    """
    sources = taken.sources(tables) or list(dict.fromkeys(number["source"] for number in numbers))
    record = {
        "anchor": taken.anchor,
        "kind": taken.numbered.kind,
        "number": taken.numbered.number,
        "title": plain(taken.title),
        "subtitle": plain(taken.subtitle),
        "description": plain(taken.says),
        "caption": plain(taken.caption),
        "base": plain(taken.base),
        "sources": sources,
        "methods": sorted({number["method"] for number in numbers}),
        "data": {  # answers of one's own are in no table
            name: tables[name]["hash"]
            for name in dict.fromkeys(s.split("#")[0] for s in sources)
            if name in tables
        },
        "license": "etalab-2.0",
        "csv": f"{site}{EMBED}/{taken.anchor}.csv",
        "address": f"{site}{document}#{taken.anchor}",
    }
    if taken.numbered.kind == FIGURE:
        record |= {
            "embed": f"{site}{EMBED}/{taken.anchor}.html",
            "svg": f"{site}{EMBED}/{taken.anchor}.svg",
        }
    return {name: value for name, value in record.items() if value not in ("", [], {})}


def write_figures(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    site, root, numbers = Path(app.outdir), absolute(app, ""), numbers_of(app.env)
    tables = {resource["name"]: resource for resource in load_descriptor()["resources"]}
    shutil.rmtree(site / EMBED, ignore_errors=True)
    (site / EMBED).mkdir()
    printed: dict[str, list[dict[str, Any]]] = {}
    for markup, found in outputs_of(app.env):
        for anchor, rows in rows_in(markup):
            (site / EMBED / f"{anchor}.csv").write_text(rows, encoding="utf-8")
            printed.setdefault(anchor, found)
    records = []
    for name in sorted(app.env.found_docs):
        document = app.builder.get_target_uri(name)
        page = (site / document).read_text(encoding="utf-8")
        for taken in taken_from(page, name, numbers):
            records.append(described(taken, document, root, tables, printed.get(taken.anchor, [])))
            if taken.drawings:
                _write(app, site / EMBED, taken, document, root)
    records.sort(key=lambda record: (record["kind"], record["number"]))
    content = {"digest": digest(ROOT), "figures": records}
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (site / LIST).write_text(text, encoding="utf-8")


def _write(app: Sphinx, folder: Path, taken: Taken, document: str, site: str) -> None:
    made = made_of(app)
    page = made.take(lambda: embed_page(taken, document, site).encode(), taken, document, site)
    weight = len(page)
    if weight > HEAVIEST:
        LOGGER.warning(
            "#%s: its page to embed weighs %d bytes: expected %d at most. Draw less.",
            taken.anchor,
            weight,
            HEAVIEST,
        )
    (folder / f"{taken.anchor}.html").write_bytes(page)
    place = (
        f"{site}{document}#{taken.anchor}" if site else typeset(tr("IA et Territoires de projet"))
    )
    drawing = made.take(lambda: drawing_file(taken, place).encode(), taken, place, "drawing")
    (folder / f"{taken.anchor}.svg").write_bytes(drawing)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", write_figures, priority=600)  # once pages and numbers are
    return {"parallel_read_safe": True, "parallel_write_safe": True}
