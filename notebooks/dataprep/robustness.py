"""How much the bases found depend on each assumption: relax one, or two, and count what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations_with_replacement
from typing import Any

import pandas as pd

from dataprep import arguments
from dataprep.bases import MOST, reconstruct_bases
from dataprep.findings import published_claims
from dataprep.kept import kept
from dataprep.wave import Wave, given

ALONE = "none"  # stands for the second assumption of a pair that has none


def relaxed_bases(wave: Wave | None = None) -> pd.DataFrame:
    """The assignments of bases that remain when one assumption is relaxed.

    ``wave``: that of the flash where none is given. Returns one row per assumption, ``none``
    first: ``id``, ``solutions`` (how many assignments are possible) and one column per group of
    the partition, the tuple of its possible bases (empty where a group is left out).
    """
    wave = given(wave)
    known = _known(wave)
    rows = []
    for name, change in _relaxations(known["claims"], wave).items():
        found = reconstruct_bases(**(known | change))
        bases = {
            group: tuple(sorted({s.bases[group] for s in found.assignments if group in s.bases}))
            for group in wave.partition
        }
        rows.append({"id": name, "solutions": found.count, **bases})
    return pd.DataFrame(rows)


def relaxed_pairs(
    wave: Wave | None = None, doubted: str = "users-untrained", most: int = MOST
) -> pd.DataFrame:
    """The bases that remain possible when two assumptions are relaxed together.

    The assumptions: how percentages are rounded, how many may not have answered each question,
    that ``doubted`` (the id of a claim) is of the group that we read, that the claims whose group
    is left open are not of the users, which group is more than half, and that no percentage is
    misprinted. ``misprint`` allows one percentage, any of them, to be one point off, or none.

    Returns one row per pair: ``first``, ``second`` (``none`` where an assumption is relaxed by
    itself), ``solutions`` (how many ways to give the groups their bases), one column per group of
    the partition, the tuple of its possible bases, and ``capped``. Two answers to one assumption,
    as two rules of rounding, make no pair. Where more than ``most`` ways are possible, ``most``
    are counted and ``capped`` is true. Raises ValueError when no claim is named ``doubted``, and
    for a ``most`` below one.
    """
    wave = given(wave)
    arguments.refuse(
        *arguments.one_of("doubted", doubted, list(published_claims(wave)["id"])),
        *arguments.whole("most", most, 1),
    )
    return _left_by_pairs(wave, doubted, most)


@kept
def _left_by_pairs(wave: Wave, doubted: str, most: int) -> pd.DataFrame:
    known, changes = _known(wave), _pairable(doubted, wave)
    rows = []
    for first, second in combinations_with_replacement(changes, 2):
        both = changes[first] | changes[second]
        if first != second and _aspect(first) == _aspect(second):
            continue
        if {"drop", "add"} & set(both):
            left = known["claims"][~known["claims"]["id"].isin(both.pop("drop", ()))]
            both["claims"] = pd.concat([left, *both.pop("add", ())], ignore_index=True)
        printed = known | {key: value for key, value in both.items() if key != "misprint"}
        calls = _misprinted(printed) if "misprint" in both else [printed]
        pair = {"first": first, "second": ALONE if second == first else second}
        rows.append(pair | _remaining(calls, most))
    return pd.DataFrame(rows)


def misprints(wave: Wave | None = None, most: int = MOST) -> pd.DataFrame:
    """What is left when one printed percentage in turn is taken as one point off, either way.

    Returns one row per claim and direction: ``id``, ``printed``, ``instead`` (percent),
    ``solutions``, a column per group of the partition and ``capped``, as ``relaxed_pairs`` does.
    A change that leaves 0 to 100 is left out. Raises ValueError for a ``most`` below one.
    """
    known = _known(given(wave))
    arguments.refuse(*arguments.whole("most", most, 1))
    rows = []
    for index, claim in known["claims"].iterrows():
        for changed in _one_point_off(known, index):
            instead = changed["claims"].loc[index, "share"]
            names = {"id": claim["id"], "printed": claim["share"], "instead": instead}
            rows.append(names | _remaining([changed], most))
    return pd.DataFrame(rows)


def _known(wave: Wave) -> dict[str, Any]:
    """The call of ``reconstruct_bases`` with every assumption held."""
    return {
        "claims": published_claims(wave),
        "total": wave.total,
        "partition": wave.partition,
        "majority": wave.majority,
    }


def _pairable(doubted: str, wave: Wave) -> dict[str, dict[str, Any]]:
    """What each assumption of ``relaxed_pairs`` changes; changes of claims can be put together."""
    return {
        "rounding-half-up": {"rounding": "half-up"},
        "rounding-half-even": {"rounding": "half-even"},
        "rounding-down": {"rounding": "down"},
        "missing-1": {"missing": 1},
        "missing-2": {"missing": 2},
        f"without:{doubted}": {"drop": (doubted,)},
        **{name: {"add": (claims,)} for name, claims in _open_groups(wave).items()},
        "majority-unknown": {"majority": None},
        "misprint": {"misprint": True},
    }


def _aspect(name: str) -> str:
    """What an assumption is about: those about the same exclude each other."""
    return name.split("-")[0] if name.startswith(("rounding-", "missing-")) else name


def _misprinted(call: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The call as it is, then with each percentage one point off."""
    yield call
    for index in call["claims"].index:
        yield from _one_point_off(call, index)


