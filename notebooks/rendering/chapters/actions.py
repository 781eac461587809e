"""Chapter 04: what to do, what the flash says to each line of deployment, who expects growth.

Statements come with their numbers and lead to their rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from markupsafe import Markup

from dataprep.overlap import least_in_part
from rendering.forms import html
from rendering.shown.numbers import Number, numbers_of, row_address
from rendering.shown.table import Cell, ShownTable
from rendering.words.language import text_of, tr
from rendering.words.typography import typeset


@dataclass(frozen=True)
class Line:
    """A text that leads to its source, with the numbers that go with it, one a reading."""

    text: str
    address: str | None = None
    numbers: tuple[Number, ...] = ()

    def plain(self) -> str:
        """The line in words: « Pas de besoin identifié : 15 sur 30 »."""
        return typeset(f"{self.text} : {self._amounts()}" if self.numbers else self.text)

    def html(self) -> Markup:
        return html.render(
            "line.html",
            text=typeset(self.text),
            colon=typeset(" : "),
            address=self.address,
            numbers=[number.html(_form(number)) for number in self.numbers],
            either=tr(" ou "),
        )

    def _amounts(self) -> str:
        return tr(" ou ").join(number.text(_form(number)) for number in self.numbers)


def _form(number: Number) -> str:
    return "of" if number.unit == "share" else ""


def statement_lines(findings: pd.DataFrame, statements: pd.DataFrame) -> dict[str, Line]:
    """Each statement of the flash by its id, with its count and base where they are known.

    ``findings`` and ``statements`` are those of one wave.
    """
    return {
        row["id"]: Line(
            text_of(row, "label"),
            row_address(row["source"]),
            tuple(numbers_of(_of(findings, row)).values()),
        )
        for _, row in statements.iterrows()
    }


def _of(findings: pd.DataFrame, statement: pd.Series) -> pd.DataFrame:
    # A statement may also give the number of those it does not speak of: its option says which.
    its = findings["source"].str.endswith(f"#{statement['id']}")
    kept: pd.DataFrame = findings[its & (findings["option"] == statement["option"])]
    return kept


@dataclass(frozen=True)
class Actions(ShownTable):
    """What to do, as a list of cards; its file has the same, a row for each."""

    actions: tuple[Mapping[str, Any], ...] = field(default=())

    def table(self) -> Markup:
        return html.render("actions.html", caption=self.caption, actions=self.actions)


def show_actions(
    actions: pd.DataFrame,
    lines: Mapping[str, Line],
    recommendations: pd.DataFrame,
    anchor: str,
    caption: str,
) -> Actions:
    """What to do, in order: evidence, recommendation that goes the same way, first step, unknown.

    ``lines`` are those of ``statement_lines``; ``actions`` and ``recommendations``, the tables of
    those names.
    """
    advice = {row["id"]: _recommended(row) for _, row in recommendations.iterrows()}
    shown: list[dict[str, Any]] = []
    for _, row in actions.sort_values("order").iterrows():
        named = [row["finding"], row["finding_beside"]]
        advised = advice.get(row["recommendation"], Line(tr("Rien, à notre connaissance.")))
        parts = {
            tr("Ce que dit le flash"): [lines[name] for name in named if pd.notna(name)],
            tr("Ce que recommande le Sénat"): [advised],
            tr("Un premier pas"): [Line(text_of(row, "step"))],
            tr("Ce qu'on ignore"): [Line(text_of(row, "unknown"))],
        }
        shown.append({"label": typeset(text_of(row, "label")), "parts": _typeset_keys(parts)})
    frame = pd.DataFrame(
        {tr("Que faire"): action["label"]}
        | {term: _joined(its) for term, its in action["parts"].items()}
        for action in shown
    )
    return Actions(
        anchor, typeset(tr(caption)), frame, numbers=_numbers(shown), actions=tuple(shown)
    )


def _recommended(row: pd.Series) -> Line:
    text = text_of(row, "text")
    if pd.notna(row["number"]):
        text = tr("Recommandation n° {number} : {text}").format(
            number=int(row["number"]), text=text
        )
    return Line(text, row["source_url"])


def _typeset_keys(parts: Mapping[str, list[Line]]) -> dict[str, list[Line]]:
    return {typeset(term): lines for term, lines in parts.items()}


def _joined(lines: Iterable[Line]) -> str:
    return " ; ".join(line.plain() for line in lines)


def _numbers(actions: Iterable[Mapping[str, Any]]) -> tuple[Number, ...]:
    lines = (line for each in actions for its in each["parts"].values() for line in its)
    return tuple({number.key: number for line in lines for number in line.numbers}.values())


@dataclass(frozen=True)
class Axes(ShownTable):
    """What is said to each line of deployment, a row for each; its file has every statement."""

    axes: tuple[Mapping[str, Any], ...] = field(default=())

    def table(self) -> Markup:
        headers = [tr("Axe"), tr("Ce que le flash y apporte"), tr("Ce qui nuance, ou manque")]
        return html.render(
            "axes.html",
            caption=self.caption,
            headers=[typeset(header) for header in headers],
            axes=self.axes,
        )


def show_axes_evidence(
    axes: pd.DataFrame,
    evidence: pd.DataFrame,
    lines: Mapping[str, Line],
    anchor: str,
    caption: str,
) -> Axes:
    """For each of the flash's lines, the statements that speak to it, and those that qualify it.

    ``lines`` are those of ``statement_lines``. The file says of each statement why it is there.
    """
    labels = {row["id"]: text_of(row, "label") for _, row in axes.iterrows()}
    rows = [
        {
            "axis": labels[row["axis"]],
            "supports": row["direction"] == "supports",
            "line": lines.get(row["finding"], Line(text_of(row, "reason"))),
            "reason": text_of(row, "reason"),
        }
        for _, row in evidence.iterrows()
    ]
    shown = tuple(
        {
            "label": typeset(axis),
            "sides": [
                [row["line"] for row in rows if (row["axis"], row["supports"]) == (axis, side)]
                for side in (True, False)
            ],
        }
        for axis in dict.fromkeys(row["axis"] for row in rows)
    )
    frame = pd.DataFrame(
        {
            tr("Axe"): [row["axis"] for row in rows],
            tr("Énoncé du flash, et pourquoi ce rapprochement"): [
                Cell(row["line"].plain(), note=row["reason"]) for row in rows
            ],
        }
    )
    numbers = {n.key: n for row in rows for n in row["line"].numbers}
    return Axes(anchor, typeset(tr(caption)), frame, numbers=tuple(numbers.values()), axes=shown)


def expected_growth(findings: pd.DataFrame) -> dict[str, Number]:
    """What each reading of the share of those certain of growth says of all respondents.

    ``findings`` are those of one wave. ``known``: how many respondents are certain, for sure, if
    users alone were asked; ``others``: how many non-users are certain at the least, if all
    respondents were. Nothing where the bases are not known.
    """
    shares = numbers_of(findings)
    names = ("growth_users", "growth_respondents", "non_users")
    users, everyone, others = map(shares.get, names)
    if not (users and everyone and others):
        return {}
    if users.count is None or everyone.count is None or everyone.base is None:
        return {}
    if (part := others.count) is None:
        return {}
    least = least_in_part(everyone.count, everyone.base, part)
    return {
        "known": _derived(users, "known", users.count, everyone.base),
        "others": _derived(everyone, "others", least, part),
    }


def _derived(of: Number, name: str, count: int, base: int) -> Number:
    return Number(f"{of.key}/{name}", count / base, "share", of.source, "bounds", count, base)
