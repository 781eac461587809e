"""The drawings of the book, and what can be read in one: where its marks and its words stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

import pandas as pd

from dataprep import (
    comparable,
    latest,
    load_table,
    published_bases,
    published_claims,
    published_findings,
    published_statements,
    published_total,
    trend,
)
from dataprep.calibration import recovery_rates
from dataprep.robustness import relaxed_pairs
from rendering.chapters.bases import pairs_matrix
from rendering.chapters.context import timeline
from rendering.chapters.elsewhere import beside, trend_lines
from rendering.chapters.method import bases_by_percentage
from rendering.chapters.next_survey import rises_by_answers, rises_figure
from rendering.chapters.recovery import recovery
from rendering.chapters.reliability import bounds_figure
from rendering.shown.figure import Shown
from rendering.shown.findings import intervals, squares
from rendering.shown.numbers import Number, numbers_of

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"

FINDINGS = published_findings()
COUNTED = FINDINGS[FINDINGS["count"].notna() & FINDINGS["share"].notna()]
FOUND = dict(published_bases().bases or {})
USERS = numbers_of(COUNTED)["users"]
POPULATION = Number("universe/all", 268, "count", "universe#territories-2023", "reported")
SERIES = ("credoc-use", "data-publica-use", "insee-use", "lga-use")
KINDS = ("squares", "intervals", "bases", "timeline", "beside", "trends")
KINDS += ("pairs", "recovery", "bounds", "rises")


@cache
def pairs() -> pd.DataFrame:
    return relaxed_pairs()


@cache
def rates() -> pd.DataFrame:
    return recovery_rates()


@cache
def figure(kind: str) -> Shown:
    """One drawing of each kind that the book has, its anchor named after it."""
    name = f"fig-{kind}", "Titre"
    if kind == "squares":
        return squares(COUNTED[COUNTED["question"] == "scope"], *name)
    if kind == "intervals":
        return intervals(COUNTED[COUNTED["question"] == "outlook"], *name)
    if kind == "bases":
        return bases_by_percentage(published_claims(), published_total(), FOUND, *name)
    if kind == "timeline":
        return timeline(load_table("timeline"), *name)
    if kind == "beside":
        return beside(COUNTED[COUNTED["option"] == "users"], latest(comparable("users")), *name)
    if kind == "trends":
        return trend_lines(pd.concat([trend(series) for series in SERIES]), *name)
    if kind == "pairs":
        return pairs_matrix(pairs(), FOUND, published_statements(), *name)
    if kind == "recovery":
        return recovery(rates(), published_total(), len(published_claims()), *name)
    if kind == "bounds":
        return bounds_figure(USERS, POPULATION, *name)
    return rises_figure(rises_by_answers(USERS, POPULATION), USERS, POPULATION, *name)
