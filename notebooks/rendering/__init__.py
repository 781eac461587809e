"""From findings to what a page shows: figures, tables, sentences, language. Computes no finding."""

from rendering.answers import answer, publish
from rendering.language import language, localized, tr
from rendering.numbers import numbers_of, quantities, tally
from rendering.tables import show_table

__all__ = [
    "answer",
    "language",
    "localized",
    "numbers_of",
    "publish",
    "quantities",
    "show_table",
    "tally",
    "tr",
]
