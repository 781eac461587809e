"""Figures of other surveys in words: whose, of which year, on how many, and how close to ours."""

from __future__ import annotations

import pandas as pd

from dataprep.comparators import NO_FINDING
from rendering.words import typography
from rendering.words.language import localized, named, text_of, tr


def closeness_words(closeness: str) -> str:
    """How close a comparator is, in words."""
    return {
        "same-unit-and-base": tr("même unité, même base"),
        "same-unit": tr("même unité, base autre ou incertaine"),
        "other": tr("autre unité"),
        NO_FINDING: tr("sans part dans le flash"),
    }[closeness]


def likeness_words(unit: str, same_base: bool) -> str:
    """What a comparator counts, and whether its base is ours: what the look of its mark says."""
    return {
        ("organisation", True): tr("organisations, même base"),
        ("organisation", False): tr("organisations, base autre ou incertaine"),
        ("person", True): tr("personnes, même base"),
        ("person", False): tr("personnes, base autre ou incertaine"),
    }[unit, same_base]


def area_words(area: str) -> str:
    """The country of a survey: the codes of the table in words."""
    return {
        "AU": tr("Australie"),
        "CA": tr("Canada"),
        "DE": tr("Allemagne"),
        "ES": tr("Espagne"),
        "EU": tr("Union européenne"),
        "FR": tr("France"),
        "GB": tr("Royaume-Uni"),
        "IT": tr("Italie"),
        "NL": tr("Pays-Bas"),
        "NO": tr("Norvège"),
        "PL": tr("Pologne"),
        "RO": tr("Roumanie"),
        "US": tr("États-Unis"),
        "WORLD": tr("Plusieurs pays"),
    }[area]


def asked_words(row: pd.Series) -> str:
    """Who was asked, in a few words and with whose survey it is, where the table has such words."""
    return localized(row, "label") or text_of(row, "population")


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
    """A survey, its year, and where the figure was seen: at its source or elsewhere."""
    words = {
        "producer": tr("{survey} ({year}), vu à la source : {page}"),
        "reported": tr("{survey} ({year}), rapporté par : {page}"),
    }[row["status"]]
    return words.format(
        survey=named(row, "survey"), year=year_words(row), page=named(row, "publisher_seen")
    )
