"""From answers to findings: what each option was given by, on which base, and how sure that is.

The counting is one query, written once for every engine that narwhals knows: it runs where the
answers are, and what comes back is a row for each answer to each question. The rest is done here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from dataprep import arguments
from dataprep.answers.cautions import FEW, WIDE
from dataprep.answers.codebook import (
    ANSWERED,
    DOES_NOT_KNOW,
    MULTIPLE,
    NOT_ANSWERED,
    NOT_ASKED,
    SINGLE,
    Codebook,
    Option,
    Question,
)
from dataprep.answers.progress import progress
from dataprep.answers.responses import Responses
from dataprep.findings import TABULATED, TABULATED_COLUMNS, findings_table
from dataprep.intervals import law_faults, share_intervals

_WEIGHTS = ""  # stands for a question where weights that cannot be are counted


def tabulate(
    responses: Any,
    codebook: Codebook | None = None,
    by: str | None = None,
    weights: str | None = None,
    level: float = 0.95,
    method: str = "wilson",
) -> pd.DataFrame:
    """The findings of a survey's answers: a row for each closed question, group and option.

    ``responses``: what ``read_responses`` gives; or, with its ``codebook``, a table with the
    columns of ``codebook.columns()``: a DataFrame of pandas, a DataFrame or a LazyFrame of Polars,
    a relation of DuckDB, a DataFrame of Spark. It is counted by its own engine, in one query, and
    never copied. ``by``: a closed question of one answer; each other question is then tabulated
    for all, and for those who gave each of its options. Who gave none is in no such group: the rows
    of ``by`` itself say how many. ``weights``: a column of numbers, what each respondent stands
    for. ``level`` and ``method`` are those of ``interval``.

    Returns the columns of ``FINDING_COLUMNS``, then those of ``TABULATED_COLUMNS``, questions,
    groups and options in the order of the codebook, an option that nobody gave included. In a row:

    - ``question_fr`` and ``question_en``: its wording;
    - ``group``: whom the question is put to, and ``/by=option`` where it is tabulated by a
      question; ``group_fr`` and ``group_en``: the same in words;
    - ``count``: who gave the option; ``base``: who gave any answer. Of several answers to a
      question each is counted, so that counts may add up to more than the base;
    - ``not_asked``; ``not_answered`` and ``does_not_know``, which add up to ``missing``;
    - ``share``, ``low``, ``high``, 0 to 1; missing where the base is 0;
    - ``weighted_share``, ``effective_base`` (Kish's, what the base is worth once weighted) and, on
      it, ``weighted_low`` and ``weighted_high``; missing without weights, or where all are 0;
    - ``source``: ``answers#<question>/<option>``, ``synthetic#`` where they were invented;
    - ``caution``: ``few`` where the base, or the effective base, is under ten; else ``wide`` where
      an interval is over thirty points wide; else an empty text.

    Raises ValueError for an argument that cannot be, for columns that are missing, for an answer
    that is not in the codebook, and for a weight that is negative, missing or not finite: each with
    its column and how many there are.

    Sources: Kish (1965) for the effective base; Parker et al. (2017), Vital and Health Statistics
    2(175), for the width.
    """
    table, described = _given(responses, codebook)
    arguments.refuse(*_argument_faults(table, described, by, weights), *law_faults(level, method))
    counted = _Counted.of(table, described, by, weights)
    rows = [row for question in described.closed for row in _rows(question, described, by, counted)]
    if weights is not None:
        _add_weighted_intervals(rows, level, method)
    findings = findings_table(rows, described.wave, level, method, also=TABULATED_COLUMNS)
    if isinstance(responses, Responses) and responses.synthetic:
        invented = findings["source"].str.replace("answers#", "synthetic#", regex=False)
        findings = findings.assign(source=invented)
    return findings.assign(caution=_cautions(findings))


# What is asked


def _given(responses: Any, codebook: Codebook | None) -> tuple[nw.LazyFrame[Any], Codebook]:
    """The answers as a lazy table, and what describes them."""
    native = responses
    if isinstance(responses, Responses):
        native = responses.frame
        codebook = codebook or responses.codebook
    faults = []
    try:
        table = nw.from_native(native).lazy()
    except TypeError:
        faults.append(
            f"responses: {type(native).__name__} is not a table of answers. Expected Responses, or "
            "a table of pandas, Polars, DuckDB or Spark. Pass one."
        )
    if not isinstance(codebook, Codebook):
        faults.append(
            f"codebook: {arguments.shown(codebook)} is not a codebook. Expected the one that "
            "describes the answers. Pass codebook(name)."
        )
    arguments.refuse(*faults)
    assert isinstance(codebook, Codebook)
    return table, codebook


def _argument_faults(
    table: nw.LazyFrame[Any], codebook: Codebook, by: str | None, weights: str | None
) -> Iterator[str]:
    types = table.collect_schema()
    needed = [name for question in codebook.closed for name in _columns(question)]
    if lacking := [name for name in needed if name not in types]:
        yield (
            f"responses: no column {', '.join(lacking)}. Expected those of the codebook "
            f"{codebook.name}. Read the answers with read_responses, or add what is missing."
        )
    for question in codebook.closed:
        for name in _columns(question)[1:]:
            if name in types and not (types[name].is_numeric() or types[name] == nw.Boolean):
                yield (
                    f"{name}: a column of {types[name]} is not of ticks. Expected 1 and 0, missing "
                    "where the question was not answered. Convert it."
                )
    if by is not None:
        single = [question.name for question in codebook.closed if question.answers == SINGLE]
        yield from arguments.one_of("by", by, single)
    if weights is not None:
        numeric = [name for name, kind in types.items() if kind.is_numeric()]
        yield from arguments.one_of("weights", weights, numeric)


def _columns(question: Question) -> list[str]:
    """The columns of a question: its own, then one for each option where it has several answers."""
    if question.answers == SINGLE:
        return [question.name]
    return [question.name, *(question.column(code) for code in question.codes)]


# What is counted


@dataclass(frozen=True)
class _Sum:
    """Respondents, the sum of their weights and that of the squares of these."""

    rows: int = 0
    weight: float = 0.0
    squares: float = 0.0

    def __add__(self, other: _Sum) -> _Sum:
        return _Sum(
            self.rows + other.rows, self.weight + other.weight, self.squares + other.squares
        )

    @property
    def effective(self) -> float:
        """What as many answers of equal weight would be worth."""
        return self.weight * (self.weight / self.squares) if self.squares else 0.0


_NOBODY = _Sum()

# What the engine counted of one answer to one question; what it did not count is 0.
_Cell = Mapping[str, Any]


@dataclass(frozen=True)
class _Counted:
    """What was counted, by question, option of ``by`` (None: all) and answer."""

    sums: Mapping[tuple[str, str | None, str], _Sum]
    weighted: bool

    @classmethod
    def of(
        cls, table: nw.LazyFrame[Any], codebook: Codebook, by: str | None, weights: str | None
    ) -> _Counted:
        cells = _collected(table, codebook, by, weights)
        arguments.refuse(*_answer_faults(cells, table, codebook, weights))
        sums: dict[tuple[str, str | None, str], _Sum] = {}
        groups = () if by is None else codebook.question(by).codes
        for question in codebook.closed:
            for cell in cells[question.name]:
                for group in (None, cell["by"]) if cell["by"] in groups else (None,):
                    for code, found in _sums_of(cell, question):
                        key = (question.name, group, code)
                        sums[key] = sums.get(key, _NOBODY) + found
        return cls(sums, weights is not None)

    def sum(self, question: Question, group: str | None, codes: Iterable[str]) -> _Sum:
        found = (self.sums.get((question.name, group, code), _NOBODY) for code in codes)
        return sum(found, _NOBODY)


def _sums_of(cell: _Cell, question: Question) -> Iterator[tuple[str, _Sum]]:
    """What a cell counts: its own answer, and each option ticked beside it."""
    yield cell["code"], _Sum(cell["rows"], cell["weight"], cell["squares"])
    if question.answers == MULTIPLE and cell["code"] == ANSWERED:
        for rank, option in enumerate(question.codes):
            yield option, _Sum(cell[f"ticked_{rank}"], cell[f"ticked_weight_{rank}"])


def _collected(
    table: nw.LazyFrame[Any], codebook: Codebook, by: str | None, weights: str | None
) -> dict[str, list[_Cell]]:
    """What the engine counts: by question, a cell for each answer and each answer to ``by``.

    A cell has ``by`` and ``code``; ``rows``, ``weight`` and ``squares``; ``known``, how many cells
    of options are 1 or 0; ``ticked_0``…, ``ticked_weight_0``…, for each option.
    """
    eager = table.implementation.is_pandas_like()  # the others wait until all is collected
    with progress("tabulate", len(codebook.closed) if eager else None) as step:
        parts = [] if weights is None else [_weights_that_cannot_be(table, weights)]
        for question in codebook.closed:
            parts.append(_count(table, question, by, weights))
            step()
        # Through Arrow: Spark's own way to pandas does not know all its versions.
        cells = nw.concat(parts, how="diagonal").collect("pyarrow").to_native().to_pylist()
    found: dict[str, list[_Cell]] = {_WEIGHTS: [], **{each.name: [] for each in codebook.closed}}
    for cell in cells:
        known = {name: value for name, value in cell.items() if value is not None}
        words = {"by": None, "code": None}
        found[cell["question"]].append(defaultdict(int, words | known))
    return found


def _count(
    table: nw.LazyFrame[Any], question: Question, by: str | None, weights: str | None
) -> nw.LazyFrame[Any]:
    """The query of one question."""
    keys = {"code": nw.col(question.name)} | ({} if by is None else {"by": nw.col(by)})
    whole, weighed = {}, {}
    ticks = [_tick(name, table) for name in _columns(question)[1:]]
    if ticks:
        known = [((tick == 0) | (tick == 1)).cast(nw.Int8) for tick in ticks]
        whole = {"known": nw.sum_horizontal(*known)}
        whole |= {f"ticked_{rank}": tick for rank, tick in enumerate(ticks)}
    if weights is not None:
        weight = nw.col(weights).cast(nw.Float64)
        weighed = {"weight": weight, "squares": weight * weight}
        weighed |= {f"ticked_weight_{rank}": tick * weight for rank, tick in enumerate(ticks)}
    sums = [nw.col(*whole, *weighed).sum()] if whole or weighed else []
    counted = table.select(**keys, **whole, **weighed)
    counted = counted.group_by(*keys).agg(nw.len().alias("rows"), *sums)
    return counted.select(
        nw.lit(question.name).alias("question"),
        nw.col(*keys).cast(nw.String),
        nw.col("rows", *whole).cast(nw.Int64),
        *([nw.col(*weighed)] if weighed else []),
    )


def _tick(name: str, table: nw.LazyFrame[Any]) -> nw.Expr:
    tick = nw.col(name)
    return tick.cast(nw.Int8) if table.collect_schema()[name] == nw.Boolean else tick


def _weights_that_cannot_be(table: nw.LazyFrame[Any], weights: str) -> nw.LazyFrame[Any]:
    weight = nw.col(weights).cast(nw.Float64)
    wrong = (weight.is_null() | ~weight.is_finite() | (weight < 0)).cast(nw.Int64)
    counted = table.select(wrong.sum().alias("rows"))
    return counted.select(nw.lit(_WEIGHTS).alias("question"), nw.col("rows").cast(nw.Int64))


# What cannot be


def _answer_faults(
    cells: Mapping[str, list[_Cell]],
    table: nw.LazyFrame[Any],
    codebook: Codebook,
    weights: str | None,
) -> Iterator[str]:
    """What the table holds that the codebook does not allow: never dropped in silence."""
    if weights is not None and (wrong := sum(cell["rows"] for cell in cells[_WEIGHTS])):
        yield (
            f"{weights}: {wrong} {'weight is' if wrong == 1 else 'weights are'} negative, missing "
            "or not finite. Expected what each respondent stands for, 0 or more. Correct them."
        )
    for question in codebook.closed:
        codes = [ANSWERED] if question.answers == MULTIPLE else question.codes
        allowed = [*codes, *question.kinds]
        unknown: Counter[str | None] = Counter()
        for cell in cells[question.name]:
            if cell["code"] not in allowed:
                unknown[cell["code"]] += cell["rows"]
        for code in sorted(unknown, key=str):
            yield (
                f"{question.name}: {_shown(code)} is not an answer of the codebook "
                f"{codebook.name} ({_rows_said(unknown[code])}). Expected one of "
                f"{', '.join(allowed)}. Correct the answers, or describe it in the codebook."
            )
        if not unknown and any(_has_strange_ticks(cell, question) for cell in cells[question.name]):
            yield from _tick_faults(table, question)


def _shown(cell: Any) -> str:
    return "an empty cell" if pd.isna(cell) else arguments.shown(cell)


def _rows_said(rows: int) -> str:
    return f"{rows} row" if rows == 1 else f"{rows} rows"


def _has_strange_ticks(cell: _Cell, question: Question) -> bool:
    """Whether a tick is neither 1 nor 0 beside an answer, or not missing where there is none.

    Where there is an answer each of its cells is known, and there alone.
    """
    ticks = _columns(question)[1:]
    if cell["code"] == ANSWERED:
        return bool(cell["known"] != len(ticks) * cell["rows"])
    return bool(cell["known"] or any(cell[f"ticked_{rank}"] for rank, _ in enumerate(ticks)))


def _tick_faults(table: nw.LazyFrame[Any], question: Question) -> Iterator[str]:
    """Each tick that cannot be, looked for option by option: asked once it is known to be there."""
    for name in _columns(question)[1:]:
        counted = table.select(answer=nw.col(question.name).cast(nw.String), tick=nw.col(name))
        counted = counted.group_by("answer", "tick").agg(nw.len().alias("rows"))
        cells = counted.collect("pyarrow").to_native().to_pandas()
        answered = cells["answer"] == ANSWERED
        sound = cells["tick"].isin([0, 1]).where(answered, cells["tick"].isna())
        wrong = cells[~sound].sort_values(["answer", "tick"])
        for answer, tick, rows in zip(wrong["answer"], wrong["tick"], wrong["rows"], strict=True):
            found = "an empty cell" if pd.isna(tick) else f"{tick:g}"
            yield (
                f"{name}: {found} beside {answer!r} is not a tick ({_rows_said(rows)}). Expected "
                f"1 or 0 beside {ANSWERED!r}, an empty cell elsewhere. Correct the answers."
            )


# What is said


def _rows(
    question: Question, codebook: Codebook, by: str | None, counted: _Counted
) -> Iterator[dict[str, Any]]:
    """The findings of one question, for all and for each group."""
    asked = codebook.group(question.asked_of)
    words = (asked.label["fr"], asked.label["en"])
    yield from _rows_of_group(question, None, asked.name, words, counted)
    if by is None or by == question.name:  # crossed with itself a question says nothing
        return
    for option in codebook.question(by).options:
        crossed = tuple(f"{words[i]}, {option.label[code]}" for i, code in enumerate(("fr", "en")))
        name = f"{asked.name}/{by}={option.value}"
        yield from _rows_of_group(question, option.value, name, crossed, counted)


def _rows_of_group(
    question: Question, key: str | None, group: str, words: tuple[str, ...], counted: _Counted
) -> Iterator[dict[str, Any]]:
    multiple = question.answers == MULTIPLE
    base = counted.sum(question, key, [ANSWERED] if multiple else question.codes)
    kinds = {
        kind: counted.sum(
            question, key, [code for code, why in question.kinds.items() if why == kind]
        )
        for kind in (NOT_ASKED, NOT_ANSWERED, DOES_NOT_KNOW)
    }
    for option in question.options:
        gave = counted.sum(question, key, [option.value])
        yield {
            **_named(question, option),
            "group": group,
            "group_fr": words[0],
            "group_en": words[1],
            "count": gave.rows,
            "base": base.rows,
            "missing": kinds[NOT_ANSWERED].rows + kinds[DOES_NOT_KNOW].rows,
            "not_asked": kinds[NOT_ASKED].rows,
            "not_answered": kinds[NOT_ANSWERED].rows,
            "does_not_know": kinds[DOES_NOT_KNOW].rows,
            **(_weighted(gave, base) if counted.weighted else {}),
        }


def _named(question: Question, option: Option) -> dict[str, Any]:
    return {
        "theme": question.section or question.name,
        "question": question.name,
        "question_fr": question.wording["fr"],
        "question_en": question.wording["en"],
        "option": option.value,
        "kind": "option",
        "label_fr": option.label["fr"],
        "label_en": option.label["en"],
        "method": TABULATED,
        "source": f"answers#{question.name}/{option.value}",
    }


def _weighted(gave: _Sum, base: _Sum) -> dict[str, Any]:
    """The weighted share, and what the base is worth; none where nothing was weighed."""
    if not base.effective:
        return {}
    # The sum of a part is computed apart from that of the whole: rounding may put it above.
    return {"weighted_share": min(gave.weight / base.weight, 1.0), "effective_base": base.effective}


def _add_weighted_intervals(rows: list[dict[str, Any]], level: float, method: str) -> None:
    weighed = [row for row in rows if "weighted_share" in row]
    if weighed:
        shares = [row["weighted_share"] for row in weighed]
        bases = [row["effective_base"] for row in weighed]
        ends = share_intervals(shares, bases, level, method)
        for row, low, high in zip(weighed, *ends, strict=True):
            row |= {"weighted_low": float(low), "weighted_high": float(high)}


def _cautions(findings: pd.DataFrame) -> pd.Series:
    """Why a finding says little, as a code."""
    few = (findings["base"] < FEW) | (findings["effective_base"] < FEW)
    widths = (findings[f"{kind}high"] - findings[f"{kind}low"] for kind in ("", "weighted_"))
    wide = [(width > WIDE).fillna(False) for width in widths]
    found = np.select([few.fillna(False), wide[0] | wide[1]], ["few", "wide"], "")
    return pd.Series(found, findings.index, dtype="str")
