"""What each document to print holds: which pages, figures and sentences of the site, in order.

Nothing is written here but the words of its frame: a number, a sentence, a drawing is that of the
page it is taken from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extensions.paper.content import Block, Page, Run, text_of
from rendering.drawing import palette
from rendering.words.language import language, tr
from rendering.words.typography import typeset

HOME, CONTEXT, METHOD, ADOPTION = (
    "index",
    "notebooks/01-contexte",
    "notebooks/02-methode",
    "notebooks/03-adoption",
)
OUTLOOK, ELSEWHERE, BASES, RELIABILITY, NEXT = (
    "notebooks/04-perspectives",
    "notebooks/05-ailleurs",
    "notebooks/06-bases",
    "notebooks/07-fiabilite",
    "notebooks/08-prochaine-enquete",
)
STATEMENTS, WORKS, QUOTING = "book/enonces", "book/bibliographie", "book/citer"
CHAPTERS = (CONTEXT, METHOD, ADOPTION, OUTLOOK)

# What the documents take anything from.
PAGES = (HOME, *CHAPTERS, ELSEWHERE, BASES, RELIABILITY, NEXT, STATEMENTS, WORKS, QUOTING)

# The ten slides: a figure each, whose title is a finding.
SLIDES = (
    (HOME, "fig-accueil"),
    (METHOD, "fig-bases"),
    (METHOD, "fig-intervalle-usage"),
    (ELSEWHERE, "fig-ailleurs-quotidien"),
    (ELSEWHERE, "fig-ailleurs-formation"),
    (ELSEWHERE, "fig-ailleurs-besoin"),
    (ELSEWHERE, "fig-ailleurs-mefiance"),
    (RELIABILITY, "fig-bornes"),
    (RELIABILITY, "fig-silencieux"),
    (NEXT, "fig-hausse"),
)
# The works that the sheet names: the flash, and the report whose recommendations it gives.
_SOURCES = ("prise en main progressive", "Senée")


@dataclass(frozen=True)
class Book:
    """What every document says of the book: its name, its version, where it is, its data."""

    title: str
    authors: str
    version: str
    date: str  # in words
    address: str  # of the site; empty where it is not known
    digest: str  # of the data


Pages = Mapping[str, Page]


def frame(book: Book, title: str) -> dict[str, Any]:
    """What a template needs whatever it sets: language, names, colours, words of the frame."""
    return {
        "language": language(),
        "title": title,
        "book": book.title,
        "authors": book.authors,
        "version": book.version,
        "date": book.date,
        "address": book.address,
        "digest": book.digest,
        "colours": {
            "ink": palette.INK,
            "muted": palette.MUTED,
            "line": palette.TRACK,
            "primary": palette.PRIMARY,
            "accent": palette.ACCENT,
        },
        "words": {name: typeset(words) for name, words in _words().items()},
    }


def _words() -> dict[str, str]:
    return {
        "contents": tr("Sommaire"),
        "appendix": tr("En annexe"),
        "works": tr("Bibliographie"),
        "statements": tr("Les énoncés, et leurs lignes"),
        "independent": tr(
            "Édition indépendante et exécutable de chiffres publiés par l'ANPP. Ce n'est pas une "
            "publication de l'ANPP."
        ),
        "licence": tr("Texte et données : Licence Ouverte 2.0. Code : licence MIT."),
        "digest": tr("Empreinte des données :"),
        "version": tr("version"),
        "limits": tr("Ce que cela ne dit pas"),
        "todo": tr("Que faire"),
        "quote": tr("Comment citer ces chiffres"),
        "sources": tr("Les sources"),
        "online": tr("Chaque chiffre, sa base et sa ligne :"),
        "notes": tr("Notes de l'orateur"),
        "slide": tr("Diapositive"),
        "subtitle": tr("Les chiffres du flash 2025 de l'ANPP, un par un"),
    }


def essentials(pages: Pages, book: Book) -> dict[str, Any]:
    """One sheet: what was found and four cautions; what to do, how to quote, where it is from."""
    home, adoption = pages[HOME], pages[ADOPTION]
    opening = {block["role"]: block["runs"] for block in home.found("text") if block["role"]}
    limits = adoption.section("ce-que-cela-ne-dit-pas")
    items = [_first(item) for block in limits if block["kind"] == "list" for item in block["items"]]
    [actions] = pages[OUTLOOK].found("actions")
    quotes = next(block for block in pages[QUOTING].found("quotes") if block["right"])
    works = [block["runs"] for block in pages[WORKS].found("text")]
    return frame(book, tr("L'essentiel")) | {
        "finding": opening["finding"],
        "caution": opening["caution"],
        "limits": items,
        "figure": adoption.block("fig-resultats"),
        "actions": actions["items"],
        "quotes": [said for said, *_ in quotes["pairs"]],
        "works": [runs for runs in works if any(words in text_of(runs) for words in _SOURCES)],
    }


def _first(item: Sequence[Block]) -> list[Run]:
    runs: list[Run] = item[0]["runs"]
    return runs


def report(pages: Pages, book: Book) -> dict[str, Any]:
    """The four chapters that were asked for, the appendix of bases, works, statements."""
    return frame(book, tr("Le rapport")) | {
        "finding": next(b["runs"] for b in pages[HOME].found("text") if b["role"] == "finding"),
        "chapters": [_chapter(pages[name]) for name in CHAPTERS],
        "appendix": _chapter(pages[BASES]),
        "works": [block["runs"] for block in pages[WORKS].found("text")],
        "statements": _chapter(pages[STATEMENTS]),
        "known": sorted(_anchors(pages)),
    }


def _chapter(page: Page) -> dict[str, Any]:
    return {"id": f"{page.document}#", "title": page.title, "blocks": page.blocks[1:]}


def _anchors(pages: Pages) -> Iterator[str]:
    """Where a link of the report may lead: what it holds."""
    for name in (*CHAPTERS, BASES, STATEMENTS):
        yield f"{name}#"
        for block in pages[name].blocks[1:]:
            if block.get("id"):
                yield block["id"]


def slides(pages: Pages, book: Book) -> dict[str, Any]:
    """Ten figures, each under its finding; what to say of each, in an appendix."""
    shown = [pages[document].block(anchor) for document, anchor in SLIDES]
    return frame(book, tr("Les diapositives")) | {
        "finding": next(b["runs"] for b in pages[HOME].found("text") if b["role"] == "finding"),
        "slides": [
            {"figure": figure, "notes": _notes(pages[document], figure)}
            for (document, _), figure in zip(SLIDES, shown, strict=True)
        ],
    }


def _notes(page: Page, figure: Block) -> list[list[Run]]:
    """What the page says around a figure: the paragraphs of its section, but for the title."""
    place = page.blocks.index(figure)
    start = max((n for n, b in enumerate(page.blocks[:place]) if b["kind"] == "heading"), default=0)
    after = (n for n, b in enumerate(page.blocks[place:], place) if b["kind"] == "heading")
    section = page.blocks[start + 1 : next(after, len(page.blocks))]
    said = [block["runs"] for block in section if block["kind"] == "text"]
    return [[{"text": figure["alt"]}], *said[:3]]


DOCUMENTS = {"essentiel": essentials, "rapport": report, "diapos": slides}
