"""Findings as figures, for small numbers: squares that can be counted, dots with their interval.

Each function takes a findings table and returns a ``Shown``: drawing, words, base, source and
numbers, all made from the same rows. The drawing says what it finds: it has no caption.
"""

from __future__ import annotations

import pandas as pd

from rendering.drawing.counts import draw_intervals, draw_squares
from rendering.drawing.marks import MOST_SQUARES
from rendering.drawing.svg import Draw
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import SUPPRESSED, numbers_of, suppressed_words
from rendering.words import typography
from rendering.words.groups import finding_base, option_label
from rendering.words.language import tr

TABULATED = ("tabulated", SUPPRESSED)  # the methods of findings that answers were counted into


def squares(findings: pd.DataFrame, anchor: str, title: str, ranges: bool = True) -> Shown:
    """Respondents of one base as squares, one each, coloured by their answer.

    Without ``ranges``, no interval is given, for a page that has no room for what it owes.
    The options must exclude each other and add up to their base. Raises ValueError when they do
    not, when one is not counted, or when there are more options than colours that can be told
    apart.
    """
    _check_counted("squares", findings)
    base, total = int(findings["base"].iloc[0]), int(findings["count"].sum())
    if total != base or findings["base"].nunique() != 1:
        raise ValueError(
            f"squares: the options count {total} respondents on a base of {base}. Expected "
            "options that exclude each other and add up to their base. Add the missing option."
        )
    if len(findings) > MOST_SQUARES:
        raise ValueError(
            f"squares: {len(findings)} options. Expected at most {MOST_SQUARES}, the colours "
            "that can be told apart. Merge options, or use intervals()."
        )
    return _figure(
        findings,
        anchor,
        title,
        lambda width: draw_squares(findings, width),
        tr("Un carré par répondant."),
        ranges,
    )


def _check_counted(chart: str, findings: pd.DataFrame) -> None:
    """Refuse what cannot be drawn as counts on a base."""
    known = findings["count"].notna() & findings["base"].notna()
    if findings.empty or not known.all():
        names = ", ".join(findings.loc[~known, "option"]) or "nothing"
        raise ValueError(
            f"{chart}: no count or no base for {names}. Expected findings that have both, one at "
            "least. Leave the others out, or show them with show_statements()."
        )


def intervals(findings: pd.DataFrame, anchor: str, title: str) -> Shown:
    """Shares as dots on a full scale from 0 to 100 %, each with its interval.

    Raises ValueError when a finding has no count or no base.
    """
    _check_counted("intervals", findings)
    return _figure(
        findings,
        anchor,
        title,
        lambda width: draw_intervals(findings, width),
        how_to_read_intervals(findings),
    )


def how_to_read_intervals(findings: pd.DataFrame) -> str:
    """What the line of an interval is, and is not; its level is that of ``findings``."""
    level = typography.share(float(findings["interval"].dropna().iloc[0].split()[-1]))
    return tr(
        "Le point est la part. Le trait : si les répondants avaient été tirés au hasard, les parts "
        "de l'ensemble compatibles avec cette réponse, à {level}. Ils ne l'ont pas été."
    ).format(level=level)


def _figure(
    findings: pd.DataFrame,
    anchor: str,
    title: str,
    draw: Draw,
    reading: str,
    ranges: bool = True,
) -> Shown:
    """Words, base, source and table of a figure of findings."""
    sentences = [_sentence(row, findings, ranges) for _, row in findings.iterrows()]
    table = findings_frame(findings)
    if not ranges:
        table = table.drop(columns=tr("Intervalle"))
    return show(
        draw,
        anchor=anchor,
        title=tr(title),
        says=" ; ".join(sentences) + ".",
        base=f"{base_of(findings)} {reading}",
        sources=list(findings["source"]),
        table=table,
        numbers=tuple(numbers_of(findings).values()),
    )


def _sentence(row: pd.Series, findings: pd.DataFrame, ranges: bool) -> str:
    words = f"{option_label(row, findings)} : "
    words += typography.count_and_share(row["count"], row["base"])
    if not ranges:
        return words
    words += tr(" (intervalle : {range})").format(
        range=typography.share_range(row["low"], row["high"])
    )
    return words


def base_of(findings: pd.DataFrame) -> str:
    """The base or bases of a figure, and how their size is known."""
    bases = findings.drop_duplicates(["group", "base"])
    words = ", ".join(dict.fromkeys(finding_base(row) for _, row in bases.iterrows()))
    known = tr("Base : {bases}.").format(bases=words)
    if set(findings["method"]) <= set(TABULATED):
        return known
    if set(bases["group"]) != {"respondents"} or "reconstructed" in set(findings["method"]):
        known += tr(" Effectifs déduits par nous des pourcentages imprimés.")
    if "read" in set(findings["method"]):
        known += tr(" Une fraction en lettres est lue comme l'effectif le plus proche.")
    return known


def findings_frame(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings as a reader reads them: one line an option, in the language of the edition."""
    names = [tr("Réponse"), tr("Effectif"), tr("Base"), tr("Part"), tr("Intervalle")]
    lines = [(option_label(row, findings), *number_cells(row)) for _, row in findings.iterrows()]
    return pd.DataFrame(lines, columns=names)


def number_cells(row: pd.Series) -> tuple[object, ...]:
    """The count, base, share and interval of a finding as cells; in words where they are hidden."""
    if row["method"] == SUPPRESSED:
        base = row["base"] if pd.notna(row["base"]) else suppressed_words()
        return (suppressed_words(), base, suppressed_words(), suppressed_words())
    if pd.isna(row["share"]):  # nobody to answer: no share, and no interval
        return (row["count"], row["base"], None, None)
    return (
        row["count"],
        row["base"],
        typography.share(row["share"]),
        typography.share_range(row["low"], row["high"]),
    )
