"""The bibliography in the language of the edition: « et » between authors, the title as link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as field_default
from typing import Any
from unicodedata import normalize

from docutils import nodes
from pybtex.plugin import register_plugin
from pybtex.style.formatting import BaseStyle, toplevel
from pybtex.style.template import (
    field,
    first_of,
    href,
    join,
    names,
    optional,
    optional_field,
    sentence,
    tag,
)
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex.plugin import register_plugin as register_reference_style
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from rendering.words.language import language, tr
from rendering.words.typography import typeset


class BookStyle(BaseStyle):  # type: ignore[misc]  # pybtex has no types
    """One form for all kinds of entries: authors, linked title, where, when."""

    def sort(self, entries: Iterable[Any]) -> list[Any]:
        """By first author, year and title, accents folded; institutions among the persons."""
        return sorted(entries, key=_place)

    def _template(self, entry: Any) -> Any:
        last = _and()
        title = tag("em")[field("title")]
        where = join(sep=", ")[
            first_of[
                optional[tag("em")[field("journal")]],
                *_named("institution"),
                *_named("howpublished"),
                optional_field("publisher"),
            ],
            optional[join["vol. ", field("volume"), optional["(", field("number"), ")"]]],
            optional[join["p. ", field("pages")]],
            optional[field("year")],
        ]
        return toplevel[
            sentence[names("author", sep=", ", sep2=last, last_sep=last)],
            sentence[
                first_of[
                    optional[href(field("url", raw=True))[title]],
                    optional[href(join["https://doi.org/", field("doi", raw=True)])[title]],
                    title,
                ]
            ],
            sentence[where],
            sentence[first_of[*_named("note")]],
        ]

    get_article_template = get_book_template = get_misc_template = _template
    get_techreport_template = get_online_template = get_report_template = _template


def _and() -> str:
    """What stands before the last of several authors."""
    return " " + tr("et") + " "


def _named(name: str) -> list[Any]:
    """A field in the language of the edition, where the entry has it; else as it is written."""
    return [optional_field(f"{name}_{language()}"), optional_field(name)]


def _place(entry: Any) -> tuple[str, str, str]:
    names = " ".join(entry.persons["author"][0].last_names)
    folded = normalize("NFKD", names.strip("{}")).encode("ascii", "ignore").decode().lower()
    return folded, entry.fields.get("year", ""), entry.fields["title"]


@dataclass
class BookReferences(AuthorYearReferenceStyle):
    """Citations by author and year, with the edition's word for « and »."""

    person: PersonStyle = field_default(
        default_factory=lambda: PersonStyle(abbreviate=False, sep2=_and(), last_sep=_and())
    )


class MarkLanguages(SphinxPostTransform):
    """Say the language of each title and journal that is not in that of the edition."""

    default_priority = 950  # once the references are resolved and typeset

    def run(self, **_: Any) -> None:
        citations: Any = self.env.get_domain("cite")
        entries = citations.bibdata.data.entries.values()
        foreign = {
            typeset(entry.fields[name]): code
            for entry in entries
            for name in ("title", "journal")
            if name in entry.fields
            and (code := _CODES[entry.fields.get("language", "english")]) != language()
        }
        for citation in self.document.findall(nodes.reference):
            # A tooltip can't say its language, and its words are one link away.
            citation.attributes.pop("reftitle", None)
        for title in self.document.findall(nodes.emphasis):
            if title.astext() in foreign:
                title["classes"].append(f"language-{foreign[title.astext()]}")


_CODES = {"french": "fr", "english": "en"}


def setup(app: Sphinx) -> dict[str, Any]:
    register_plugin("pybtex.style.formatting", "book", BookStyle)
    app.add_post_transform(MarkLanguages)
    register_reference_style("sphinxcontrib.bibtex.style.referencing", "book", BookReferences)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
