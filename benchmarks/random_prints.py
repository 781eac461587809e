"""How often figures that come from nobody admit any bases at all.

The flash prints percentages of two groups whose bases add up to a known total. Here as many
percentages are drawn at random, whole points from 1 to 99, in the same places: the same groups,
the same questions, the same options that exclude each other (drawn again until they add up to 100
at most). ``reconstruct_bases`` is asked for bases, as it is for the flash. Counted: the prints for
which any bases are possible.

Without an argument it prints the counts; ``--write`` stores them in ``data/random-prints.csv``
(then ``make seal``). Each row has its own seed, so a part can be computed again by itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "notebooks"))

from dataprep import Wave, published_claims, published_wave, reconstruct_bases  # noqa: E402

SEED = 2025
ROWS = 20
PRINTS = 1000  # in each row


def count_possible(seed: int, wave: Wave, prints: int = PRINTS) -> tuple[int, int]:
    """Of ``prints`` random prints shaped as the flash: how many admit bases, and only one pair."""
    claims = published_claims(wave)
    random = np.random.default_rng(seed)
    found = [
        reconstruct_bases(
            claims.assign(share=random_shares(claims, random)),
            wave.total,
            wave.partition,
            wave.majority,
            most=0,
        ).count
        for _ in range(prints)
    ]
    return sum(n > 0 for n in found), sum(n == 1 for n in found)


def random_shares(claims: pd.DataFrame, random: np.random.Generator) -> pd.Series:
    """A share for each claim, in whole points; those that exclude each other add up to 100."""
    shares = pd.Series(0, index=claims.index)
    sets = claims["exclusive"].fillna("alone " + claims["id"])
    for _, members in claims.groupby(sets, sort=False):
        while True:
            drawn = random.integers(1, 100, len(members))
            if drawn.sum() <= 100:
                break
        shares.loc[members.index] = drawn
    return shares


def table() -> pd.DataFrame:
    """The stored table: a row per seed."""
    wave = published_wave()
    rows = []
    for seed in range(SEED, SEED + ROWS):
        possible, alone = count_possible(seed, wave)
        rows.append(
            {
                "id": f"seed-{seed}",
                "seed": seed,
                "percentages": len(published_claims(wave)),
                "prints": PRINTS,
                "possible": possible,
                "alone": alone,
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    counted = table()
    if "--write" in sys.argv[1:]:
        path = ROOT / "data" / "random-prints.csv"
        counted.to_csv(path, index=False, lineterminator="\n")
        print(f"{len(counted)} rows in data/{path.name}. Now: make seal")
    print(counted[["prints", "possible", "alone"]].sum().to_string())


if __name__ == "__main__":
    main()
