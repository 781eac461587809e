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


def merging_options(
    findings: pd.DataFrame,
    codebook: Codebook | None = None,
    minimum: int = MINIMUM,
    silences: bool = True,
) -> pd.DataFrame:
    """What merging adjacent options of a question would give back.

    ``findings``: what ``tabulate`` gives, before it is protected; other arguments as for
    ``protect``. Each run of adjacent options of a single question, at least one option being left
    beside it, is merged in all its groups, and the question protected by itself. A question that
    decides who is asked another, or that others are crossed with, is left as it is; so are
    questions of several answers: findings do not say who ticked two of them.

    Returns a row for each merge after which fewer cells are hidden, the best of a question first:
    ``wave``, ``question``, ``options`` (the codes merged, in order, separated by spaces),
    ``hidden_before``, ``hidden_after``, ``shown_before``, ``shown_after`` (cells) and
    ``given_back``, the cells shown that were not.
    """
    arguments.refuse(*findings_faults([findings], [], minimum))
    (book,) = codebooks_of([findings], codebook) or (None,)
    rows = []
    counted = findings[[is_counted(row) for row in records(findings)]]
    for place, cells in counted.groupby(["wave", "question"], sort=False):
        wave, question = (str(each) for each in place)
        codes = list(dict.fromkeys(cells["option"]))
        if not _can_merge(question, cells, counted, book):
            continue
        before = _hidden_cells(cells, minimum, silences)
        for start, end in _runs(len(codes)):
            merged = _merged(cells, codes[start:end])
            after = _hidden_cells(merged, minimum, silences)
            if after < before:
                shown = (len(cells) - before, len(merged) - after)
                rows.append(
                    {
                        "wave": wave,
                        "question": question,
                        "options": " ".join(codes[start:end]),
                        "hidden_before": before,
                        "hidden_after": after,
                        "shown_before": shown[0],
                        "shown_after": shown[1],
                        "given_back": shown[1] - shown[0],
                    }
                )
    columns = ["wave", "question", "options", "hidden_before", "hidden_after"]
    found = pd.DataFrame(rows, columns=[*columns, "shown_before", "shown_after", "given_back"])
    rank = {question: place for place, question in enumerate(dict.fromkeys(counted["question"]))}
    order = found["question"].map(rank), -found["given_back"], found["hidden_after"], found.index
    return found.iloc[np.lexsort(tuple(reversed(order)))].reset_index(drop=True)


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
    """Each run of two adjacent options or more, the shortest first, leaving one at least."""
    for length in range(2, options):
        for start in range(options - length + 1):
            yield start, start + length


def _merged(cells: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """The findings of a question with some options merged into the first of them."""
    option = cells["option"].where(~cells["option"].isin(codes), codes[0])
    first = cells.assign(option=option).drop_duplicates(["group", "option"])
    counts = cells["count"].groupby([cells["group"], option]).sum()
    places = list(zip(first["group"], first["option"], strict=True))
    return first.assign(count=counts.loc[places].astype("Int64").to_numpy())


def _hidden_cells(cells: pd.DataFrame, minimum: int, silences: bool) -> int:
    """How many cells of one question are hidden when it is published alone."""
    alone = cells[["wave", "question", "option", "group", "kind", "method", "count"]].copy()
    for column in COLUMNS.values():
        if column in cells:
            alone[column] = cells[column]
    system = consistent(linked([alone], (), None, ()))
    problem = Problem.of(system, (), minimum, silences)
    hidden, _ = Search(problem).pattern()
    options = [cell.is_option for cell in system.cells]
    return int((hidden & problem.published & options).sum())
