"""Chapter 04: a share by reading, the answers a next wave needs."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dataprep.planning import answers_needed
from rendering.shown.answer import Answer, answer
from rendering.shown.choice import Choice, choose
from rendering.shown.findings import squares
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.words import typography
from rendering.words.groups import group_words
from rendering.words.language import language, tr

PRECISIONS = (0.05, 0.075, 0.1, 0.15, 0.2)  # half-widths, as shares


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


def next_wave(populations: dict[int, str], anchor: str) -> Choice:
    """How many answers a next wave would need, by precision and population.

    ``populations`` gives, for each number of units that could answer, its source as
    ``<table>#<row>``.
    """
    states: dict[tuple[str, ...], Output] = {
        (_points(precision), typography.number(population)): _needed(precision, population, source)
        for precision in PRECISIONS
        for population, source in populations.items()
    }
    choices = {
        tr("Précision voulue"): [_points(precision) for precision in PRECISIONS],
        tr("Territoires en tout"): [typography.number(population) for population in populations],
    }
    default = (_points(0.1), typography.number(next(iter(populations))))
    return choose(anchor, tr("Préparer la prochaine enquête"), choices, states, default)


def _points(precision: float) -> str:
    decimals = 0 if (precision * 100).is_integer() else 1
    return tr("± {n} points").format(n=typography.number(precision * 100, decimals))


def _needed(precision: float, population: int, source: str) -> Answer:
    level = 0.95
    answers = answers_needed(precision, population, level)
    key = f"plan/{precision:g}/{population}"
    numbers = {
        "answers": Number(f"{key}/answers", answers, "answers", source, "planned"),
        "precision": Number(f"{key}/precision", precision * 100, "points", source, "assumed"),
        "population": Number(f"{key}/population", population, "units", source, "assumed"),
        "level": Number(f"{key}/level", level, "percentage", source, "assumed"),
        "rate": Number(f"{key}/rate", answers / population, "percentage", source, "planned"),
    }
    return answer(
        "Il faudrait {answers} réponses sur {population} Territoires, soit {rate}, tirées au "
        "hasard, pour qu'une part de tous les répondants soit connue à {precision} points près, "
        "au niveau de {level}. Les parts des seuls utilisateurs, ou des seuls non-utilisateurs, "
        "le seraient moins bien.",
        numbers,
    )


