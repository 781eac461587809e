"""Tabulated answers say what a count by hand says, and drop nothing in silence."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataprep.answers import progress as progress_module
from dataprep.answers import tabulation
from dataprep.answers.cautions import FEW, WIDE
from dataprep.answers.codebook import (
    DOES_NOT_KNOW,
    MULTIPLE,
    NOT_ANSWERED,
    NOT_ASKED,
    SINGLE,
    Question,
    codebook,
)
from dataprep.answers.progress import progress
from dataprep.answers.report import Report
from dataprep.answers.responses import Responses
from dataprep.answers.tabulation import tabulate
from dataprep.findings import FINDING_COLUMNS, TABULATED_COLUMNS, findings_table
from dataprep.intervals import METHODS, interval, share_intervals
from extensions.execution import kernel
from surveyed import SURVEY, Respondent, table

unhurried = settings(deadline=None, max_examples=15, derandomize=True)
few_tried = settings(deadline=None, max_examples=8, derandomize=True)
KINDS = (NOT_ASKED, NOT_ANSWERED, DOES_NOT_KNOW)


def answers_to(question: Question) -> st.SearchStrategy[Any]:
    missing = st.sampled_from([*question.kinds])
    if question.answers == SINGLE:
        # The last option is never given: an option that is empty must show.
        return st.one_of(st.sampled_from(question.codes[:-1]), missing)
    return st.one_of(st.frozensets(st.sampled_from(question.codes)), missing)


PEOPLE = st.lists(
    st.fixed_dictionaries({each.name: answers_to(each) for each in SURVEY.closed}), max_size=40
)
WEIGHTS = st.floats(0, 20, allow_subnormal=False).map(lambda weight: round(weight, 3))
WEIGHED = PEOPLE.flatmap(
    lambda people: st.tuples(
        st.just(people), st.lists(WEIGHTS, min_size=len(people), max_size=len(people))
    )
)
BY = st.sampled_from([None, *(each.name for each in SURVEY.closed if each.answers == SINGLE)])


def by_hand(people: Sequence[Respondent], weights: Sequence[float], by: str | None) -> pd.DataFrame:
    """Every count, one respondent after another: no engine, no table, no sum that is shared."""
    rows = []
    for question in SURVEY.closed:
        asked = SURVEY.group(question.asked_of)
        parts: list[tuple[str, str | None]] = [(asked.name, None)]
        if by is not None and by != question.name:
            parts += [(f"{asked.name}/{by}={code}", code) for code in SURVEY.question(by).codes]
        for (group, within), option in product(parts, question.codes):
            row = dict.fromkeys(("count", "base", *KINDS), 0)
            given = weighed = squares = 0.0
            for person, weight in zip(people, weights, strict=True):
                if within is not None and by is not None and person[by] != within:
                    continue
                answer = person[question.name]
                if isinstance(answer, str) and answer in question.kinds:
                    row[question.kinds[answer]] += 1
                    continue
                row["base"] += 1
                weighed += weight
                squares += weight**2
                if option == answer or (isinstance(answer, frozenset) and option in answer):
                    row["count"] += 1
                    given += weight
            rows.append(
                {
                    "question": question.name,
                    "option": option,
                    "group": group,
                    "count": row["count"],
                    "base": row["base"],
                    "missing": row[NOT_ANSWERED] + row[DOES_NOT_KNOW],
                    "not_asked": row[NOT_ASKED],
                    "not_answered": row[NOT_ANSWERED],
                    "does_not_know": row[DOES_NOT_KNOW],
                    "share": row["count"] / row["base"] if row["base"] else math.nan,
                    "weighted_share": given / weighed if weighed else math.nan,
                    "effective_base": weighed**2 / squares if squares else math.nan,
                }
            )
    return pd.DataFrame(rows)


def of(findings: pd.DataFrame, question: str, group: str) -> pd.DataFrame:
    return findings.query("question == @question and group == @group").set_index("option")


@unhurried
@given(WEIGHED, BY)
def test_each_figure_is_that_of_a_count_one_respondent_after_another(
    weighed: tuple[list[Respondent], list[float]], by: str | None
) -> None:
    people, weights = weighed
    found = tabulate(table(people, weights), SURVEY, by, "weight")
    expected = by_hand(people, weights, by)
    names = [name for name in expected if expected[name].dtype == "int64"]
    words = ["question", "option", "group"]
    assert found[words].to_numpy().tolist() == expected[words].to_numpy().tolist()
    assert found[names].to_numpy().tolist() == expected[names].to_numpy().tolist()
    for name in ("share", "weighted_share", "effective_base"):
        assert np.allclose(
            found[name].to_numpy(float, na_value=np.nan), expected[name], equal_nan=True
        )


@few_tried
@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_respondents_changes_nothing(people: list[Respondent], random: Any) -> None:
    before = tabulate(table(people), SURVEY, "place")
    random.shuffle(people)
    pd.testing.assert_frame_equal(tabulate(table(people), SURVEY, "place"), before)


@few_tried
@given(PEOPLE, BY)
def test_who_is_missing_on_the_question_crossed_is_found_in_its_own_rows(
    people: list[Respondent], by: str | None
) -> None:
    if by is None:
        return
    findings = tabulate(table(people), SURVEY, by)
    group = SURVEY.question(by).asked_of
    own = of(findings, by, group).iloc[0]
    nowhere = own["not_asked"] + own["missing"]
    assert nowhere == sum(person[by] in SURVEY.question(by).kinds for person in people)
    for question in (each for each in SURVEY.closed if each.name != by):
        rows = findings[findings["question"] == question.name].drop_duplicates("group")
        reached = rows[["base", "missing", "not_asked"]].sum(axis=1)
        assert reached.iloc[0] == len(people)
        assert reached.iloc[1:].sum() == len(people) - nowhere


WEIGHTED_FIGURES = ("weighted_share", "weighted_low", "weighted_high", "effective_base")


@few_tried
@given(PEOPLE, st.floats(0.1, 9))
def test_equal_weights_weigh_nothing(people: list[Respondent], weight: float) -> None:
    found = tabulate(table(people, [weight] * len(people)), SURVEY, "rides", "weight")
    answered = found[found["base"] > 0].astype(
        dict.fromkeys(["base", "share", "low", "high", *WEIGHTED_FIGURES], float)
    )
    for plain, weighted in (
        ("share", "weighted_share"),
        ("low", "weighted_low"),
        ("high", "weighted_high"),
        ("base", "effective_base"),
    ):
        assert np.allclose(answered[plain], answered[weighted])


@few_tried
@given(WEIGHED, st.sampled_from(sorted(METHODS)), st.floats(0.5, 0.99))
def test_the_weighted_interval_is_that_of_the_share_on_the_effective_base(
    weighed: tuple[list[Respondent], list[float]], method: str, level: float
) -> None:
    found = tabulate(table(*weighed), SURVEY, None, "weight", level, method)
    known = found[found["effective_base"].notna()]
    assert (known["effective_base"] <= known["base"] + 1e-9).all()
    for row in known.to_dict("records"):
        low, high = share_intervals([row["weighted_share"]], [row["effective_base"]], level, method)
        assert (row["weighted_low"], row["weighted_high"]) == (low[0], high[0])
        assert 0 <= row["weighted_low"] <= row["weighted_share"] <= row["weighted_high"] <= 1
    counted = found[found["base"] > 0]
    for row in counted.to_dict("records"):
        assert (row["low"], row["high"]) == interval(row["count"], row["base"], level, method)


TEN: list[Respondent] = [
    {"place": "town", "rides": "yes", "how-often": "often", "where": frozenset({"road", "path"})},
    {"place": "town", "rides": "yes", "how-often": "often", "where": frozenset({"road"})},
    {"place": "town", "rides": "yes", "how-often": "at-times", "where": frozenset()},
    {"place": "village", "rides": "yes", "how-often": "unknown", "where": "not-answered"},
    {"place": "village", "rides": "yes", "how-often": "declined", "where": frozenset({"path"})},
    {"place": "village", "rides": "no", "how-often": "not-asked", "where": "not-asked"},
    {"place": "town", "rides": "no", "how-often": "not-asked", "where": "not-asked"},
    {"place": "not-answered", "rides": "no", "how-often": "not-asked", "where": "not-asked"},
    {"place": "not-answered", "rides": "unknown", "how-often": "not-asked", "where": "not-asked"},
    {"place": "town", "rides": "not-answered", "how-often": "not-asked", "where": "not-asked"},
]
WEIGHTED = [2, 1, 1, 1, 4, 1, 1, 1, 1, 1]


def test_ten_answers_are_what_a_reader_counts() -> None:
    found = tabulate(table(TEN, WEIGHTED), SURVEY, "place", "weight")

    rides = of(found, "rides", "all")
    assert rides["count"].to_dict() == {"yes": 5, "no": 3}
    assert set(rides["base"]) == {8}
    assert rides[["missing", "not_answered", "does_not_know", "not_asked"]].iloc[0].tolist() == [
        *(2, 1, 1, 0)
    ]
    assert rides.loc["yes", "share"] == 5 / 8
    # 2 + 1 + 1 + 1 + 4 of 12; the squares of 2, 1, 1, 1, 4, 1, 1, 1 add up to 26.
    assert rides.loc["yes", "weighted_share"] == 9 / 12
    assert rides.loc["yes", "effective_base"] == pytest.approx(144 / 26)

    often = of(found, "how-often", "riders")
    assert often["count"].to_dict() == {"often": 2, "at-times": 1, "never": 0}
    assert often.iloc[0][["base", "does_not_know", "not_asked"]].tolist() == [3, 2, 5]

    where = of(found, "where", "riders")
    assert where["count"].to_dict() == {"road": 2, "path": 2}
    assert where.iloc[0][["base", "not_answered", "not_asked"]].tolist() == [4, 1, 5]

    villagers = of(found, "where", "riders/place=village")
    assert villagers["count"].to_dict() == {"road": 0, "path": 1}
    assert villagers["base"].tolist() == [1, 1]
    nobody = of(found, "where", "riders/place=sea")
    assert nobody["base"].tolist() == [0, 0]
    assert nobody["share"].isna().all()


def test_a_row_says_what_it_is_of_in_the_words_of_the_codebook() -> None:
    found = tabulate(table(TEN), SURVEY, "place")
    assert list(found.columns) == FINDING_COLUMNS + TABULATED_COLUMNS
    row = of(found, "how-often", "riders/place=town").loc["often"].to_dict()
    said = [row[name] for name in ("wave", "theme", "kind", "method", "source")]
    assert said == ["2031", "riding", "option", "tabulated", "answers#how-often/often"]
    assert row["label_fr"] == "often (fr)"
    assert row["group_fr"] == "riders (fr), town (fr)"
    assert row["group_en"] == "riders (en), town (en)"
    assert of(found, "rides", "all").loc["yes", "theme"] == "rides"


def test_questions_and_options_come_in_the_order_of_the_codebook_the_empty_ones_too() -> None:
    found = tabulate(table(TEN), SURVEY)
    shown = list(found[["question", "option"]].itertuples(index=False, name=None))
    assert shown == [(q.name, code) for q in SURVEY.closed for code in q.codes]
    assert found.set_index("option").loc["never", "count"] == 0


def test_what_is_private_or_has_no_options_is_in_no_finding() -> None:
    found = tabulate(table(TEN), SURVEY, "place")
    assert set(found["question"]) == {"place", "rides", "how-often", "where", "why"}


def test_a_question_is_not_crossed_with_itself() -> None:
    found = tabulate(table(TEN), SURVEY, "place")
    assert found.query("question == 'place'")["group"].unique().tolist() == ["all"]


def test_without_weights_no_figure_is_weighted() -> None:
    found = tabulate(table(TEN), SURVEY)
    assert (
        found[["weighted_share", "weighted_low", "weighted_high", "effective_base"]]
        .isna()
        .all(axis=None)
    )


def test_where_all_weights_are_zero_there_is_no_weighted_share() -> None:
    found = of(tabulate(table(TEN, [0] * 10), SURVEY, None, "weight"), "rides", "all")
    assert found["share"].notna().all()
    assert found["weighted_share"].isna().all()


def test_without_answers_every_option_stands_on_a_base_of_zero() -> None:
    found = tabulate(table([]), SURVEY, "rides")
    assert len(found) == len(tabulate(table(TEN), SURVEY, "rides"))
    assert found[["count", "base", "missing", "not_asked"]].eq(0).all(axis=None)
    assert found[["share", "low", "high", "interval"]].isna().all(axis=None)
    assert set(found["caution"]) == {"few"}


def everyone_rides(yes: int, no: int) -> list[Respondent]:
    people: list[Respondent] = [{"rides": "yes"}] * yes
    return people + [{"rides": "no"}] * no


@pytest.mark.parametrize(
    ("yes", "no", "caution"),
    [
        (FEW - 1, 0, "few"),  # its interval is under thirty points wide: the base alone says it
        (FEW, 0, ""),
        (FEW // 2, FEW - FEW // 2, "wide"),
        (19, 19, "wide"),
        (20, 20, ""),
        (500, 500, ""),
    ],
)
def test_a_base_or_an_interval_that_says_little_bears_a_caution(
    yes: int, no: int, caution: str
) -> None:
    row = of(tabulate(table(everyone_rides(yes, no)), SURVEY), "rides", "all").loc["yes"]
    assert row["caution"] == caution
    assert (row["high"] - row["low"] > WIDE) == (caution == "wide")


@pytest.mark.parametrize(("heavy", "caution"), [(1.0, ""), (30.0, "wide"), (1000.0, "few")])
def test_weights_that_leave_little_of_a_large_base_bear_a_caution(
    heavy: float, caution: str
) -> None:
    """Of a hundred, a few heavy ones decide: the base says nothing of it, what it is worth does."""
    weights = [heavy] * 4 + [1.0] * 96 if heavy == 1000 else [heavy] * 20 + [1.0] * 80
    people = everyone_rides(50, 50)
    weights = weights[::2] + weights[1::2]
    row = of(tabulate(table(people, weights), SURVEY, None, "weight"), "rides", "all").loc["yes"]
    assert row["base"] == 100
    assert row["caution"] == caution
    assert of(tabulate(table(people), SURVEY), "rides", "all").loc["yes", "caution"] == ""


def test_the_answers_are_left_as_they_were() -> None:
    answers = table(TEN, WEIGHTED)
    before = answers.copy(deep=True)
    tabulate(answers, SURVEY, "place", "weight")
    pd.testing.assert_frame_equal(answers, before)


def test_answers_once_read_bring_their_codebook() -> None:
    report = Report("a.csv", "generic", None, None, None, (), {}, (), len(TEN), len(TEN))
    expected = tabulate(table(TEN), SURVEY, "rides")
    responses = Responses(table(TEN), SURVEY, report)
    pd.testing.assert_frame_equal(tabulate(responses, by="rides"), expected)
    invented = tabulate(Responses(table(TEN), SURVEY, report, synthetic=True), by="rides")
    assert invented["source"].str.match("synthetic#").all()
    pd.testing.assert_frame_equal(invented.drop(columns="source"), expected.drop(columns="source"))


@pytest.mark.parametrize("name", ["flash", "proposed"])
def test_the_codebooks_of_the_project_are_tabulated(name: str) -> None:
    described = codebook(name)
    columns: dict[str, Any] = {}
    for question in described.closed:
        columns[question.name] = pd.Series([NOT_ANSWERED] * 3, dtype="str")
        if question.answers == MULTIPLE:
            columns |= {
                question.column(code): pd.array([None] * 3, dtype="Int8") for code in question.codes
            }
    found = tabulate(pd.DataFrame(columns), described, "use")
    assert set(found["missing"]) == {0, 3}  # nobody answered, on use either
    assert found["source"].nunique() == sum(len(each.codes) for each in described.closed)


# What cannot be


def spoiled(column: str, rows: Sequence[int], value: Any) -> pd.DataFrame:
    answers = table(TEN, WEIGHTED)
    answers[column] = answers[column].astype(object)
    answers.loc[list(rows), column] = value
    kind = "str" if isinstance(value, str) or value is None else None
    return answers.astype({column: kind}) if kind else answers.infer_objects()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (spoiled("rides", [1, 4], "maybe"), "rides: 'maybe' is not an answer .* (2 rows)"),
        (spoiled("rides", [3], None), "rides: an empty cell is not an answer .* (1 row)"),
        (spoiled("place", [0], "declined"), "place: 'declined' is not an answer .* (1 row)"),
        (spoiled("where", [0], "yes"), "where: 'yes' is not an answer .* (1 row)"),
        (spoiled("weight", [2, 3], -1.0), "weight: 2 weights are negative, missing or not finite"),
        (spoiled("weight", [2], math.nan), "weight: 1 weight is negative, missing or not finite"),
        (spoiled("weight", [2], math.inf), "weight: 1 weight is negative, missing or not finite"),
    ],
)
@pytest.mark.parametrize("by", [None, "place"])
def test_what_the_codebook_does_not_know_is_named_with_its_column_and_its_number(
    answers: pd.DataFrame, words: str, by: str | None
) -> None:
    pattern = "^" + re.escape(words).replace(r"\.\*", ".*").replace(r"\ ", " ")
    with pytest.raises(ValueError, match=pattern) as caught:
        tabulate(answers, SURVEY, by, "weight")
    (line,) = str(caught.value).splitlines()
    assert "Expected" in line


def test_all_that_cannot_be_is_said_at_once() -> None:
    answers = spoiled("rides", [1], "maybe").assign(place="moon", weight=-1.0)
    with pytest.raises(ValueError, match=r"^weight: ") as caught:
        tabulate(answers, SURVEY, None, "weight")
    places = [line.split(":")[0] for line in str(caught.value).splitlines()]
    assert places == ["weight", "place", "rides"]


@pytest.mark.parametrize(
    ("row", "value", "found"),
    [
        (0, 2, "2 beside 'answered'"),
        (0, None, "an empty cell beside 'answered'"),
        (5, 0, "0 beside 'not-asked'"),
        (5, 1, "1 beside 'not-asked'"),
        (3, 1, "1 beside 'not-answered'"),
    ],
)
def test_a_tick_that_cannot_be_is_named(row: int, value: int | None, found: str) -> None:
    answers = table(TEN)
    answers.loc[row, "where/road"] = value
    with pytest.raises(ValueError, match=r"^where/road: ") as caught:
        tabulate(answers, SURVEY, "place")
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"where/road: {found} is not a tick (1 row).")


def test_ticks_may_be_of_any_type_of_number_and_a_half_is_none() -> None:
    expected = tabulate(table(TEN), SURVEY)
    for kind in ("float64", "Int64", "boolean"):
        answers = table(TEN).astype({"where/road": kind, "where/path": kind})
        pd.testing.assert_frame_equal(tabulate(answers, SURVEY), expected)
    answers = table(TEN).astype({"where/road": "float64"})
    answers.loc[0, "where/road"] = 0.5
    with pytest.raises(ValueError, match=r"^where/road: 0.5 beside 'answered' is not a tick"):
        tabulate(answers, SURVEY)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"by": "where"}, "by: 'where' is not known"),
        ({"by": "name"}, "by: 'name' is not known"),
        ({"by": "plaice"}, "by: 'plaice' is not known. .* Write 'place'"),
        ({"by": ["place"]}, "by: .* is not known"),
        ({"weights": "weigth"}, "weights: 'weigth' is not known. .* Write 'weight'"),
        ({"weights": "place"}, "weights: 'place' is not known"),
        ({"level": 95}, "level: 95 is not a share"),
        ({"method": "wald"}, "method: 'wald' is not known"),
        ({"codebook": None}, "codebook: None is not a codebook"),
        ({"codebook": "flash"}, "codebook: 'flash' is not a codebook"),
        ({"responses": [1, 2]}, "responses: list is not a table of answers"),
        ({"responses": pd.Series([1])}, "responses: Series is not a table of answers"),
        (
            {"responses": table(TEN).drop(columns=["rides", "where/path"])},
            "responses: no column rides, where/path",
        ),
        (
            {"responses": table(TEN).assign(**{"where/path": "1"})},
            "where/path: a column of String is not of ticks",
        ),
    ],
)
def test_a_bad_call_is_refused(changed: dict[str, Any], words: str) -> None:
    call: dict[str, Any] = {"responses": table(TEN, WEIGHTED), "codebook": SURVEY} | changed
    with pytest.raises(ValueError, match=f"^{words}"):
        tabulate(**call)


# The gate


def gate(changed: dict[str, Any]) -> pd.DataFrame:
    row = {"question": "use", "option": "yes", "method": "tabulated", "count": 3, "base": 9}
    return findings_table(
        [row | changed], "2031", 0.95, "wilson", [*TABULATED_COLUMNS, "suppressed"]
    )


def test_a_suppressed_finding_passes_the_gate_without_a_number() -> None:
    hidden = {"method": "suppressed", "count": pd.NA, "suppressed": "primary"}
    (row,) = gate(hidden).to_dict("records")
    assert (row["method"], row["suppressed"], row["base"]) == ("suppressed", "primary", 9)
    for name in ("count", "share", "low", "high", "weighted_share"):
        assert pd.isna(row[name])


@pytest.mark.parametrize("name", ["count", "share", "low", "weighted_share", "weighted_high"])
def test_a_suppressed_finding_that_gives_itself_away_is_refused(name: str) -> None:
    hidden = {"method": "suppressed", "count": None}
    with pytest.raises(ValueError, match=f"^finding use/yes, {name}: .* gives away"):
        gate(hidden | {name: 0.5 if name != "count" else 3})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"base": 0}, r"base: 0 is not a number of units"),
        ({"base": 0, "count": 0, "method": "printed"}, r"base: 0 is not a number of units"),
        ({"not_asked": -1}, r"finding use/yes, not_asked: -1 is not a number of units"),
        ({"weighted_share": 1.5}, r"finding use/yes, weighted_share: 1.5 is not a share"),
    ],
)
def test_a_tabulated_finding_that_cannot_be_is_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        gate(wrong)


def test_a_further_column_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^also: 'cautoin' is not known. .* Write 'caution'"):
        findings_table([], "2031", 0.95, "wilson", ["cautoin"])


# Progress


def test_what_is_quick_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    tabulate(table(TEN), SURVEY)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("total", "shown"), [(4, "1/4"), (None, "tabulate: 00:0")])
def test_what_takes_long_says_that_it_goes_on(
    total: int | None,
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(progress_module, "PATIENCE", 0.02)
    monkeypatch.setattr(progress_module, "_BETWEEN", 0.02)
    with progress("tabulate", total) as step:
        step()
        time.sleep(0.2)
    out, err = capsys.readouterr()
    assert out == ""
    assert shown in err


def test_in_a_build_what_takes_long_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress_module, "PATIENCE", 0.02)
    monkeypatch.setenv(progress_module.QUIET, kernel.environment()[progress_module.QUIET])
    with progress("tabulate", 4) as step:
        step()
        time.sleep(0.1)
    assert capsys.readouterr() == ("", "")


def test_tabulating_tells_its_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []

    class Told:
        def __init__(self, doing: str, total: int | None) -> None:
            told.append((doing, total))

        def __enter__(self) -> Any:
            return lambda: told.append("step")

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(tabulation, "progress", Told)
    tabulate(table(TEN), SURVEY)
    assert told == [("tabulate", 5), *["step"] * 5]
