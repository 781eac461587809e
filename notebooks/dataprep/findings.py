"""From the published statements to findings: counts, bases, shares and intervals.

A finding is one option of one question in one wave. Whatever it comes from, a printed percentage
or tabulated answers, it ends in the same table, so that figures and sentences serve both.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dataprep.bases import Assignment, possible_counts, reconstruct_bases
from dataprep.intervals import interval
from dataprep.tables import DATA, load_table

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

_READINGS = {"users-or-respondents": ("users", "respondents")}


def published_statements(wave: str = "2025", data: Path = DATA) -> pd.DataFrame:
    """Every statement of a published wave, in the order of the text, with its question.

    Returns the table ``findings-<wave>`` with the columns ``theme``, ``question_fr`` and
    ``question_en`` of the question added, and ``source`` (table and row). Raises TableError when a
    table is not sound.
    """
    questions = load_table(f"questions-{wave}", data).set_index("id")
    statements = load_table(f"findings-{wave}", data)
    asked = questions.loc[statements["question"], ["theme", "label_fr", "label_en"]]
    asked.columns = pd.Index(["theme", "question_fr", "question_en"])
    added = {str(name): asked[name].to_numpy() for name in asked}
    return statements.assign(**added, source=f"findings-{wave}#" + statements["id"])


def published_claims(wave: str = "2025", data: Path = DATA) -> pd.DataFrame:
    """What the printed percentages claim, as ``reconstruct_bases`` reads it.

    Returns columns ``id``, ``group``, ``question``, ``share`` (percent as printed), ``precision``
    (decimals printed), ``exclusive`` and ``source`` (table and row). Percentages whose group the
    text leaves open are left out: they cannot help to find a base.
    """
    statements = published_statements(wave, data)
    partition = set(published_partition(wave, data))
    printed = statements["kind"].isin(["percentage", "fraction"])
    claims = statements[printed & statements["base_group"].isin(partition)]
    columns = ["id", "base_group", "question", "value", "precision", "exclusive", "source"]
    return claims[columns].rename(columns={"base_group": "group", "value": "share"})


def published_partition(wave: str = "2025", data: Path = DATA) -> tuple[str, ...]:
    """The groups whose bases add up to all respondents."""
    groups = load_table(f"groups-{wave}", data)
    return tuple(groups.loc[groups["partition"], "id"])


def published_majority(wave: str = "2025", data: Path = DATA) -> str | None:
    """The group said to be more than half of all respondents, None where no group is."""
    groups = load_table(f"groups-{wave}", data)
    return next(iter(groups.loc[groups["majority"], "id"]), None)


def published_total(wave: str = "2025", data: Path = DATA) -> int:
    """The number of respondents, as printed."""
    statements = published_statements(wave, data)
    total = statements.loc[statements["kind"] == "count", "value"]
    return int(total.iloc[0])


def published_bases(wave: str = "2025", data: Path = DATA) -> Assignment | None:
    """The one assignment of bases under which every printed percentage is possible.

    None when no assignment is possible, or more than one: then no base is known.
    """
    found = reconstruct_bases(
        published_claims(wave, data),
        published_total(wave, data),
        published_partition(wave, data),
        published_majority(wave, data),
    )
    return found[0] if len(found) == 1 else None


def published_findings(
    wave: str = "2025", level: float = 0.95, method: str = "wilson", data: Path = DATA
) -> pd.DataFrame:
    """The findings of a published wave: one row per question, option and group.

    Columns, in the order of ``FINDING_COLUMNS``: ``count`` and ``base`` (respondents, missing
    where they cannot be known), ``missing`` (respondents of the group without an answer; missing
    where the publication does not say), ``share``, ``low`` and ``high`` (0 to 1, the interval
    that random sampling would give), ``method`` (how the count is known: ``printed``,
    ``reconstructed``, ``remainder`` or ``none``), ``interval`` (method and level), ``source``
    (table and row). An option whose group the text leaves open has one row per reading.

    ``level`` is a share, ``method`` one of those of ``interval``. Raises TableError when a table
    is not sound, ValueError when level or method is not allowed.
    """
    statements = published_statements(wave, data)
    known = _Known(
        total=published_total(wave, data),
        bases=published_bases(wave, data),
        groups=load_table(f"groups-{wave}", data).set_index("id"),
    )
    rows = [row for _, statement in statements.iterrows() for row in _rows_of(statement, known)]
    findings = _with_types(pd.DataFrame([*rows, *_remainders(rows)]))
    findings.insert(0, "wave", wave)
    return _with_intervals(findings, level, method)[FINDING_COLUMNS]


@dataclass(frozen=True)
class _Known:
    """What turns a printed share into a count: the total, the bases found, the groups."""

    total: int
    bases: Assignment | None
    groups: pd.DataFrame

    def base_of(self, group: str) -> int | None:
        if group == "respondents":
            return self.total
        return self.bases.bases.get(group) if self.bases else None


def _rows_of(statement: pd.Series, known: _Known) -> list[dict[str, Any]]:
    """The findings that one statement gives; a statement without a number gives one."""
    row = {
        **statement[["theme", "question", "option", "kind", "label_fr", "label_en", "exclusive"]],
        "group": statement["base_group"],
        "source": statement["source"],
        "method": "none",
        "count": None,
        "base": None,
        "missing": None,
        "share": None,
    }
    if statement["kind"] == "count":
        return [row | {"count": int(statement["value"]), "method": "printed"}]
    if statement["kind"] == "bound":
        return _both_sides(row, known)
    if statement["kind"] in ("percentage", "fraction"):
        return [row | reading for reading in _readings(statement, known)]
    return [row]


def _both_sides(row: dict[str, Any], known: _Known) -> list[dict[str, Any]]:
    """A bound on one group gives a finding for each group, once the bases are known."""
    if known.bases is None:
        return [row | {"base": known.total}]
    return [
        row
        | _estimate(group, n, known.total)
        | {
            "group": "respondents",
            "option": group,
            "label_fr": known.groups.loc[group, "as_option_fr"],
            "label_en": known.groups.loc[group, "as_option_en"],
        }
        for group, n in known.bases.bases.items()
    ]


def _readings(statement: pd.Series, known: _Known) -> list[dict[str, Any]]:
    """A printed percentage on each base that it may have; as printed, where the count is unknown.

    A base on which the percentage is not possible is no reading of it.
    """
    group, share = statement["base_group"], float(statement["value"])
    printed = {"share": share / 100, "method": "printed"}
    readings = []
    for name in _READINGS.get(group, (group,)):
        base = known.base_of(name)
        counts = possible_counts(share, base, int(statement["precision"])) if base else None
        if base and counts and len(counts) == 1:
            readings.append(_estimate(name, counts[0], base))
        elif counts != ():
            readings.append(printed | {"group": name, "base": base})
    return readings or [printed]


def _estimate(group: str, count: int, base: int) -> dict[str, Any]:
    return {
        "group": group,
        "count": count,
        "base": base,
        "share": count / base,
        "method": "reconstructed",
    }


def _remainders(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each set of options that exclude each other, the respondents left unreported.

    None for a set with an option that is not counted: it would be taken for unreported.
    """
    exclusive: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        if pd.notna(row["exclusive"]) and row["share"] is not None:
            exclusive.setdefault((row["exclusive"], row["group"]), []).append(row)
    return [
        options[0]
        | _estimate(options[0]["group"], left, options[0]["base"])
        | {
            "option": "unreported",
            "kind": "remainder",
            "method": "remainder",
            "label_fr": "Autre réponse, ou réponse non publiée",
            "label_en": "Another answer, or an answer not published",
            "source": min(row["source"] for row in options),
        }
        for options in exclusive.values()
        if all(row["count"] is not None for row in options)
        and (left := options[0]["base"] - sum(row["count"] for row in options)) > 0
    ]


def _with_types(findings: pd.DataFrame) -> pd.DataFrame:
    whole, shares = dict.fromkeys(["count", "base", "missing"], "Int64"), {"share": "Float64"}
    return findings.astype(whole | shares)


def _with_intervals(findings: pd.DataFrame, level: float, method: str) -> pd.DataFrame:
    counted = findings["count"].notna() & findings["base"].notna()
    ends = [
        interval(int(row["count"]), int(row["base"]), level, method) if known else (None, None)
        for known, (_, row) in zip(counted, findings.iterrows(), strict=True)
    ]
    lows, highs = zip(*ends, strict=True)
    return findings.assign(
        low=pd.array(lows, dtype="Float64"),
        high=pd.array(highs, dtype="Float64"),
        interval=pd.Series(f"{method} {level:g}", findings.index).where(counted, None),
    )
