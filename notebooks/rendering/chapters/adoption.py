"""Chapter 03: the answers, question by question, and their intervals by method."""

from __future__ import annotations

import pandas as pd

from dataprep import Wave, published_findings
from rendering.shown.choice import Choice, choose
from rendering.shown.findings import intervals
from rendering.shown.output import Output
from rendering.shown.statements import show_statements
from rendering.words import typography
from rendering.words.language import tr

LEVELS = (0.8, 0.9, 0.95, 0.99)


METHODS = ("wilson", "jeffreys", "exact")


def intervals_by_method(options: list[str], wave: Wave, anchor: str, title: str) -> Choice:
    """The intervals of some findings of a wave, by level and method.

    ``options`` are the options of the findings table to show, each with one base.
    """
    names = {"wilson": "Wilson", "jeffreys": "Jeffreys", "exact": "Clopper-Pearson"}
    states: dict[tuple[str, ...], Output] = {}
    for method in METHODS:
        for level in LEVELS:
            findings = published_findings(wave, level=level, method=method)
            shown = findings[findings["option"].isin(options)]
            state = (typography.share(level), names[method])
            states[state] = intervals(shown, f"{anchor}-{method}-{level * 100:g}", title)
    choices = {
        tr("Niveau"): [typography.share(level) for level in LEVELS],
        tr("Méthode"): [names[method] for method in METHODS],
    }
    default = (typography.share(0.95), names["wilson"])
    return choose(anchor, tr("Changer le niveau ou la méthode"), choices, states, default)


def answers_by_question(
    findings: pd.DataFrame,
    statements: pd.DataFrame,
    questions: dict[str, str],
    anchor: str,
    legend: str,
) -> Choice:
    """The answers of one question at a time: a figure, or the statements where none is counted.

    ``questions`` gives a short name for each question of ``findings``; the first is shown first.
    ``statements`` are those of a ``Wave``.
    """
    states: dict[tuple[str, ...], Output] = {}
    for question, words in questions.items():
        rows = findings[(findings["question"] == question) & findings["count"].notna()]
        asked = statements[statements["question"] == question]
        states[(tr(words),)] = (
            show_statements(asked, f"{anchor}-{question}", tr(words))
            if rows.empty
            else intervals(rows, f"{anchor}-{question}", tr(words))
        )
    options = [state[0] for state in states]
    return choose(anchor, tr(legend), {tr("Question"): options}, states, (options[0],))
