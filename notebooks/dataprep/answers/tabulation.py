"""From answers to findings: what each option was given by, on which base, and how sure that is.

The counting is one query, written once for every engine that narwhals knows: it runs where the
answers are, and what comes back is a row for each answer to each question. The rest is done here.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

# What stands for a question, with a name that none has: weights that cannot be are counted there,
# and the least and the most of all ticks.
_WEIGHTS, _TICKS = "weights ", "ticks "


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

    ``attrs`` has the ``codebook``, and of Responses how many rows were ``read`` and ``refused``.

    Raises ValueError for an argument that cannot be, for columns that are missing, for an answer
    that is not in the codebook, and for a weight that is negative, missing or not finite: each with
    its column and how many there are.

    Sources: Kish (1965) for the effective base; Parker et al. (2017), Vital and Health Statistics
    2(175), for the width.
    """
    survey = _Survey.of(responses, codebook, by, weights)
    arguments.refuse(*_argument_faults(survey), *law_faults(level, method))
    counted = _Counted.of(survey)
    rows = [row for question in survey.codebook.closed for row in _rows(question, survey, counted)]
    _add_weighted_intervals(rows, level, method)
    findings = findings_table(rows, survey.codebook.wave, level, method, also=TABULATED_COLUMNS)
    if isinstance(responses, Responses) and responses.synthetic:
        invented = findings["source"].str.replace("answers#", "synthetic#", regex=False)
        findings = findings.assign(source=invented)
    findings = findings.assign(caution=_cautions(findings))
    findings.attrs["codebook"] = survey.codebook
    if isinstance(responses, Responses):
        findings.attrs["refused"] = responses.report.refused
        findings.attrs["read"] = responses.report.read
    return findings


# What is asked


@dataclass(frozen=True)
class _Survey:
    """The answers as a lazy table with the types of its columns, and what is asked of them."""

    table: nw.LazyFrame[Any]
    types: Mapping[str, nw.dtypes.DType]
    codebook: Codebook
    by: str | None
    weights: str | None

    @classmethod
    def of(
        cls, responses: Any, codebook: Codebook | None, by: str | None, weights: str | None
    ) -> _Survey:
        native = responses
        if isinstance(responses, Responses):
            native, codebook = responses.frame, codebook or responses.codebook
        try:
            table = nw.from_native(native).lazy()
        except TypeError:
            table = None
        if table is None or not isinstance(codebook, Codebook):
            raise ValueError("\n".join(_kind_faults(native, table, codebook)))
        return cls(table, table.collect_schema(), codebook, by, weights)


def _kind_faults(native: Any, table: Any, codebook: Any) -> Iterator[str]:
    if table is None:
        yield (
            f"responses: {type(native).__name__} is not a table of answers. Expected Responses, or "
            "a table of pandas, Polars, DuckDB or Spark. Pass one."
        )
    if not isinstance(codebook, Codebook):
        yield (
            f"codebook: {arguments.shown(codebook)} is not a codebook. Expected the one that "
            "describes the answers. Pass codebook(name)."
        )


def _argument_faults(survey: _Survey) -> Iterator[str]:
    types, closed = survey.types, survey.codebook.closed
    needed = [name for question in closed for name in _columns(question)]
    if lacking := [name for name in needed if name not in types]:
        yield (
            f"responses: no column {', '.join(lacking)}. Expected those of the codebook "
            f"{survey.codebook.name}. Read the answers with read_responses, or add what is missing."
        )
    for name in (name for question in closed for name in _columns(question)[1:] if name in types):
        if not (types[name].is_numeric() or types[name] == nw.Boolean):
            yield (
                f"{name}: a column of {types[name]} is not of ticks. Expected 1 and 0, missing "
                "where the question was not answered. Convert it."
            )
    if survey.by is not None:
        single = [question.name for question in closed if question.answers == SINGLE]
        yield from arguments.one_of("by", survey.by, single)
    if survey.weights is not None:
        numeric = [name for name, kind in types.items() if kind.is_numeric()]
        yield from arguments.one_of("weights", survey.weights, numeric)


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
# How the columns of a cell end that are not whole numbers.
_REAL = ("weight", "squares", "least", "most")


@dataclass(frozen=True)
class _Counted:
    """What was counted, by question, option of ``by`` (None: all) and answer."""

    sums: Mapping[tuple[str, str | None, str], _Sum]
    weighted: bool

    @classmethod
    def of(cls, survey: _Survey) -> _Counted:
        cells = _collected(survey)
        arguments.refuse(*_answer_faults(cells, survey))
        sums: dict[tuple[str, str | None, str], _Sum] = {}
        groups = () if survey.by is None else survey.codebook.question(survey.by).codes
        for question in survey.codebook.closed:
            for cell in cells[question.name]:
                for group in (None, cell["by"]) if cell["by"] in groups else (None,):
                    for code, found in _sums_of(cell, question):
                        key = (question.name, group, code)
                        sums[key] = sums.get(key, _NOBODY) + found
        return cls(sums, survey.weights is not None)

    def sum(self, question: Question, group: str | None, codes: Iterable[str]) -> _Sum:
        found = (self.sums.get((question.name, group, code), _NOBODY) for code in codes)
        return sum(found, _NOBODY)


