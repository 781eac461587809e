"""The results of a survey whose answers were counted: every share on one scale, by its base."""

from __future__ import annotations

import pandas as pd

from dataprep.answers.cautions import WIDE
from rendering.drawing.results import Block, Line, draw_results
from rendering.shown.figure import Shown, show
from rendering.shown.findings import (
    TABULATED,
    base_of,
    how_to_read_intervals,
    number_cells,
)
from rendering.shown.numbers import SUPPRESSED, numbers_of, suppressed_words
from rendering.words import typography
from rendering.words.cautions import (
    caution_words,
    hidden_words,
    refused_words,
    silence_words,
    synthetic_words,
)
from rendering.words.groups import finding_base, option_words
from rendering.words.language import text_of, tr
from rendering.words.typography import typeset

CAUTIONS = (synthetic_words, refused_words, hidden_words)  # what stands under a figure


def results(findings: pd.DataFrame, anchor: str, title: str) -> Shown:
    """Every share of a survey on one scale of 0 to 100 %, under its question and its base.

    ``findings`` as ``tabulate`` gives them, protected or not; those of a question stay together.
    ``title`` is in the language of the edition. A share that is hidden has neither point nor
    number. Raises ValueError for findings that were not tabulated, or where there is none.
    """
    check_tabulated("results", findings)
    blocks = _blocks(findings)
    return show(
        lambda width: draw_results(blocks, width),
        anchor=anchor,
        title=title,
        subtitle=tr("Part de chaque réponse, sur la base qui est la sienne"),
        says=" ; ".join(_sentence(row) for _, row in findings.iterrows()) + ".",
        caption=" ".join(filter(None, [words(findings) for words in CAUTIONS])),
        base=f"{base_of(findings)} {_reading(findings)}",
        sources=list(dict.fromkeys(findings["source"].str.split("#").str[0])),
        table=results_frame(findings),
        numbers=tuple(numbers_of(findings).values()),
    )


def check_tabulated(chart: str, findings: pd.DataFrame) -> None:
    """Refuse findings that no answers were counted into."""
    if findings.empty or not set(findings["method"]) <= set(TABULATED):
        found = ", ".join(sorted(set(findings["method"]))) or "no finding"
        raise ValueError(
            f"{chart}: {found} is not what answers were counted into. Expected what tabulate() "
            "or protect() returns. For the flash, call rendering.chapters.results.results()."
        )


def results_frame(findings: pd.DataFrame) -> pd.DataFrame:
    """The rows of the results as a reader reads them, each with its question and its base."""
    names = [
        tr("Question"),
        tr("Réponse"),
        tr("Groupe"),
        tr("Effectif"),
        tr("Base"),
        tr("Part"),
        tr("Intervalle"),
        tr("Sans réponse"),
        tr("Prudence"),
    ]
    lines = [
        (
            question_words(row),
            option_words(row),
            finding_base(row),
            *number_cells(row),
            silence_words(row),
            caution_words(str(row["caution"])) or None,
        )
        for _, row in findings.iterrows()
    ]
    return pd.DataFrame(lines, columns=names)


def question_words(row: pd.Series) -> str:
    """The wording of the question of a finding."""
    return typeset(text_of(row, "question"))


def _blocks(findings: pd.DataFrame) -> list[Block]:
    """The lines of each base, in the order of the questionnaire."""
    return [
        Block(
            str(rows["group"].iloc[0]).split("/")[0],
            typeset(finding_base(rows.iloc[0])),
            tuple(_line(row) for _, row in rows.iterrows()),
        )
        for _, rows in findings.groupby(["group", "base"], sort=False, dropna=False)
    ]


def _line(row: pd.Series) -> Line:
    hidden = row["method"] == SUPPRESSED
    line = Line(
        name=f"{row['question']}-{row['option']}-{row['group']}".replace("/", "-").replace(
            "=", "-"
        ),
        question=row["question"],
        label=option_words(row),
        group=str(row["group"]).split("/")[0],
        base=0 if pd.isna(row["base"]) else int(row["base"]),
        asking=question_words(row),
        unsaid=suppressed_words() if hidden else tr("personne à qui la poser"),
    )
    if hidden or pd.isna(row["share"]):
        return line
    known = {"count": int(row["count"]), "low": float(row["low"]), "high": float(row["high"])}
    # A wide interval is seen; few answers are not.
    note = caution_words("few") if row["caution"] == "few" else ""
    return Line(**{**vars(line), **known, "note": note})


def _sentence(row: pd.Series) -> str:
    label = option_words(row)
    if row["method"] == SUPPRESSED:
        return tr("{label} : {hidden}").format(label=label, hidden=suppressed_words())
    if pd.isna(row["share"]):
        return tr("{label} : personne à qui la poser").format(label=label)
    return tr("{label} : {number} (intervalle : {range})").format(
        label=label,
        number=typography.count_and_share(row["count"], row["base"]),
        range=typography.share_range(row["low"], row["high"]),
    )


def _reading(findings: pd.DataFrame) -> str:
    if findings["interval"].isna().all():
        return ""
    words = how_to_read_intervals(findings)
    if (findings["caution"] == "wide").any():
        words += " " + tr("Un trait de plus de {n} points ne permet guère de conclure.").format(
            n=typography.number(100 * WIDE)
        )
    return words
