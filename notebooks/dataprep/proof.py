"""The bases of a wave, proved by hand: the least base of each question, and its other readings."""

from __future__ import annotations

from itertools import product

import pandas as pd

from dataprep import arguments
from dataprep.bases import reconstruct_bases
from dataprep.findings import FRACTION, PERCENTAGE, SHARES, published_claims
from dataprep.fractions import fitting_counts
from dataprep.wave import Wave, given

_ASKED, _ALL = "asked", "all"  # the people who answered a question, of unknown size, and everyone


def shared_bases(claims: pd.DataFrame, most: int, rounding: str = "nearest") -> tuple[int, ...]:
    """The bases, from 1 to ``most``, on which all of ``claims`` are possible at once; ascending.

    ``claims`` have columns ``id``, ``share`` (percent as printed), ``precision`` and optionally
    ``exclusive``, as ``reconstruct_bases`` takes them; they are of one question, answered by the
    same people. Empty where no base suits them all. Raises ValueError for what cannot be.
    """
    arguments.refuse(*arguments.whole("most", most, 1))
    asked = claims.assign(group=_ASKED)
    found = reconstruct_bases(asked, most, [_ALL], rounding=rounding, free=[_ASKED], most=most)
    return tuple(each.bases[_ASKED] for each in found.assignments)


def least_bases(wave: Wave | None = None, rounding: str = "nearest") -> pd.DataFrame:
    """The fewest people that each question needs, and each group with it.

    However many answers are missing, a group has at least as many people as those who answered
    one of its questions: the least base of a question bounds its group from below.

    ``wave``: that of the flash where none is given. One row per question with a percentage of a
    group that the text names, in the order of the text: ``question``, ``group``, ``shares`` (the
    tuple of its percentages), ``bases`` (the tuple of those that suit them all, up to all the
    respondents), ``least`` (the first of them, missing where there is none) and ``binds``, whether
    it is the largest of its group.
    """
    wave = given(wave)
    rows = []
    for question, claims in published_claims(wave).groupby("question", sort=False):
        bases = shared_bases(claims, wave.total, rounding)
        rows.append(
            {
                "question": question,
                "group": claims["group"].iloc[0],
                "shares": tuple(claims["share"]),
                "bases": bases,
                "least": bases[0] if bases else None,
            }
        )
    table = pd.DataFrame(rows).astype({"least": "Int64"})
    return table.assign(binds=table["least"] == table.groupby("group")["least"].transform("max"))


def readings(wave: Wave | None = None) -> pd.DataFrame:
    """Every way to read each question as of one group or of all, and the bases that it leaves.

    Each question that prints a share, a fraction in words included, is read as answered by each
    group of the partition and by all respondents; nobody's answer is missing. A fraction is
    possible on a base where some count is within five points of it (``fitting_counts``).

    ``wave``: that of the flash where none is given. One row per reading: a column per question,
    which holds a group; ``solutions``, how many assignments of bases are possible; ``bases``,
    their sizes, in the order of the partition.
    """
    wave = given(wave)
    possible = _bases_by_question(wave)
    groups = (*wave.partition, wave.everyone)
    none = pd.DataFrame(columns=["id", "group", "share", "precision"])
    splits = [
        {**each.bases, wave.everyone: wave.total}
        for each in reconstruct_bases(
            none, wave.total, wave.partition, wave.majority, most=wave.total
        ).assignments
    ]
    rows = []
    for reading in product(groups, repeat=len(possible)):
        left = [
            tuple(sizes[group] for group in wave.partition)
            for sizes in splits
            if all(sizes[g] in bases for g, bases in zip(reading, possible.values(), strict=True))
        ]
        named = dict(zip(possible, reading, strict=True))
        rows.append({**named, "solutions": len(left), "bases": tuple(left)})
    return pd.DataFrame(rows)


def _bases_by_question(wave: Wave) -> dict[str, frozenset[int]]:
    """The bases on which all that a question prints is possible, by question."""
    shares = wave.statements[wave.statements["kind"].isin(SHARES)]
    found = {}
    for question, rows in shares.groupby("question", sort=False):
        exact = rows[rows["kind"] == PERCENTAGE].rename(columns={"value": "share"})
        words = rows.loc[rows["kind"] == FRACTION, "value"]
        bases = shared_bases(exact, wave.total) if len(exact) else range(1, wave.total + 1)
        found[str(question)] = frozenset(
            base for base in bases if all(fitting_counts(float(each), base) for each in words)
        )
    return found
