"""What is shown, as HTML: templates that escape whatever they are handed.

A template says which elements there are; it holds no word of its own. Only ``Markup``, which comes
from a template, and outputs, which say their own HTML, are put in as they are.
"""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from rendering.words.typography import raised


class Joined(Extension):
    """Leave out the line ends and indents of a template, which are for whoever reads it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"\n\s*", "", source)


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("html")),
    autoescape=True,
    undefined=StrictUndefined,
    extensions=[Joined],
)


def render(template: str, **values: object) -> Markup:
    """The HTML of a template of ``forms/html``, filled in with ``values``, text escaped.

    The letters of « 1er » are raised, where an element can stand. Raises jinja2's UndefinedError
    where the template asks for a value that was not given.
    """
    return Markup(_with_raised(_TEMPLATES.get_template(template).render(values)))


# Tags, and elements whose text holds no other element: a drawing's words have their own place.
_ASIDE = re.compile(r"(<(svg|option|title|script|style)\b.*?</\2>|<[^>]*>)", re.DOTALL)


def _with_raised(markup: str) -> str:
    if not any(first in markup for first in ("1er", "1re")):
        return markup
    kept, written = 0, []
    for aside in _ASIDE.finditer(markup):
        written += [_raise(markup[kept : aside.start()]), aside[0]]
        kept = aside.end()
    return "".join([*written, _raise(markup[kept:])])


def _raise(text: str) -> str:
    return "".join(
        piece + (f"<sup>{letters}</sup>" if letters else "") for piece, letters in raised(text)
    )