def _sums_of(cell: _Cell, question: Question) -> Iterator[tuple[str, _Sum]]:
    """What a cell counts: its own answer, and each option ticked beside it."""
    yield cell["code"], _Sum(cell["rows"], cell["weight"], cell["squares"])
    if question.answers == MULTIPLE and cell["code"] == ANSWERED:
        for rank, option in enumerate(question.codes):
            yield option, _Sum(cell[f"ticked_{rank}"], cell[f"ticked_{rank}_weight"])


def _collected(survey: _Survey) -> dict[str, list[_Cell]]:
    """What the engine counts: by question, a cell for each answer and each answer to ``by``.

    A cell has ``by`` and ``code``; ``rows``, ``weight`` and ``squares``; for each option,
    ``ticked_0``…, ``ticked_0_weight``… and ``ticked_0_held``…, its cells that are not empty.
    Two more stand for no question: ``_WEIGHTS`` and ``_TICKS``.
    """
    closed = survey.codebook.closed
    eager = survey.table.implementation.is_pandas_like()  # the others wait until all is collected
    with progress("tabulate", len(closed) if eager else None) as step:
        parts = [*_weights_that_cannot_be(survey), *_limits_of_ticks(survey)]
        for question in closed:
            parts.append(_count(question, survey))
            step()
        cells = _rows_of(nw.concat(parts, how="diagonal")) if parts else []
    found: dict[str, list[_Cell]] = {
        name: [] for name in (_WEIGHTS, _TICKS, *(each.name for each in closed))
    }
    for cell in cells:
        found[cell["question"]].append(_cell(cell))
    return found


def _cell(collected: Mapping[str, Any]) -> _Cell:
    """A row collected, where a column that is not of its question is missing, or not a number."""
    cell: defaultdict[str, Any] = defaultdict(int, by=None, code=None)
    for name, value in collected.items():
        if isinstance(value, str):
            cell[name] = value
        elif value is not None and not math.isnan(value):
            cell[name] = float(value) if name.endswith(_REAL) else int(value)
    return cell


