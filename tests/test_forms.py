"""Templates escape what they are handed, ask for all they need, and hold no word of their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from building import ROOT
from rendering.forms import html
from rendering.shown.numbers import Number
from rendering.shown.output import Output

TEMPLATES = sorted((ROOT / "notebooks/rendering/forms/html").glob("*.html"))
HOSTILE = "<b a='1'>\"&amp;"
NUMBER = Number("k", 3, "rows", "timeline", "counted")


def test_words_are_escaped_and_what_a_template_made_is_not() -> None:
    assert html.render("answer.html", sentence=HOSTILE, result=True) == (
        '<p class="answer">&lt;b a=&#39;1&#39;&gt;&#34;&amp;amp;</p>'
    )
    assert html.render("answer.html", sentence=Markup("<b>1</b>"), result=True) == (
        '<p class="answer"><b>1</b></p>'
    )


def test_an_output_stands_in_a_template_as_itself() -> None:
    class Spoken(Output):
        def plain(self) -> str:
            return "1"

        def html(self) -> str:
            return "<b>1</b>"

        def shown_numbers(self) -> tuple[Number, ...]:
            return (NUMBER,)

    assert (
        html.render("answer.html", sentence=Spoken(), result=True)
        == '<p class="answer"><b>1</b></p>'
    )
    assert (
        html.render("answer.html", sentence=NUMBER, result=True)
        == f'<p class="answer">{NUMBER.html()}</p>'
    )


def test_the_letters_of_a_first_are_raised_where_an_element_can_stand() -> None:
    sentence = Markup('<a href="1er">Le 1er mai</a>, <svg><text>1er</text></svg> la 1re.')
    assert html.render("answer.html", sentence=sentence, result=True) == (
        '<p class="answer"><a href="1er">Le 1<sup>er</sup> mai</a>, '
        "<svg><text>1er</text></svg> la 1<sup>re</sup>.</p>"
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_says_what_it_misses(template: Path) -> None:
    with pytest.raises(UndefinedError, match="is undefined"):
        html.render(template.name)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_holds_no_word(template: Path) -> None:
    assert not words_of(template.read_text(encoding="utf-8"))


def words_of(template: str) -> list[str]:
    """The words of a template that a reader would read, or hear."""
    kept = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", template, flags=re.DOTALL)
    heard = re.findall(r'\b(?:aria-label|alt|title|placeholder)="([^"]*)"', kept)
    return re.findall(r"[^\W\d_]+", " ".join([re.sub(r"<[^>]*>", " ", kept), *heard]))


def test_a_word_in_a_template_is_seen() -> None:
    template = '{# no #}<p title="{{ a }}">Un {{ mot }}</p><i aria-label="Deux"></i>'
    assert words_of(template) == ["Un", "Deux"]


def test_no_module_of_the_book_escapes_by_itself() -> None:
    modules = (ROOT / "notebooks/rendering").rglob("*.py")
    assert not [path.name for path in modules if "escape(" in path.read_text(encoding="utf-8")]
