"""Who did not answer: what is certain of all, what hypotheses would add, and wrong answers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from dataprep.intervals import interval
from dataprep.nonresponse import (
    answers_to_flip,
    bounds_by_response,
    misreported,
    responses_to_settle,
    share_supposing,
    silent_to_flip,
)
from rendering.drawing.canvas import LINE, POINTS, canvas, panel
from rendering.drawing.palette import BAND, INK, PRIMARY
from rendering.drawing.scales import room_for_shares, share_rules, shares_across, ticks_across
from rendering.drawing.text import label, on_white, text_width, wrapped
from rendering.shown.answer import Answer, answer
from rendering.shown.choice import Choice, choose
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.words import typography
from rendering.words.language import tr

STEPS = 8  # from today's answers to all
NEAR = 0.2  # how far from the respondents the silent may be, where they are supposed near
LEVEL = 0.95


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
    ``title`` may hold ``{low}`` and ``{high}``, today's bounds.
    """
    count, base = _counted("bounds_figure", users)
    every = int(population.value)
    steps = [base + (every - base) * step // STEPS for step in range(STEPS + 1)]
    bounded = bounds_by_response(count, base, every, steps)
    today, half = bounded.iloc[0], bounded.iloc[STEPS // 2]
    settled = responses_to_settle(count, base, every)
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
        title=tr(title).format(
            low=typography.share(today["low"]), high=typography.share(today["high"])
        ),
        subtitle=tr(
            "Part d'utilisateurs parmi {all} Territoires, selon la part d'entre eux qui répond"
        ).format(all=typography.number(every)),
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
            "Il faudrait {n} réponses sur {all} pour savoir à coup sûr "
            "de quel côté est la majorité."
        ).format(n=typography.number(settled), all=typography.number(every)),
        base=tr(
            "Calculé pour une réponse par Territoire. La part est supposée rester la même parmi "
            "ceux qui répondent ; rien n'est supposé des autres."
        ),
        sources=[users.source, population.source],
        table=table,
        numbers=(
            users,
            population,
            Number(f"{users.key}/settled", settled, "answers", population.source, "bounds"),
        ),
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
    for edge, up in zip(_EDGES, (-10, 10), strict=True):
        value = float(today[edge])
        at = rates.iloc[0], value
        label(axes, *at, typography.share(value), up=up, bold=True, colour=PRIMARY, hiding=True)
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


@dataclass(frozen=True)
class Supposed:
    """What is supposed of the silent: in words, and the share of users among them, 0 to 1."""

    words: str
    low: float
    high: float


def suppositions(share: float) -> tuple[Supposed, ...]:
    """What may be supposed of the silent, ``share`` being that of the respondents."""
    near = tr("Leur part est à {points} points au plus de celle des répondants")
    return (
        Supposed(tr("Rien n'est supposé des silencieux"), 0, 1),
        Supposed(tr("Ils n'utilisent pas plus ces outils que les répondants"), 0, share),
        Supposed(tr("Ils les utilisent au moins autant"), share, 1),
        Supposed(
            near.format(points=typography.number(NEAR * 100)),
            max(0.0, share - NEAR),
            min(1.0, share + NEAR),
        ),
    )


def supposed_ends(users: Number, population: Number) -> list[tuple[float, float]]:
    """The lowest and highest share of users among all, 0 to 1, under each of ``suppositions``."""
    count, base = _counted("supposed_ends", users)
    return [
        share_supposing(count, base, int(population.value), each.low, each.high)
        for each in suppositions(users.value)
    ]


def silence_numbers(users: Number, population: Number) -> dict[str, Number]:
    """The ``silent``, how many of them would make users the majority, and what that is of all.

    ``flip`` is those users among the silent, a share of them; ``together`` the users that they
    would be with those who answered, a share of all. Both are left out where no number of users
    among the silent makes a majority, or where there is one whatever they do.
    """
    count, base = _counted("silence_numbers", users)
    every = int(population.value)
    silent, flip = every - base, silent_to_flip(count, base, every)
    key, source = f"{users.key}/silent", users.source
    numbers = {"silent": Number(key, silent, "units", population.source, "assumed")}
    if flip is None:
        return numbers
    together = count + flip
    return numbers | {
        "flip": Number(f"{key}/flip", flip / silent, "share", source, "bounds", flip, silent),
        "together": Number(
            f"{key}/together", together / every, "share", source, "bounds", together, every
        ),
    }


def silence_figure(users: Number, population: Number, anchor: str, title: str) -> Shown:
    """The share of users among all the population, by what is supposed of the silent.

    ``users`` is a counted share of respondents, ``population`` the units that could answer.
    ``title`` may hold ``{flip}`` and ``{silent}``: how many of the silent make a majority.
    """
    every = int(population.value)
    numbers = silence_numbers(users, population)
    rows = [
        (each, *ends)
        for each, ends in zip(
            suppositions(users.value), supposed_ends(users, population), strict=True
        )
    ]
    ranges = [typography.share_range(low, high) for _, low, high in rows]
    flip = numbers.get("flip")
    words = {"silent": numbers["silent"].text(), "flip": flip.text("count") if flip else ""}
    return show(
        lambda width: _draw_silence(rows, width),
        anchor=anchor,
        title=tr(title).format(**words),
        subtitle=tr(
            "Part d'utilisateurs parmi {all} Territoires, selon ce que l'on suppose des {silent} "
            "silencieux"
        ).format(all=typography.number(every), **words),
        says=" ; ".join(
            tr("{words} : {range}").format(words=each.words, range=span)
            for (each, _, _), span in zip(rows, ranges, strict=True)
        )
        + ".",
        caption=tr("Soit {of} d'entre eux, quand {share} des répondants les utilisent.").format(
            of=flip.text("share"), share=typography.share(users.value)
        )
        if flip
        else "",
        base=tr(
            "Calculé pour une réponse par Territoire. Le trait vertical est à {half} : au-delà, "
            "les utilisateurs sont majoritaires."
        ).format(half=typography.share(0.5)),
        sources=[users.source, population.source],
        table=pd.DataFrame(
            {
                tr("Hypothèse"): [each.words for each, _, _ in rows],
                tr("Part la plus basse"): [typography.share(low) for _, low, _ in rows],
                tr("Part la plus haute"): [typography.share(high) for _, _, high in rows],
            }
        ),
        numbers=(users, population, *numbers.values()),
    )


def _draw_silence(rows: list[tuple[Supposed, float, float]], width: float) -> Figure:
    right = width * POINTS
    ranges = [typography.share_range(low, high) for _, low, high in rows]
    labels = [
        wrapped(typography.typeset(each.words), right - text_width(span) - 12, bold=True)
        for (each, _, _), span in zip(rows, ranges, strict=True)
    ]
    heights = [LINE * len(lines) + 24 for lines in labels]
    figure, axes = canvas(width, sum(heights) + 18)
    scale = shares_across(axes, right, 4, sum(heights))
    axes.vlines(scale.at(0.5), 4, sum(heights), color=INK, linewidth=1, zorder=0, gid="majority")
    top = 0.0
    for place, ((_, low, high), span, lines, height) in enumerate(
        zip(rows, ranges, labels, heights, strict=True)
    ):
        for line, words in enumerate(lines):
            on_white(axes, 0, top + 9 + line * LINE, words, bold=True)
        on_white(axes, right, top + 9, span, side="right")
        top += height
        axes.plot(
            [scale.at(low), scale.at(high)],
            [top - 13, top - 13],
            color=PRIMARY,
            linewidth=7,
            solid_capstyle="butt",
            zorder=1,
            gid=f"supposed-{place}",
        )
    return figure


def interval_numbers(users: Number, respondents: Number, population: Number) -> dict[str, Number]:
    """What an interval says, and what it would be if the number of units were counted in.

    ``plain`` is the interval of the share of users, as the book gives it everywhere; ``corrected``
    the same for answers drawn from the ``population``; ``level`` that of both.
    """
    count, base = _counted("interval_numbers", users)
    ends = {
        "plain": interval(count, base, LEVEL),
        "corrected": interval(count, base, LEVEL, population=int(population.value)),
    }
    return {
        "respondents": respondents,
        "level": Number("plan/level", LEVEL, "percentage", users.source, "assumed"),
        **{
            name: Number(
                f"{users.key}/{name}",
                users.value,
                "share",
                users.source,
                "assumed",
                count,
                base,
                low,
                high,
            )
            for name, (low, high) in ends.items()
        },
    }


def flip_numbers(users: Number) -> dict[str, Number]:
    """How many of those who said no would, as yes, make users the majority of the respondents.

    ``flip`` of them, ``said_no`` in all; ``flipped`` is the share of users then, ``short`` with
    one less. Raises ValueError where users already are the majority.
    """
    count, base = _counted("flip_numbers", users)
    flip = answers_to_flip(count, base)
    if flip is None:
        raise ValueError(
            f"flip_numbers: {count} users of {base} already are the majority. Expected less than "
            "half. Rewrite what the chapter says of the majority."
        )
    key = f"{users.key}/flip"
    return {
        "flip": Number(key, flip, "respondents", users.source, "assumed"),
        "said_no": Number(f"{key}/no", base - count, "respondents", users.source, "reconstructed"),
        "flipped": _if_moved(users, flip),
        "short": _if_moved(users, flip - 1),
    }


def _if_moved(users: Number, wrong: int) -> Number:
    count, base = _counted("if_some_no_were_yes", users)
    moved, share = misreported(count, base, wrong)
    key = f"{users.key}/misreported/{wrong}"
    return Number(key, share, "share", users.source, "assumed", moved, base)


def if_some_no_were_yes(users: Number, largest: int, anchor: str) -> Choice:
    """The share of users if some of those who said no do use these tools.

    ``users`` is a counted share; from none to ``largest`` of those who said no are moved. It opens
    on the fewest that make users the majority, where some of these do.
    """
    count, base = _counted("if_some_no_were_yes", users)
    states: dict[tuple[str, ...], Output] = {
        (typography.number(wrong),): _moved(users, wrong) for wrong in range(largest + 1)
    }
    options = [state[0] for state in states]
    label = tr("Non qui seraient des oui")
    flip = answers_to_flip(count, base) or 0
    default = (options[flip if flip <= largest else 0],)
    return choose(anchor, tr("Essayer une hypothèse"), {label: options}, states, default)


def _moved(users: Number, wrong: int) -> Answer:
    count, base = _counted("if_some_no_were_yes", users)
    moved = _if_moved(users, wrong)
    key = moved.key
    numbers = {
        "wrong": Number(f"{key}/wrong", wrong, "respondents", users.source, "assumed"),
        "said_no": Number(f"{key}/no", base - count, "respondents", users.source, "reconstructed"),
        "users": moved,
    }
    if 2 * (count + wrong) > base:
        return answer(
            "Si {wrong} des {said_no} non étaient des oui : {users} d'utilisateurs, la majorité.",
            numbers,
        )
    return answer(
        "Si {wrong} des {said_no} non étaient des oui : {users} d'utilisateurs, pas la majorité.",
        numbers,
    )
