"""The lines of deployment against what the flash says of each."""

from __future__ import annotations

import pandas as pd

from rendering.language import localized, tr
from rendering.numbers import numbers_of, row_address
from rendering.tables import Cell, ShownTable, show_table


def show_axes(axes: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """The lines of each grouping, side by side with whose grouping it is."""
    frame = pd.DataFrame(
        {
            tr("Axe"): [localized(row, "label") for _, row in axes.iterrows()],
            tr("Qui le dit"): [_whose(row["grouping"]) for _, row in axes.iterrows()],
            tr("D'où vient ce regroupement"): [
                localized(row, "grouping_note") for _, row in axes.iterrows()
            ],
        }
    )
    return show_table(frame, anchor, caption)


def _whose(grouping: str) -> str:
    return {"flash": tr("Le flash"), "senat": tr("Le rapport publié")}[grouping]


def show_axes_evidence(
    axes: pd.DataFrame,
    evidence: pd.DataFrame,
    findings: pd.DataFrame,
    statements: pd.DataFrame,
    anchor: str,
    caption: str,
) -> ShownTable:
    """For each of the flash's lines, the statements that speak to it, their number, and why."""
    labels = {row["id"]: localized(row, "label") for _, row in axes.iterrows()}
    names = {row["id"]: localized(row, "label") for _, row in statements.iterrows()}
    options = dict(zip(statements["id"], statements["option"], strict=True))
    lines = [
        (
            labels[row["axis"]],
            Cell(names.get(row["finding"], tr("Rien dans le flash")), localized(row, "reason")),
            _number_of(findings, row["finding"], options.get(row["finding"])),
        )
        for _, row in evidence.iterrows()
    ]
    columns = [tr("Axe"), tr("Énoncé du flash, et pourquoi ce rapprochement"), tr("Effectif")]
    sources = dict(zip(statements["id"], statements["source"], strict=True))
    links = {names[name]: row_address(sources[name]) for name in evidence["finding"].dropna()}
    return show_table(pd.DataFrame(lines, columns=columns), anchor, caption, links)


def _number_of(findings: pd.DataFrame, finding: object, option: str | None) -> str | None:
    """The counts of a statement, one a reading, in words; None where it has none."""
    # A statement may also give the number of those it does not speak of: its option says which.
    its = findings["source"].str.endswith(f"#{finding}") & (findings["option"] == option)
    words = [number.text() for number in numbers_of(findings[its]).values()]
    return tr(" ou ").join(words) or None
