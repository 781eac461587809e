"""Who did not answer: what is certain of all, as a chart and as a control."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from dataprep.nonresponse import bounds_by_response, misreported
from rendering.drawing.canvas import POINTS, canvas, panel
from rendering.drawing.palette import BAND, PRIMARY
from rendering.drawing.scales import room_for_shares, share_rules, ticks_across
from rendering.drawing.text import label
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


_EDGES = ("low", "high")


def _draw(bounded: pd.DataFrame, share: float, width: float) -> Figure:
    left, right, floor = room_for_shares(), width * POINTS - 14, 200.0
    figure, _ = canvas(width, floor + 40)
    axes = panel(figure, left, 8, right, floor)
    rates, today = bounded["rate"], bounded.iloc[0]
    axes.fill_between(rates, bounded["low"], bounded["high"], color=BAND, linewidth=0, gid="band")
    lines = bounded.melt("rate", _EDGES, var_name="edge", value_name="share")
    sns.lineplot(
        lines,
        x="rate",
        y="share",
        hue="edge",
        palette=dict.fromkeys(_EDGES, PRIMARY),
        ax=axes,
        estimator=None,
        errorbar=None,
        legend=False,
    )
    for edge, line in zip(_EDGES, axes.lines, strict=True):
        line.set(gid=f"bound-{edge}", clip_on=False)
    axes.vlines(
        rates.iloc[0],
        today["low"],
        today["high"],
        color=PRIMARY,
        linewidth=4,
        clip_on=False,
        gid="today",
    )
    half = bounded.iloc[STEPS // 2]
    for edge, words, aside in zip(
        _EDGES, (tr("Part la plus basse"), tr("Part la plus haute")), (-12, 12), strict=True
    ):
        label(axes, half["rate"], half[edge], words, up=aside, hiding=True)
    label(axes, rates.iloc[0], share, typography.typeset(tr("Aujourd'hui")), across=8, bold=True)
    share_rules(axes)
    axes.set_xlim(rates.iloc[0], 1)
    shown = rates.iloc[[0, STEPS // 2, STEPS]]
    ticks_across(
        axes,
        {rate: typography.share(rate) for rate in shown},
        tr("Part des Territoires qui répondent"),
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
