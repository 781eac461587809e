"""The smallest change that a next wave could show, as a chart."""

from __future__ import annotations

import math

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from dataprep.planning import smallest_rise
from rendering.drawing.canvas import POINTS, canvas, panel
from rendering.drawing.marks import Mark, styles
from rendering.drawing.palette import ACCENT, MUTED, PRIMARY
from rendering.drawing.scales import room_for, rules, ticks_across
from rendering.drawing.text import SMALL, label, write
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number
from rendering.words import typography
from rendering.words.language import tr

LEVEL, POWER = 0.95, 0.8


ANSWERS = (75, 100, 125, 150, 175, 200, 225, 250)  # between those of today and all


def rises_by_answers(users: Number, population: Number) -> pd.DataFrame:
    """The smallest rises that could be seen, by number of answers to a next wave.

    ``users`` is a counted share, taken as that of all at the first wave; ``population`` the units
    that could answer. Returns ``answers``, ``since`` (the first wave being the one that ``users``
    comes from) and ``between`` (both waves having as many answers), as shares of the population.
    """
    if users.base is None:
        raise ValueError(
            f"rises_by_answers: the base of {users.key} is unknown. Expected a share with a base. "
            "Show the printed share alone."
        )
    every = int(population.value)
    answers = [users.base, *(n for n in ANSWERS if users.base < n < every), every]
    rows = [
        [n, *(smallest_rise(users.value, m, n, every, LEVEL, POWER) for m in (users.base, n))]
        for n in answers
    ]
    rises = pd.DataFrame(rows, columns=["answers", "since", "between"])
    if rises.isna().any(axis=None):
        raise ValueError(
            f"rises_by_answers: with {users.base} answers, no rise from "
            f"{typography.share(users.value)} could be seen. Expected a share with room above it. "
            "Plan more answers."
        )
    return rises


def rise_numbers(rises: pd.DataFrame, answers: int, population: Number) -> dict[str, Number]:
    """The rises of one row of ``rises_by_answers``, in points, as ``since`` and ``between``."""
    row = rises[rises["answers"] == answers].iloc[0]
    key = f"plan/rise/{answers}"
    rates = {"level": LEVEL, "power": POWER}
    return {
        "answers": Number(f"{key}/answers", answers, "answers", population.source, "assumed"),
        **{
            name: Number(f"{key}/{name}", row[name] * 100, "points", population.source, "planned")
            for name in ("since", "between")
        },
        **{
            name: Number(f"plan/rise/{name}", value, "percentage", population.source, "assumed")
            for name, value in rates.items()
        },
    }


def rises_figure(
    rises: pd.DataFrame, users: Number, population: Number, anchor: str, title: str
) -> Shown:
    """The smallest rise that a next wave could show, by its number of answers.

    ``rises`` as ``rises_by_answers`` gives it for ``users`` and ``population``.
    """
    first, last = rises.iloc[0], rises.iloc[-1]
    table = pd.DataFrame(
        {
            tr("Réponses à la prochaine vague"): rises["answers"],
            tr("Hausse visible depuis le flash"): [_points(rise) for rise in rises["since"]],
            tr("Hausse visible entre deux vagues de cette taille"): [
                _points(rise) for rise in rises["between"]
            ],
        }
    )
    return show(
        lambda width: _draw(rises, width),
        anchor=anchor,
        title=tr(title),
        says=tr(
            "La plus petite hausse visible. Depuis le flash : {a} points avec {n} réponses à "
            "la prochaine vague, {b} si tous répondent. Entre deux vagues de même taille : {a} "
            "points avec {n} réponses, {c} si tous répondent aux deux."
        ).format(
            n=typography.number(first["answers"]),
            a=_points(first["since"]),
            b=_points(last["since"]),
            c=_points(last["between"]),
        ),
        caption=tr(
            "Même si tous répondaient la prochaine fois, une hausse réelle de moins de {b} "
            "points depuis le flash risquerait de passer inaperçue."
        ).format(b=_points(last["since"])),
        base=tr(
            "Calculé pour {all} Territoires, une réponse chacun, tirées au hasard, ce que le "
            "flash n'a pas fait ; part de départ : {share}. Une hausse est visible si son "
            "intervalle à {level} est tout entier au-dessus de zéro, dans {power} des tirages "
            "au moins."
        ).format(
            all=typography.number(population.value),
            share=typography.share(users.value),
            level=typography.share(LEVEL),
            power=typography.share(POWER),
        ),
        sources=[users.source, population.source],
        table=table,
        numbers=(users, population),
    )


def _points(rise: float) -> str:
    return typography.number(rise * 100, 1)


_STEP = 5  # points from one rule to the next

# Each rise has its shape, its colour, the side of its line that its words are on, and how far.
_RISES = {
    "since": (Mark("o", PRIMARY, "white", ()), "left", 13),
    "between": (Mark("s", ACCENT, "white", ()), "right", -15),
}


def _draw(rises: pd.DataFrame, width: float) -> Figure:
    top, floor = 22.0, 214.0
    figure, sheet = canvas(width, floor + 40)
    write(sheet, 0, 6, tr("Hausse, en points"), size=SMALL, colour=MUTED)
    points = rises.assign(since=rises["since"] * 100, between=rises["between"] * 100)
    highest = _STEP * math.ceil(points[list(_RISES)].to_numpy().max() / _STEP)
    ticks = {rise: typography.number(rise) for rise in range(0, highest + 1, _STEP)}
    axes = panel(figure, room_for(ticks[highest]), top, width * POINTS - 10, floor)
    marks = {name: mark for name, (mark, _, _) in _RISES.items()}
    sns.lineplot(
        points.melt("answers", list(_RISES), var_name="wave", value_name="rise"),
        x="answers",
        y="rise",
        ax=axes,
        **styles(marks, "wave"),
    )
    middle = points.iloc[len(points) // 2]
    words = {"since": tr("depuis le flash"), "between": tr("entre deux vagues pareilles")}
    for line, (name, (mark, side, up)) in zip(axes.lines, _RISES.items(), strict=True):
        line.set(gid=f"rise-{name}", clip_on=False)
        at = middle["answers"], middle[name]
        label(axes, *at, words[name], up=up, side=side, bold=True, colour=mark.fill)
    rules(axes, 0, highest, ticks)
    first, last = (int(rises["answers"].iloc[place]) for place in (0, -1))
    axes.set_xlim(first - (last - first) * 0.02, last)
    across = {n: typography.number(n) for n in (first, 100, 150, 200, last)}
    ticks_across(axes, across, tr("Réponses à la prochaine vague"))
    return figure
