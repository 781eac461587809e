"""What is left of the bases when assumptions give way: a matrix of pairs, and misprints by turn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dataprep.robustness import ALONE
from rendering.drawing.canvas import LINE, NARROWEST, POINTS, canvas, panel
from rendering.drawing.palette import ACCENT, EMPTY, INK, MUTED, PRIMARY, TRACK
from rendering.drawing.text import SMALL, wrapped, write, write_lines
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number, row_address
from rendering.shown.table import ShownTable, show_table
from rendering.words import typography
from rendering.words.assumptions import assumption_names, shares_of
from rendering.words.bases import some_bases
from rendering.words.groups import group_words
from rendering.words.language import text_of, tr
from rendering.words.typography import typeset

CLASSES = ("same", "several", "elsewhere", "none")


_COLUMNS = ("first", "second", "solutions", "capped", "id", "printed", "instead")


def class_of(row: pd.Series, found: Mapping[str, int]) -> str:
    """What is left of the bases ``found``: ``same``, ``several``, ``elsewhere`` or ``none``.

    ``elsewhere``: one solution is left, and it is another.
    """
    if row["solutions"] != 1:
        return "several" if row["solutions"] else "none"
    same = all(tuple(row[group]) == (base,) for group, base in found.items())
    return "same" if same else "elsewhere"


def pair_outcomes(pairs: pd.DataFrame, found: Mapping[str, int], claims: str) -> dict[str, Number]:
    """How many pairs of assumptions leave the bases found, several, others or none.

    ``pairs`` as ``relaxed_pairs`` gives it; an assumption relaxed by itself is no pair and is
    left out. ``claims`` names the table that the percentages come from.
    """
    return _outcomes(pairs[pairs["second"] != ALONE], found, claims, "pairs")


def misprint_outcomes(
    misprints: pd.DataFrame, found: Mapping[str, int], claims: str
) -> dict[str, Number]:
    """How many misprints of one point leave the bases found, several, others or none.

    ``misprints`` as ``dataprep.robustness.misprints`` gives it.
    """
    return _outcomes(misprints, found, claims, "misprints")


def _outcomes(
    rows: pd.DataFrame, found: Mapping[str, int], claims: str, what: str
) -> dict[str, Number]:
    classes = [class_of(row, found) for _, row in rows.iterrows()]
    counts = {"cases": len(classes)} | {name: classes.count(name) for name in CLASSES}
    return {
        name: Number(f"bases/{what}/{name}", n, what, claims, "computed")
        for name, n in counts.items()
    }


def pairs_matrix(
    pairs: pd.DataFrame,
    found: Mapping[str, int],
    statements: pd.DataFrame,
    anchor: str,
) -> Shown:
    """The assumptions against each other: how many pairs of bases each two of them leave.

    ``pairs`` as ``relaxed_pairs`` gives it; ``found`` the base of each group when none is
    relaxed; ``statements`` are those of a ``Wave``.
    """
    names = {name: typeset(text) for name, text in assumption_names(pairs, statements).items()}
    cells = _cells(pairs, found)
    numbers = pair_outcomes(pairs, found, _table_of(statements))
    printed = statements[statements["kind"] == "percentage"]
    counted = {name: number.text() for name, number in numbers.items()}
    bases = ", ".join(group_words(group, base) for group, base in found.items())
    return show(
        lambda width: _draw_matrix(cells, names, width),
        anchor=anchor,
        title=tr(
            "Sur {cases} paires d'hypothèses relâchées, {same} laissent le même couple, seul "
            "possible"
        ).format(**counted),
        subtitle=tr("Nombre de couples de bases encore possibles"),
        says=tr(
            "Sur {cases} paires d'hypothèses relâchées ensemble, {same} laissent un seul "
            "couple de bases, le même : {bases}."
        ).format(bases=bases, **counted)
        + _exceptions(cells, names),
        base=tr(
            "Une case : deux hypothèses relâchées ensemble ; au bout de chaque ligne, celle "
            "de la ligne, relâchée seule. Sans case : deux réponses à la même question."
            " Elles s'excluent."
        ),
        sources=list(printed["source"]),
        table=pairs_frame(pairs, names),
        numbers=tuple(numbers.values()),
    )


@dataclass(frozen=True)
class _Cell:
    solutions: str
    kind: str


def _cells(pairs: pd.DataFrame, found: Mapping[str, int]) -> dict[tuple[str, str], _Cell]:
    """The cell of each two assumptions; of one by itself, under its name twice."""
    cells = {}
    for _, row in pairs.iterrows():
        second = row["first"] if row["second"] == ALONE else row["second"]
        cells[row["first"], second] = _Cell(_solutions(row), class_of(row, found))
    return cells


def _solutions(row: pd.Series) -> str:
    """A number of solutions; « + » where more were not counted."""
    return typography.number(row["solutions"]) + ("+" if row["capped"] else "")


def _exceptions(cells: Mapping[tuple[str, str], _Cell], names: Mapping[str, str]) -> str:
    """The pairs that do not leave the bases found, in words."""
    words = {
        "several": tr("Plusieurs : {pairs}."),
        "elsewhere": tr("Un autre : {pairs}."),
        "none": tr("Aucun : {pairs}."),
    }
    text = ""
    for kind, sentence in words.items():
        those = [
            tr("« {first} » et « {second} »").format(first=names[first], second=names[second])
            for (first, second), cell in cells.items()
            if cell.kind == kind and first != second
        ]
        if those:
            text += " " + sentence.format(pairs=" ; ".join(those))
    return text


def pairs_frame(pairs: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The pairs as a reader reads them, a line each."""
    nothing = tr("Aucune autre")
    groups = {"users": tr("Utilisateurs"), "non-users": tr("Non-utilisateurs")}
    return pd.DataFrame(
        {
            tr("Hypothèse relâchée"): [names[name] for name in pairs["first"]],
            tr("Et avec elle"): [names.get(name, nothing) for name in pairs["second"]],
            tr("Couples possibles"): [_solutions(row) for _, row in pairs.iterrows()],
        }
        | {
            groups.get(group, group): [some_bases(bases) for bases in pairs[group]]
            for group in map(str, pairs)
            if group not in _COLUMNS
        }
    )


