"""How long a chapter takes to read: the words that a page shows, outputs included, folds closed.

MyST counts the Markdown alone, where half of a chapter is what its cells print.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from rendering.words.language import tr

WORDS_PER_MINUTE = 200  # what MyST counts with
_MINUTES = re.compile(r"\d+ minutes?")
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_UNREAD = {"form", "option", "script", "style", "template", "title"}
_UNSEEN = {"unseen", "choice-unrun"}


class _Shown(HTMLParser):
    """The text that a browser shows of some HTML: not what is hidden, nor what is folded."""

    def __init__(self, markup: str):
        super().__init__()
        self.pieces: list[str] = []
        self._open: list[tuple[str, bool]] = [("", True)]  # each element, and whether it is shown
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        parent, shown = self._open[-1]
        folded = parent == "details" and tag != "summary"
        aside = tag in _UNREAD or _UNSEEN & set((given.get("class") or "").split())
        shown = shown and not (folded or aside or "hidden" in given)
        if tag not in _VOID:
            self._open.append((tag + "+" * ("open" in given), shown))

    def handle_endtag(self, tag: str) -> None:
        names = [name.removesuffix("+") for name, _ in self._open]
        if tag in names[1:]:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if self._open[-1][1]:
            self.pieces.append(data)


def words_shown(markup: str) -> int:
    """How many words a browser shows of some HTML, folds closed; marks alone are no words."""
    return _count(" ".join(_Shown(markup).pieces))


def words_of(document: nodes.document) -> int:
    """How many words a page shows: its prose, and what its cells print."""
    prose = [str(text) for text in document.findall(nodes.Text) if _is_prose(text)]
    printed = [raw.astext() for raw in document.findall(nodes.raw) if raw.get("format") == "html"]
    return sum(map(_count, prose)) + sum(map(words_shown, printed))


def _is_prose(text: nodes.Text) -> bool:
    node = text.parent
    while node is not None:
        if isinstance(node, nodes.raw | nodes.literal_block | nodes.comment):
            return False
        node = node.parent
    return True


def _count(text: str) -> int:
    return len(re.findall(r"\S*\w\S*", text))


class SayReadingTime(SphinxPostTransform):
    """Put the minutes where the line of the chapter has those of its Markdown."""

    default_priority = 895  # once outputs are chosen, before citations are typeset

    def run(self, **_: Any) -> None:
        for line in self.document.findall(nodes.emphasis):
            words = line.astext()
            if len(line.parent.children) == 1 and _MINUTES.search(words):
                minutes = max(1, round(words_of(self.document) / WORDS_PER_MINUTE))
                said = (tr("{n} minutes") if minutes > 1 else tr("{n} minute")).format(n=minutes)
                line.children = []
                line += nodes.Text(_MINUTES.sub(said, words))
                return


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(SayReadingTime)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
