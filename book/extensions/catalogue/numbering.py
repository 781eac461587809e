"""Number the figures and the tables through the book, and cite them by their number.

Outputs of notebooks carry no number: they are numbered here, in the order of the contents, when all
pages are read. All states of a choice are one figure. A figure that another page shows keeps its
number; one that no chapter shows is numbered where it stands.

A Markdown link that leads to the anchor of a figure or a table, ``[figure](#fig-bases)``, reads
« figure 3 » on the site, from whichever page; other words stay as they are typed. A link to an
anchor that is not there is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from docutils import nodes
from myst_nb.ext.glue.crossref import read_glue_cache
from myst_nb.ext.glue.utils import PendingGlueReference
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from rendering.words.language import tr
from rendering.words.typography import NO_BREAK

LOGGER = logging.getLogger(__name__)
FIGURE, TABLE = "figure", "table"
_KINDS = {"figure": FIGURE, "div": TABLE}
_PLACES = re.compile(
    r'<(section) class="choice" id="([^"]+)"|</(section)>'
    r'|<(figure) class="shown" id="([^"]+)"|<(div) class="shown-table" id="([^"]+)"'
)


class Place(NamedTuple):
    """A figure or a table in an output: its anchor, its kind, and the choice it is a state of."""

    anchor: str
    kind: str
    choice: str


@dataclass(frozen=True)
class Numbered:
    """A figure or a table of the book: its kind, its number among them, the document of it."""

    kind: str
    number: int
    document: str

    def words(self) -> str:
        """« figure 3 », « tableau 2 »."""
        words = tr("figure {n}") if self.kind == FIGURE else tr("tableau {n}")
        return words.format(n=self.number).replace(" ", NO_BREAK)

    def it(self) -> str:
        """« la figure 3 », « le tableau 2 »."""
        words = tr("la figure {n}") if self.kind == FIGURE else tr("le tableau {n}")
        return words.format(n=self.number)

    def of_it(self) -> str:
        """« de la figure 3 », « du tableau 2 »."""
        words = tr("de la figure {n}") if self.kind == FIGURE else tr("du tableau {n}")
        return words.format(n=self.number)

    def head(self) -> str:
        """What stands before its title: « Figure 3. »"""
        words = self.words()
        return f"{words[0].upper()}{words[1:]}."


def places_in(markup: str) -> Iterator[Place]:
    """The figures and tables of an output, in order."""
    choice = ""
    for found in _PLACES.finditer(markup):
        opened, chosen, closed, *rest = found.groups()
        if opened or closed:
            choice = chosen or ""
        else:
            kind, anchor = (part for part in rest if part)
            yield Place(anchor, _KINDS[kind], choice)


def number_places(
    documents: list[str], shown: dict[str, list[Place]], glued: dict[str, list[Place]]
) -> dict[str, Numbered]:
    """The number of each anchor, in the order of ``documents``.

    ``shown`` are the places of a document's own outputs; ``glued``, those that it takes from
    another one, which count where no document shows them. A choice has the number of its states.
    """
    owners: dict[str, str] = {}
    for document, places in shown.items():
        for place in places:
            owners.setdefault(place.anchor, document)
    numbers: dict[str, Numbered] = {}
    counts = {FIGURE: 0, TABLE: 0}
    of_choices: dict[tuple[str, str], Numbered] = {}
    for document in documents:
        taken = [place for place in glued.get(document, []) if place.anchor not in owners]
        for anchor, kind, choice in [*taken, *shown.get(document, [])]:
            if anchor in numbers:
                continue
            known = of_choices.get((choice, kind)) if choice else None
            if known is None:
                counts[kind] += 1
                known = Numbered(kind, counts[kind], document)
            numbers[anchor] = known
            if choice:
                of_choices[choice, kind] = known
                numbers.setdefault(choice, known)
    return numbers


def numbers_of(env: BuildEnvironment) -> dict[str, Numbered]:
    """The figures and tables of the book, by anchor; empty until all pages are read."""
    numbers: dict[str, Numbered] = getattr(env, "book_numbers", {})
    return numbers


def _read(env: BuildEnvironment) -> dict[str, tuple[list[Place], list[tuple[str, str]]]]:
    """What each document read so far shows, and what it glues: document and key."""
    places: dict[str, tuple[list[Place], list[tuple[str, str]]]]
    places = vars(env).setdefault("book_places", {})
    return places


def read_places(app: Sphinx, doctree: nodes.document) -> None:
    shown = [
        place
        for node in doctree.findall(nodes.raw)
        if node.get("format") == "html"
        for place in places_in(node.astext())
    ]
    glued = [(str(n.refdoc), str(n.key)) for n in doctree.findall(PendingGlueReference)]
    _read(app.env)[app.env.docname] = (shown, glued)


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _read(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    _read(env).update({name: _read(other)[name] for name in docnames if name in _read(other)})


def number_all(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Number what the pages show; says so where two pages claim an anchor. Every page is written
    anew by each build, so that none keeps an older number."""
    read = _read(env)
    shown = {document: places for document, (places, _) in read.items()}
    folder = env.mystnb_config.output_folder  # type: ignore[attr-defined]
    glued: dict[str, list[Place]] = {
        document: [
            place
            for page, key in keys
            for place in places_in(_html_of(read_glue_cache(folder, page).get(key)))
        ]
        for document, (_, keys) in read.items()
    }
    owners: dict[str, str] = {}
    for document, places in sorted(shown.items()):
        for anchor in {place.anchor for place in places}:
            first = owners.setdefault(anchor, document)
            if first != document:
                LOGGER.warning(
                    "#%s is shown by %s and by %s: expected one page for each anchor. Give one of "
                    "them another anchor, or glue it from the other.",
                    anchor,
                    first,
                    document,
                    location=document,
                )
    env.book_numbers = number_places(_in_order(env), shown, glued)  # type: ignore[attr-defined]
    return []


