"""How often hidden bases are found again, on real surveys whose answers are public.

Each survey is split in two by one of its own answers, as users and non-users are. A random part
of its respondents is printed as the flash prints: shares of answers within each group, in whole
points, halves up, bases hidden. ``reconstruct_bases`` is told the total, which group is more than
half, and which answers exclude each other, as a reader of the flash is; it is then asked for the
bases. Counted: how often it finds the true ones alone, among how many else, and whether it ever
misses them.

The surveys ship with statsmodels; no respondent leaves this program, only counts do. Without an
argument it prints the rates; ``--write`` stores them in ``data/calibration.csv`` (then
``make seal``). The seed is fixed: the same file comes out each time.
"""

from __future__ import annotations

import statistics
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.datasets as shipped

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "notebooks"))

from dataprep.bases import reconstruct_bases  # noqa: E402

SEED = 2025
DRAWS = 200
SIZES = (20, 30, 57, 80, 100, 150, 200, 500)
PERCENTAGES = (2, 3, 4, 5, 6, 7, 8, 10, 12)
SPOILT_SIZES = (57,)  # in the other scenarios, the size of the flash alone
# What is done to the answers or to their print, and how many missing answers the solver allows.
# ``largest``: nothing is broken, but the largest shares are printed, as a report would choose.
SCENARIOS = {
    "exact": 0,
    "largest": 0,
    "one-missing": 0,
    "one-missing-once": 0,
    "one-missing-allowed": 1,
    "one-misprint": 0,
}
GROUPS = ("users", "others")


@dataclass(frozen=True)
class Survey:
    """The answers of real respondents, a row each, and which of two groups each is in.

    Every column is a question with one answer; a missing answer was not asked of that group.
    """

    answers: pd.DataFrame
    users: pd.Series


@dataclass(frozen=True)
class Print:
    """What a report prints of some respondents, and what it hides."""

    claims: pd.DataFrame  # as many rows as the longest print; a shorter one is its first rows
    bases: dict[str, int]
    parts: dict[str, pd.DataFrame]  # the answers of each group, which no report prints

    @property
    def total(self) -> int:
        return sum(self.bases.values())

    @property
    def majority(self) -> str | None:
        return next((name for name, n in self.bases.items() if 2 * n > self.total), None)


def _randhie() -> Survey:
    """American insured, followed by RAND: those who saw a doctor in the year, and who did not."""
    data = shipped.randhie.load_pandas().data
    answers = pd.DataFrame(
        {
            "health": data["hlthg"] + 2 * data["hlthf"] + 3 * data["hlthp"],
            "paid": data["lncoins"].round(2),
            "deductible": data["idp"],
            "limited": data["physlm"].round(),
            "diseases": pd.cut(data["disea"], [-1, 5, 10, 15, 100], labels=False),
        }
    )
    return Survey(answers, data["mdvis"] > 0)


def _anes96() -> Survey:
    """American voters, 1996: those who expect to vote for Dole, and for Clinton."""
    data = shipped.anes96.load_pandas().data
    questions = ["TVnews", "selfLR", "ClinLR", "DoleLR", "PID", "educ"]
    return Survey(data[questions], data["vote"] == 1)


def _modechoice() -> Survey:
    """Australian travellers, 1987: those who took a plane, a train or a bus, and a car."""
    data = shipped.modechoice.load_pandas().data
    chosen = data[data["choice"] == 1]
    shared = chosen["mode"] < 4
    brackets = pd.cut(chosen["hinc"], [0, 15, 25, 35, 45, 100], labels=False)
    answers = pd.DataFrame(
        {"vehicle": chosen["mode"].where(shared), "party": chosen["psize"], "income": brackets}
    )
    return Survey(answers, shared)


SURVEYS: dict[str, Callable[[], Survey]] = {
    "anes96": _anes96,
    "modechoice": _modechoice,
    "randhie": _randhie,
}


def calibrate() -> pd.DataFrame:
    """The stored table: a row per survey, scenario, number of respondents and of percentages."""
    cells = [
        recover(name, scenario, size)
        for name, load in SURVEYS.items()
        for scenario in SCENARIOS
        for size in (SIZES if scenario == "exact" else SPOILT_SIZES)
        if size <= len(load().answers)
    ]
    return pd.concat(cells, ignore_index=True)


def recover(
    name: str,
    scenario: str,
    size: int,
    draws: int = DRAWS,
    percentages: Sequence[int] = PERCENTAGES,
) -> pd.DataFrame:
    """The rows of one survey, scenario and number of respondents.

    Every number of percentages sees the same draws: the shorter print is the start of the longer.
    A row is the same whatever other numbers are asked for.
    """
    survey = SURVEYS[name]()
    random = np.random.default_rng([SEED, zlib.crc32(f"{name} {scenario} {size}".encode())])
    outcomes: dict[int, list[dict[str, Any]]] = {number: [] for number in percentages}
    for _ in range(draws):
        missing = scenario in ("one-missing", "one-missing-allowed")
        printed = draw(survey, size, random, missing, largest=scenario == "largest")
        place, step = random.random(), int(random.choice([-1, 1]))
        absent = random.random() if scenario == "one-missing-once" else 0.0
        for number, results in outcomes.items():
            claims = printed.claims.head(number)
            if scenario == "one-misprint":
                claims = misprinted(claims, int(place * number), step)
            if scenario == "one-missing-once":
                claims = unanswered(claims, printed.parts, int(place * number), absent)
            results.append(outcome(claims, printed, SCENARIOS[scenario]))
    rows = [
        {
            "id": f"{name}-{scenario}-{size}-{number}",
            "dataset": name,
            "scenario": scenario,
            "n": size,
            "percentages": number,
            "draws": draws,
            "found_alone": sum(each["solutions"] == 1 and each["true"] for each in results),
            "wrong_alone": sum(each["solutions"] == 1 and not each["true"] for each in results),
            "none_found": sum(each["solutions"] == 0 for each in results),
            "missed": sum(not each["true"] for each in results),
            "found_among": statistics.median(each["solutions"] for each in results),
        }
        for number, results in outcomes.items()
    ]
    return pd.DataFrame(rows)


