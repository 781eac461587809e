"""Assumptions relaxed two by two, and misprints in turn: all that is possible is counted."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from dataprep import (
    published_bases,
    published_claims,
    published_wave,
)
from dataprep.robustness import misprints, relaxed_bases, relaxed_pairs
from rendering.chapters.bases import (
    class_of,
    misprint_outcomes,
    pair_outcomes,
    pairs_matrix,
    show_misprints,
)
from seal import seal

GROUPS = ("users", "non-users")
FOUND = {"users": 27, "non-users": 30}
EXCLUDE = [{"rounding-half-up", "rounding-half-even", "rounding-down"}, {"missing-1", "missing-2"}]
Claims = list[tuple[str, str, str, int]]  # group, question, exclusive set, percent


@pytest.fixture(scope="module")
def pairs() -> pd.DataFrame:
    return relaxed_pairs()


@pytest.fixture(scope="module")
def off() -> pd.DataFrame:
    return misprints()


def row_of(pairs: pd.DataFrame, *names: str) -> pd.Series:
    both = set(names) | ({"none"} if len(names) == 1 else set())
    (row,) = [row for _, row in pairs.iterrows() if {row["first"], row["second"]} == both]
    return row


# A reference that shares nothing with the module: every size and every count is tried.


def tried(names: set[str]) -> set[tuple[int, int]]:
    """The users and non-users possible when the assumptions ``names`` are relaxed."""
    total, majority = published_wave().total, published_wave().majority
    claims: Claims = [
        (row["group"], row["question"], str(row["exclusive"]), int(row["share"]))
        for _, row in published_claims().iterrows()
        if f"without:{row['id']}" not in names
    ]
    if "open-group-among-users" in names:
        growth = published_wave().statements.set_index("id").loc["outlook-growth"]
        printed = int(float(str(growth["value"])))
        claims.append(("users", str(growth["question"]), "nan", printed))
    rule = next((name for name in names if name.startswith("rounding-")), "rounding-nearest")
    missing = max([0, *(int(name[-1]) for name in names if name.startswith("missing-"))])
    prints = [claims]
    if "misprint" in names:
        prints += [
            [*claims[:place], (*claim[:3], claim[3] + step), *claims[place + 1 :]]
            for place, claim in enumerate(claims)
            for step in (-1, 1)
        ]
    return {
        (users, total - users)
        for users in range(1, total)
        if "majority-unknown" in names or majority is None or 2 * (total - users) > total
        for each in prints
        if all(
            possible([claim for claim in each if claim[0] == group], size, rule, missing)
            for group, size in zip(GROUPS, (users, total - users), strict=True)
        )
    }


def possible(claims: Claims, size: int, rule: str, missing: int) -> bool:
    questions = {question for _, question, _, _ in claims}
    return all(
        any(
            answered([claim for claim in claims if claim[1] == question], base, rule)
            for base in range(max(1, size - missing), size + 1)
        )
        for question in questions
    )


def answered(claims: Claims, base: int, rule: str) -> bool:
    least: dict[str, int] = {}
    for _, _, label, share in claims:
        counts = [c for c in range(base + 1) if share in printed(Fraction(100 * c, base), rule)]
        if not counts:
            return False
        if label != "nan":
            least[label] = least.get(label, 0) + counts[0]
    return all(count <= base for count in least.values())


def printed(percent: Fraction, rule: str) -> set[int]:
    whole, part = int(percent), percent - int(percent)
    if rule == "rounding-down" or part < Fraction(1, 2):
        return {whole}
    if part > Fraction(1, 2) or rule == "rounding-half-up":
        return {whole + 1}
    return {whole, whole + 1} if rule == "rounding-nearest" else {whole + whole % 2}


def test_each_pair_leaves_what_trying_every_base_and_count_leaves(pairs: pd.DataFrame) -> None:
    for _, row in pairs.iterrows():
        expected = tried({row["first"], row["second"]} - {"none"})
        names = (row["first"], row["second"])
        assert row["solutions"] == len(expected), names
        for place, group in enumerate(GROUPS):
            assert row[group] == tuple(sorted({each[place] for each in expected})), names
        assert not row["capped"]


def test_every_two_assumptions_make_a_pair_but_two_answers_to_one(pairs: pd.DataFrame) -> None:
    names = set(pairs["first"])
    assert {"without:users-untrained", "open-group-among-users", "misprint"} < names
    expected = {
        frozenset(pair)
        for pair in combinations(names, 2)
        if not any(set(pair) <= kinds for kinds in EXCLUDE)
    }
    stood = [frozenset(pair) for pair in zip(pairs["first"], pairs["second"], strict=True)]
    assert len(stood) == len(set(stood))
    assert set(stood) == expected | {frozenset({name, "none"}) for name in names}


def test_an_assumption_relaxed_by_itself_leaves_what_it_leaves_one_at_a_time(
    pairs: pd.DataFrame,
) -> None:
    alone = relaxed_bases().set_index("id")
    shared = set(pairs["first"]) & set(alone.index)
    assert len(shared) == len(set(pairs["first"])) - 1  # a misprint is not relaxed there
    for name in shared:
        for column in ("solutions", *GROUPS):
            assert row_of(pairs, name)[column] == alone.loc[name, column], (name, column)


def test_a_second_assumption_relaxed_takes_no_solution_away(pairs: pd.DataFrame) -> None:
    # Rules of rounding exclude each other, and 81 % put among the users is one claim more.
    wider = ["missing-1", "missing-2", "without:users-untrained", "majority-unknown", "misprint"]
    for one, other in combinations(wider, 2):
        if {one, other} != {"missing-1", "missing-2"}:
            both = row_of(pairs, one, other)
            for group in GROUPS:
                assert set(row_of(pairs, one)[group]) <= set(both[group])


def test_what_the_flash_leaves(pairs: pd.DataFrame, off: pd.DataFrame) -> None:
    truncated = row_of(pairs, "rounding-down", "misprint")
    assert class_of(truncated, FOUND) == "same"
    assert row_of(pairs, "missing-1", "misprint")["users"] == (27, 28)
    assert class_of(row_of(pairs, "rounding-down"), FOUND) == "none"
    assert (off["solutions"] == 0).all()


def test_each_percentage_is_taken_one_point_off_both_ways(off: pd.DataFrame) -> None:
    claims = published_claims()
    assert len(off) == 2 * len(claims)
    assert set(off["instead"] - off["printed"]) == {-1, 1}
    assert list(dict.fromkeys(off["id"])) == list(claims["id"])


def test_a_misprint_at_the_end_of_the_scale_goes_one_way(data: Path) -> None:
    spoil_share(data, 48, 100)
    rows = misprints(published_wave(data=data)).query("id == 'scope-some'")
    assert list(rows["instead"]) == [99]


def spoil_share(data: Path, printed_as: int, value: int) -> None:
    path = data / "findings-2025.csv"
    pattern = rf"percentage,{printed_as},0,"
    text, times = re.subn(pattern, f"percentage,{value},0,", path.read_text("utf-8"))
    assert times == 1
    path.write_text(text, encoding="utf-8")
    seal(data)


def test_a_long_list_of_solutions_is_cut_and_said_to_be(pairs: pd.DataFrame) -> None:
    cut = relaxed_pairs(most=1)
    several = pairs["solutions"] > 1
    assert several.any()
    assert (cut["solutions"] == pairs["solutions"].clip(upper=1)).all()
    assert (cut["capped"] == several).all()
    figure = pairs_matrix(cut, FOUND, published_wave().statements, "fig-x")
    assert "1+" in set(figure.table["Couples possibles"])


def test_a_claim_that_is_not_there_cannot_be_doubted() -> None:
    with pytest.raises(ValueError, match=r"^doubted: 'growth' .*Expected one of .*users-untrained"):
        relaxed_pairs(doubted="growth")


# What is shown.


@pytest.mark.parametrize(
    ("solutions", "users", "kind"),
    [(1, (27,), "same"), (1, (26,), "elsewhere"), (2, (27, 28), "several"), (0, (), "none")],
)
def test_what_is_left_is_the_same_others_several_or_nothing(
    solutions: int, users: tuple[int, ...], kind: str
) -> None:
    others = tuple(57 - n for n in reversed(users))
    row = pd.Series({"solutions": solutions, "users": users, "non-users": others})
    assert class_of(row, FOUND) == kind


def test_the_outcomes_count_pairs_alone_and_add_up(pairs: pd.DataFrame, off: pd.DataFrame) -> None:
    for rows, outcomes in (
        (pairs.query("second != 'none'"), pair_outcomes(pairs, FOUND, "findings-2025")),
        (off, misprint_outcomes(off, FOUND, "findings-2025")),
    ):
        counts = {name: number.value for name, number in outcomes.items()}
        assert counts.pop("cases") == len(rows) == sum(counts.values())
        assert counts["none"] == (rows["solutions"] == 0).sum()
        assert counts["several"] == (rows["solutions"] > 1).sum()


def texts(svg: str) -> list[str]:
    return [node.get_text() for node in BeautifulSoup(svg, "html.parser").find_all("text")]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_the_matrix_shows_a_number_in_each_cell(pairs: pd.DataFrame, width: str) -> None:
    figure = pairs_matrix(pairs, FOUND, published_wave().statements, "fig-x")
    drawn = texts(getattr(figure, width))
    # Each assumption has its number at its line and its column, and in the list of names that a
    # telephone has above.
    marks = 2 if width == "wide" else 3
    for number in (0, 1, 2):
        cells = int((pairs["solutions"] == number).sum())
        in_legend = 1
        assert drawn.count(str(number)) == cells + in_legend + (marks if number else 0)
    words = " ".join(drawn)
    assert "aucun couple possible" in words
    assert "un autre couple" not in words


def test_the_matrix_says_in_words_which_pairs_do_not_leave_the_bases_found(
    pairs: pd.DataFrame,
) -> None:
    figure = pairs_matrix(pairs, FOUND, published_wave().statements, "fig-x")
    odd = [
        row
        for _, row in pairs.query("second != 'none'").iterrows()
        if class_of(row, FOUND) != "same"
    ]
    assert figure.says.count(" et «") == len(odd)
    assert len(figure.table) == len(pairs)
    assert "85\u202f% ne porte pas sur les utilisateurs" in figure.html()
    again = pairs_matrix(pairs, FOUND, published_wave().statements, "fig-x")
    assert figure.html() == again.html()


def test_the_table_of_misprints_has_a_line_per_percentage(off: pd.DataFrame) -> None:
    table = show_misprints(off, FOUND, published_wave().statements, "tab-x", "Titre")
    assert len(table.frame) == len(published_claims())
    assert set(table.frame["Un point de plus"]) == {"aucun couple"}
    spoilt = off.assign(solutions=1)
    for group, base in FOUND.items():
        spoilt[group] = [(base,)] * len(off)
    table = show_misprints(spoilt, FOUND, published_wave().statements, "tab-x", "Titre")
    assert set(table.frame["Un point de moins"]) == {"le même couple"}


def test_the_bases_found_are_those_of_the_flash() -> None:
    found: Any = published_bases()
    assert dict(found.bases) == FOUND
