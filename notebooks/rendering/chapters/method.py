"""Chapter 02: the bases on which the printed percentages are possible."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from dataprep import possible_bases as bases_on
from dataprep import possible_counts
from rendering.drawing.canvas import POINTS, canvas
from rendering.drawing.marks import Mark, draw_marks
from rendering.drawing.palette import MUTED, TRACK, group_colour
from rendering.drawing.scales import Scale
from rendering.drawing.text import SMALL, text_width, write
from rendering.shown.choice import Choice, choose
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.shown.surveys import comparator_numbers, survey_cell
from rendering.shown.table import Cell, ShownTable, show_table
from rendering.words import typography
from rendering.words.assumptions import relaxed_names
from rendering.words.bases import base_ranges, printed_shares, some_bases
from rendering.words.comparators import trap_words
from rendering.words.groups import group_words
from rendering.words.language import localized, text_of, tr
from rendering.words.surveys import share_words


def bases_by_percentage(
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
            tr("Bases possibles"): [base_ranges(bases) for bases in possible],
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


def _draw_possible(
    claims: pd.DataFrame, total: int, found: Mapping[str, int], width: float
) -> Figure:
    pitch, right = 19.0, width * POINTS - 6
    left = max(text_width(label) for label in claims["label"]) + 12
    step = (right - left) / total
    across = Scale(left + step / 2, right - step / 2, 1, total)
    groups = list(dict.fromkeys(claims["group"]))
    figure, axes = canvas(width, (len(claims) + len(groups)) * pitch + 28)
    top = 0.0
    for group in groups:
        colour = group_colour(group)
        rows = claims[claims["group"] == group]
        floor = top + pitch * (len(rows) + 1)
        write(axes, 0, top + 11, group_words(group, found[group]), bold=True, colour=colour)
        axes.plot(
            [across.at(found[group])] * 2,
            [top + pitch, floor],
            color=colour,
            linewidth=1.2,
            gid=f"base-{group}",
        )
        dot = Mark("o", colour, colour, width=0)
        for line, (_, row) in enumerate(rows.iterrows()):
            y = top + (line + 1.5) * pitch
            write(axes, 0, y, row["label"])
            axes.plot([left, right], [y, y], color=TRACK, linewidth=0.8, zorder=0)
            x = [across.at(base) for base in row["possible"]]
            draw_marks(axes, x, [y] * len(x), dot, min(5.1, step * 0.9), f"possible-{row['id']}")
        top = floor
    for base in (1, *range(10, total - 4, 10), total):
        at = across.at(base)
        write(axes, at, top + 12, str(base), size=SMALL, colour=MUTED, side="center")
    write(axes, 0, top + 12, tr("Base"), size=SMALL, colour=MUTED)
    return figure


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


def show_relaxed_bases(
    relaxed: pd.DataFrame, statements: pd.DataFrame, anchor: str, caption: str
) -> ShownTable:
    """What is left of the bases when an assumption is relaxed, one line each.

    ``relaxed`` as ``relaxed_bases`` gives it; ``statements`` name the percentages left out.
    """
    names = relaxed_names(statements)
    frame = pd.DataFrame(
        {
            tr("Hypothèse relâchée"): [names[name] for name in relaxed["id"]],
            tr("Solutions possibles"): relaxed["solutions"].to_numpy(),
            tr("Utilisateurs"): [some_bases(bases) for bases in relaxed["users"]],
            tr("Non-utilisateurs"): [some_bases(bases) for bases in relaxed["non-users"]],
        }
    )
    return show_table(frame, anchor, caption)


def show_traps(traps: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """Figures that have lost something on their way: what, and what it takes to read them."""
    rows = [row for _, row in traps.iterrows()]
    frame = pd.DataFrame(
        {
            tr("Enquête"): [survey_cell(row) for row in rows],
            tr("Ce qui est mesuré"): [text_of(row, "indicator") for row in rows],
            tr("Part imprimée"): [share_words(row) for row in rows],
            tr("Base"): [text_of(row, "base") for row in rows],
            tr("Ce qui s'est perdu, et comment le lire"): [
                Cell(trap_words(row["trap"]), localized(row, "caveat")) for row in rows
            ],
        }
    )
    numbers = tuple(comparator_numbers(traps).values())
    return show_table(frame, anchor, caption, numbers=numbers)


def outcomes(relaxed: pd.DataFrame, claims: str) -> dict[str, Number]:
    """How many relaxed assumptions leave no assignment of bases, the same one, or several.

    ``relaxed`` as ``relaxed_bases`` gives it, its first row being the one with none relaxed;
    ``claims`` names the table that the percentages come from.
    """
    first, others = relaxed.iloc[0], relaxed.iloc[1:]
    groups = [str(name) for name in relaxed if name not in ("id", "solutions")]
    same = (others[groups] == first[groups]).all(axis="columns")
    counts = {
        "cases": len(others),
        "unique": int(same.sum()),
        "none": int((others["solutions"] == 0).sum()),
        "several": int((others["solutions"] > 1).sum()),
    }
    return {
        name: Number(f"bases/relaxed/{name}", n, "assumptions", claims, "computed")
        for name, n in counts.items()
    }
