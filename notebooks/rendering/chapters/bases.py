"""What is left of the bases when assumptions give way: a matrix of pairs, and misprints by turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dataprep.robustness import ALONE
from rendering.drawing.canvas import LINE, POINTS, canvas, wrapped
from rendering.drawing.palette import ACCENT, INK, MUTED, PRIMARY, TRACK
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
    title: str,
) -> Shown:
    """The assumptions against each other: how many pairs of bases each two of them leave.

    ``pairs`` as ``relaxed_pairs`` gives it; ``found`` the base of each group when none is
    relaxed; ``statements`` are those of a ``Wave``.
    """
    names = {name: typeset(text) for name, text in assumption_names(pairs, statements).items()}
    cells = _cells(pairs, found)
    numbers = pair_outcomes(pairs, found, _table_of(statements))
    printed = statements[statements["kind"].isin(["percentage", "fraction"])]
    counted = {name: number.text() for name, number in numbers.items()}
    bases = ", ".join(group_words(group, base) for group, base in found.items())
    return show(
        lambda width: _draw_matrix(cells, names, width),
        anchor=anchor,
        title=tr(title),
        says=tr(
            "Sur {cases} paires d'hypothèses relâchées ensemble, {same} laissent un seul "
            "couple de bases, le même : {bases}."
        ).format(bases=bases, **counted)
        + _exceptions(cells, names),
        caption=tr(
            "Sur {cases} paires d'hypothèses relâchées ensemble, {same} laissent le même "
            "couple, seul possible : {bases}."
        ).format(bases=bases, **counted),
        base=tr(
            "Une case : deux hypothèses relâchées ensemble ; au bout de chaque ligne, celle "
            "de la ligne, relâchée seule. Le nombre : les couples de bases encore possibles. "
            "Sans case : deux réponses à la même question, qui s'excluent."
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


_EDGES = {"same": PRIMARY, "several": ACCENT, "elsewhere": ACCENT, "none": MUTED}


_FILLS = {"same": PRIMARY, "several": "white", "elsewhere": ACCENT, "none": TRACK}


_TEXTS = {"same": "white", "several": ACCENT, "elsewhere": "white", "none": INK}


def _draw_matrix(
    cells: Mapping[tuple[str, str], _Cell], names: Mapping[str, str], width: float
) -> Figure:
    order, right = list(names), width * POINTS
    narrow = width < 5
    size = 25.0
    left = right - size * len(order) - 2
    room = right - 20 if narrow else left - 34
    labels = [wrapped(name, room) for name in names.values()]
    # On a telephone the names stand above the matrix, which keeps their numbers.
    listed = [LINE * len(lines) + 4 for lines in labels] if narrow else []
    heights = [size if narrow else max(size, LINE * len(lines) + 7) for lines in labels]
    kinds = [kind for kind in CLASSES if any(cell.kind == kind for cell in cells.values())]
    top = sum(listed) + 18 + 8 * narrow
    figure, axes = canvas(width, top + sum(heights) + 8 + 19 * len(kinds))
    y = 9.0
    for number, (lines, height) in enumerate(zip(labels, listed, strict=False), start=1):
        _write(axes, str(number), lines, 0, y)
        y += height
    for column in range(len(order)):
        axes.text(
            left + size * (column + 0.5),
            top - 8,
            str(column + 1),
            ha="center",
            va="center",
            color=MUTED,
            size=9,
        )
    y = top
    for row, (name, lines, height) in enumerate(zip(order, labels, heights, strict=True)):
        middle = y + height / 2
        if narrow:
            axes.text(left - 8, middle, str(row + 1), ha="right", va="center", weight="bold")
        else:
            _write(axes, str(row + 1), lines, 0, middle - LINE * (len(lines) - 1) / 2)
        for column, other in enumerate(order[: row + 1]):
            cell = cells.get((other, name))
            if cell:
                _box(axes, left + size * column, y, size, height, cell)
        y += height
    for place, kind in enumerate(kinds):
        sample = next(cell for cell in cells.values() if cell.kind == kind)
        _box(axes, 0, y + 8 + 19 * place, 20, 17, sample)
        axes.text(27, y + 16.5 + 19 * place, _legend(kind), va="center", color=INK, size=9)
    return figure


def _legend(kind: str) -> str:
    return {
        "same": tr("le couple trouvé, seul possible"),
        "several": tr("plusieurs couples possibles"),
        "elsewhere": tr("un autre couple, seul possible"),
        "none": tr("aucun couple possible"),
    }[kind]


def _write(axes: Axes, number: str, lines: list[str], x: float, y: float) -> None:
    axes.text(x, y, number, va="center", weight="bold", color=INK)
    for index, line in enumerate(lines):
        axes.text(x + 16, y + index * LINE, line, va="center", color=INK)


def _box(axes: Axes, x: float, y: float, width: float, height: float, cell: _Cell) -> None:
    """A cell: its number, and a fill and an edge that tell its class without colour too."""
    axes.add_patch(
        Rectangle(
            (x + 1.5, y + 1.5),
            width - 3,
            height - 3,
            facecolor=_FILLS[cell.kind],
            edgecolor=_EDGES[cell.kind],
            linewidth=1.6 if cell.kind == "several" else 0.8,
            linestyle=(0, (2, 2)) if cell.kind == "none" else "solid",
        )
    )
    axes.text(
        x + width / 2,
        y + height / 2,
        cell.solutions,
        ha="center",
        va="center",
        color=_TEXTS[cell.kind],
        weight="bold",
        size=9,
    )
