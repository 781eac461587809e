"""From findings to what a page shows: figures, tables, sentences, language. Computes no finding."""

from rendering.shown.answer import answer, publish
from rendering.shown.conclusions import ConclusionError, holds
from rendering.shown.numbers import numbers_of, quantities, tally
from rendering.shown.table import show_table
from rendering.words.language import language, localized, tr

__all__ = [
    "ConclusionError",
    "answer",
    "holds",
    "language",
    "localized",
    "numbers_of",
    "publish",
    "quantities",
    "show_table",
    "tally",
    "tr",
]
