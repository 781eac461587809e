from . import figures
from .shown.answer import answer, publish
from .shown.conclusions import ConclusionError, holds
from .shown.numbers import numbers_of, quantities, tally
from .shown.table import show_table
from .words.language import language, localized, tr

__all__ = [
    "ConclusionError",
    "answer",
    "figures",
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
