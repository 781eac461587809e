"""Figures of other surveys in words: whose, of which year, on how many, and how close to ours."""

from __future__ import annotations

import pandas as pd

from dataprep.comparators import NO_FINDING
from rendering.words import typography
from rendering.words.language import text_of, tr


def closeness_words(closeness: str) -> str:
    """How close a comparator is, in words."""
    return {
        "same-unit-and-base": tr("même unité, même base"),
        "same-unit": tr("même unité, base autre ou incertaine"),
        "other": tr("autre unité"),
        NO_FINDING: tr("sans part dans le flash"),
    }[closeness]


def year_words(row: pd.Series) -> str:
    """The year of a comparator, and how it is known where it is not that of the fieldwork."""
    words = {
        "field": "{year}",
        "published": tr("publié en {year}"),
        "estimated": tr("vers {year}"),
    }[row["year_basis"]]
    return words.format(year=row["year"])


def n_words(row: pd.Series) -> str:
    """The size of a comparator's base: « effectif : 4 145 », « effectif inconnu »."""
    if pd.isna(row["n"]):
        return tr("effectif inconnu").replace(" ", typography.NO_BREAK)
    words = tr("effectif : {n}").format(n=typography.number(row["n"]))
    return typography.typeset(words).replace(" ", typography.NO_BREAK)


def share_words(row: pd.Series) -> str:
    """The share to read, as precise as it was printed: « 48 % », « environ 40 % »."""
    return _kind_words(row["kind"]).format(
        share=typography.share(float(row["share"]), int(row["precision"]))
    )


def _kind_words(kind: str) -> str:
    words = {
        "about": tr("environ {share}"),
        "more-than": tr("plus de {share}"),
        "less-than": tr("moins de {share}"),
    }
    return words.get(kind, "{share}")


def measure_words(row: pd.Series) -> str:
    """What a comparator measures; where we read the complement, what was printed."""
    words = text_of(row, "indicator")
    if row["reading"] != "complement" or row["share"] == round(row["value"] / 100, 6):
        return words
    printed = typography.share(float(row["value"]) / 100, int(row["precision"]))
    return tr("Inverse de « {measure} » (imprimé : {printed})").format(
        measure=words, printed=printed
    )


def survey_words(row: pd.Series) -> str:
    """A survey, its year, and where the figure was seen: at the producer or elsewhere."""
    words = {
        "producer": tr("{survey} ({year}), vu chez le producteur : {page}"),
        "reported": tr("{survey} ({year}), rapporté par : {page}"),
    }[row["status"]]
    return words.format(survey=row["survey"], year=year_words(row), page=row["publisher_seen"])
