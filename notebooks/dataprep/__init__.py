"""The data preparation that every chapter shares: from tables to findings. Draws nothing."""

from dataprep.bases import conflicting_claims, possible_bases, possible_counts, reconstruct_bases
from dataprep.comparators import comparable, gaps, latest, on_topic, traps, trend
from dataprep.descriptor import TableError, load_descriptor
from dataprep.findings import (
    BasesError,
    counted_bases,
    counted_findings,
    published_bases,
    published_claims,
    published_findings,
)
from dataprep.intervals import bounds, interval
from dataprep.tables import load_table
from dataprep.wave import Wave, published_wave

__all__ = [
    "BasesError",
    "TableError",
    "Wave",
    "bounds",
    "comparable",
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
    "published_bases",
    "published_claims",
    "published_findings",
    "published_wave",
    "reconstruct_bases",
    "traps",
    "trend",
]
