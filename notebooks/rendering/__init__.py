"""From findings to what a page shows: figures, tables, sentences, language. Computes no finding."""

from rendering.shown.answer import answer, publish
from rendering.shown.numbers import numbers_of, quantities, tally
from rendering.shown.table import show_table
from rendering.words.language import language, localized, tr

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
