"""Findings that expose nobody: small numbers hidden, and with them what would give them back.

Cells that say too much of too few are hidden first. What anyone could then find out by adding and
subtracting what is left (``linked``) is prevented by hiding more, as little as can be: an integer
program, whose constraints are found by attacking its own solution, until no attack succeeds.

Source: Fischetti and Salazar-González (2001), Management Science 47(7), for the program, its cuts
and the three levels of protection: upper, lower and sliding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dataprep import arguments
from dataprep.answers.codebook import CODEBOOKS, SCHEMA, Codebook, codebook
from dataprep.answers.linked import consistent, linked
from dataprep.answers.published_cells import (
    BASE,
    COLUMNS,
    SILENCES,
    SUPPRESSED,
    Cell,
    is_counted,
    place_of,
    records,
    taken_apart,
)
from dataprep.answers.rule import Problem
from dataprep.answers.suppression import Search

MINIMUM = 5
PRIMARY, SECONDARY = "primary", "secondary"

# What gives a count away, of which a hidden row shows nothing.
NUMBERS = (
    "count",
    "share",
    "low",
    "high",
    "weighted_share",
    "weighted_low",
    "weighted_high",
    "effective_base",
)


def protect(
    findings: pd.DataFrame | Iterable[pd.DataFrame],
    codebook: Codebook | Sequence[Codebook] | None = None,
    minimum: int = MINIMUM,
    known: Mapping[Any, Any] | pd.DataFrame | None = None,
    earlier: Iterable[pd.DataFrame] = (),
    silences: bool = True,
) -> pd.DataFrame:
    """The findings with what exposes someone hidden, and what would give that back.

    ``findings``: what ``tabulate`` gives, or a list of such tables: all that is published
    together, since each can give away what another hides. ``codebook``: that of the answers, or
    those of each wave; found by itself where it is one of the project's. ``minimum``: the least
    number of respondents that may be told apart, 2 or more. ``known``: what others have published,
    as a table of findings or as a mapping from (question, option, group), the wave first where
    there are several, to a count or to a count and its base: it is not hidden again, and counts as
    known to whoever attacks. So do rows that are not tabulated. ``earlier``: tables published
    before; one of a same wave is taken for a part of its answers, and those who came since are
    protected as a group. ``silences``: whether numbers of those who were not asked, or who did not
    answer, are held to the rule as well.

    A count is disclosive where it, or its complement to the base, is less than ``minimum``: nobody
    of ten, all of ten, are as telling as three. Of an empty base nothing is. A base, and with
    ``silences`` a number of those without an answer, is disclosive from 1 to ``minimum`` - 1. So is
    what no table shows and a subtraction gives: those of whom the answer crossed is missing, those
    who came since an earlier table.

    Each disclosive cell is hidden, and others with it, so that whoever reads all the rest, knows
    how many respondents there are and what is ``known``, and solves for whole numbers, cannot
    exclude that it reaches ``minimum`` (upper level), nor that its complement does (lower level),
    nor bound it in less than ``minimum`` (sliding level). The least is hidden (in tables of many
    hundreds of linked cells, nearly the least): a count costs 1 and
    a little more the more it counts, a base as much as its options, a number of those without an
    answer a half. Where a base is hidden, its counts are too. Where no pattern protects a cell, its
    question is hidden whole, and ``attrs["exposed"]`` names it: what is known from elsewhere
    already says too much.

    Returns the same rows in the same order (tables after one another), the columns of the first,
    and ``suppressed``: ``primary`` where the count itself is disclosive, ``secondary`` where it is
    hidden for another or with its base, else an empty text. A hidden row has ``suppressed`` for
    ``method``, and no number but a base or numbers without an answer that may be shown.
    ``attrs["minimum"]`` and ``attrs["respondents"]`` (by wave) say what it was protected by. The
    same tables give the same pattern.

    To publish ``primary`` beside ``secondary`` tells which cells are small: ``as_published`` takes
    it away. Raises ValueError for an argument that cannot be, for tables already protected, and for
    counts that contradict each other.
    """
    tables = [findings] if isinstance(findings, pd.DataFrame) else list(findings)
    before = list(earlier)
    arguments.refuse(*findings_faults(tables, before, minimum))
    codebooks = codebooks_of(tables, codebook)
    system = consistent(linked(tables, codebooks, _all_known(tables, known), before))
    problem = Problem.of(system, codebooks, int(minimum), silences)
    hidden, exposed = Search(problem).pattern()
    protected = _hide(pd.concat(tables) if len(tables) > 1 else tables[0], problem, hidden)
    protected.attrs = {
        **tables[0].attrs,
        "minimum": int(minimum),
        "respondents": problem.respondents(),
        "exposed": exposed,
    }
    return protected


def as_published(findings: pd.DataFrame) -> pd.DataFrame:
    """Protected findings without what tells a small cell from one hidden for its sake."""
    arguments.refuse(*arguments.table("findings", findings, ["suppressed"]))
    hidden = findings["suppressed"] != ""
    return findings.assign(suppressed=np.where(hidden, SUPPRESSED, ""))


def suppression_report(findings: pd.DataFrame) -> pd.DataFrame:
    """How much of protected findings is hidden: a row a wave and question.

    Columns ``wave``, ``question``, then numbers of cells: ``cells`` (counts of options, in all
    groups), ``primary``, ``secondary``, ``shown``; ``bases`` (groups whose base is hidden);
    ``share`` hidden, 0 to 1; ``exposed``: whether what is known from elsewhere says too much of it,
    whatever is hidden. Raises ValueError for findings that are not protected.
    """
    needed = ["wave", "question", "group", "base", "method", "kind", "suppressed"]
    arguments.refuse(*arguments.table("findings", findings, needed))
    exposed = {tuple(each[:2]) for each in findings.attrs.get("exposed", ())}
    rows = []
    counted = findings[[is_counted(row) for row in records(findings)]]
    for (wave, question), cells in counted.groupby(["wave", "question"], sort=False):
        hidden = cells["suppressed"].value_counts()
        primary, secondary = (int(hidden.get(name, 0)) for name in (PRIMARY, SECONDARY))
        rows.append(
            {
                "wave": wave,
                "question": question,
                "cells": len(cells),
                "primary": primary,
                "secondary": secondary,
                "shown": len(cells) - primary - secondary,
                "bases": cells.loc[cells["base"].isna(), "group"].nunique(),
                "share": (primary + secondary) / len(cells),
                "exposed": (wave, question) in exposed,
            }
        )
    columns = ["wave", "question", "cells", "primary", "secondary", "shown", "bases", "share"]
    return pd.DataFrame(rows, columns=[*columns, "exposed"])


# What is asked


def findings_faults(tables: Sequence[Any], earlier: Sequence[Any], minimum: Any) -> Iterator[str]:
    needed = ["wave", "question", "option", "group", "kind", "count", "base", "method"]
    if not tables:
        yield "findings: no table. Expected one at least. Pass what tabulate() gives."
    for name, group in (("findings", tables), ("earlier", earlier)):
        for table in group:
            yield from arguments.table(name, table, needed)
    if not arguments.is_whole(minimum) or minimum < 2:
        yield (
            f"minimum: {arguments.shown(minimum)} is not a least number of respondents. Expected a "
            "whole number, 2 or more: with 1, one respondent alone is shown. Write 5."
        )
    for table in tables:
        if isinstance(table, pd.DataFrame) and "method" in table:
            if (table["method"] == SUPPRESSED).any():
                yield (
                    "findings: some are already suppressed. Expected all counts, to know what "
                    "they give away. Pass what tabulate() gives."
                )
            if {"kind", "count", "base"} <= set(table) and (
                table.loc[table["kind"] == "option", ["count", "base"]].isna().any(axis=None)
            ):
                yield (
                    "findings: an option has no count or no base. Expected both. Pass what "
                    "tabulate() gives."
                )


def codebooks_of(
    tables: Sequence[pd.DataFrame], given: Codebook | Sequence[Codebook] | None
) -> tuple[Codebook, ...]:
    """The codebooks of some tables: those given; else that which a table names; else the project's.

    A codebook of the project is that of a table when it has its wave, its questions and its
    options. Raises ValueError where there is none and some groups need one to be understood.
    """
    if given is not None:
        books = (given,) if isinstance(given, Codebook) else tuple(given)
        wrong = [each for each in books if not isinstance(each, Codebook)]
        arguments.refuse(
            *(
                f"codebook: {arguments.shown(each)} is not a codebook. Expected what codebook() "
                "gives. Pass codebook(name)."
                for each in wrong
            )
        )
        return books
    named = [table.attrs["codebook"] for table in tables if "codebook" in table.attrs]
    found = {}
    for each in named:
        by_name = each if isinstance(each, Codebook) else codebook(each)
        found[by_name.wave] = by_name
    faults = []
    for table in tables:
        for wave, rows in table[table["method"] == "tabulated"].groupby("wave", sort=False):
            if wave not in found and (book := _of_project(str(wave), rows)) is not None:
                found[str(wave)] = book
            groups = {taken_apart(group)[0] for group in rows["group"]}
            if wave not in found and len(groups) > 1:
                faults.append(
                    f"codebook: None leaves the groups {', '.join(sorted(groups))} of {wave} "
                    "unexplained. Expected the codebook, which says who is in each. Pass "
                    "codebook=answers.codebook."
                )
    arguments.refuse(*dict.fromkeys(faults))
    return tuple(found.values())


def _of_project(wave: str, rows: pd.DataFrame) -> Codebook | None:
    """The one codebook of the project that a table can be of."""
    cells = set(zip(rows["question"], rows["option"], strict=True))
    found = []
    for path in sorted(CODEBOOKS.glob("*.json")):
        if path.name != SCHEMA:
            book = codebook(path)
            known = {(each.name, code) for each in book.closed for code in each.codes}
            if book.wave == wave and cells <= known:
                found.append(book)
    return found[0] if len(found) == 1 else None


def _all_known(
    tables: Sequence[pd.DataFrame], known: Mapping[Any, Any] | pd.DataFrame | None
) -> Any:
    """What others have published: as given, and the rows that are not tabulated."""
    published = [table[table["method"] != "tabulated"] for table in tables]
    published = [table for table in published if not table.empty]
    if not published:
        return known
    if known is None or isinstance(known, pd.DataFrame):
        return pd.concat([*published, *([] if known is None else [known])])
    cells: dict[Any, Any] = dict(known)
    for row in records(pd.concat(published)):
        if is_counted(row) and not pd.isna(row["count"]):
            wave, question, group = place_of(row)
            pair = (row["count"], row["base"])
            counted = not pd.isna(row["base"]) and row["base"] >= 1
            cells[wave, question, row["option"], group] = pair if counted else row["count"]
    return cells


# What is shown


def _hide(findings: pd.DataFrame, problem: Problem, hidden: np.ndarray) -> pd.DataFrame:
    """The findings without the hidden cells, wherever a row would give them away."""
    index = problem.system.index
    protected = findings.copy()
    count, base = np.zeros(len(findings), dtype=bool), np.zeros(len(findings), dtype=bool)
    silent = {part: np.zeros(len(findings), dtype=bool) for part in SILENCES}
    first = np.zeros(len(findings), dtype=bool)
    for rank, row in enumerate(records(findings)):
        if is_counted(row) and row["method"] == "tabulated":
            place = place_of(row)
            at = index[Cell(*place, row["option"])]
            count[rank], first[rank] = hidden[at], problem.primary[at]
            base[rank] = hidden[index[Cell(*place, BASE)]]
            for part, where in silent.items():
                cell = index.get(Cell(*place, part))
                where[rank] = cell is not None and hidden[cell]
    for where, columns in (
        (count, NUMBERS),
        (base, ("base", *NUMBERS[1:])),
        *((silent[part], (COLUMNS[part],)) for part in SILENCES),
    ):
        for column in columns:
            if column in protected:
                protected[column] = protected[column].mask(where)
    protected["method"] = protected["method"].mask(count, SUPPRESSED)
    for column, empty in (("interval", None), ("caution", "")):
        if column in protected:
            protected[column] = protected[column].mask(count, empty)
    named = np.where(count, np.where(first, PRIMARY, SECONDARY), "")
    return protected.assign(suppressed=pd.Series(named, protected.index, dtype="str"))