def _html_of(output: Any) -> str:
    """The HTML of a glued output; nothing where it has none."""
    data = output.get("data", {}) if isinstance(output, dict) else {}
    return "".join(data.get("text/html", ""))


def _in_order(env: BuildEnvironment) -> list[str]:
    """The documents as the contents order them, each once; those left out come last."""
    ordered: dict[str, None] = {}

    def walk(document: str) -> None:
        if document not in ordered:
            ordered[document] = None
            for child in env.toctree_includes.get(document, []):
                walk(child)

    walk(env.config.root_doc)
    return [*ordered, *sorted(set(env.found_docs) - set(ordered))]


class CiteByNumber(SphinxPostTransform):
    """Resolve the links to figures and tables, before MyST looks for headings of that name."""

    default_priority = 4

    def run(self, **_: Any) -> None:
        numbers = numbers_of(self.env)
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node.get("reftype") != "myst":
                continue
            anchor = node.get("reftargetid") if node["refdomain"] == "doc" else node["reftarget"]
            numbered = numbers.get(str(anchor))
            named = node["reftarget"] if node["refdomain"] == "doc" else None
            if numbered is not None and named in (None, numbered.document):
                node.replace_self(self._link(node, str(anchor), numbered))

    def _link(self, node: addnodes.pending_xref, anchor: str, numbered: Numbered) -> nodes.Element:
        words = node.astext().strip()
        if not words:
            content: list[nodes.Node] = [nodes.Text(numbered.words())]
        elif words.lower().split()[-1] in (tr("figure"), tr("tableau")):
            content = [nodes.Text(f"{words}{NO_BREAK}{numbered.number}")]
        else:
            content = node.children
        here = self.env.docname
        address = (
            ""
            if here == numbered.document
            else self.app.builder.get_relative_uri(here, numbered.document)
        )
        return nodes.reference("", "", *content, refuri=f"{address}#{anchor}", internal=True)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("doctree-read", read_places)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", number_all)
    app.add_post_transform(CiteByNumber)
    # What is kept of each page, to be read anew when its form changes.
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
