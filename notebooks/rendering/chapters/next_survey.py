"""What a next wave could show: its decision table, the rises it would see, the answers it takes."""

from __future__ import annotations

import math

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from dataprep.planning import (
    answers_needed,
    fewest_established,
    invitations_needed,
    smallest_rise,
    smallest_rise_since,
)
from rendering.drawing.canvas import POINTS, canvas, panel
from rendering.drawing.marks import Mark, styles
from rendering.drawing.palette import ACCENT, MUTED, PRIMARY, THIRD
from rendering.drawing.scales import room_for, rules, ticks_across
from rendering.drawing.text import SMALL, label, write
from rendering.shown.answer import Answer, answer
from rendering.shown.choice import Choice, choose
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.shown.table import ShownTable, show_table
from rendering.words import typography
from rendering.words.language import tr

LEVEL, POWER = 0.95, 0.8


ANSWERS = (75, 100, 125, 150, 175, 200, 225, 250)  # between those of today and all


DECIDED = (100, 150, 200)  # the lines of the decision table, between the same


PRECISIONS = (0.05, 0.075, 0.1, 0.15, 0.2)  # half-widths, as shares


def _counted(caller: str, users: Number) -> tuple[int, int]:
    """The count and the base of a share; refuses one that lacks either."""
    if users.count is None or users.base is None:
        raise ValueError(
            f"{caller}: the base of {users.key} is unknown. Expected a share with a base. "
            "Show the printed share alone."
        )
    return users.count, users.base


def decisions(users: Number, population: Number) -> pd.DataFrame:
    """From how many users a rise is established, and the invitations that it takes.

    ``users`` is the counted share of the first wave, ``population`` the units that could answer,
    one answer each. Returns ``answers`` of the next wave; ``users``, the fewest of them from which
    the rise is established, missing where not even all are enough; ``invitations`` at the rate of
    response of the first wave; ``rate``, 0 to 1, that of the next if all units are invited.
    """
    count, base = _counted("decisions", users)
    every = int(population.value)
    answers = [base, *(n for n in DECIDED if base < n < every), every]
    rows = [
        (
            n,
            fewest_established((count, base), n, every, LEVEL),
            invitations_needed(n, base, every),
            n / every,
        )
        for n in answers
    ]
    frame = pd.DataFrame(rows, columns=["answers", "users", "invitations", "rate"])
    return frame.astype({"users": "Int64"})


