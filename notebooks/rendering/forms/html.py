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

    Raises jinja2's UndefinedError where the template asks for a value that was not given.
    """
    return Markup(_TEMPLATES.get_template(template).render(values))
