"""The book's charts, for small numbers: squares that can be counted, dots with their interval.

Each function takes a findings table (or a table of the package) and returns a ``Shown``: drawing,
words, caption, base, source and numbers, all made from the same rows.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dataprep import possible_bases as bases_on
from rendering import typography
from rendering.language import localized, tr
from rendering.numbers import numbers_of, tally
from rendering.palette import ACCENT, CATEGORIES, EMPTY, INK, INTERVAL, MUTED, PRIMARY, THIRD, TRACK
from rendering.shown import Draw, Shown, show
from rendering.typography import typeset

POINTS = 72  # of an inch
LINE = 13.5  # points from one line of text to the next


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure whose axes cover it all, with points as the unit of both, y going down."""
    figure = plt.figure(figsize=(width, height / POINTS))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width * POINTS), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


def wrapped(text: str, width: float, size: float = 10) -> list[str]:
    """``text`` in lines that fit ``width`` points, at about half an em a letter."""
    return textwrap.wrap(text, max(8, int(width / (0.47 * size)))) or [""]


def squares(findings: pd.DataFrame, anchor: str, title: str) -> Shown:
    """Respondents of one base as squares, one each, coloured by their answer.

    The options must exclude each other and add up to their base. Raises ValueError when they do
    not, when one is not counted, or when there are more options than colours that can be told
    apart.
    """
    _check_counted("squares", findings)
    base, total = int(findings["base"].iloc[0]), int(findings["count"].sum())
    if total != base or findings["base"].nunique() != 1:
        raise ValueError(
            f"squares: the options count {total} respondents on a base of {base}. Expected "
            "options that exclude each other and add up to their base. Add the missing option."
        )
    if len(findings) > len(CATEGORIES):
        raise ValueError(
            f"squares: {len(findings)} options. Expected at most {len(CATEGORIES)}, the colours "
            "that can be told apart. Merge options, or use intervals()."
        )
    return _figure(
        findings,
        anchor,
        title,
        lambda width: _draw_squares(findings, width),
        tr("Un carré par répondant."),
    )


def _check_counted(chart: str, findings: pd.DataFrame) -> None:
    """Refuse what cannot be drawn as counts on a base."""
    known = findings["count"].notna() & findings["base"].notna()
    if findings.empty or not known.all():
        names = ", ".join(findings.loc[~known, "option"]) or "nothing"
        raise ValueError(
            f"{chart}: no count or no base for {names}. Expected findings that have both, one at "
            "least. Leave the others out, or show them with show_statements()."
        )


