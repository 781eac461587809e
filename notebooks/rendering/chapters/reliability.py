"""Who did not answer: what is certain of all, as a chart and as a control."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from dataprep.nonresponse import bounds_by_response, misreported
from rendering.drawing.canvas import POINTS, canvas
from rendering.drawing.palette import INK, MUTED, PRIMARY, TRACK
from rendering.shown.answer import Answer, answer
from rendering.shown.choice import Choice, choose
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.words import typography
from rendering.words.language import tr

STEPS = 8  # from today's answers to all


def response_rate(respondents: Number, population: Number) -> Number:
    """The share of the population that answered, if each answer is of a different unit."""
    answered, every = int(respondents.value), int(population.value)
    return Number(
        f"{respondents.key}/rate",
        answered / every,
        "share",
        respondents.source,
        "assumed",
        answered,
        every,
    )


def _counted(caller: str, share: Number) -> tuple[int, int]:
    """The count and the base of a share; refuses one that lacks either."""
    if share.count is None or share.base is None:
        raise ValueError(
            f"{caller}: the count or the base of {share.key} is unknown. Expected a share with "
            "both. Show the printed share alone."
        )
    return share.count, share.base


def bounds_figure(users: Number, population: Number, anchor: str, title: str) -> Shown:
    """The bounds on the share of users, from today's number of answers to all the population.

    ``users`` is a counted share of respondents, ``population`` the units that could answer.
    """
    count, base = _counted("bounds_figure", users)
    every = int(population.value)
    steps = [base + (every - base) * step // STEPS for step in range(STEPS + 1)]
    bounded = bounds_by_response(count, base, every, steps)
    today, half = bounded.iloc[0], bounded.iloc[STEPS // 2]
    table = pd.DataFrame(
        {
            tr("Réponses"): bounded["responses"],
            tr("Taux de réponse"): [typography.share(rate) for rate in bounded["rate"]],
            tr("Part la plus basse"): [typography.share(low) for low in bounded["low"]],
            tr("Part la plus haute"): [typography.share(high) for high in bounded["high"]],
        }
    )
    now = typography.share_range(today["low"], today["high"])
    return show(
        lambda width: _draw(bounded, users.value, width),
        anchor=anchor,
        title=tr(title),
        says=tr(
            "Bornes de la part d'utilisateurs dans l'ensemble. Avec {n} réponses sur {all} : "
            "{now}. Avec {m} : {then}. Avec toutes : {share}."
        ).format(
            n=typography.number(today["responses"]),
            all=typography.number(every),
            now=now,
            m=typography.number(half["responses"]),
            then=typography.share_range(half["low"], half["high"]),
            share=typography.share(users.value),
        ),
        caption=tr(
            "Avec les réponses d'aujourd'hui, la part d'utilisateurs dans l'ensemble peut "
            "aller {now}."
        ).format(now=now),
        base=tr(
            "Base : {all} Territoires, une réponse chacun. La bande suppose que la part reste "
            "la même parmi ceux qui répondent, et rien de ceux qui se taisent."
        ).format(all=typography.number(every)),
        sources=[users.source, population.source],
        table=table,
        numbers=(users, population),
    )


def _draw(bounded: pd.DataFrame, share: float, width: float) -> Figure:
    left, right, top, floor = 40.0, width * POINTS - 12, 10.0, 200.0
    figure, axes = canvas(width, floor + 44)
    first = float(bounded["rate"].iloc[0])

    def across(rate: float) -> float:
        return left + (right - left) * (rate - first) / (1 - first)

    def down(value: float) -> float:
        return floor - (floor - top) * value

    for tick in (0, 0.25, 0.5, 0.75, 1):
        axes.plot([left, right], [down(tick)] * 2, color=TRACK, linewidth=0.8, zorder=0)
        axes.text(
            left - 6,
            down(tick),
            typography.share(tick),
            ha="right",
            va="center",
            color=MUTED,
            size=9,
        )
    x = [across(rate) for rate in bounded["rate"]]
    low, high = ([down(value) for value in bounded[name]] for name in ("low", "high"))
    axes.fill_between(x, low, high, color=PRIMARY, alpha=0.2, linewidth=0)
    for edge in (low, high):
        axes.plot(x, edge, color=PRIMARY, linewidth=1.4)
    axes.plot([x[0], x[0]], [low[0], high[0]], color=PRIMARY, linewidth=4)
    axes.text(
        x[0] + 8,
        down(share),
        typography.typeset(tr("Aujourd'hui")),
        va="center",
        color=INK,
        weight="bold",
    )
    for row in (0, STEPS // 2, STEPS):
        side = {0: "left", STEPS: "right"}.get(row, "center")
        axes.text(
            x[row],
            floor + 16,
            typography.share(bounded["rate"].iloc[row]),
            ha=side,
            va="center",
            color=MUTED,
            size=9,
        )
    axes.text(
        (left + right) / 2,
        floor + 34,
        tr("Part des Territoires qui répondent"),
        ha="center",
        va="center",
        color=MUTED,
        size=9,
    )
    return figure


def if_some_no_were_yes(users: Number, largest: int, anchor: str) -> Choice:
    """The share of users if some of those who said no do use these tools.

    ``users`` is a counted share; from none to ``largest`` of those who said no are moved.
    """
    count, base = _counted("if_some_no_were_yes", users)
    states: dict[tuple[str, ...], Output] = {
        (typography.number(wrong),): _moved(users, count, base, wrong)
        for wrong in range(largest + 1)
    }
    options = [state[0] for state in states]
    label = tr("Non qui seraient des oui")
    return choose(anchor, tr("Essayer une hypothèse"), {label: options}, states, (options[0],))


def _moved(users: Number, count: int, base: int, wrong: int) -> Answer:
    moved, share = misreported(count, base, wrong)
    key = f"{users.key}/misreported/{wrong}"
    numbers = {
        "wrong": Number(f"{key}/wrong", wrong, "respondents", users.source, "assumed"),
        "said_no": Number(f"{key}/no", base - count, "respondents", users.source, "reconstructed"),
        "users": Number(key, share, "share", users.source, "assumed", moved, base),
    }
    return answer("Si {wrong} des {said_no} non étaient des oui : {users} d'utilisateurs.", numbers)
