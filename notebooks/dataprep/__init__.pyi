from .answers.codebook import codebook
from .answers.comparison import compare
from .answers.disclosure import protect
from .answers.reading import read_responses
from .answers.tabulation import tabulate
from .bases import conflicting_claims, possible_bases, possible_counts, reconstruct_bases
from .comparators import comparable, gaps, latest, on_topic, traps, trend
from .descriptor import TableError, load_descriptor
from .findings import (
    BasesError,
    counted_bases,
    counted_findings,
    published_bases,
    published_claims,
    published_findings,
)
from .intervals import bounds, interval
from .tables import load_table
from .wave import Wave, published_wave

__all__ = [
    "BasesError",
    "TableError",
    "Wave",
    "bounds",
    "codebook",
    "comparable",
    "compare",
    "conflicting_claims",
    "counted_bases",
    "counted_findings",
    "gaps",
    "interval",
    "latest",
    "load_descriptor",
    "load_table",
    "on_topic",
    "possible_bases",
    "possible_counts",
    "protect",
    "published_bases",
    "published_claims",
    "published_findings",
    "published_wave",
    "read_responses",
    "reconstruct_bases",
    "tabulate",
    "traps",
    "trend",
]