def _draw_squares(findings: pd.DataFrame, width: float) -> Figure:
    columns = 20 if width > 5 else 10  # tens, so that a reader can count
    pitch = min(24, width * POINTS / columns)
    rows = -(-int(findings["count"].sum()) // columns)
    legend = [_legend_lines(row, width) for _, row in findings.iterrows()]
    top = sum(LINE * len(lines) + 7 for lines in legend) + 12
    figure, axes = canvas(width, top + rows * pitch + 2)
    kinds = np.repeat(np.arange(len(findings)), findings["count"].astype(int))
    place = np.arange(len(kinds))
    x, y = (place % columns + 0.5) * pitch, top + (place // columns + 0.5) * pitch
    _mark(axes, x, y, kinds, (0.82 * pitch) ** 2)
    height = 10.0
    for kind, lines in enumerate(legend):
        _mark(axes, [7], [height], [kind], 11**2)
        for index, line in enumerate(lines):
            axes.text(
                20,
                height + index * LINE,
                line,
                va="center",
                color=INK,
                weight="normal" if index and index == len(lines) - 1 else "bold",
            )
        height += LINE * len(lines) + 7
    return figure


def _legend_lines(row: pd.Series, width: float) -> list[str]:
    """An option and its number, on one line where they fit and two where they do not."""
    number = typography.count_and_share(row["count"], row["base"])
    label = typeset(localized(row, "label"))
    joined = typeset(tr("{label} : {number}").format(label=label, number=number))
    room = width * POINTS - 24
    return [joined] if len(wrapped(joined, room)) == 1 else [*wrapped(label, room), number]


def _mark(
    axes: Axes,
    x: Iterable[float],
    y: Iterable[float],
    kinds: Collection[int] | NDArray[np.intp],
    size: float,
) -> None:
    sns.scatterplot(
        x=x,
        y=y,
        hue=kinds,
        palette=dict(enumerate(CATEGORIES)),
        marker="s",
        s=size,
        edgecolor=[MUTED if CATEGORIES[kind] == EMPTY else CATEGORIES[kind] for kind in kinds],
        linewidth=0.9,
        legend=False,
        ax=axes,
        clip_on=False,
    )


def intervals(findings: pd.DataFrame, anchor: str, title: str) -> Shown:
    """Shares as dots on a full scale from 0 to 100 %, each with its interval.

    Raises ValueError when a finding has no count or no base.
    """
    _check_counted("intervals", findings)
    return _figure(
        findings,
        anchor,
        title,
        lambda width: _draw_intervals(findings, width),
        tr(
            "Le point est la part ; le trait, ce que donnerait un tirage au hasard, à {level}."
        ).format(level=_level(findings)),
    )


def _level(findings: pd.DataFrame) -> str:
    return typography.share(float(findings["interval"].iloc[0].split()[-1]))


def _draw_intervals(findings: pd.DataFrame, width: float) -> Figure:
    right = width * POINTS
    labels = [wrapped(option_label(row, findings), right - 106) for _, row in findings.iterrows()]
    heights = [LINE * len(lines) + 24 for lines in labels]
    figure, axes = canvas(width, sum(heights) + 18)
    left, scale = 5.0, (right - 16) / 1.0
    floor = sum(heights)
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = left + scale * tick
        axes.plot([x, x], [4, floor], color=TRACK, linewidth=0.8, zorder=0)
        side = {0.0: "left", 1.0: "right"}.get(tick, "center")
        axes.text(x, floor + 11, typography.share(tick), ha=side, va="center", color=MUTED, size=9)
    top = 0.0
    for (_, row), lines, height in zip(findings.iterrows(), labels, heights, strict=True):
        for index, line in enumerate(lines):
            _on_white(axes, 0, top + 9 + index * LINE, line, weight="bold")
        _on_white(
            axes, right, top + 9, typography.count_and_share(row["count"], row["base"]), ha="right"
        )
        y = top + height - 13
        axes.plot(
            [left + scale * row["low"], left + scale * row["high"]],
            [y, y],
            color=INTERVAL,
            linewidth=5,
            solid_capstyle="butt",
        )
        sns.scatterplot(
            x=[left + scale * row["share"]],
            y=[y],
            s=70,
            color=PRIMARY,
            edgecolor="white",
            linewidth=0.8,
            ax=axes,
            zorder=3,
        )
        top += height
    return figure


def _on_white(axes: Axes, x: float, y: float, text: str, **options: Any) -> None:
    """Text that hides the scale's lines behind it."""
    axes.text(
        x,
        y,
        text,
        va="center",
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        **options,
    )


def option_label(row: pd.Series, findings: pd.DataFrame) -> str:
    """The option's label, or its group when one option is shown on several bases."""
    if (findings["option"] == row["option"]).sum() == 1:
        return typeset(localized(row, "label"))
    return {
        "users": tr("Si la base est les utilisateurs"),
        "respondents": tr("Si la base est tous les répondants"),
    }[row["group"]]


def group_words(group: str, base: int) -> str:
    """A base in words: « 27 utilisateurs »."""
    names = {
        "users": tr("utilisateurs"),
        "non-users": tr("non-utilisateurs"),
        "respondents": tr("répondants"),
    }
    return f"{typography.number(base)} {names[group]}"


def _figure(findings: pd.DataFrame, anchor: str, title: str, draw: Draw, reading: str) -> Shown:
    """Words, base, source and table of a figure of findings."""
    sentences = [_sentence(row, findings) for _, row in findings.iterrows()]
    table = findings_frame(findings)
    return show(
        draw,
        anchor=anchor,
        title=tr(title),
        says=" ; ".join(sentences) + ".",
        caption=caption_of(findings),
        base=f"{base_of(findings)} {reading}",
        sources=list(findings["source"]),
        table=table,
        numbers=tuple(numbers_of(findings).values()),
    )


def _sentence(row: pd.Series, findings: pd.DataFrame) -> str:
    words = f"{option_label(row, findings)} : "
    words += typography.count_and_share(row["count"], row["base"])
    words += tr(" (intervalle : {range})").format(
        range=typography.share_range(row["low"], row["high"])
    )
    return words


def caption_of(findings: pd.DataFrame) -> str:
    """What the figure finds: its largest answer, and the next where there is one."""
    ordered = findings.sort_values("share", ascending=False, kind="stable")
    first = ordered.iloc[0]
    words = f"{option_label(first, findings)} : " + typography.count_and_share(
        first["count"], first["base"]
    )
    if len(ordered) > 1:
        second = ordered.iloc[1]
        words += tr(". Puis : {label}, {number}").format(
            label=_lower_first(option_label(second, findings)),
            number=typography.count_and_share(second["count"], second["base"]),
        )
    return words + "."


def _lower_first(text: str) -> str:
    return text[0].lower() + text[1:]


def base_of(findings: pd.DataFrame) -> str:
    """The base or bases of a figure, and how their size is known."""
    bases = findings[["group", "base"]].drop_duplicates()
    words = ", ".join(group_words(row["group"], row["base"]) for _, row in bases.iterrows())
    known = tr("Base : {bases}.").format(bases=words)
    if set(bases["group"]) != {"respondents"} or "reconstructed" in set(findings["method"]):
        known += tr(" Effectifs déduits par nous des pourcentages imprimés.")
    return known


def findings_frame(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings as a reader reads them: one line an option, in the language of the edition."""
    names = [tr("Réponse"), tr("Effectif"), tr("Base"), tr("Part"), tr("Intervalle")]
    lines = [
        (
            option_label(row, findings),
            row["count"],
            row["base"],
            typography.share(row["share"]),
            typography.share_range(row["low"], row["high"]),
        )
        for _, row in findings.iterrows()
    ]
    return pd.DataFrame(lines, columns=names)


def possible_bases(
    claims: pd.DataFrame, total: int, found: Mapping[str, int], anchor: str, title: str
) -> Shown:
    """For each printed percentage, the bases from 1 to ``total`` on which it is possible.

    ``claims`` as ``published_claims`` gives them; ``found`` gives the base of each group, drawn
    as a line through its percentages.
    """
    bases_of = zip(claims["share"], claims["precision"], strict=True)
    possible = [bases_on(share, total, digits) for share, digits in bases_of]
    labels = printed_shares(claims)
    claims = claims.assign(possible=pd.Series(possible, claims.index), label=labels)
    table = pd.DataFrame(
        {
            tr("Énoncé"): claims["id"].to_list(),
            tr("Pourcentage imprimé"): labels,
            tr("Groupe"): [group_words(g, found[g]) for g in claims["group"]],
            tr("Nombre de bases possibles"): [len(bases) for bases in possible],
            tr("Bases possibles"): [_ranges(bases) for bases in possible],
        }
    )
    bases = ", ".join(group_words(group, n) for group, n in found.items())
    return show(
        lambda width: _draw_possible(claims, total, found, width),
        anchor=anchor,
        title=tr(title),
        says=tr(
            "Bases possibles de chaque pourcentage imprimé : {each}. Un seul couple convient "
            "à tous : {bases}."
        ).format(
            each=" ; ".join(
                f"{label}, {typography.count_of(len(p), total)}"
                for label, p in zip(labels, possible, strict=True)
            ),
            bases=bases,
        ),
        caption=tr(
            "Un seul couple de bases rend possibles tous les pourcentages : {bases}."
        ).format(bases=bases),
        base=tr(
            "Un point : le pourcentage est possible sur cette base. Le trait : la base retenue "
            "du groupe. Les deux bases s'ajoutent : {total} répondants."
        ).format(total=total),
        sources=list(claims["source"]),
        table=table,
    )


def printed_shares(claims: pd.DataFrame) -> list[str]:
    """The percentages of claims with the decimals they are printed with."""
    return [
        typography.share(row["share"] / 100, int(row["precision"])) for _, row in claims.iterrows()
    ]


def _ranges(values: Sequence[int]) -> str:
    """Whole numbers, runs shortened: « 9, 18, 27, 30 à 33 »."""
    runs: list[list[int]] = []
    for value in values:
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    to = tr("{first} à {last}")
    return ", ".join(
        str(run[0]) if len(run) == 1 else to.format(first=run[0], last=run[-1]) for run in runs
    )


def _draw_possible(
    claims: pd.DataFrame, total: int, found: Mapping[str, int], width: float
) -> Figure:
    left, pitch = 44.0, 19.0
    right = width * POINTS
    groups = list(dict.fromkeys(claims["group"]))
    figure, axes = canvas(width, (len(claims) + len(groups)) * pitch + 28)
    step = (right - left - 6) / total
    top = 0.0
    for group in groups:
        rows = claims[claims["group"] == group]
        colour = PRIMARY if group == groups[0] else ACCENT
        axes.text(
            0, top + 11, group_words(group, found[group]), weight="bold", color=colour, va="center"
        )
        x = left + step * (found[group] - 0.5)
        axes.plot([x, x], [top + pitch, top + pitch * (len(rows) + 1)], color=colour, linewidth=1.2)
        for line, (_, row) in enumerate(rows.iterrows()):
            y = top + (line + 1.5) * pitch
            axes.text(0, y, row["label"], va="center", color=INK)
            axes.plot([left, right - 6], [y, y], color=TRACK, linewidth=0.8, zorder=0)
            x_all = [left + step * (n - 0.5) for n in row["possible"]]
            sns.scatterplot(
                x=x_all,
                y=[y] * len(x_all),
                s=min(26, (step * 0.9) ** 2),
                color=colour,
                linewidth=0,
                ax=axes,
                zorder=3,
            )
        top += pitch * (len(rows) + 1)
    for n in (1, *range(10, total - 4, 10), total):
        axes.text(
            left + step * (n - 0.5), top + 12, str(n), ha="center", va="center", color=MUTED, size=9
        )
    axes.text(0, top + 12, tr("Base"), va="center", color=MUTED, size=9)
    return figure


_THEMES = {"research": PRIMARY, "tools": THIRD, "france": ACCENT, "law": MUTED, "territories": INK}
_THEME_MARKS = {"research": "o", "tools": "D", "france": "s", "law": "^", "territories": "P"}


def timeline(events: pd.DataFrame, anchor: str, title: str) -> Shown:
    """Dated events from the oldest to the latest, one line each, marked by theme."""
    events = events.sort_values("date", key=by_date, kind="stable")
    first, last = events.iloc[0], events.iloc[-1]
    table = pd.DataFrame(
        {
            tr("Date"): [date_words(row) for _, row in events.iterrows()],
            tr("Événement"): [localized(row, "label") for _, row in events.iterrows()],
            tr("Détail"): [localized(row, "detail") for _, row in events.iterrows()],
            tr("Vu"): [status_words(row["status"]) for _, row in events.iterrows()],
        }
    )
    return show(
        lambda width: _draw_timeline(events, width),
        anchor=anchor,
        title=tr(title),
        says=tr(
            "Chronologie de {n} dates, de {first} ({first_label}) à {last} ({last_label}). "
            "Le tableau qui suit les donne toutes."
        ).format(
            n=len(events),
            first=first["date"][:4],
            first_label=localized(first, "label"),
            last=last["date"][:4],
            last_label=localized(last, "label"),
        ),
        caption=tr("{n} dates, de {first} à {last}.").format(
            n=len(events), first=first["date"][:4], last=last["date"][:4]
        ),
        base=tr(
            "L'espace entre deux dates ne suit pas la durée. Marque pleine : vu chez le "
            "producteur ; marque vide : rapporté par un tiers."
        ),
        sources=["timeline"],
        numbers=tuple(tally(events, "timeline").values()),
        table=table,
    )


def by_date(dates: pd.Series) -> pd.Series:
    """A key to sort dates of any precision: the year alone comes after the days of that year."""
    return dates.str.ljust(len("2025-01-01"), "9")


def status_words(status: str) -> str:
    """Where a fact was seen, in words."""
    return {"producer": tr("chez le producteur"), "reported": tr("rapporté par un tiers")}[status]


def date_words(row: Mapping[Any, Any] | pd.Series) -> str:
    """A date as precise as it is known: « 28 mars 2018 », « novembre 2022 », « 1956 »."""
    months = tr(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ).split()
    year, *rest = str(row["date"]).split("-")
    if pd.notna(row.get("date_end")):
        return tr("{first} à {last}").format(first=year, last=str(row["date_end"])[:4])
    if not rest:
        return year
    month = months[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    day = int(rest[1])
    return f"{tr('1er') if day == 1 else day} {month} {year}"


def _draw_timeline(events: pd.DataFrame, width: float) -> Figure:
    narrow = width < 5
    rail = 14.0 if narrow else 128.0
    labels = [
        wrapped(typeset(localized(row, "label")), width * POINTS - rail - 24)
        for _, row in events.iterrows()
    ]
    heights = [LINE * (len(lines) + narrow) + 8 for lines in labels]
    legend = LINE * 1.5 * (5 if narrow else 1)
    figure, axes = canvas(width, sum(heights) + legend + 12)
    _draw_theme_legend(axes, narrow)
    axes.plot([rail, rail], [legend + 10, legend + 4 + sum(heights)], color=TRACK, linewidth=2)
    top = legend + 6
    for (_, row), lines, height in zip(events.iterrows(), labels, heights, strict=True):
        y = top + 9
        filled = row["status"] == "producer"
        _theme_mark(axes, rail, y, row["theme"], filled)
        axes.text(
            rail + 14 if narrow else rail - 14,
            y,
            date_words(row),
            va="center",
            color=MUTED,
            ha="left" if narrow else "right",
        )
        for index, line in enumerate(lines, start=int(narrow)):
            axes.text(rail + 14, y + index * LINE, line, va="center", weight="bold", color=INK)
        top += height
    return figure


def _theme_mark(axes: Axes, x: float, y: float, theme: str, filled: bool) -> None:
    colour = _THEMES[theme]
    sns.scatterplot(
        x=[x],
        y=[y],
        marker=_THEME_MARKS[theme],
        s=52,
        ax=axes,
        zorder=3,
        color=colour if filled else "white",
        edgecolor=colour,
        linewidth=1.4,
        legend=False,
    )


def _draw_theme_legend(axes: Axes, narrow: bool) -> None:
    names = {
        "research": tr("Recherche"),
        "tools": tr("Outils"),
        "france": tr("Rapports en France"),
        "law": tr("Droit"),
        "territories": tr("Territoires"),
    }
    x, y = (14.0, 8.0) if narrow else (8.0, 8.0)
    for theme, name in names.items():
        _theme_mark(axes, x, y, theme, True)
        axes.text(x + 10, y, name, va="center", color=INK, size=9)
        if narrow:
            y += LINE * 1.4
        else:
            x += 36 + 0.5 * 9 * len(name)
