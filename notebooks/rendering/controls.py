"""The controls of the chapters, each made of outputs computed for every state."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dataprep import possible_counts, published_findings
from dataprep.planning import answers_needed
from rendering import typography
from rendering.answers import Answer, answer
from rendering.choices import Choice, choose
from rendering.figures import group_words, intervals, printed_shares, squares
from rendering.language import tr
from rendering.numbers import Number
from rendering.output import Output
from rendering.statements import show_statements
from rendering.tables import ShownTable, show_table

LEVELS = (0.8, 0.9, 0.95, 0.99)
METHODS = ("wilson", "jeffreys", "exact")
PRECISIONS = (0.05, 0.075, 0.1, 0.15, 0.2)  # half-widths, as shares


def if_the_base_were(claims: pd.DataFrame, smallest: int, largest: int, anchor: str) -> Choice:
    """Which printed percentages are possible on a base that the reader chooses.

    ``claims`` as ``published_claims`` gives them; bases from ``smallest`` to ``largest``.
    """
    label = tr("Si la base était")
    states: dict[tuple[str, ...], Output] = {
        (typography.number(base),): _possible_on(claims, base, f"{anchor}-{base}")
        for base in range(smallest, largest + 1)
    }
    options = [state[0] for state in states]
    return choose(anchor, tr("Essayer une base"), {label: options}, states, (options[0],))


def _possible_on(claims: pd.DataFrame, base: int, anchor: str) -> ShownTable:
    counts = [
        possible_counts(float(row["share"]), base, int(row["precision"]))
        for _, row in claims.iterrows()
    ]
    frame = pd.DataFrame(
        {
            tr("Pourcentage imprimé"): printed_shares(claims),
            tr("Possible ?"): [tr("oui") if found else tr("non") for found in counts],
            tr("Effectif"): [
                tr(" ou ").join(typography.count_of(k, base) for k in found) if found else None
                for found in counts
            ],
        }
    )
    caption = tr("Sur une base de {base} : {n} pourcentages possibles, sur {all}").format(
        base=base, n=sum(map(bool, counts)), all=len(counts)
    )
    return show_table(frame, anchor, caption)


def intervals_by_method(options: list[str], wave: str, anchor: str, title: str) -> Choice:
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
    ``statements`` as ``published_statements`` gives them.
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
    rest["label_fr"], rest["label_en"] = "Les autres, ou sans réponse", "Others, or no answer"
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
