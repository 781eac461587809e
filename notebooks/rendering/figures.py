"""The figures of a survey, from its findings: what a notebook calls for answers of one's own."""

from rendering.shown.findings import intervals, squares
from rendering.shown.tabulated import results

__all__ = ["intervals", "results", "squares"]