def draw(
    survey: Survey,
    size: int,
    random: np.random.Generator,
    missing: bool = False,
    largest: bool = False,
) -> Print:
    """``size`` respondents at random, and shares of their answers, in a random order.

    Shares that some but not all of a group give, as reports print. The first two are of each
    group. With ``missing``, one of each group, at random, did not answer each question. With
    ``largest``, the largest share of each group comes first, then the largest of the others.
    Respondents who leave too little to print are drawn again. Raises ValueError when all do.
    """
    for _ in range(1000):
        rows = random.choice(len(survey.answers), size, replace=False)
        answers, users = survey.answers.iloc[rows], survey.users.iloc[rows].to_numpy()
        parts = dict(zip(GROUPS, (answers[users], answers[~users]), strict=True))
        pools = {
            group: list(_shares(group, part, random, missing)) for group, part in parts.items()
        }
        if all(pools.values()) and sum(map(len, pools.values())) >= max(PERCENTAGES):
            break
    else:
        raise ValueError(
            f"size: {size} respondents never leave {max(PERCENTAGES)} shares to print. Expected "
            "more respondents. Draw a larger size."
        )
    if largest:
        pools = {group: sorted(pool, key=lambda c: -c["share"]) for group, pool in pools.items()}
    first = [pool.pop(0 if largest else int(random.integers(len(pool)))) for pool in pools.values()]
    others = [claim for pool in pools.values() for claim in pool]
    if largest:
        order = np.argsort([-claim["share"] for claim in others], kind="stable")
    else:
        order = random.permutation(len(others))
    chosen = order[: max(PERCENTAGES) - len(first)]
    claims = pd.DataFrame([*first, *(others[place] for place in chosen)])
    claims.insert(0, "id", [str(place) for place in range(len(claims))])
    return Print(claims, {group: len(part) for group, part in parts.items()}, parts)


def _shares(
    group: str, part: pd.DataFrame, random: np.random.Generator, missing: bool
) -> Iterator[dict[str, Any]]:
    """Every share that can be printed of a group."""
    for question in part:
        given = part[question].dropna()
        if missing and len(given):
            given = given.drop(given.index[int(random.integers(len(given)))])
        counts = given.value_counts().sort_index()
        for answer, count in counts[counts < len(given)].items():
            yield {
                "group": group,
                "question": question,
                "exclusive": question,
                "share": _rounded(int(count), len(given)),
                "precision": 0,
                "answer": answer,
            }


def _rounded(count: int, base: int) -> int:
    """A share in whole points, halves up, in whole numbers."""
    return (200 * count + base) // (2 * base)


def unanswered(
    claims: pd.DataFrame,
    parts: dict[str, pd.DataFrame],
    place: int,
    absent: float,
) -> pd.DataFrame:
    """``claims`` as printed when one respondent did not answer the question of one of them.

    ``place`` is that claim; its question misses one of its group, who stands at ``absent`` (0 to
    1) among those who answered, and nothing else.
    """
    group, question = claims.iloc[place][["group", "question"]]
    given = parts[group][question].dropna()
    given = given.drop(given.index[int(absent * len(given))])
    asked = (claims["group"] == group) & (claims["question"] == question)
    shares = [
        _rounded(int((given == row["answer"]).sum()), len(given)) if same else row["share"]
        for same, (_, row) in zip(asked, claims.iterrows(), strict=True)
    ]
    return claims.assign(share=shares)


def misprinted(claims: pd.DataFrame, place: int, step: int) -> pd.DataFrame:
    """``claims`` with one share a point off; the other way where it would leave 0 to 100."""
    shares = claims["share"].to_list()
    shares[place] += step if 0 <= shares[place] + step <= 100 else -step
    return claims.assign(share=shares)


def outcome(claims: pd.DataFrame, printed: Print, missing: int) -> dict[str, Any]:
    """How many bases are possible, and whether the true ones are among them."""
    found = reconstruct_bases(
        claims, printed.total, GROUPS, printed.majority, "nearest", missing, most=printed.total
    )
    true = any(each.bases == printed.bases for each in found.assignments)
    return {"solutions": found.count, "true": true}


def main() -> None:
    table = calibrate()
    if "--write" in sys.argv[1:]:
        path = ROOT / "data" / "calibration.csv"
        table.to_csv(path, index=False, lineterminator="\n")
        print(f"{len(table)} rows in data/{path.name}. Now: make seal")
    rates = table.assign(share=table["found_alone"] / table["draws"])
    print(
        rates.pivot_table(values="share", index=["scenario", "dataset", "n"], columns="percentages")
        .round(2)
        .to_string()
    )


if __name__ == "__main__":
    main()