def show_misprints(
    misprints: pd.DataFrame,
    found: Mapping[str, int],
    statements: pd.DataFrame,
    anchor: str,
    caption: str,
) -> ShownTable:
    """For each printed percentage, what is left of the bases if it is one point off.

    ``misprints`` as ``dataprep.robustness.misprints`` gives it, ``found`` and ``statements`` as
    ``pairs_matrix`` takes them.
    """
    labels = {row["id"]: text_of(row, "label") for _, row in statements.iterrows()}
    printed = statements.set_index("id")
    words = {
        "same": tr("le même couple"),
        "several": tr("{n} couples"),
        "elsewhere": tr("un autre couple"),
        "none": tr("aucun couple"),
    }
    lines: dict[str, dict[int, str]] = {}
    for _, row in misprints.iterrows():
        step = int(row["instead"] - row["printed"])
        left = words[class_of(row, found)].format(n=_solutions(row))
        lines.setdefault(row["id"], {})[step] = left
    frame = pd.DataFrame(
        {
            tr("Ce que dit le flash"): [labels[name] for name in lines],
            tr("Pourcentage imprimé"): [shares_of(printed.loc[[name]]) for name in lines],
            tr("Un point de moins"): [each.get(-1) for each in lines.values()],
            tr("Un point de plus"): [each.get(1) for each in lines.values()],
        }
    )
    addresses = {labels[name]: row_address(str(printed.loc[name, "source"])) for name in lines}
    numbers = misprint_outcomes(misprints, found, _table_of(statements))
    return show_table(frame, anchor, caption, addresses, tuple(numbers.values()))


def _table_of(statements: pd.DataFrame) -> str:
    """The table that statements come from."""
    return str(statements["source"].iloc[0]).split("#")[0]


@dataclass(frozen=True)
class _Look:
    """What a cell of a class looks like: its fill, its edge and the colour of its number."""

    fill: str
    edge: str
    text: str
    width: float = 0.8
    dashes: tuple[float, ...] = ()


