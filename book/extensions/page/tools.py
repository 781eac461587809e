"""What the site puts around each figure and table: its number, its tools, its reference.

Outputs are stored without them: a notebook has no address, and no number in the book. So the HTML
of an output, whose form ``rendering/forms`` gives, is completed here.
"""

from __future__ import annotations

import html as escaping
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from extensions.catalogue.citation import authors_of, citation, title_of
from extensions.catalogue.numbering import FIGURE, Numbered, numbers_of
from extensions.page.address import absolute
from rendering.forms import html
from rendering.words.language import tr
from rendering.words.typography import typeset

EMBED = "embed"  # the folder of what is taken elsewhere: rows, and a page and a drawing of a figure
QUOTING = "book/citer"
_SHOWN = re.compile(
    r'<figure class="shown" id="(?P<figure>[^"]+)">.*?</figure>'
    r'|<div class="shown-table" id="(?P<table>[^"]+)">.*?<p class="cite">.*?</p></div>',
    re.DOTALL,
)
_CSV = re.compile(r'<a class="download" download="[^"]+\.csv" href="([^"]*)">[^<]*</a>')
_CITE = re.compile(r'<p class="cite">.*?</p>', re.DOTALL)
_TITLE = re.compile(r'(<p class="shown-title">|<caption><span>)(.*?)(?=</p>|</span>)', re.DOTALL)
# A list in the place of a table: its title is for screen readers alone.
_LISTED = re.compile(r'^(<div [^>]*>)(?=<ol [^>]*aria-label="([^"]+)")')
_SUMMARY = re.compile(r"<details><summary>[^<]*</summary>")
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True)
class Way:
    """How a page leads to another: its addresses from it, and from anywhere if that is known."""

    page: str  # the address of the page of the figure, from the page where it is shown
    root: str  # the way from the page where it is shown to the root of the site
    site: str  # the address of the site, or nothing
    document: str  # the address of the page of the figure, from the root
    quoting: str = ""  # the page that says how to quote the numbers, where the book has one

    def place(self, anchor: str) -> str:
        return f"{self.site}{self.document}#{anchor}" if self.site else f"{self.page}#{anchor}"

    def file(self, path: str) -> str:
        return f"{self.root}{path}"

    def from_afar(self, path: str) -> str:
        return f"{self.site}{path}" if self.site else self.file(path)


def with_tools(markup: str, numbers: dict[str, Numbered], way_to: Any) -> str:
    """An output with the number and the tools of each figure and table that it shows.

    ``way_to`` gives the ``Way`` to a document. What has no number is left as it is.
    """

    def complete(found: re.Match[str]) -> str:
        anchor = found["figure"] or found["table"]
        numbered = numbers.get(anchor)
        if numbered is None:
            return found[0]
        return _completed(found[0], anchor, numbered, way_to(numbered.document))

    return _SHOWN.sub(complete, markup)


def rows_in(markup: str) -> Iterator[tuple[str, str]]:
    """The anchor of each figure and table of an output, and its rows as CSV."""
    for found in _SHOWN.finditer(markup):
        if csv := _CSV.search(found[0]):
            yield found["figure"] or found["table"], unquote(csv[1].partition(",")[2])


def _completed(shown: str, anchor: str, numbered: Numbered, way: Way) -> str:
    shown = _LISTED.sub(r'\1<p class="shown-title">\2</p>', shown)
    title = _TITLE.search(shown)
    if title is None or _CSV.search(shown) is None:
        raise ValueError(
            f"#{anchor}: its output has no title or no CSV. Expected the form that rendering/forms "
            "gives a figure or a table. Show it with show() or show_table()."
        )
    words = escaping.unescape(re.sub("<[^>]+>", "", title[2]))
    head = f'<span class="shown-number">{numbered.head()}</span> '
    of_it = f' <span class="unseen">{numbered.of_it()}</span>'
    shown = _TITLE.sub(lambda found: f"{found[1]}{head}{found[2]}", shown, count=1)
    reference = _reference(words, anchor, numbered, way)
    tools = _tools(anchor, numbered, way)
    shown = _CSV.sub("", shown, count=1)
    if numbered.kind != FIGURE:
        folded = html.render(
            "folded.html", summary=Markup(tr("Citation") + of_it), inside=reference
        )
        return _CITE.sub(lambda _: f"{tools}{folded}", shown, count=1)
    embedding = _embedding(shown, words, anchor, numbered, way)
    shown = _CITE.sub(lambda _: f"{reference}{embedding}", shown, count=1)
    shown = _named_by_its_title(shown, anchor)
    folded = html.render(
        "folded.html", summary=Markup(tr("Chiffres, citation, intégration") + of_it), inside=""
    )
    opened = folded.removesuffix("</details>")
    return _SUMMARY.sub(lambda _: f"{tools}{opened}", shown, count=1)