def _one_point_off(call: dict[str, Any], index: Any) -> Iterator[dict[str, Any]]:
    for point in (-1, 1):
        claims = call["claims"].copy()
        claims.loc[index, "share"] += point
        if 0 <= claims.loc[index, "share"] <= 100:
            yield call | {"claims": claims}


def _remaining(calls: Iterable[dict[str, Any]], most: int) -> dict[str, Any]:
    """The bases possible under at least one of the calls, ``most`` at most."""
    found: set[tuple[int, ...]] = set()
    partition: tuple[str, ...] = ()
    for call in calls:
        partition = call["partition"]
        # One more than is kept tells whether any was left out.
        for each in reconstruct_bases(**call, most=most + 1).assignments:
            found.add(tuple(each.bases[group] for group in partition))
    kept = sorted(found)[:most]
    bases = {
        group: tuple(sorted({sizes[place] for sizes in kept}))
        for place, group in enumerate(partition)
    }
    return {"solutions": len(kept), **bases, "capped": len(found) > most}


def _relaxations(claims: pd.DataFrame, wave: Wave) -> dict[str, dict[str, Any]]:
    """What each relaxed assumption changes in the call of ``reconstruct_bases``."""
    return {
        "none": {},
        "rounding-half-up": {"rounding": "half-up"},
        "rounding-half-even": {"rounding": "half-even"},
        "rounding-down": {"rounding": "down"},
        "missing-1": {"missing": 1},
        "missing-2": {"missing": 2},
        "majority-unknown": {"majority": None},
        "options-not-exclusive": {"claims": claims.drop(columns="exclusive")},
        **{
            name: {"claims": pd.concat([claims, others], ignore_index=True)}
            for name, others in _open_groups(wave).items()
        },
        **{f"without:{name}": {"claims": claims[claims["id"] != name]} for name in claims["id"]},
        **{
            f"alone:{group}": {
                "claims": claims[claims["group"] == group],
                "partition": (wave.everyone,),
                "free": (group,),
                "majority": None,
            }
            for group in wave.partition
        },
    }


def _open_groups(wave: Wave) -> dict[str, pd.DataFrame]:
    """The claims whose group is left open, put among the group of the partition it may be."""
    columns = ["id", "question", "value", "precision", "exclusive"]
    rows: dict[str, list[Any]] = {}
    for place, group in wave.of_open_group()["base_group"].items():
        for name in set(wave.readings(group)) & set(wave.partition):
            rows.setdefault(name, []).append(place)
    return {
        f"open-group-among-{name}": wave.statements.loc[places, columns]
        .rename(columns={"value": "share"})
        .assign(group=name)
        for name, places in rows.items()
    }