def show_decisions(decided: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """The decision table, a line per number of answers. ``decided`` as ``decisions`` gives it."""
    frame = pd.DataFrame(
        {
            tr("Réponses reçues"): [typography.number(n) for n in decided["answers"]],
            tr("Utilisateurs, à partir de"): [
                tr("{n}, soit {share}").format(
                    n=typography.number(n), share=typography.share(n / answers)
                )
                if pd.notna(n)
                else None
                for n, answers in zip(decided["users"], decided["answers"], strict=True)
            ],
            tr("Invitations, au taux du flash"): [
                typography.number(n) for n in decided["invitations"]
            ],
            tr("Taux de réponse, si tous sont invités"): [
                typography.share(rate) for rate in decided["rate"]
            ],
        }
    )
    return show_table(frame, anchor, caption)


def decision_numbers(
    decided: pd.DataFrame, answers: int, users: Number, population: Number
) -> dict[str, Number]:
    """One line of the decision table, with the number of units in all.

    ``established`` is a share of the ``answers``; ``flash_rate`` the first wave's rate of response.
    """
    row = decided[decided["answers"] == answers].iloc[0]
    _, base = _counted("decision_numbers", users)
    every, key, source = int(population.value), f"plan/decision/{answers}", population.source
    held = int(row["users"])
    return {
        "answers": Number(f"{key}/answers", answers, "answers", source, "assumed"),
        "established": Number(
            f"{key}/users", held / answers, "share", source, "planned", held, answers
        ),
        "flash": users,
        "invitations": Number(f"{key}/invitations", row["invitations"], "units", source, "planned"),
        "every": Number(f"{key}/every", every, "units", source, "assumed"),
        "flash_rate": Number(
            f"{key}/flash-rate", base / every, "share", source, "assumed", base, every
        ),
        "rate": Number(f"{key}/rate", answers / every, "share", source, "planned", answers, every),
    }


def rises_by_answers(users: Number, population: Number) -> pd.DataFrame:
    """The smallest rises that could be seen, by number of answers to a next wave.

    ``users`` is the counted share of the first wave; ``population`` the units that could answer.
    Returns ``answers``, and as shares of the population: ``known``, since the first wave if its
    share is that of all; ``unknown``, since the first wave, of whose answers alone something is
    known; ``between``, two waves to come of as many answers, the share being the same at first.
    """
    count, base = _counted("rises_by_answers", users)
    every, wave = int(population.value), (count, base)
    answers = [base, *(n for n in ANSWERS if base < n < every), every]
    rows = [
        [
            n,
            smallest_rise_since(wave, n, every, users.value, LEVEL, POWER),
            smallest_rise_since(wave, n, every, None, LEVEL, POWER),
            smallest_rise(users.value, n, n, every, LEVEL, POWER),
        ]
        for n in answers
    ]
    rises = pd.DataFrame(rows, columns=["answers", *_RISES])
    if rises.isna().any(axis=None):
        raise ValueError(
            f"rises_by_answers: with {base} answers, no rise from "
            f"{typography.share(users.value)} could be seen. Expected a share with room above it. "
            "Plan more answers."
        )
    return rises


def rise_numbers(
    rises: pd.DataFrame, answers: int, users: Number, population: Number
) -> dict[str, Number]:
    """The rises of one row of ``rises_by_answers``, in points, by name, and what they suppose."""
    row = rises[rises["answers"] == answers].iloc[0]
    key = f"plan/rise/{answers}"
    rates = {"level": LEVEL, "power": POWER}
    return {
        "answers": Number(f"{key}/answers", answers, "answers", population.source, "assumed"),
        "start": users,
        **{
            name: Number(f"{key}/{name}", row[name] * 100, "points", population.source, "planned")
            for name in _RISES
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

    ``rises`` as ``rises_by_answers`` gives it for ``users`` and ``population``. ``title`` may hold
    ``{known}`` and ``{unknown}``, the rises since the first wave if all answer, in points.
    """
    count, base = _counted("rises_figure", users)
    first, last = rises.iloc[0], rises.iloc[-1]
    start = typography.share(users.value)
    ends = {name: (_points(first[name]), _points(last[name])) for name in _RISES}
    table = pd.DataFrame(
        {
            tr("Réponses à la prochaine vague"): rises["answers"],
            tr("Depuis le flash, si la part de départ était de {share}").format(share=start): [
                _points(rise) for rise in rises["known"]
            ],
            tr("Depuis le flash, part de départ inconnue"): [
                _points(rise) for rise in rises["unknown"]
            ],
            tr("Entre deux vagues à venir, de cette taille"): [
                _points(rise) for rise in rises["between"]
            ],
        }
    )
    return show(
        lambda width: _draw(rises, width),
        anchor=anchor,
        title=tr(title).format(**{name: _points(last[name]) for name in _RISES}),
        subtitle=tr(
            "Plus petite hausse réelle qui serait établie dans {power} des tirages, en points, "
            "selon le nombre de réponses"
        ).format(power=typography.share(POWER)),
        says=tr(
            "La plus petite hausse visible, avec {n} réponses à la prochaine vague puis si tous "
            "répondent. Depuis le flash, départ à {share} : {known[0]} points, puis {known[1]}. "
            "Depuis le flash, départ inconnu : {unknown[0]}, puis {unknown[1]}. Entre deux vagues "
            "à venir de même taille : {between[0]}, puis {between[1]}."
        ).format(n=typography.number(first["answers"]), share=start, **ends),
        caption=tr(
            "« Départ connu » : la vraie part était de {share} au moment du flash. « Départ "
            "inconnu » : on n'en sait que ce que disent les réponses du flash, {count}, toutes les "
            "parts étant d'abord tenues pour également probables."
        ).format(share=start, count=typography.count_of(count, base)),
        base=tr(
            "Calculé pour {all} Territoires, une réponse chacun, tirées au hasard, ce que le flash "
            "n'a pas fait. Une hausse est établie si son intervalle à {level} est tout entier "
            "au-dessus de zéro."
        ).format(
            all=typography.number(population.value),
            level=typography.share(LEVEL),
        ),
        sources=[users.source, population.source],
        table=table,
        numbers=(users, population),
    )


def _points(rise: float) -> str:
    return typography.number(rise * 100, 1)


_STEP = 5  # points from one rule to the next

_MIDDLE, _LAST = "middle", "last"


# Each rise has its shape, its colour, the point that its words end at, and how far above it.
_RISES = {
    "known": (Mark("o", PRIMARY, "white", ()), _LAST, -14),
    "unknown": (Mark("D", THIRD, "white", (4, 2)), _LAST, 16),
    "between": (Mark("s", ACCENT, "white", (1, 1)), _MIDDLE, -14),
}


def _draw(rises: pd.DataFrame, width: float) -> Figure:
    top, floor = 22.0, 244.0
    figure, sheet = canvas(width, floor + 40)
    write(sheet, 0, 6, tr("Hausse, en points"), size=SMALL, colour=MUTED)
    points = rises.assign(**{name: rises[name] * 100 for name in _RISES})
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
    places = {_MIDDLE: points.iloc[len(points) // 2], _LAST: points.iloc[-1]}
    words = {
        "known": tr("départ connu"),
        "unknown": tr("départ inconnu"),
        "between": tr("entre deux vagues à venir"),
    }
    for line, (name, (mark, place, up)) in zip(axes.lines, _RISES.items(), strict=True):
        line.set(gid=f"rise-{name}", clip_on=False)
        at = places[place]["answers"], places[place][name]
        label(axes, *at, words[name], up=up, side="right", bold=True, colour=mark.fill)
    rules(axes, 0, highest, ticks)
    first, last = (int(rises["answers"].iloc[place]) for place in (0, -1))
    axes.set_xlim(first - (last - first) * 0.02, last)
    across = {n: typography.number(n) for n in (first, 100, 150, 200, last)}
    ticks_across(axes, across, tr("Réponses à la prochaine vague"))
    return figure


def next_wave(users: Number, population: Number, anchor: str) -> Choice:
    """How many answers a next wave would need, and how many invitations, by precision.

    ``users`` is a share of the respondents of the first wave, whose rate of response is taken;
    ``population`` the units that could answer.
    """
    _, responded = _counted("next_wave", users)
    states: dict[tuple[str, ...], Output] = {
        (_within(precision),): _needed(precision, responded, population) for precision in PRECISIONS
    }
    options = [state[0] for state in states]
    legend = tr("Préparer la prochaine enquête")
    return choose(anchor, legend, {tr("Précision voulue"): options}, states, (_within(0.1),))


def _within(precision: float) -> str:
    decimals = 0 if (precision * 100).is_integer() else 1
    return tr("± {n} points").format(n=typography.number(precision * 100, decimals))


def _needed(precision: float, responded: int, population: Number) -> Answer:
    every, source = int(population.value), population.source
    answers = answers_needed(precision, every, LEVEL)
    invited = invitations_needed(answers, responded, every)
    key = f"plan/{precision:g}/{every}"
    numbers = {
        "answers": Number(f"{key}/answers", answers, "answers", source, "planned"),
        "precision": Number(f"{key}/precision", precision * 100, "points", source, "assumed"),
        "population": Number(f"{key}/population", every, "units", source, "assumed"),
        "level": Number(f"{key}/level", LEVEL, "percentage", source, "assumed"),
        "rate": Number(f"{key}/rate", answers / every, "percentage", source, "planned"),
        "invited": Number(f"{key}/invited", invited, "units", source, "planned"),
    }
    if invited > every:
        return answer(
            "Il faudrait {answers} réponses tirées au hasard, soit {rate} des {population} "
            "Territoires, pour connaître une part de tous les Territoires à {precision} points "
            "près, au niveau de {level}. Au taux de réponse du flash, cela demande {invited} "
            "invitations : plus qu'il n'y a de Territoires.",
            numbers,
        )
    return answer(
        "Il faudrait {answers} réponses tirées au hasard, soit {rate} des {population} "
        "Territoires, pour connaître une part de tous les Territoires à {precision} points près, "
        "au niveau de {level}. Au taux de réponse du flash, cela demande {invited} invitations.",
        numbers,
    )