def _named_by_its_title(figure: str, anchor: str) -> str:
    """A figure would be named by its whole caption, which is read again within it."""
    title = f"{anchor}-title"
    named = f'<figure class="shown" id="{anchor}"'
    titled = '<p class="shown-title"'
    return figure.replace(named, f'{named} aria-labelledby="{title}"', 1).replace(
        titled, f'{titled} id="{title}"', 1
    )


def _tools(anchor: str, numbered: Numbered, way: Way) -> Markup:
    return html.render(
        "tools.html",
        anchor=anchor,
        label=typeset(tr("Emporter {it}")).format(it=numbered.it()),
        it=numbered.it(),
        of_it=numbered.of_it(),
        csv=way.file(f"{EMBED}/{anchor}.csv"),
        svg=way.file(f"{EMBED}/{anchor}.svg") if numbered.kind == FIGURE else "",
        words={
            "csv": tr("CSV"),
            "svg": tr("SVG"),
            "png": tr("PNG"),
            "cite": tr("Citer"),
            "link": tr("Lien"),
            "embed": tr("Intégrer"),
        },
    )


def _reference(title: str, anchor: str, numbered: Numbered, way: Way) -> Markup:
    """The reference of a figure or a table: authors, year, title, number, book, address."""
    facts = citation()
    address = way.place(anchor)
    quoted = typeset(tr("« {title} »")).format(title=title)
    return html.render(
        "reference.html",
        label=typeset(tr("Pour citer :")),
        authors=typeset(", ".join(authors_of(facts))),
        year=facts["date-released"][:4],
        title=quoted,
        number=numbered.words(),
        book=typeset(title_of(facts)),
        version=tr("version {version}").format(version=facts["version"]),
        address=address,
        quoting=way.quoting,
        quoting_words=typeset(tr("Comment citer ces chiffres")),
        words=address if way.site else typeset(tr("adresse de {title}")).format(title=quoted),
    )


def _embedding(shown: str, title: str, anchor: str, numbered: Numbered, way: Way) -> Markup:
    """How to show the figure in another site: its page, and the code that brings it in."""
    path = f"{EMBED}/{anchor}.html"
    whole = f"{numbered.head()} {title}"
    code = html.render(
        "iframe.html", address=way.from_afar(path), title=whole, height=_height(shown)
    )
    return html.render(
        "embedding.html",
        label=typeset(tr("Pour intégrer :")),
        address=way.file(path),
        words=tr("la page de la figure {n} seule").format(n=numbered.number),
        code=str(code),
    )


def _height(shown: str) -> int:
    """Room for the drawing at the width of a column or of a telephone, and for its words."""
    boxes = [(float(width), float(height)) for width, height in _BOX.findall(shown)]
    widths = (680, 350)
    drawn = [width * box[1] / box[0] for width, box in zip(widths, boxes, strict=False)]
    return round((max(drawn, default=0) + 260) / 20) * 20


class PutTools(SphinxPostTransform):
    """Completes the outputs of a page, once their links lead to pages of the site."""

    default_priority = 920

    def run(self, **_: Any) -> None:
        numbers = numbers_of(self.env)
        for node in self.document.findall(nodes.raw):
            if node.get("format") == "html" and 'class="shown' in node.astext():
                text = with_tools(node.astext(), numbers, self._way)
                node.children = [nodes.Text(text)]

    def _way(self, document: str) -> Way:
        here, builder = self.env.docname, self.app.builder
        depth = builder.get_target_uri(here).count("/")
        return Way(
            page="" if document == here else builder.get_relative_uri(here, document),
            root="../" * depth,
            site=absolute(self.app, ""),
            document=builder.get_target_uri(document),
            quoting=(
                builder.get_relative_uri(here, QUOTING) if QUOTING in self.env.found_docs else ""
            ),
        )


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(PutTools)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
