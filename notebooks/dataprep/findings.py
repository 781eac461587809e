"""From the published statements to findings: counts, bases, shares and intervals.

A finding is one option of one question in one wave. Whatever it comes from, a printed percentage
or tabulated answers, it enters the table by one gate, ``findings_table``, so that figures and
sentences serve both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dataprep import arguments
from dataprep.bases import Assignment, conflicting_claims, possible_counts, reconstruct_bases
from dataprep.descriptor import fault
from dataprep.fractions import read_count
from dataprep.intervals import share_intervals
from dataprep.kept import kept
from dataprep.wave import Wave, given

FINDING_COLUMNS = [
    "wave",
    "theme",
    "question",
    "option",
    "group",
    "kind",
    "label_fr",
    "label_en",
    "count",
    "base",
    "missing",
    "share",
    "low",
    "high",
    "method",
    "interval",
    "source",
]
TABULATED, SUPPRESSED = "tabulated", "suppressed"
# How a count or a share is known; "read": from a fraction in words, as the nearest count;
# "tabulated": counted on answers; "suppressed": counted, and hidden for nobody to be exposed.
METHODS = ("printed", "reconstructed", "read", "remainder", "none", TABULATED, SUPPRESSED)
PERCENTAGE, FRACTION = "percentage", "fraction"
SHARES = (PERCENTAGE, FRACTION)  # kinds of statements that give a share, in figures or in words

_WHOLE = ("count", "base", "missing")
_SHARES = ("share", "low", "high")

# What tabulated answers say beside, each column with its type.
_TABULATED_TYPES = {
    "question_fr": "str",
    "question_en": "str",
    "group_fr": "str",
    "group_en": "str",
    "not_asked": "Int64",
    "not_answered": "Int64",
    "does_not_know": "Int64",
    "weighted_share": "Float64",
    "weighted_low": "Float64",
    "weighted_high": "Float64",
    "effective_base": "Float64",
    "caution": "str",
}
TABULATED_COLUMNS = list(_TABULATED_TYPES)
_FURTHER_TYPES = _TABULATED_TYPES | {"suppressed": "str"}
# What a suppressed finding must not hold: any of these gives its count away.
_HIDDEN = ("count", *_SHARES, "weighted_share", "weighted_low", "weighted_high")


def findings_table(
    rows: Iterable[Mapping[str, Any]],
    wave: str,
    level: float,
    method: str,
    also: Sequence[str] = (),
) -> pd.DataFrame:
    """The one gate into the findings table: rows of findings, checked, with share and interval.

    Each row gives ``theme``, ``question``, ``option``, ``group``, ``kind``, ``label_fr``,
    ``label_en`` (missing where the option is one of ours, which has no words in a table),
    ``source`` (table and row), ``method`` (one of ``METHODS``), and where they are known
    ``count``, ``base``, ``missing`` and the ``share`` printed, 0 to 1. Where count and base are
    known the share is theirs, and ``low`` and ``high`` are the ends of its interval at ``level``.

    A ``tabulated`` row may have a base of 0, where nobody answered: then it has no share. A
    ``suppressed`` row gives no count, share or interval, weighted or not.

    ``also``: further columns that rows give, of ``TABULATED_COLUMNS`` or ``suppressed``.

    Returns the columns of ``FINDING_COLUMNS``, a row each, in their order, then those of ``also``.
    Raises ValueError for a method, a count, a base, a share or a further column that cannot be, and
    for a suppressed row that says what it hides.
    """
    arguments.refuse(
        *(text for name in also for text in arguments.one_of("also", name, _FURTHER_TYPES))
    )
    columns = [*FINDING_COLUMNS, *also]
    types = dict.fromkeys(_WHOLE, "Int64") | dict.fromkeys(_SHARES, "Float64")
    types |= {name: _FURTHER_TYPES[name] for name in also}
    entries = [_entry(row, columns, types) for row in rows]
    arguments.refuse(*(text for entry in entries for text in _entry_faults(entry, types)))
    counted = [entry for entry in entries if _is_counted(entry) and not _is_of_nobody(entry)]
    for entry in entries:
        entry["wave"] = wave
    for entry in counted:
        entry["share"] = entry["count"] / entry["base"]
        entry["interval"] = f"{method} {level:g}"
    if counted:
        shares, bases = ([entry[name] for entry in counted] for name in ("share", "base"))
        ends = share_intervals(shares, bases, level, method)
        for entry, low, high in zip(counted, *ends, strict=True):
            entry["low"], entry["high"] = float(low), float(high)
    return pd.DataFrame(entries, columns=columns).astype(types)


def _entry(row: Mapping[str, Any], columns: list[str], types: Mapping[str, str]) -> dict[str, Any]:
    """A row with every column; a number that is not known is None, whatever stood for it."""
    entry: dict[str, Any] = {**dict.fromkeys(columns), **row}
    return entry | {name: None for name in types if entry[name] is pd.NA}


def _entry_faults(entry: dict[str, Any], types: Mapping[str, str]) -> list[str]:
    """What a row of the findings table cannot be."""
    place = f"finding {entry['question']}/{entry['option']}"
    whole = [name for name in types if types[name] == "Int64" and entry[name] is not None]
    faults = [
        *arguments.one_of(f"{place}, method", entry["method"], METHODS),
        *(fault for name in whole for fault in arguments.whole(f"{place}, {name}", entry[name], 0)),
    ]
    if not faults and _is_counted(entry) and not _is_of_nobody(entry):
        faults += arguments.counted(entry["count"], entry["base"], (f"{place}: count", "base"))
    for name in ("share", "weighted_share"):
        if entry.get(name) is not None:
            faults += arguments.share(f"{place}, {name}", entry[name])
    if entry["method"] == SUPPRESSED:
        faults += [
            f"{place}, {name}: {entry[name]!s} gives away what is suppressed. Expected nothing. "
            "Leave it out."
            for name in _HIDDEN
            if entry.get(name) is not None
        ]
    return faults


def _is_counted(entry: Mapping[str, Any]) -> bool:
    return entry.get("count") is not None and entry.get("base") is not None


def _is_of_nobody(entry: Mapping[str, Any]) -> bool:
    """Whether answers were tabulated and nobody gave one: none of none, which is no share."""
    return bool(entry["method"] == TABULATED and entry["base"] == 0 and entry["count"] == 0)


def published_claims(wave: Wave | None = None) -> pd.DataFrame:
    """What the printed percentages of a wave claim, as ``reconstruct_bases`` reads it.

    ``wave``: that of the flash where none is given. Returns columns ``id``, ``group``,
    ``question``, ``share`` (percent as printed), ``precision`` (decimals printed), ``exclusive``
    and ``source`` (table and row). Percentages whose group the text leaves open are left out: they
    cannot help to find a base. So are fractions in words, which nobody rounded to a point.
    """
    wave = given(wave)
    statements = wave.statements
    printed = statements["kind"] == PERCENTAGE
    claims = statements[printed & statements["base_group"].isin(wave.partition)]
    columns = ["id", "base_group", "question", "value", "precision", "exclusive", "source"]
    return claims[columns].rename(columns={"base_group": "group", "value": "share"})


def published_bases(wave: Wave | None = None) -> Assignment | None:
    """The one assignment of bases under which every printed percentage of a wave is possible.

    None when no assignment is possible, or more than one: then no base is known.
    """
    wave = given(wave)
    found = reconstruct_bases(
        published_claims(wave), wave.total, wave.partition, wave.majority, most=1
    )
    return found.assignments[0] if found.count == 1 else None


def published_findings(
    wave: Wave | None = None, level: float = 0.95, method: str = "wilson"
) -> pd.DataFrame:
    """The findings of a published wave: one row per question, option and group.

    Columns, in the order of ``FINDING_COLUMNS``: ``count`` and ``base`` (respondents, missing
    where they cannot be known), ``missing`` (respondents of the group without an answer; missing
    where the publication does not say), ``share``, ``low`` and ``high`` (0 to 1, the interval
    that random sampling would give), ``method`` (how the count is known: ``printed``,
    ``reconstructed``, ``read`` (our reading of a fraction in words), ``remainder`` or ``none``),
    ``interval`` (method and level), ``source`` (table and row). An
    option whose group the text leaves open has one row per reading.

    ``wave``: that of the flash where none is given; ``level`` is a share, ``method`` one of those
    of ``interval``. Raises ValueError for what is not allowed.
    """
    wave = given(wave)
    return _findings_on(published_bases(wave), wave, level, method)


@kept
def _findings_on(bases: Assignment | None, wave: Wave, level: float, method: str) -> pd.DataFrame:
    known = _Known(wave, bases)
    rows = [row for _, each in wave.statements.iterrows() for row in _rows_of(each, known)]
    every = [*rows, *_remainders(rows)]
    return findings_table(
        ({key: row[key] for key in row if key != "exclusive"} for row in every),
        str(wave.year),
        level,
        method,
    )


class BasesError(ValueError):
    """The printed percentages of a wave do not give one base for each group."""


def counted_bases(wave: Wave | None = None) -> Assignment:
    """``published_bases``, where they are known: what the chapters stand on.

    Raises BasesError when no assignment of bases is possible, with percentages that cannot all
    hold, or when more than one is.
    """
    wave = given(wave)
    asked = (published_claims(wave), wave.total, wave.partition, wave.majority)
    solutions = reconstruct_bases(*asked, most=1)
    if (found := solutions.count) != 1:
        wrong = conflicting_claims(*asked)
        raise BasesError(
            fault(
                f"findings-{wave.year}",
                f"its percentages leave {found} ways to share out {wave.total} respondents"
                + (f"; these cannot all hold: {', '.join(wrong)}" if wrong else ""),
                "one way, since each count of the book rests on it",
                "correct the table; or, if it is right, rewrite the chapters without these counts",
            )
        )
    return solutions.assignments[0]


def counted_findings(
    wave: Wave | None = None, level: float = 0.95, method: str = "wilson"
) -> pd.DataFrame:
    """``published_findings``, on bases that are known. Raises as ``counted_bases`` does."""
    wave = given(wave)
    return _findings_on(counted_bases(wave), wave, level, method)


@dataclass(frozen=True)
class _Known:
    """What turns a printed share into a count: the wave, and the bases found."""

    wave: Wave
    bases: Assignment | None

    def base_of(self, group: str) -> int | None:
        if group == self.wave.everyone:
            return self.wave.total
        return self.bases.bases.get(group) if self.bases else None


def _rows_of(statement: pd.Series, known: _Known) -> list[dict[str, Any]]:
    """The findings that one statement gives; a statement without a number gives one."""
    names = ["theme", "question", "option", "kind", "label_fr", "label_en", "exclusive", "source"]
    row = {**statement[names], "group": statement["base_group"], "method": "none"}
    if statement["kind"] == "count":
        return [row | {"count": int(statement["value"]), "method": "printed"}]
    if statement["kind"] == "bound":
        return _both_sides(row, known)
    if statement["kind"] in SHARES:
        return [row | reading for reading in _readings(statement, known)]
    return [row]


def _both_sides(row: dict[str, Any], known: _Known) -> list[dict[str, Any]]:
    """A bound on one group gives a finding for each group, once the bases are known."""
    if known.bases is None:
        return [row | {"base": known.wave.total}]
    groups = known.wave.groups
    return [
        row
        | _estimate(known.wave.everyone, n, known.wave.total)
        | {
            "option": group,
            "label_fr": groups.loc[group, "as_option_fr"],
            "label_en": groups.loc[group, "as_option_en"],
        }
        for group, n in known.bases.bases.items()
    ]


def _readings(statement: pd.Series, known: _Known) -> list[dict[str, Any]]:
    """A share on each base that it may have; as printed, where the count is unknown.

    A base on which the percentage is not possible is no reading of it.
    """
    in_words = statement["kind"] == FRACTION
    method, uncounted = ("read", "read") if in_words else ("reconstructed", "printed")
    printed = {"share": float(statement["value"]) / 100, "method": uncounted}
    readings = []
    for name in known.wave.readings(statement["base_group"]):
        base = known.base_of(name)
        counts = _counts(statement, base) if base else None
        if base and counts and len(counts) == 1:
            readings.append(_estimate(name, counts[0], base) | {"method": method})
        elif counts != ():
            readings.append(printed | {"group": name, "base": base})
    return readings or [printed]


def _counts(statement: pd.Series, base: int) -> tuple[int, ...] | None:
    """The counts of a share on a base; None for a fraction as near to one as to another."""
    share = float(statement["value"])
    if statement["kind"] == FRACTION:
        count = read_count(share, base)
        return None if count is None else (count,)
    return possible_counts(share, base, int(statement["precision"]))


def _estimate(group: str, count: int, base: int) -> dict[str, Any]:
    return {"group": group, "count": count, "base": base, "method": "reconstructed"}


def _remainders(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each set of options that exclude each other, the respondents left unreported.

    None for a set with an option that is not counted: it would be taken for unreported.
    """
    exclusive: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        if pd.notna(row["exclusive"]) and ("share" in row or _is_counted(row)):
            exclusive.setdefault((row["exclusive"], row["group"]), []).append(row)
    return [
        options[0]
        | _estimate(options[0]["group"], left, options[0]["base"])
        | {
            "option": "unreported",
            "kind": "remainder",
            "method": "remainder",
            "label_fr": None,
            "label_en": None,
            "source": min(row["source"] for row in options),
        }
        for options in exclusive.values()
        if all(row.get("count") is not None for row in options)
        and (left := options[0]["base"] - sum(row["count"] for row in options)) > 0
    ]
