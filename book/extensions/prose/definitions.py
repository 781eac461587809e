"""Words of method open their definition in place, and the glossary is where it is written.

The first time that a page says one of the words below, in prose, it becomes a button that opens the
definition as a popover: the browser's own, so it needs no script and answers to the keyboard. An
author may ask for more: a link to the glossary, ``[intervalle](../book/glossaire.md#intervalle)``
(which Jupyter follows), or in a page ``{term}`intervalle```, does the same, once a section at most.
A browser without popovers shows a link to the glossary beside the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import escape
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from dataprep.descriptor import nearest
from rendering.forms import html
from rendering.words.language import language, prose, tr
from rendering.words.typography import typeset

GLOSSARY = "book/glossaire"
_ENTRIES = re.compile(r"```\{glossary\}\n(.*?)\n```", re.DOTALL)
_ENTRY = re.compile(r"^(\S.*)\n((?: {4}.*(?:\n|$)|\n(?= {4}))+)", re.MULTILINE)
# The words that a page explains by itself, by language and entry. Not those of other senses:
# « base de données », « se borne à », « les bases d'un document ».
FOUND = {
    "fr": {
        "arrondi": re.compile(r"\barrondi(?:e?s?)\b"),
        "base": re.compile(
            r"(?<!à )(?<!de )(?<!\bpar )\bbases?\b(?! de données| légale| juridique| d['’]un)"
        ),
        "borne": re.compile(r"(?<!\bse )\bbornes?\b(?! à)"),
        "intervalle": re.compile(r"\bintervalles?\b"),
        "petr": re.compile(r"\bPETR\b"),
    },
    "en": {
        "arrondi": re.compile(r"\brounded percentages?\b"),
        "base": re.compile(r"(?<!legal )\bbases?\b"),
        "borne": re.compile(r"(?<!\bis )(?<!\bare )(?<!of )\bbounds?\b"),
        "intervalle": re.compile(r"\bintervals?\b"),
        "petr": re.compile(r"\bPETRs?\b"),
    },
}
_NOT_PROSE = (nodes.title, nodes.reference, pending_xref, nodes.literal, nodes.raw, nodes.term)

logger = logging.getLogger(__name__)


@lru_cache(maxsize=4)
def _entries_of(text: str) -> dict[str, tuple[str, str]]:
    found = _ENTRIES.search(text)
    pairs = _ENTRY.findall(found[1] + "\n") if found else []
    return {term.lower(): (term, " ".join(words.split())) for term, words in pairs}


def definitions(glossary: Path) -> dict[str, tuple[str, str]]:
    """The entries of the glossary, by their French name in lowercase: name and definition."""
    found = _entries_of(glossary.read_text(encoding="utf-8"))
    return {name: (prose(term), typeset(prose(words))) for name, (term, words) in found.items()}


class method_word(nodes.Inline, nodes.TextElement):  # type: ignore[misc]  # noqa: N801  (as docutils)
    """A word that opens its definition."""


class word_definition(nodes.General, nodes.Element):  # type: ignore[misc]  # noqa: N801
    """The definition that it opens, at the end of the page."""


class DefineWords(SphinxTransform):
    """Turn words of method into buttons, and put what they open at the end of the page."""

    default_priority = 860  # once the prose is typeset (typesetting.py)

    def apply(self, **_: Any) -> None:
        if self.env.docname == GLOSSARY or GLOSSARY not in self.env.found_docs:
            return
        entries = definitions(Path(self.env.doc2path(GLOSSARY)))
        asked = self._asked_for(entries)
        patterns = FOUND[language()]
        found = [
            name for name in patterns if name not in asked and self._find(name, patterns[name])
        ]
        for name in sorted({*asked, *found}):
            term, words = entries[name]
            self.document += word_definition(name=name, term=term, words=words)
            self.env.note_dependency(self.env.doc2path(GLOSSARY))

    def _asked_for(self, entries: dict[str, tuple[str, str]]) -> set[str]:
        """The entries that the author links to: each link becomes a word."""
        told: set[tuple[str, int]] = set()
        for link in list(self.document.findall(pending_xref)):
            if (name := _linked(link)) is None:
                continue
            if name not in entries:
                logger.warning(
                    "the glossary has no entry « %s »%s. Correct the link, or add the entry.",
                    name,
                    nearest(name, entries),
                    location=link,
                )
                continue
            place = (name, id(_section(link)))
            text = nodes.Text(link.astext())
            _close_elision(link)
            link.replace_self(text if place in told else method_word("", "", text, name=name))
            told.add(place)
        return {name for name, _ in told}

    def _find(self, name: str, pattern: re.Pattern[str]) -> bool:
        """Mark the first place where the prose says a word; False where it nowhere does."""
        for text in self._prose():
            if match := pattern.search(str(text)):
                before, after = str(text)[: match.start()], str(text)[match.end() :]
                said = method_word("", "", nodes.Text(match[0]), name=name)
                around = [nodes.Text(before), said, nodes.Text(after)]
                text.parent.replace(text, [node for node in around if node.astext()])
                return True
        return False

    def _prose(self) -> Iterator[nodes.Text]:
        for paragraph in self.document.findall(nodes.paragraph):
            for text in list(paragraph.findall(nodes.Text)):
                if not any(isinstance(node, (*_NOT_PROSE, method_word)) for node in _above(text)):
                    yield text


def _close_elision(link: nodes.Node) -> None:
    """Set the apostrophe of « l' » before a link, which stands at the end of its own text."""
    before = link.parent[link.parent.index(link) - 1]
    if isinstance(before, nodes.Text) and before.endswith("'"):
        before.parent.replace(before, nodes.Text(before[:-1] + "’"))


