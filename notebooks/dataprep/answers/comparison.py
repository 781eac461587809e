"""A wave beside an earlier one: what rose, what fell, what cannot be said, what does not compare.

The codebook says which questions compare, and with what; what changed between two questionnaires
is flagged, and shares of other people are never subtracted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from dataprep import arguments
from dataprep.answers.codebook import Codebook, Group, Question
from dataprep.answers.published_cells import SUPPRESSED, Row, place_of, records, taken_apart
from dataprep.intervals import change_interval, law_faults

COMPARISON_COLUMNS = [
    "question",
    "option",
    "group",
    "label_fr",
    "label_en",
    "wave",
    "earlier",
    "count",
    "base",
    "share",
    "earlier_count",
    "earlier_base",
    "earlier_share",
    "earlier_method",
    "difference",
    "low",
    "high",
    "p",
    "p_adjusted",
    "conclusion",
    "reason",
    "flag",
    "source",
    "earlier_source",
]
RISE, FALL, UNDECIDED, NOT_COMPARABLE = "rise", "fall", "undecided", "not-comparable"

# Why two shares are not subtracted, or what to know before they are.
BASE_CHANGED, NOT_COUNTED = "base-changed", "not-counted"
WORDING_CHANGED, OPTIONS_CHANGED = "wording-changed", "options-changed"
WORDING_UNKNOWN = "wording-unknown"

_NEEDED = ["wave", "question", "option", "group", "kind", "count", "base", "method", "source"]


def compare(
    wave: pd.DataFrame,
    earlier: pd.DataFrame,
    codebook: Codebook | None = None,
    earlier_codebook: Codebook | None = None,
    level: float = 0.95,
    population: int | None = None,
    strict: bool = False,
) -> pd.DataFrame:
    """The options of a wave that an earlier one has too, with the change of their shares.

    ``wave``: findings as ``tabulate`` or ``protect`` gives them, all of one wave, with their
    ``codebook``. ``earlier``: the same of an earlier wave, with ``earlier_codebook``; or the
    findings of a publication (``published_findings``), with a codebook where its questions are
    known. Groups that are crossed are left out.

    An option compares with that of the earlier wave which its codebook names (``survey:feeds``,
    ``survey:finding``): the one of that name, or the one that names the same. Two waves of one
    codebook compare by name. ``level`` is the confidence; ``population``, the units that both waves
    were drawn from, narrows the interval as in ``interval``. ``strict``: an option whose question
    changed is not compared, rather than flagged.

    Returns a row a matched option, in the order of ``wave``, with ``COMPARISON_COLUMNS``:

    - ``count``, ``base``, ``share`` of both waves; ``earlier_method``, how the earlier count is
      known; ``difference`` of the shares, -1 to 1, a rise being positive; ``low`` and ``high``, its
      interval;
    - ``p``, how often two samples of equal shares would differ as much (score test); ``p_adjusted``
      after Holm, over all that is compared here;
    - ``conclusion``: ``rise`` or ``fall`` where ``p_adjusted`` is under 1 - ``level`` and the
      interval is on that side of 0; ``undecided``; or ``not-comparable``;
    - ``reason``, of the last: ``base-changed`` (put to other people), ``options-changed`` (one
      answer against several; with ``strict``, other options), ``wording-changed`` (with
      ``strict``), ``suppressed`` (in either wave), ``not-counted`` (no count, or nobody asked);
    - ``flag``: ``wording-changed``, ``options-changed``, ``wording-unknown`` (the earlier
      questionnaire is not public), separated by spaces.

    Both waves are taken for samples drawn apart: where the same units answered both, the interval
    is too wide rather than too narrow, if they tend to answer alike. Raises ValueError for an
    argument that cannot be.

    Sources: Newcombe (1998), method 10, for the interval; Holm (1979).
    """
    arguments.refuse(
        *_table_faults("wave", wave, codebook),
        *_table_faults("earlier", earlier, earlier_codebook),
        *law_faults(level, "wilson"),
        *([] if population is None else arguments.whole("population", population, 1)),
    )
    pairs = list(_pairs(wave, earlier, codebook, earlier_codebook))
    if strict:
        pairs = [_strictly(pair) for pair in pairs]
    if population is not None:
        arguments.refuse(*dict.fromkeys(_population_faults(pairs, population)))
    rows = [_row(pair, level, population) for pair in pairs]
    _conclude(rows, level)
    types = dict.fromkeys(("count", "base", "earlier_count", "earlier_base"), "Int64")
    shares = ("share", "earlier_share", "difference", "low", "high", "p", "p_adjusted")
    return pd.DataFrame(rows, columns=COMPARISON_COLUMNS).astype(
        types | dict.fromkeys(shares, "Float64")
    )


def _table_faults(name: str, table: Any, book: Any) -> Iterator[str]:
    yield from arguments.table(name, table, _NEEDED)
    if book is not None and not isinstance(book, Codebook):
        yield (
            f"codebook: {arguments.shown(book)} is not a codebook. Expected what codebook() gives. "
            "Pass codebook(name)."
        )
    elif name == "wave" and book is None:
        yield (
            "codebook: None does not say which questions compare. Expected the codebook of the "
            "wave. Pass codebook(name)."
        )
    if isinstance(table, pd.DataFrame) and "wave" in table and table["wave"].nunique() > 1:
        waves = ", ".join(map(str, table["wave"].unique()))
        yield f"{name}: it holds the waves {waves}. Expected one. Select one of them."


def _population_faults(pairs: Sequence[_Pair], population: int) -> Iterator[str]:
    for pair in pairs:
        for row in (pair.now, pair.before):
            if not pair.reason and row["base"] > population:
                yield from arguments.population(population, int(row["base"]))


# What compares with what


@dataclass(frozen=True)
class _Pair:
    """A finding of each wave, why they do not compare, and what changed between them."""

    now: Row
    before: Row
    reason: str = ""
    flags: tuple[str, ...] = ()


def _pairs(
    wave: pd.DataFrame,
    earlier: pd.DataFrame,
    book: Codebook | None,
    earlier_book: Codebook | None,
) -> Iterator[_Pair]:
    assert book is not None
    found: dict[tuple[str, str], list[Row]] = {}
    for row in _uncrossed(earlier):
        for name in _names(row, earlier_book):
            found.setdefault(name, []).append(row)
    same = earlier_book is not None and earlier_book.name == book.name
    for row in _uncrossed(wave):
        own = (row["question"], row["option"])
        names = [name for name in _names(row, book) if same or name != own or _feeds(row, book)]
        candidates = next((found[name] for name in names if name in found), [])
        if candidates:
            yield _paired(row, candidates, book, earlier_book)


def _uncrossed(findings: pd.DataFrame) -> list[Row]:
    return [
        row
        for row in records(findings)
        if isinstance(row["group"], str)
        and not taken_apart(row["group"])[1]
        and row["kind"] not in ("remainder", "statement")
    ]


def _names(row: Row, book: Codebook | None) -> list[tuple[str, str]]:
    """What an option is compared by: what its codebook names, then its own name."""
    fed = _feeds(row, book)
    return [*([fed] if fed else []), (row["question"], row["option"])]


def _feeds(row: Row, book: Codebook | None) -> tuple[str, str] | None:
    asked = _question(row, book)
    if asked is None or asked.feeds is None:
        return None
    finding = next((each.finding for each in asked.options if each.value == row["option"]), None)
    return None if finding is None else (asked.feeds, finding)


def _question(row: Row, book: Codebook | None) -> Question | None:
    questions = book.questions if book else ()
    return next((each for each in questions if each.name == row["question"]), None)


def _paired(
    row: Row,
    candidates: Sequence[Row],
    book: Codebook,
    earlier_book: Codebook | None,
) -> _Pair:
    now = _group_of(row, book)
    same = [each for each in candidates if _group_of(each, earlier_book) == now]
    if not same and earlier_book is None:  # a publication names groups as the codebook does
        same = [each for each in candidates if place_of(each)[2] == place_of(row)[2]]
    if not same:
        return _Pair(row, candidates[0], BASE_CHANGED)
    before = same[0]
    asked, was = _question(row, book), _question(before, earlier_book)
    flags = tuple(_changes(asked, was, earlier_book))
    several = asked is not None and was is not None and asked.answers != was.answers
    if several:
        return _Pair(row, before, OPTIONS_CHANGED, flags)
    if SUPPRESSED in (row["method"], before["method"]):
        return _Pair(row, before, SUPPRESSED, flags)
    numbers = [each[name] for each in (row, before) for name in ("count", "base")]
    if any(pd.isna(each) for each in numbers) or not (row["base"] and before["base"]):
        return _Pair(row, before, NOT_COUNTED, flags)
    return _Pair(row, before, "", flags)


def _group_of(row: Row, book: Codebook | None) -> Any:
    """Whom a finding is of, in words that two codebooks share; its name where none says more."""
    name = taken_apart(row["group"])[0]
    groups: tuple[Group, ...] = book.groups if book else ()
    group = next((each for each in groups if each.name == name), None)
    if group is None or book is None:
        return name
    if group.question is None:
        return ()
    answers = ({"question": group.question, "option": value} for value in group.values)
    return frozenset(_names(each, book)[0] for each in answers)


def _changes(
    asked: Question | None, was: Question | None, earlier_book: Codebook | None
) -> Iterator[str]:
    if asked is None or was is None or earlier_book is None or earlier_book.reconstructed:
        yield WORDING_UNKNOWN
    elif _spaced(asked.wording["fr"]) != _spaced(was.wording["fr"]):
        yield WORDING_CHANGED
    if asked is not None and was is not None and _offered(asked) != _offered(was):
        yield OPTIONS_CHANGED


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _offered(asked: Question) -> list[str]:
    """The options in words, in the order of a scale and in any order elsewhere."""
    labels = [_spaced(each.label["fr"]) for each in asked.options]
    return labels if asked.ordered else sorted(labels)


def _strictly(pair: _Pair) -> _Pair:
    changed = [flag for flag in pair.flags if flag in (WORDING_CHANGED, OPTIONS_CHANGED)]
    return replace(pair, reason=changed[0]) if changed and not pair.reason else pair


# What it says


def _row(pair: _Pair, level: float, population: int | None) -> dict[str, Any]:
    now, before = pair.now, pair.before
    row = {
        **{name: now.get(name) for name in COMPARISON_COLUMNS[:5]},
        "wave": now["wave"],
        "earlier": before["wave"],
        **{name: now.get(name) for name in ("count", "base", "share")},
        **{f"earlier_{name}": before.get(name) for name in ("count", "base", "share", "method")},
        "conclusion": NOT_COMPARABLE,
        "reason": pair.reason,
        "flag": " ".join(pair.flags),
        "source": now["source"],
        "earlier_source": before["source"],
    }
    if pair.reason:
        return row
    old = (int(before["count"]), int(before["base"]))
    new = (int(now["count"]), int(now["base"]))
    low, high = change_interval(old, new, level, population=population)
    return row | {
        "share": new[0] / new[1],
        "earlier_share": old[0] / old[1],
        "difference": new[0] / new[1] - old[0] / old[1],
        "low": low,
        "high": high,
        "p": _chance(old, new, population),
        "conclusion": UNDECIDED,
    }


def _chance(old: tuple[int, int], new: tuple[int, int], population: int | None) -> float:
    """How often samples of one share would differ as much, each of its effective size."""
    from statsmodels.stats.proportion import test_proportions_2indep as score_test

    shares = [count / base for count, base in (new, old)]
    if shares[0] == shares[1]:
        return 1.0
    if population in (old[1], new[1]):
        return _chance_beside_all(old, new, population)
    sizes = [_effective(base, population) for _, base in (new, old)]
    counts = [share * size for share, size in zip(shares, sizes, strict=True)]
    # It computes ratios as well, which nobody asks for, and which may be of nobody.
    with np.errstate(divide="ignore", invalid="ignore"):
        tested = score_test(
            *(counts[0], sizes[0], counts[1], sizes[1]),
            compare="diff",
            method="score",
            correction=False,
        )
    return float(tested.pvalue)


def _effective(base: int, population: int | None) -> float:
    return base * (population - 1) / (population - base) if population else float(base)


def _chance_beside_all(old: tuple[int, int], new: tuple[int, int], population: int | None) -> float:
    """A wave that all the population answered has no chance in it: the other alone does."""
    from scipy.stats import norm

    if old[1] == new[1]:
        return 0.0
    part, whole = (old, new) if new[1] == population else (new, old)
    share = whole[0] / whole[1]
    if share in (0, 1):
        return 0.0  # no sample of such a population would differ
    size = _effective(part[1], population)
    return float(
        2 * norm.sf(abs(part[0] / part[1] - share) / math.sqrt(share * (1 - share) / size))
    )


def _conclude(rows: list[dict[str, Any]], level: float) -> None:
    """The conclusions, over all that is shown together."""
    tested = [row for row in rows if row["conclusion"] != NOT_COMPARABLE]
    for row, chance in zip(tested, _holm([row["p"] for row in tested]), strict=True):
        row["p_adjusted"] = float(chance)
        if chance < 1 - level and row["low"] > 0:
            row["conclusion"] = RISE
        elif chance < 1 - level and row["high"] < 0:
            row["conclusion"] = FALL


def _holm(chances: Sequence[float]) -> np.ndarray:
    """Chances adjusted for being looked at together.

    As ``multipletests`` of statsmodels, which collects the garbage of the whole process each time.
    """
    order = np.argsort(chances, kind="stable")
    factors = np.arange(len(chances), 0, -1)
    adjusted = np.empty(len(chances))
    adjusted[order] = np.minimum(np.maximum.accumulate(factors * np.array(chances)[order]), 1)
    return adjusted