def _rows_of(counted: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    """What an engine counted, by Arrow: Spark's own way to pandas is not for all its versions."""
    # Polars alone has to be asked not to hold a whole table in memory.
    streaming = {"engine": "streaming"} if counted.implementation.is_polars() else {}
    found: list[dict[str, Any]] = counted.collect("pyarrow", **streaming).to_native().to_pylist()
    return found


def _count(question: Question, survey: _Survey) -> nw.LazyFrame[Any]:
    """The query of one question.

    What is summed is a column before it is grouped, since pandas is slow at summing anything else.
    Cells that are not empty are counted option by option: it costs an engine next to nothing, where
    looking at each tick in its row took DuckDB a quarter more time.
    """
    ticks = _columns(question)[1:]
    keys = {"code": question.name} | ({} if survey.by is None else {"by": survey.by})
    source = {name: f"ticked_{rank}" for rank, name in enumerate(ticks)}
    changed = {name: _tick(name, survey) for name in ticks if survey.types[name] == nw.Boolean}
    if survey.weights is not None:
        weight = nw.col(survey.weights).cast(nw.Float64)
        source |= {"weight ": "weight", "squares ": "squares"}
        changed |= {"weight ": weight, "squares ": weight * weight}
        source |= {f"{name} weight": f"ticked_{rank}_weight" for rank, name in enumerate(ticks)}
        changed |= {f"{name} weight": _tick(name, survey) * weight for name in ticks}
    table = survey.table.with_columns(**changed) if changed else survey.table
    counted = table.group_by(*dict.fromkeys(keys.values())).agg(
        nw.len().alias("rows"),
        *(nw.col(name).sum().alias(column) for name, column in source.items()),
        *(nw.col(name).count().alias(f"ticked_{rank}_held") for rank, name in enumerate(ticks)),
    )
    whole = [f"ticked_{rank}{end}" for end in ("", "_held") for rank, _ in enumerate(ticks)]
    weighed = [column for column in source.values() if column not in whole]
    return counted.select(
        nw.lit(question.name).alias("question"),
        *(nw.col(name).cast(nw.String).alias(key) for key, name in keys.items()),
        nw.col("rows", *whole).cast(nw.Int64),
        *([nw.col(*weighed)] if weighed else []),
    )


def _tick(name: str, survey: _Survey) -> nw.Expr:
    tick = nw.col(name)
    return tick.cast(nw.Int8) if survey.types[name] == nw.Boolean else tick


def _weights_that_cannot_be(survey: _Survey) -> Iterator[nw.LazyFrame[Any]]:
    """How many weights are negative, missing or not finite; nothing where there are none."""
    if survey.weights is not None:
        weight = nw.col(survey.weights).cast(nw.Float64)
        wrong = (weight.is_null() | ~weight.is_finite() | (weight < 0)).cast(nw.Int64)
        counted = survey.table.select(wrong.sum().alias("rows"))
        yield counted.select(nw.lit(_WEIGHTS).alias("question"), nw.col("rows").cast(nw.Int64))


def _limits_of_ticks(survey: _Survey) -> Iterator[nw.LazyFrame[Any]]:
    """The least and the most of all ticks; nothing where no question has several answers.

    Asked of whole columns, since an engine may know it without reading them. Between 0 and 1 a
    fraction is less than its square: it counts as less than 0.
    """
    limits: dict[str, nw.Expr] = {}
    for question in survey.codebook.closed:
        for name in _columns(question)[1:]:
            tick = _tick(name, survey)
            limits |= {f"{name} least": tick.min(), f"{name} most": tick.max()}
            if survey.types[name].is_float():
                limits[f"{name} fraction least"] = (tick * tick - tick).min()
    if limits:
        least, most = ([name for name in limits if name.endswith(end)] for end in ("least", "most"))
        yield survey.table.select(**limits).select(
            nw.lit(_TICKS).alias("question"),
            nw.min_horizontal(nw.col(*least).fill_null(0).cast(nw.Float64)).alias("least"),
            nw.max_horizontal(nw.col(*most).fill_null(0).cast(nw.Float64)).alias("most"),
        )


# What cannot be


def _answer_faults(cells: Mapping[str, list[_Cell]], survey: _Survey) -> Iterator[str]:
    """What the table holds that the codebook does not allow: never dropped in silence."""
    if wrong := sum(cell["rows"] for cell in cells[_WEIGHTS]):
        yield (
            f"{survey.weights}: {wrong} {'weight is' if wrong == 1 else 'weights are'} negative, "
            "missing or not finite. Expected what each respondent stands for, 0 or more. Correct "
            "them."
        )
    beyond = any(cell["least"] < 0 or cell["most"] > 1 for cell in cells[_TICKS])
    for question in survey.codebook.closed:
        codes = [ANSWERED] if question.answers == MULTIPLE else question.codes
        allowed = [*codes, *question.kinds]
        unknown: Counter[str | None] = Counter()
        for cell in cells[question.name]:
            if cell["code"] not in allowed:
                unknown[cell["code"]] += cell["rows"]
        for code in sorted(unknown, key=str):
            found = "an empty cell" if code is None else repr(code)
            yield (
                f"{question.name}: {found} is not an answer of the codebook "
                f"{survey.codebook.name} ({_number(unknown[code])}). Expected one of "
                f"{', '.join(allowed)}. Correct the answers, or describe it in the codebook."
            )
        if beyond or any(_has_strange_ticks(cell, question) for cell in cells[question.name]):
            yield from _tick_faults(question, survey, allowed)


def _number(rows: int) -> str:
    return f"{rows} row" if rows == 1 else f"{rows} rows"


def _has_strange_ticks(cell: _Cell, question: Question) -> bool:
    """Whether a tick is empty beside an answer, or not empty where there is none."""
    expected = cell["rows"] if cell["code"] == ANSWERED else 0
    ticks = range(len(_columns(question)) - 1)
    return any(cell[f"ticked_{rank}_held"] != expected for rank in ticks)


def _tick_faults(question: Question, survey: _Survey, allowed: Sequence[str]) -> Iterator[str]:
    """Each tick that cannot be, looked for option by option: asked once it is known to be there."""
    for name in _columns(question)[1:]:
        columns = {"answer": nw.col(question.name).cast(nw.String), "tick": _tick(name, survey)}
        counted = survey.table.select(**columns).group_by(*columns).agg(nw.len().alias("rows"))
        told = [(row["answer"], row["tick"], row["rows"]) for row in _rows_of(counted)]
        for answer, tick, rows in sorted(told, key=str):
            sound = tick in (0, 1) if answer == ANSWERED else tick is None
            if sound or answer not in allowed:  # an answer that cannot be is told as such
                continue
            found = "an empty cell" if tick is None else f"{tick:g}"
            yield (
                f"{name}: {found} beside {answer!r} is not a tick ({_number(rows)}). Expected 1 or "
                f"0 beside {ANSWERED!r}, an empty cell elsewhere. Correct the answers."
            )


# What is said


def _rows(question: Question, survey: _Survey, counted: _Counted) -> Iterator[dict[str, Any]]:
    """The findings of one question, for all and for each group."""
    codebook, by = survey.codebook, survey.by
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
