"""Two waves beside each other: what is said to have changed has, and only like is compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from dataprep import published_findings
from dataprep.answers.codebook import MULTIPLE, Codebook, Group, Option, Question, codebook
from dataprep.answers.comparison import COMPARISON_COLUMNS, compare
from dataprep.intervals import change_interval

unhurried = settings(deadline=None, max_examples=40, derandomize=True)

WORDS = {"fr": "texte", "en": "text"}


def question(name: str, *codes: str, **more: Any) -> Question:
    options = tuple(Option(code, {"fr": code, "en": code}) for code in codes)
    return Question(
        name, more.pop("answers", "single"), WORDS, options, (), more.pop("of", "all"), **more
    )


def book_of(*questions: Question, groups: tuple[Group, ...] = (), name: str = "own") -> Codebook:
    everyone = (Group("all", WORDS), *groups)
    return Codebook(name, WORDS, "2026", everyone, questions, False, None, None, {})


BOOK = book_of(question("q", "a", "b", "c"), question("r", "d", "e"))


def findings(
    wave: str, counts: Mapping[tuple[str, str], tuple[int | None, int]], group: str = "all"
) -> pd.DataFrame:
    rows = [
        {
            "wave": wave,
            "question": name,
            "option": option,
            "group": group,
            "kind": "option",
            "label_fr": option,
            "label_en": option,
            "count": count,
            "base": base,
            "share": None if count is None else count / base,
            "method": "suppressed" if count is None else "tabulated",
            "source": f"answers#{name}/{option}",
        }
        for (name, option), (count, base) in counts.items()
    ]
    return pd.DataFrame(rows).astype({"count": "Int64", "base": "Int64", "share": "Float64"})


def one(before: tuple[int | None, int], after: tuple[int | None, int], **more: Any) -> pd.Series:
    """The comparison of one option between two waves of one codebook."""
    waves = [findings(wave, {("q", "a"): pair}) for wave, pair in (("25", before), ("26", after))]
    found = compare(waves[1], waves[0], BOOK, BOOK, **more)
    assert len(found) == 1
    return found.iloc[0]


counted = st.integers(1, 200).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))


@unhurried
@given(counted, counted)
def test_the_interval_is_newcombes_as_statsmodels_has_it(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    row = one(before, after)
    ends = confint_proportions_2indep(*after, *before, method="newcomb", compare="diff")
    assert (row["low"], row["high"]) == pytest.approx(ends, abs=1e-9)
    assert (row["low"], row["high"]) == pytest.approx(change_interval(before, after))
    assert row["low"] <= row["difference"] <= row["high"]
    assert row["difference"] == pytest.approx(after[0] / after[1] - before[0] / before[1])


@unhurried
@given(counted, counted)
def test_waves_exchanged_change_the_sign_and_nothing_else(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    row, back = one(before, after), one(after, before)
    assert (back["low"], back["high"]) == pytest.approx((-row["high"], -row["low"]))
    assert back["p"] == pytest.approx(row["p"])
    opposite = {"rise": "fall", "fall": "rise", "undecided": "undecided"}
    assert back["conclusion"] == opposite[row["conclusion"]]


def test_the_chance_is_that_of_the_score_test() -> None:
    row = one((27, 57), (62, 100))
    assert row["p"] == pytest.approx(proportions_ztest([62, 27], [100, 57])[1], rel=1e-9)
    assert one((10, 20), (50, 100))["p"] == 1


@pytest.mark.parametrize(
    ("before", "after", "conclusion"),
    [
        ((27, 57), (90, 120), "rise"),
        ((90, 120), (27, 57), "fall"),
        ((27, 57), (62, 100), "undecided"),
        ((0, 20), (0, 30), "undecided"),
        ((0, 50), (50, 50), "rise"),
    ],
)
def test_a_change_is_said_where_it_is_shown_and_not_elsewhere(
    before: tuple[int, int], after: tuple[int, int], conclusion: str
) -> None:
    row = one(before, after)
    assert (row["conclusion"], row["reason"]) == (conclusion, "")


def test_more_comparisons_shown_together_ask_for_more() -> None:
    """A rise that is shown alone is not when ten others are looked at with it."""
    alone = one((27, 57), (66, 100))
    assert (alone["conclusion"], alone["p_adjusted"]) == ("rise", alone["p"])
    codes = tuple("abcdefghijk")
    book = book_of(question("q", *codes, answers=MULTIPLE))
    still = {("q", code): (20, 57) for code in codes[1:]}
    waves = [
        findings("25", {("q", "a"): (27, 57)} | still),
        findings("26", {("q", "a"): (66, 100)} | still),
    ]
    together = compare(waves[1], waves[0], book, book)
    first = together.iloc[0]
    assert first["p"] == alone["p"]
    assert first["p_adjusted"] == pytest.approx(11 * alone["p"])
    assert set(together["conclusion"]) == {"undecided"}


def test_chances_are_adjusted_as_statsmodels_adjusts_them() -> None:
    codes = tuple("abcdefgh")
    book = book_of(question("q", *codes, answers=MULTIPLE))
    counts = (60, 66, 55, 70, 40, 62, 30, 66)
    before = findings("25", {("q", code): (27, 57) for code in codes})
    after = findings("26", {("q", c): (n, 100) for c, n in zip(codes, counts, strict=True)})
    found = compare(after, before, book, book)
    adjusted = multipletests(found["p"].to_numpy(dtype=float), method="holm")[1]
    assert found["p_adjusted"].to_list() == pytest.approx(adjusted.tolist())


def test_a_finite_population_narrows_the_interval_and_the_chance() -> None:
    free, finite = one((27, 57), (62, 100)), one((27, 57), (62, 100), population=268)
    assert free["low"] < finite["low"] < finite["high"] < free["high"]
    assert finite["p"] < free["p"]
    assert (finite["low"], finite["high"]) == pytest.approx(
        change_interval((27, 57), (62, 100), population=268)
    )
    # Nothing of chance is left where all answered twice, and little where all answered once.
    whole = one((30, 60), (31, 60), population=60)
    assert (whole["low"], whole["high"], whole["p"]) == (whole["difference"],) * 2 + (0.0,)
    assert whole["conclusion"] == "rise"
    assert one((12, 20), (30, 60), population=60)["conclusion"] == "undecided"
    # Of two waves, one of everybody: the chance is that of the other, whichever comes first.
    first = one((30, 60), (12, 20), population=60)["p"]
    assert first == one((12, 20), (30, 60), population=60)["p"]
    size = 20 * 59 / 40
    assert first == pytest.approx(2 * norm.sf((0.6 - 0.5) / math.sqrt(0.25 / size)))
    with pytest.raises(ValueError, match="population: 50 is less than the base, 100"):
        one((27, 57), (62, 100), population=50)


# What compares with what


def test_the_flash_compares_with_what_the_proposed_codebook_says_and_nothing_else() -> None:
    book = codebook("proposed")
    counts: dict[tuple[str, str], tuple[int | None, int]] = {
        ("use", "yes"): (70, 100),
        ("use", "no"): (30, 100),
        ("charter", "yes"): (20, 100),
    }
    users = findings("2026", {("frequency", "daily"): (30, 70)}, "users")
    others = findings("2026", {("non-use-reasons", "no-need"): (5, 30)}, "non-users")
    wave = pd.concat([findings("2026", counts, "respondents"), users, others])
    found = compare(wave, published_findings(), book)
    assert list(found.columns) == COMPARISON_COLUMNS
    found = found.set_index("option")
    assert found.index.to_list() == ["yes", "no", "daily", "no-need"]
    assert found["earlier_count"].to_list() == [27, 30, 9, 15]
    assert found["earlier_base"].to_list() == [57, 57, 27, 30]
    assert found.loc["daily", "earlier_method"] == "read"
    assert found.loc["no-need", "conclusion"] == "fall"
    assert found.loc["yes", "earlier_source"] == "findings-2025#use-none"
    assert set(found["flag"]) == {"wording-unknown"}
    # The flash's own codebook, reconstructed, matches the same and does not pretend to its wording.
    again = compare(wave, published_findings(), book, codebook("flash"))
    assert again["earlier_count"].to_list() == found["earlier_count"].to_list()
    assert all("wording-unknown" in each for each in again["flag"])


def test_a_question_put_to_other_people_is_not_compared() -> None:
    users = Group("users", WORDS, "use", ("yes",))
    use = question("use", "yes", "no")
    before = book_of(use, question("q", "a", "b"), groups=(users,))
    after = book_of(use, question("q", "a", "b", of="users"), groups=(users,))
    waves = [findings("25", {("q", "a"): (27, 57)}), findings("26", {("q", "a"): (9, 20)}, "users")]
    (row,) = compare(waves[1], waves[0], after, before).to_dict("records")
    assert (row["conclusion"], row["reason"]) == ("not-comparable", "base-changed")
    assert pd.isna(row["difference"])
    assert pd.isna(row["p_adjusted"])


def test_a_group_of_the_same_name_and_of_other_answers_is_of_other_people() -> None:
    use = question("use", "yes", "no", "soon")
    asked = question("q", "a", "b", of="users")
    books = [
        book_of(use, asked, groups=(Group("users", WORDS, "use", values),))
        for values in (("yes",), ("yes", "soon"))
    ]
    waves = [findings(wave, {("q", "a"): (9, 27)}, "users") for wave in ("25", "26")]
    changed = compare(waves[1], waves[0], books[1], books[0])
    assert changed["reason"].to_list() == ["base-changed"]
    assert compare(waves[1], waves[0], books[0], books[0])["reason"].to_list() == [""]


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"wording": {"fr": "autre texte", "en": "text"}}, "wording-changed"),
        ({"options": question("q", "a", "b", "d").options}, "options-changed"),
        ({"wording": {"fr": " texte  ", "en": "text"}}, ""),
        ({"options": question("q", "c", "b", "a").options}, ""),
        ({"ordered": True, "options": question("q", "c", "b", "a").options}, "options-changed"),
    ],
)
def test_a_change_of_wording_or_of_options_is_flagged_and_refused_where_strict(
    changed: dict[str, Any], flag: str
) -> None:
    before = book_of(BOOK.questions[0])
    after = book_of(replace(BOOK.questions[0], **changed))
    waves = [findings(wave, {("q", "a"): (27, 57)}) for wave in ("25", "26")]
    (row,) = compare(waves[1], waves[0], after, before).to_dict("records")
    assert (row["flag"], row["conclusion"], row["reason"]) == (flag, "undecided", "")
    (row,) = compare(waves[1], waves[0], after, before, strict=True).to_dict("records")
    assert row["reason"] == flag
    assert (row["conclusion"] == "not-comparable") == bool(flag)


def test_one_answer_and_several_are_not_compared() -> None:
    after = book_of(replace(BOOK.questions[0], answers=MULTIPLE))
    waves = [findings(wave, {("q", "a"): (27, 57)}) for wave in ("25", "26")]
    assert compare(waves[1], waves[0], after, BOOK)["reason"].to_list() == ["options-changed"]


@pytest.mark.parametrize("pair", [((None, 57), (62, 100)), ((27, 57), (None, 100))])
def test_a_suppressed_number_is_not_compared_and_not_given_away(pair: Any) -> None:
    row = one(*pair)
    assert (row["conclusion"], row["reason"]) == ("not-comparable", "suppressed")
    assert row[["difference", "low", "high", "p", "p_adjusted"]].isna().all()


@pytest.mark.parametrize("pair", [((0, 0), (9, 57)), ((9, 57), (0, 0))])
def test_a_share_of_nobody_is_not_compared(pair: tuple[tuple[int, int], ...]) -> None:
    waves = [findings(w, {("q", "a"): (9, 57)}) for w in ("25", "26")]
    for wave, (count, base) in zip(waves, pair, strict=True):
        wave["count"], wave["base"] = count, base
    [row] = compare(waves[1], waves[0], BOOK, BOOK).to_dict("records")
    assert (row["conclusion"], row["reason"]) == ("not-comparable", "not-counted")


def test_a_rank_has_no_share_to_compare() -> None:
    book = book_of(
        replace(
            question("why", "training", of="non-users", answers=MULTIPLE, feeds="non-use-reasons"),
            options=(Option("training", WORDS, finding="training"),),
        ),
        question("use", "no"),
        groups=(Group("non-users", WORDS, "use", ("no",)),),
    )
    wave = findings("2026", {("why", "training"): (12, 30)}, "non-users")
    (row,) = compare(wave, published_findings(), book).to_dict("records")
    assert row["reason"] == "not-counted"


def test_what_is_not_compared_does_not_weigh_on_the_others() -> None:
    before = findings("25", {("q", "a"): (27, 57), ("q", "b"): (None, 57), ("r", "d"): (9, 57)})
    after = findings("26", {("q", "a"): (66, 100), ("q", "b"): (20, 100), ("s", "x"): (1, 100)})
    found = compare(after, before, BOOK, BOOK)
    assert found["option"].to_list() == ["a", "b"]
    assert found["p_adjusted"].to_list()[0] == found["p"].to_list()[0]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"codebook": None}, "codebook: None does not say which questions compare"),
        ({"codebook": "proposed"}, "codebook: 'proposed' is not a codebook"),
        ({"level": 95}, "level: 95"),
        ({"population": 0}, "population: 0"),
        ({"wave": pd.DataFrame()}, "wave: no column wave, question"),
        ({"earlier": None}, "earlier: None is not a table"),
    ],
)
def test_arguments_that_cannot_be_are_refused(wrong: dict[str, Any], words: str) -> None:
    wave = findings("26", {("q", "a"): (27, 57)})
    asked: dict[str, Any] = {"wave": wave, "earlier": wave, "codebook": BOOK}
    with pytest.raises(ValueError, match=words):
        compare(**(asked | wrong))


def test_a_table_of_several_waves_is_refused() -> None:
    waves = pd.concat([findings(wave, {("q", "a"): (27, 57)}) for wave in ("25", "26")])
    with pytest.raises(ValueError, match="wave: it holds the waves 25, 26"):
        compare(waves, waves, BOOK)