_LOOKS = {
    "same": _Look(PRIMARY, PRIMARY, EMPTY),
    "several": _Look(EMPTY, ACCENT, ACCENT, width=1.6),
    "elsewhere": _Look(ACCENT, ACCENT, EMPTY),
    "none": _Look(TRACK, MUTED, INK, dashes=(2, 2)),
}


_SIDE = 25.0  # points of a cell


def _draw_matrix(
    cells: Mapping[tuple[str, str], _Cell], names: Mapping[str, str], width: float
) -> Figure:
    right, narrow = width * POINTS, width < NARROWEST
    left = right - _SIDE * len(names)
    labels = [wrapped(name, (right if narrow else left - 20) - 16) for name in names.values()]
    # On a telephone the names stand above the matrix, which keeps their numbers.
    listed = [LINE * len(lines) + 4 for lines in labels] if narrow else []
    height = max(_SIDE, 0 if narrow else LINE * max(map(len, labels)) + 2)
    kinds = [kind for kind in CLASSES if any(cell.kind == kind for cell in cells.values())]
    top = sum(listed) + 18 + 8 * narrow
    floor = top + height * len(names)
    figure, sheet = canvas(width, floor + 10 + 19 * len(kinds))
    _draw_heatmap(panel(figure, left, top, right, floor), cells, list(names), "cells")
    y = 9.0
    for number, lines in enumerate(labels, start=1):
        middle = top + height * (number - 0.5)
        start = y if narrow else middle - LINE * (len(lines) - 1) / 2
        write(sheet, 0, start, str(number), bold=True)
        write_lines(sheet, 16, start, lines)
        if narrow:
            write(sheet, left - 8, middle, str(number), bold=True, side="right")
            y += listed[number - 1]
        across = left + _SIDE * (number - 0.5)
        write(sheet, across, top - 8, str(number), size=SMALL, colour=MUTED, side="center")
    for place, kind in enumerate(kinds):
        y = floor + 17.5 + 19 * place
        sample = next(cell for cell in cells.values() if cell.kind == kind)
        box = panel(figure, 0, y - 9.5, 22, y + 9.5)
        _draw_heatmap(box, {(kind, kind): sample}, [kind], f"legend-{kind}")
        write(sheet, 28, y, _legend(kind), size=SMALL)
    return figure


def _legend(kind: str) -> str:
    return {
        "same": tr("le couple trouvé, seul possible"),
        "several": tr("plusieurs couples possibles"),
        "elsewhere": tr("un autre couple, seul possible"),
        "none": tr("aucun couple possible"),
    }[kind]


def _draw_heatmap(
    axes: Axes, cells: Mapping[tuple[str, str], _Cell], order: list[str], name: str
) -> None:
    """The cells of each two of ``order``: fill and edge of their class, and their number."""
    found = [[cells.get((first, second)) for first in order] for second in order]
    sns.heatmap(
        [[CLASSES.index(cell.kind) if cell else math.nan for cell in line] for line in found],
        annot=[[cell.solutions if cell else "" for cell in line] for line in found],
        fmt="",
        annot_kws={"size": SMALL, "weight": "bold"},
        cmap=ListedColormap([_LOOKS[kind].fill for kind in CLASSES]),
        vmin=-0.5,
        vmax=len(CLASSES) - 0.5,
        linewidths=3,
        linecolor=EMPTY,
        cbar=False,
        xticklabels=False,
        yticklabels=False,
        ax=axes,
    )
    axes.collections[0].set_gid(name)
    placed = [(x, y, cell) for y, line in enumerate(found) for x, cell in enumerate(line) if cell]
    for text, (x, y, cell) in zip(axes.texts, placed, strict=True):
        text.set_color(_LOOKS[cell.kind].text)
        _draw_edge(axes, x, y, _LOOKS[cell.kind])


def _draw_edge(axes: Axes, x: float, y: float, look: _Look) -> None:
    if look.edge == look.fill:
        return
    inset = 0.09  # of a cell, so that the edge keeps clear of its neighbours'
    axes.add_patch(
        Rectangle(
            (x + inset, y + inset),
            1 - 2 * inset,
            1 - 2 * inset,
            facecolor=look.fill,
            edgecolor=look.edge,
            linewidth=look.width,
            linestyle=(0, look.dashes) if look.dashes else "solid",
            zorder=2,
        )
    )
