"""What a page of the site says, as blocks and runs of text that a template of Typst sets.

Paper says what the page says: its article is read, as it is written, once the chapters have run.
What a sheet has no use for is left out: code, tools, what a control would show in another state,
the numbers folded under a figure. Text stays text: nothing of it is ever read as markup.

A block is a dictionary whose ``kind`` is ``heading``, ``text``, ``list``, ``figure``, ``caption``,
``table``, ``note``, ``terms``, ``actions`` or ``quotes``; a run is text, or text in a manner.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

Block = dict[str, Any]
Run = dict[str, Any]

_SVG = re.compile(r"<svg .*?</svg>", re.DOTALL)
_HEIGHT = re.compile(r'viewBox="0 0 [\d.]+ ([\d.]+)"')
_TALL = 450.0  # points of a drawing that takes most of a sheet
_SPACES = re.compile(r"[ \t\r\n\f]+")  # the narrow ones stay
# What is not of the text of a page.
_LEFT_OUT = {
    "code",  # folded code
    "cell_input",
    "headerlink",
    "download",
    "cite",
    "quoting",
    "embedding",
    "shown-tools",
    "choice-form",
    "choice-unrun",
    "unseen",
    "term-link",
    "label",  # the rank of a work in the bibliography: works are cited by author
    "definition",
}
_MANNERS = {"strong": "strong", "em": "emph", "code": "code", "sup": "super", "cite": "emph"}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3}


@dataclass
class Page:
    """A page: its document, its title and its blocks."""

    document: str
    title: str
    blocks: list[Block]

    def found(self, kind: str) -> Iterator[Block]:
        """The blocks of a kind, in order, wherever they stand."""
        yield from (block for block in _all(self.blocks) if block["kind"] == kind)

    def block(self, anchor: str) -> Block:
        """The figure, table or section under an anchor. Raises LookupError where there is none."""
        for block in _all(self.blocks):
            if block.get("id") == f"{self.document}#{anchor}":
                return block
        raise LookupError(f"{self.document}: no block is under #{anchor}. Correct the anchor.")

    def section(self, anchor: str) -> list[Block]:
        """The blocks under a heading, to the next one of its level."""
        start = self.blocks.index(self.block(anchor))
        level = self.blocks[start]["level"]
        after = self.blocks[start + 1 :]
        ends = (n for n, b in enumerate(after) if b["kind"] == "heading" and b["level"] <= level)
        return after[: next(ends, len(after))]


def _all(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if block["kind"] == "note":
            yield from _all(block["blocks"])


def read_page(site: Path, document: str) -> Page:
    """The page of a document. Raises OSError where it is not built."""
    markup = (site / f"{document}.html").read_text(encoding="utf-8")
    drawings: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        drawings.append(found[0])
        return f'<svg data-n="{len(drawings) - 1}"></svg>'

    article = BeautifulSoup(_SVG.sub(put_aside, markup), "html.parser").find("article")
    if not isinstance(article, Tag):
        raise ValueError(f"{document}: the page has no article. Build the site again.")
    reader = _Reader(document, drawings)
    blocks = list(reader.blocks(article))
    title = next((text_of(b["runs"]) for b in blocks if b["kind"] == "heading"), "")
    return Page(document, title, blocks)


def text_of(runs: Sequence[Run]) -> str:
    """The words of runs, without their manner."""
    return "".join(run["text"] if "text" in run else text_of(run["runs"]) for run in runs)


class _Reader:
    """Reads the article of one page."""

    def __init__(self, document: str, drawings: Sequence[str]) -> None:
        self._document = document
        self._drawings = drawings

    # Blocks

    def blocks(self, place: Tag) -> Iterator[Block]:
        loose: list[PageElement] = []  # words and manners that stand in no paragraph
        for child in place.children:
            if isinstance(child, Tag) and not _is_run(child):
                yield from self._text(loose)
                loose = []
                yield from self._block(child)
            else:
                loose.append(child)
        yield from self._text(loose)

    def _block(self, tag: Tag) -> Iterator[Block]:
        classes = set(tag.get_attribute_list("class"))
        if classes & _LEFT_OUT or tag.has_attr("hidden") or tag.name in ("nav", "template"):
            return
        read: dict[str, Callable[[Tag], Iterator[Block]]] = {
            "figure": self._figure,
            "table": self._table,
            "ul": self._list,
            "ol": self._list,
            "dl": self._terms,
            "details": self._folded,
            **dict.fromkeys(_HEADINGS, self._heading),
            **dict.fromkeys(("p", "pre"), self._paragraph),
        }
        if "admonition" in classes:
            yield {"kind": "note", "blocks": list(self.blocks(tag))}
        elif "shown-table" in classes:
            yield from self._shown_table(tag)
        else:
            yield from read.get(tag.name, self.blocks)(tag)

    def _heading(self, tag: Tag) -> Iterator[Block]:
        runs = self.runs(tag)
        level = _HEADINGS[tag.name]
        yield {"kind": "heading", "level": level, "id": self._id(tag), "runs": runs}

    def _paragraph(self, tag: Tag) -> Iterator[Block]:
        yield from self._text(
            [tag],
            role=" ".join(map(str, tag.get_attribute_list("class") if tag.get("class") else ())),
        )

    def _text(self, words: Sequence[PageElement], role: str = "") -> Iterator[Block]:
        runs = _trimmed(_joined([run for each in words for run in self._runs(each)]))
        if runs and not _is_reading_time(runs):
            yield {"kind": "text", "role": role, "runs": runs}

    def _list(self, tag: Tag) -> Iterator[Block]:
        classes = set(tag.get_attribute_list("class"))
        items = tag.find_all("li", recursive=False)
        if "actions" in classes:
            yield {"kind": "actions", "items": [self._action(item) for item in items]}
        elif "quotes" in classes:
            pairs = [[block["runs"] for block in self.blocks(item)] for item in items]
            yield {"kind": "quotes", "right": "right" in classes, "pairs": pairs}
        else:
            start = int(str(tag.get("start", "1")))
            listed = [list(self.blocks(item)) for item in items]
            ordered = tag.name == "ol"
            yield {"kind": "list", "ordered": ordered, "start": start, "items": listed}

    def _action(self, item: Tag) -> dict[str, Any]:
        heading = item.find("h3")
        assert isinstance(heading, Tag)
        parts = []
        for part in item.find_all("div"):
            term, *said = part.find_all(["dt", "dd"])
            parts.append({"term": self.runs(term), "lines": [self.runs(each) for each in said]})
        return {"title": self.runs(heading), "parts": parts}

    def _terms(self, tag: Tag) -> Iterator[Block]:
        terms = [
            {"term": self.runs(term), "blocks": list(self.blocks(said))}
            for term in tag.find_all("dt")
            if (said := term.find_next_sibling("dd")) is not None
        ]
        yield {"kind": "terms", "terms": terms}

    def _folded(self, tag: Tag) -> Iterator[Block]:
        """What is folded on the page is open on paper; what folds it says nothing there."""
        for child in tag.find_all(True, recursive=False):
            if child.name != "summary":
                yield from self._block(child)

    def _figure(self, tag: Tag) -> Iterator[Block]:
        drawing = tag.select_one('[role="img"]')
        wide = tag.select_one(".wide svg")
        assert drawing is not None
        assert wide is not None
        number, title = self._numbered(tag.select_one(".shown-title"))
        remarks = [self.runs(p) for p in tag.select("figcaption > p:not(.base):not(.source)")]
        yield {
            "kind": "figure",
            "id": self._id(tag),
            "number": number,
            "title": title,
            "subtitle": self._one(tag.select_one(".shown-subtitle")),
            "drawing": (svg := self._drawings[int(str(wide["data-n"]))]),
            "tall": float(_HEIGHT.findall(svg)[0]) > _TALL,
            "alt": str(drawing["aria-label"]),
            "remarks": remarks,
            "base": self._one(tag.select_one("figcaption > .base")),
            "source": self._one(tag.select_one("figcaption > .source")),
        }

    def _shown_table(self, tag: Tag) -> Iterator[Block]:
        for block in self.blocks(tag):
            if block["kind"] in ("table", "actions"):
                block["id"] = self._id(tag)
            if block["kind"] == "text" and "shown-title" in block["role"]:
                title = tag.select_one(".shown-title")
                number, runs = self._numbered(title)
                yield {"kind": "caption", "number": number, "runs": runs}
            else:
                yield block

    def _table(self, tag: Tag) -> Iterator[Block]:
        caption = tag.find("caption")
        number, runs = self._numbered(caption if isinstance(caption, Tag) else None)
        seen = isinstance(caption, Tag) and "unseen" not in caption.get_attribute_list("class")
        heads = tag.select("thead th")
        rows = [row.find_all(["th", "td"], recursive=False) for row in tag.select("tbody > tr")]
        yield {
            "kind": "table",
            "id": "",
            "number": number,
            "caption": runs,
            "captioned": seen,
            "heads": [self.runs(head) for head in heads],
            "numeric": ["numeric" in head.get_attribute_list("class") for head in heads],
            "widths": [
                _width([cell.get_text() for cell in column])
                for column in zip(heads, *rows, strict=True)
            ],
            "rows": [[list(self.blocks(cell)) for cell in row] for row in rows],
        }

    def _numbered(self, place: Tag | None) -> tuple[str, list[Run]]:
        """The number of a figure or a table, « Figure 5. », and the words of its title."""
        if place is None:
            return "", []
        number = place.select_one(".shown-number")
        words = number.get_text() if number else ""
        runs = self.runs(place)
        if words and runs and runs[0].get("text", "").startswith(words):
            runs[0]["text"] = runs[0]["text"].removeprefix(words).lstrip()
        return words, _trimmed(runs)

    def _one(self, tag: Tag | None) -> list[Run]:
        return self.runs(tag) if tag is not None else []

    def _id(self, tag: Tag) -> str:
        return f"{self._document}#{tag['id']}" if tag.get("id") else ""

    # Runs

    def runs(self, place: Tag) -> list[Run]:
        return _trimmed(_joined([run for child in place.children for run in self._runs(child)]))

    def _runs(self, place: PageElement) -> Iterator[Run]:
        if isinstance(place, NavigableString):
            yield {"text": _SPACES.sub(" ", str(place))}
        elif isinstance(place, Tag) and not _LEFT_OUT & set(place.get_attribute_list("class")):
            inside = [run for child in place.children for run in self._runs(child)]
            if place.name == "br":
                yield {"text": "\n"}
            elif place.name in _MANNERS:
                yield {"manner": _MANNERS[place.name], "runs": inside}
            elif place.name == "small":
                yield {"manner": "note", "runs": inside}
            elif place.name == "a" and place.get("href"):
                yield {"manner": "link", "to": self._target(str(place["href"])), "runs": inside}
            else:
                yield from inside

    def _target(self, address: str) -> str:
        """Where a link leads: a document and its anchor, or an address of the web."""
        if re.match(r"[a-z]+:", address):
            return address
        path, _, anchor = address.partition("#")
        here = Path(self._document).parent
        parts: list[str] = []
        for part in (here / path.removesuffix(".html")).parts if path else (self._document,):
            parts = parts[:-1] if part == ".." else [*parts, part]
        return f"{'/'.join(parts)}#{anchor}"


def _width(texts: Sequence[str]) -> float:
    """How wide a column wants to be, beside others: no word cut, long cells in few lines."""
    word = max((len(word) for text in texts for word in text.split()), default=1)
    return max(float(word), 2 * math.sqrt(max(map(len, texts))))


def _is_run(tag: Tag) -> bool:
    runs = {"a", "button", "br", "data", "q", "small", "span", "abbr", *_MANNERS}
    return tag.name in runs


def _is_reading_time(runs: Sequence[Run]) -> bool:
    """A paragraph all in italics says how long the page takes on a screen."""
    return len(runs) == 1 and runs[0].get("manner") == "emph"


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Runs with plain texts put together, and no two spaces in a row."""
    found: list[Run] = []
    for run in runs:
        if "text" in run and found and "text" in found[-1]:
            found[-1] = {"text": _SPACES.sub(_one_space, found[-1]["text"] + run["text"])}
        elif "text" not in run or run["text"]:
            found.append(run)
    return found


def _one_space(found: re.Match[str]) -> str:
    return "\n" if "\n" in found[0] else " "


def _trimmed(runs: list[Run]) -> list[Run]:
    """Runs without the spaces that begin and end them, nor those that are spaces alone."""
    found = list(runs)
    while found and "text" in found[0] and not found[0]["text"].strip(" \n"):
        found.pop(0)
    while found and "text" in found[-1] and not found[-1]["text"].strip(" \n"):
        found.pop()
    if found and "text" in found[0]:
        found[0] = {"text": found[0]["text"].lstrip(" \n")}
    if found and "text" in found[-1]:
        found[-1] = {"text": found[-1]["text"].rstrip(" \n")}
    return found
