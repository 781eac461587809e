"""How often bases are found again on real surveys: the curve, and what broken assumptions give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dataprep.calibration import EXACT, own_case
from rendering.drawing.canvas import POINTS, canvas, panel
from rendering.drawing.legends import Entry, draw_legend, legend_of
from rendering.drawing.marks import Mark, draw_marks, styles
from rendering.drawing.palette import ACCENT, INK, INTERVAL, PRIMARY, THIRD
from rendering.drawing.scales import room_for_shares, share_rules, ticks_across
from rendering.drawing.text import label
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number
from rendering.shown.table import ShownTable, show_table
from rendering.words import typography
from rendering.words.language import tr

TABLE = "calibration"


OUTCOMES = ("alone", "several", "wrong", "none")


# Each number of percentages has its mark, its line and its colour; the own case the strongest.
_OWN = Mark("o", PRIMARY, "white", (), 2.4)


_OTHERS = (
    Mark("^", ACCENT, "white", (4, 2), 1.3),
    Mark("v", THIRD, "white", (), 1.3),
    Mark("s", INTERVAL, "white", (1, 1), 1.3),
    Mark("D", INK, "white", (5, 1, 1, 1), 1.3),
)


_SHOWN = (2, 3, 5, 12)  # numbers of percentages drawn beside the own case; the table has all


def recovery_numbers(rates: pd.DataFrame, respondents: int, percentages: int) -> dict[str, Number]:
    """What the calibration says, for a survey of ``respondents`` and ``percentages``.

    ``rates`` as ``recovery_rates`` gives it. ``alone`` is the share of draws where the true bases
    are the only solution; ``trials`` counts all those where assumptions hold, each draw with each
    number of percentages, and ``missed`` those whose true bases were not among the solutions;
    ``surveys`` counts surveys; ``never_from`` is the number of respondents from which the true
    bases are never alone, left out where there is none. ``<scenario>_<outcome>`` is the share of
    each outcome under each other scenario, hyphens as underscores; ``<scenario>_right`` is that of
    the draws with one solution where it is the true one, left out where no draw has one.
    """
    exact = rates[rates["scenario"] == EXACT]
    own = own_case(rates, respondents, percentages)
    counts = {
        "trials": (int(exact["draws"].sum()), "trials"),
        "missed": (int(exact["missed"].sum()), "trials"),
        "surveys": (int(own["surveys"]), "surveys"),
        "percentages": (int(own["percentages"]), "percentages"),
    }
    if (first := never_from(rates, int(own["percentages"]))) is not None:
        counts["never_from"] = (first, "respondents")
    numbers = {
        name: Number(f"{TABLE}/{name}", n, unit, TABLE, "simulated")
        for name, (n, unit) in counts.items()
    }
    numbers["alone"] = _share("alone", own)
    for scenario in dict.fromkeys(rates.loc[rates["scenario"] != EXACT, "scenario"]):
        row = own_case(rates, respondents, percentages, scenario)
        for outcome in OUTCOMES:
            name = f"{scenario}-{outcome}".replace("-", "_")
            numbers[name] = _share(outcome, row)
        if lone := int(row["alone"] + row["wrong"]):
            name = f"{scenario}-right".replace("-", "_")
            numbers[name] = _share("alone", {**row, "draws": lone}, "right")
    return numbers


def _share(outcome: str, row: pd.Series | Mapping[Any, Any], name: str | None = None) -> Number:
    count, draws = int(row[outcome]), int(row["draws"])
    key = f"{TABLE}/{row['scenario']}/{row['n']}/{row['percentages']}/{name or outcome}"
    return Number(key, count / draws, "share", TABLE, "simulated", count, draws)


def never_from(rates: pd.DataFrame, percentages: int) -> int | None:
    """The number of respondents from which the true bases are never found alone."""
    rows = rates[(rates["scenario"] == EXACT) & (rates["percentages"] == percentages)]
    rows = rows.sort_values("n")
    seen = rows.loc[rows["alone"] > 0, "n"].max()
    later = rows.loc[rows["n"] > seen, "n"] if pd.notna(seen) else rows["n"]
    return int(later.min()) if len(later) else None


def recovery(rates: pd.DataFrame, respondents: int, percentages: int, anchor: str) -> Shown:
    """How often bases are found alone, by number of respondents and of percentages.

    ``rates`` as ``recovery_rates`` gives it; ``respondents`` and ``percentages`` are those of the
    survey whose place is marked, and of which the title speaks.
    """
    exact = rates[rates["scenario"] == EXACT]
    own = own_case(rates, respondents, percentages)
    numbers = recovery_numbers(rates, respondents, percentages)
    words = {name: number.text() for name, number in numbers.items()}
    words["share"] = _rate(own)
    words["respondents"] = typography.number(respondents)
    each = typography.number(int(own["draws"] // own["surveys"]))
    fewer = exact.loc[exact["surveys"] < own["surveys"], "n"]
    limits = tr(" À partir de {n} répondants, il manque une enquête, trop petite.").format(
        n=fewer.min()
    )
    title = tr(
        "Avec {respondents} répondants et {percentages} pourcentages, les vraies bases sont seules "
        "dans {share} des tirages"
    )
    never = tr(
        "Avec autant de pourcentages, à partir de {never_from} répondants, elles ne le "
        "sont dans aucun tirage."
    )
    return show(
        lambda width: _draw_recovery(exact, own, width),
        anchor=anchor,
        title=title.format(**words),
        subtitle=tr("Part des tirages où les vraies bases sont la seule solution"),
        says=tr(
            "Part des tirages où les vraies bases sont la seule solution. {own}. Sur "
            "{respondents} répondants : {others}."
        ).format(
            own=_curve_words(exact, int(own["percentages"])),
            respondents=words["respondents"],
            others=_others_words(exact, own),
        ),
        caption=never.format(**words) if "never_from" in numbers else "",
        base=tr(
            "Un point : {each} tirages dans chacune de {surveys} enquêtes publiques. Le trait "
            "vertical va de la plus basse à la plus haute. Les effectifs ne sont pas à l'échelle."
        ).format(each=each, surveys=words["surveys"])
        + (limits if len(fewer) else ""),
        sources=[TABLE],
        table=recovery_frame(exact),
        numbers=tuple(numbers.values()),
    )


def _drawn(exact: pd.DataFrame, own: pd.Series) -> list[int]:
    tried = set(exact["percentages"])
    return sorted({number for number in _SHOWN if number in tried} | {int(own["percentages"])})


def _rate(row: pd.Series) -> str:
    """The share of draws where the true bases are alone, never rounded to none or to all."""
    count, draws = int(row["alone"]), int(row["draws"])
    if 0 < 100 * count < draws:
        return tr("moins de {share}").format(share=typography.share(0.01))
    if 0 < 100 * (draws - count) < draws:
        return tr("plus de {share}").format(share=typography.share(0.99))
    return typography.share(count / draws)


def _curve_words(exact: pd.DataFrame, number: int) -> str:
    points = ", ".join(
        tr("{share} sur {n} répondants").format(share=_rate(row), n=typography.number(row["n"]))
        for _, row in exact[exact["percentages"] == number].iterrows()
    )
    return tr("{number} pourcentages : {points}").format(number=number, points=points)


def _others_words(exact: pd.DataFrame, own: pd.Series) -> str:
    """The other curves, where the own case stands."""
    rows = exact[(exact["n"] == own["n"]) & exact["percentages"].isin(_drawn(exact, own))]
    return ", ".join(
        tr("{share} avec {number} pourcentages").format(share=_rate(row), number=row["percentages"])
        for _, row in rows.iterrows()
    )


def recovery_frame(exact: pd.DataFrame) -> pd.DataFrame:
    """The rates as a reader reads them: a line per number of respondents."""
    shares = exact.assign(share=exact["alone"] / exact["draws"]).pivot(
        index="n", columns="percentages", values="share"
    )
    columns = {
        tr("{number} pourcentages").format(number=number): [
            typography.share(value, 1) for value in shares[number]
        ]
        for number in shares
    }
    names = [typography.number(n) for n in shares.index]
    return pd.DataFrame({tr("Répondants"): names} | columns)


def _draw_recovery(exact: pd.DataFrame, own: pd.Series, width: float) -> Figure:
    marks = _marks(_drawn(exact, own), int(own["percentages"]))
    entries = [
        Entry(mark, _legend(number, own), number == own["percentages"])
        for number, mark in marks.items()
    ]
    legend = legend_of(entries, width * POINTS)
    top, height = legend.height + 10, 190.0
    figure, sheet = canvas(width, top + height + 40)
    draw_legend(sheet, legend)
    axes = panel(figure, room_for_shares(), top, width * POINTS - 4, top + height)
    places = {n: place for place, n in enumerate(sorted(set(exact["n"])))}
    rows = exact[exact["percentages"].isin(marks)].sort_values(["percentages", "n"])
    rows = rows.assign(place=rows["n"].map(places), share=rows["alone"] / rows["draws"])
    sns.lineplot(rows, x="place", y="share", ax=axes, **styles(marks, "percentages"))
    for line, (number, mark) in zip(axes.lines, marks.items(), strict=True):
        line.set(gid=f"curve-{number}", clip_on=False, zorder=4 if mark is _OWN else 3)
        its = rows[rows["percentages"] == number]
        axes.vlines(
            its["place"],
            its["low"],
            its["high"],
            color=mark.fill,
            linewidth=1,
            clip_on=False,
            gid=f"range-{number}",
        )
    _mark_own(axes, places[own["n"]], float(own["alone"] / own["draws"]))
    share_rules(axes)
    axes.set_xlim(-0.25, len(places) - 0.75)
    ticks_across(
        axes, {place: typography.number(n) for n, place in places.items()}, tr("Répondants")
    )
    axes.get_xticklabels()[places[own["n"]]].set(weight="bold", color=INK)
    return figure


def _marks(numbers: Sequence[int], own: int) -> dict[int, Mark]:
    others = iter(_OTHERS)
    return {number: _OWN if number == own else next(others) for number in numbers}


def _legend(number: int, own: pd.Series) -> str:
    words = tr("{number} pourcentages").format(number=number)
    return tr("{words} (flash)").format(words=words) if number == own["percentages"] else words


def _mark_own(axes: Axes, place: float, share: float) -> None:
    """A ring around the own case, and a line down to its number of respondents."""
    axes.plot(
        [place, place], [0, share], color=PRIMARY, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1
    )
    draw_marks(axes, [place], [share], Mark("o", "none", PRIMARY), 15, "own")
    label(axes, place, 0.07, tr("le flash"), across=-5, side="right", bold=True, colour=PRIMARY)


def show_broken(
    rates: pd.DataFrame, respondents: int, percentages: int, anchor: str, caption: str
) -> ShownTable:
    """What the method gives when an assumption does not hold, a line per scenario."""
    scenarios = {
        EXACT: tr("Toutes les hypothèses sont tenues"),
        "largest": tr("De même, et seules les plus grandes parts sont imprimées"),
        "one-missing-once": tr("Une réponse manque à une seule question imprimée, et on l'ignore"),
        "one-missing": tr(
            "Une réponse manque à chaque question dans chaque groupe, et on l'ignore"
        ),
        "one-missing-allowed": tr("Une réponse manque de même, et on l'admet"),
        "one-misprint": tr("Un pourcentage est faux d'un point, et on l'ignore"),
    }
    columns = {
        "alone": tr("Les vraies bases, seules"),
        "several": tr("Plusieurs solutions"),
        "wrong": tr("D'autres bases, seules"),
        "none": tr("Aucune solution"),
    }
    rows = [own_case(rates, respondents, percentages, name) for name in scenarios]
    frame = pd.DataFrame(
        {tr("Hypothèse"): list(scenarios.values())}
        | {
            words: [typography.share(row[outcome] / row["draws"], 1) for row in rows]
            for outcome, words in columns.items()
        }
        | {tr("Tirages"): [int(row["draws"]) for row in rows]}
    )
    numbers = recovery_numbers(rates, respondents, percentages)
    return show_table(frame, anchor, caption, numbers=tuple(numbers.values()))


def show_surveys(
    table: pd.DataFrame, respondents: int, percentages: int, anchor: str, caption: str
) -> ShownTable:
    """What each survey gives where all assumptions hold, at the size of the own case.

    ``table`` is the stored calibration.
    """
    names = {
        "anes96": tr("Électeurs américains, 1996, selon le vote prévu"),
        "modechoice": tr("Voyageurs australiens, 1987, selon qu'ils ont pris ou non la voiture"),
        "randhie": tr(
            "Assurés américains suivis par la RAND, selon qu'ils ont vu ou non un médecin"
        ),
    }
    rows = table[(table["scenario"] == EXACT) & (table["n"] == respondents)]
    rows = rows[rows["percentages"] <= percentages]
    rows = rows[rows["percentages"] == rows["percentages"].max()]
    frame = pd.DataFrame(
        {
            tr("Enquête, et ce qui sépare ses deux groupes"): [
                names[name] for name in rows["dataset"]
            ],
            tr("Tirages"): rows["draws"].to_numpy(),
            tr("Les vraies bases, seules"): rows["found_alone"].to_numpy(),
            tr("Les vraies bases manquées"): rows["missed"].to_numpy(),
            tr("Nombre médian de solutions"): [
                typography.number(n, 0 if n == int(n) else 1) for n in rows["found_among"]
            ],
        }
    )
    return show_table(frame, anchor, caption)
