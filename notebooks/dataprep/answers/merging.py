"""What a table that hides much would give back, if some options were merged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from dataprep import arguments
from dataprep.answers.codebook import SINGLE, Codebook
from dataprep.answers.disclosure import MINIMUM, codebooks_of, findings_faults
from dataprep.answers.linked import consistent, linked
from dataprep.answers.published_cells import COLUMNS, is_counted, records, taken_apart
from dataprep.answers.rule import Problem
from dataprep.answers.suppression import Search

MERGING_COLUMNS = [
    "wave",
    "question",
    "options",
    "hidden_before",
    "hidden_after",
    "shown_before",
    "shown_after",
    "given_back",
]


def merging_options(
    findings: pd.DataFrame,
    codebook: Codebook | None = None,
    minimum: int = MINIMUM,
    silences: bool = True,
) -> pd.DataFrame:
    """What merging adjacent options of a question would give back.

    ``findings``: what ``tabulate`` gives, before it is protected; other arguments as for
    ``protect``. Each run of two to four adjacent options of a single question, one of them hidden
    and one option at least being left beside them, is merged in all groups, and the question
    protected by itself. A question that
    decides who is asked another, or that others are crossed with, is left as it is; so are
    questions of several answers: findings do not say who ticked two of them.

    Returns a row for each merge after which more cells are shown, the best of a question first:
    ``wave``, ``question``, ``options`` (the codes merged, in order, separated by spaces),
    ``hidden_before``, ``hidden_after``, ``shown_before``, ``shown_after`` (cells) and
    ``given_back``, how many more are shown. Raises ValueError as ``protect`` does.
    """
    arguments.refuse(*findings_faults([findings], [], minimum))
    book = next(iter(codebooks_of([findings], codebook)), None)
    found = []
    counted = findings[[is_counted(row) for row in records(findings)]]
    for place, cells in counted.groupby(["wave", "question"], sort=False):
        wave, question = (str(each) for each in place)
        codes = list(dict.fromkeys(cells["option"]))
        if not _can_merge(question, cells, counted, book):
            continue
        hidden = _hidden_options(cells, minimum, silences)
        before = len(hidden)
        for start, end in _runs(len(codes)):
            if not set(codes[start:end]) & set(hidden):
                continue
            merged = _merged(cells, codes[start:end])
            after = len(_hidden_options(merged, minimum, silences))
            shown = (len(cells) - before, len(merged) - after)
            if shown[1] > shown[0]:
                options = " ".join(codes[start:end])
                found.append((wave, question, options, before, after, *shown, shown[1] - shown[0]))
    table = pd.DataFrame(found, columns=MERGING_COLUMNS)
    rank = {name: place for place, name in enumerate(dict.fromkeys(counted["question"]))}
    order = (table["hidden_after"], -table["given_back"], table["question"].map(rank))
    return table.iloc[np.lexsort(order)].reset_index(drop=True)


def _can_merge(
    question: str, cells: pd.DataFrame, findings: pd.DataFrame, book: Codebook | None
) -> bool:
    """Whether the options of a question may be merged without touching another."""
    if book is not None:
        single = any(q.name == question and q.answers == SINGLE for q in book.questions)
        filters = {group.question for group in book.groups}
    else:
        sums = cells.groupby("group")["count"].sum() == cells.groupby("group")["base"].first()
        single, filters = bool(sums.all()), set()
    crossed = {
        condition.partition("=")[0]
        for group in findings["group"].unique()
        for condition in taken_apart(group)[1]
    }
    return single and question not in filters | crossed


def _runs(options: int) -> Iterator[tuple[int, int]]:
    """Each run of two to four adjacent options, the shortest first, leaving one at least."""
    for length in range(2, min(options, 5)):
        for start in range(options - length + 1):
            yield start, start + length


def _merged(cells: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """The findings of a question with some options merged into the first of them."""
    option = cells["option"].where(~cells["option"].isin(codes), codes[0])
    first = cells.assign(option=option).drop_duplicates(["group", "option"])
    counts = cells["count"].groupby([cells["group"], option]).sum()
    places = list(zip(first["group"], first["option"], strict=True))
    return first.assign(count=counts.loc[places].astype("Int64").to_numpy())


def _hidden_options(cells: pd.DataFrame, minimum: int, silences: bool) -> list[str]:
    """The option of each cell that is hidden when a question is published alone."""
    alone = cells[["wave", "question", "option", "group", "kind", "method", "count"]].copy()
    for column in COLUMNS.values():
        if column in cells:
            alone[column] = cells[column]
    problem = Problem.of(consistent(linked([alone])), (), minimum, silences)
    hidden, _ = Search(problem).pattern()
    places = [problem.system.cells[at] for at in np.flatnonzero(hidden & problem.published)]
    return [cell.part for cell in places if cell.is_option]
