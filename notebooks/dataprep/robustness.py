"""How much the bases found depend on each assumption: relax one at a time, count what is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from dataprep.bases import reconstruct_bases
from dataprep.findings import (
    published_claims,
    published_majority,
    published_partition,
    published_statements,
    published_total,
)
from dataprep.tables import DATA


def relaxed_bases(wave: str = "2025", data: Path = DATA) -> pd.DataFrame:
    """The assignments of bases that remain when one assumption is relaxed.

    Returns one row per assumption, ``none`` first: ``id``, ``solutions`` (how many assignments
    are possible) and one column per group of the partition, the tuple of its possible bases
    (empty where a group is left out).
    """
    claims = published_claims(wave, data)
    partition = published_partition(wave, data)
    known: dict[str, Any] = {
        "claims": claims,
        "total": published_total(wave, data),
        "partition": partition,
        "majority": published_majority(wave, data),
    }
    rows = []
    for name, change in _relaxations(claims, wave, data).items():
        found = list(reconstruct_bases(**(known | change)))
        bases = {
            group: tuple(sorted({s.bases[group] for s in found if group in s.bases}))
            for group in partition
        }
        rows.append({"id": name, "solutions": len(found), **bases})
    return pd.DataFrame(rows)


def _relaxations(claims: pd.DataFrame, wave: str, data: Path) -> dict[str, dict[str, Any]]:
    """What each relaxed assumption changes in the call of ``reconstruct_bases``."""
    with_open = pd.concat([claims, _claims_of_open_groups(wave, data)], ignore_index=True)
    return {
        "none": {},
        "rounding-half-up": {"rounding": "half-up"},
        "rounding-half-even": {"rounding": "half-even"},
        "rounding-down": {"rounding": "down"},
        "missing-1": {"missing": 1},
        "missing-2": {"missing": 2},
        "majority-unknown": {"majority": None},
        "options-not-exclusive": {"claims": claims.drop(columns="exclusive")},
        "open-group-among-users": {"claims": with_open},
        **{f"without:{name}": {"claims": claims[claims["id"] != name]} for name in claims["id"]},
        **{
            f"alone:{group}": {
                "claims": claims[claims["group"] == group],
                "partition": ("respondents",), "majority": None,
            }
            for group in published_partition(wave, data)
        },
    }


def _claims_of_open_groups(wave: str, data: Path) -> pd.DataFrame:
    statements = published_statements(wave, data)
    open_group = statements[statements["base_group"] == "users-or-respondents"]
    columns = ["id", "question", "value", "precision", "exclusive"]
    return open_group[columns].rename(columns={"value": "share"}).assign(group="users")