def _linked(link: pending_xref) -> str | None:
    """The entry of the glossary that a link leads to; None for any other link."""
    if link["reftype"] == "term":
        return str(link["reftarget"]).lower()
    page = str(link.get("reftarget", "")).removesuffix(".md")
    if page.endswith(GLOSSARY) and link.get("reftargetid"):
        return str(link["reftargetid"]).lower().removeprefix("term-").replace("-", " ")
    return None


def _above(node: nodes.Node) -> Iterator[nodes.Node]:
    while (node := node.parent) is not None:
        yield node


def _section(node: nodes.Node) -> nodes.Node | None:
    return next((above for above in _above(node) if isinstance(above, nodes.section)), None)


def _anchor(name: str) -> str:
    return f"definition-{nodes.make_id(name)}"


def _glossary_address(translator: HTML5Translator, name: str) -> str:
    env = translator.builder.env
    page, anchor = env.domains["std"].objects["term", _listed(env, name)]
    here = translator.builder.current_docname
    return f"{translator.builder.get_relative_uri(here, page)}#{anchor}"


def _listed(env: Any, name: str) -> str:
    """The entry as Sphinx lists it, with its capitals."""
    terms = [term for kind, term in env.domains["std"].objects if kind == "term"]
    return next(str(term) for term in terms if term.lower() == name)


def open_word(self: HTML5Translator, node: method_word) -> None:
    self.body.append(f'<button type="button" class="term" popovertarget="{_anchor(node["name"])}">')


def close_word(self: HTML5Translator, node: method_word) -> None:
    label = escape(typeset(tr("Définition : {word}").format(word=node.astext())))
    address = _glossary_address(self, node["name"])
    self.body.append(f'</button><a class="term-link" href="{address}" aria-label="{label}"></a>')


def write_definition(self: HTML5Translator, node: word_definition) -> None:
    term = node["term"]
    definition = html.render(
        "definition.html",
        anchor=_anchor(node["name"]),
        label=typeset(tr("Définition : {word}")).format(word=term),
        term=term,
        words=node["words"],
        address=_glossary_address(self, node["name"]),
        more=typeset(tr("« {term} » dans le glossaire")).format(term=term),
    )
    self.body.append(f"{definition}\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(method_word, html=(open_word, close_word))
    app.add_node(word_definition, html=(write_definition, None))
    app.add_transform(DefineWords)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
