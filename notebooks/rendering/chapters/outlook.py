"""Chapter 04: a share by reading, what speaks to each axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from rendering.shown.cards import Card, Cards
from rendering.shown.choice import Choice, choose
from rendering.shown.findings import squares
from rendering.shown.numbers import Number, numbers_of, row_address
from rendering.shown.output import Output
from rendering.shown.table import Cell, ShownTable, show_table
from rendering.words.groups import group_words
from rendering.words.language import language, text_of, tr


def by_reading(findings: pd.DataFrame, anchor: str, title: str) -> Choice:
    """A share printed without its base, as squares on each base that it may have."""
    states: dict[tuple[str, ...], Output] = {}
    for _, row in findings.iterrows():
        state = (group_words(row["group"], row["base"]),)
        shown = squares(_with_rest(row), f"{anchor}-{row['group']}", title)
        # One share has two counts here: the group in the key keeps the numbers apart.
        numbers = tuple(replace(n, key=f"{n.key}/{row['group']}") for n in shown.numbers)
        states[state] = replace(shown, numbers=numbers)
    options = [state[0] for state in states]
    label = tr("Si la base est")
    return choose(anchor, tr("Choisir une lecture"), {label: options}, states, (options[0],))


def _with_rest(row: pd.Series) -> pd.DataFrame:
    """A finding and those of its base who are not counted in it."""
    rest = row.copy()
    rest["count"], rest["share"] = row["base"] - row["count"], 1 - row["share"]
    rest["low"], rest["high"] = 1 - row["high"], 1 - row["low"]
    rest["option"], rest["method"] = "others", "remainder"
    rest[f"label_{language()}"] = tr("Les autres, ou sans réponse")
    frame = pd.DataFrame([row, rest])
    return frame.astype({"count": int, "base": int})


def show_axes_evidence(
    axes: pd.DataFrame,
    evidence: pd.DataFrame,
    findings: pd.DataFrame,
    statements: pd.DataFrame,
    anchor: str,
    caption: str,
) -> ShownTable:
    """For each of the flash's lines, the statements that speak to it, their number, and why."""
    labels = {row["id"]: text_of(row, "label") for _, row in axes.iterrows()}
    names = {row["id"]: text_of(row, "label") for _, row in statements.iterrows()}
    options = dict(zip(statements["id"], statements["option"], strict=True))
    lines = [
        (
            labels[row["axis"]],
            Cell(names.get(row["finding"], tr("Rien dans le flash")), text_of(row, "reason")),
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


def key_figures(shares: Mapping[str, Number]) -> Cards:
    """The figures to take away, each with what it does not say.

    ``shares`` as ``numbers_of`` gives them for the findings of a wave.
    """
    return Cards(
        (
            Card(
                (shares["users"],),
                tr("des répondants utilisent des outils d'IA."),
                tr("Effectif déduit, non publié. L'usage non déclaré n'est pas compté."),
            ),
            Card(
                (shares["no_need"],),
                tr("des non-utilisateurs ne voient pas de besoin."),
                tr("Le manque de formation vient en premier, sans part publiée."),
            ),
            Card(
                (shares["untrained"],),
                tr("des utilisateurs s'en servent sans formation préalable."),
                tr("C'est notre lecture d'une phrase qui parle aussi de rédaction."),
            ),
            Card(
                (shares["growth_users"], shares["growth_respondents"]),
                tr("sont certains que l'usage va se développer."),
                tr("Le flash ne dit pas s'il s'agit des utilisateurs ou de tous les répondants."),
            ),
        )
    )
