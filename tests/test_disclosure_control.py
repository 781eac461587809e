"""Nobody is found out from what is published: hidden numbers are attacked as anyone could."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, combinations_with_replacement
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataprep.answers.attack import ATTACK_COLUMNS, attack
from dataprep.answers.codebook import (
    DOES_NOT_KNOW,
    MULTIPLE,
    NOT_ANSWERED,
    NOT_ASKED,
    SINGLE,
    Codebook,
    Group,
    Missing,
    Option,
    Question,
    codebook,
)
from dataprep.answers.disclosure import (
    as_published,
    protect,
    suppression_report,
)
from dataprep.answers.intruder import Breach
from dataprep.answers.linked import ContradictionError, linked
from dataprep.answers.merging import merging_options
from dataprep.answers.published_cells import BASE, Row, records, told
from dataprep.answers.rule import Problem
from dataprep.answers.suppression import _PATIENCE, Search
from dataprep.findings import published_findings
from dataprep.intervals import interval

unhurried = settings(deadline=None, max_examples=8, derandomize=True)

WORDS = {"fr": "texte", "en": "text"}
ABSENCES = (NOT_ASKED, NOT_ANSWERED, DOES_NOT_KNOW)
MISSING_KINDS = tuple(Missing(kind, WORDS, kind) for kind in ABSENCES)
WHOLE = ["count", "base", "missing", "not_asked", "not_answered", "does_not_know"]
SILENT = WHOLE[2:]
NUMBERS = ["count", "share", "low", "high"]
NUMBERS += ["weighted_share", "weighted_low", "weighted_high", "effective_base"]
DROPPED = ["base", "missing", "not_answered"]


def question(name: str, codes: str, asked_of: str = "all", answers: str = SINGLE) -> Question:
    options = tuple(Option(code, WORDS) for code in codes)
    return Question(name, answers, WORDS, options, MISSING_KINDS, asked_of)


def book_of(*questions: Question, groups: Sequence[Group] = (), wave: str = "2030") -> Codebook:
    everyone = Group("all", WORDS)
    return Codebook(
        "trial", WORDS, wave, (everyone, *groups), questions, False, None, None, {"name": "trial"}
    )


BOOK = book_of(
    question("use", "abc"),
    question("often", "xyz", "users"),
    question("why", "pq", "others", MULTIPLE),
    question("place", "uv"),
    groups=(Group("users", WORDS, "use", ("a", "b")), Group("others", WORDS, "use", ("c",))),
)


def draw(book: Codebook, size: int, random: np.random.Generator, silent: float) -> pd.DataFrame:
    """Answers at random, respondent by respondent, in the columns of a codebook."""
    columns: dict[str, Any] = {}
    for each in book.questions:
        group = book.group(each.asked_of)
        asked = np.ones(size, bool)
        if group.question:
            asked = np.isin(columns[group.question], group.values)
        lot = random.dirichlet(np.full(len(each.codes), 0.8))
        given_ = random.choice(each.codes, size, p=lot).astype(object)
        if each.answers == MULTIPLE:
            given_ = np.full(size, "answered", object)
        mute = random.random(size) < silent
        given_[mute] = random.choice([NOT_ANSWERED, DOES_NOT_KNOW], mute.sum())
        given_[~asked] = NOT_ASKED
        columns[each.name] = given_
        if each.answers == MULTIPLE:
            ticks = random.random((size, len(each.codes))) < random.random(len(each.codes))
            ticks[~ticks.any(axis=1), 0] = True  # who answered ticked something
            for rank, code in enumerate(each.codes):
                answered = given_ == "answered"
                columns[each.column(code)] = np.where(answered, ticks[:, rank] * 1.0, np.nan)
    return pd.DataFrame(columns)


def tabulated(answers: pd.DataFrame, book: Codebook = BOOK, by: str | None = None) -> pd.DataFrame:
    """The findings of some answers, in the shape of ``tabulate``."""
    rows = []
    for each in book.questions:
        crossings = [""]
        if by not in (None, each.name):
            crossings += [f"/{by}={code}" for code in book.question(str(by)).codes]
        for crossing in crossings:
            part = answers
            if crossing:
                part = answers[answers[by] == crossing.partition("=")[2]]
            kinds = (NOT_ASKED, NOT_ANSWERED, DOES_NOT_KNOW)
            silences = {kind: int((part[each.name] == kind).sum()) for kind in kinds}
            base = len(part) - sum(silences.values())
            for code in each.codes:
                if each.answers == MULTIPLE:
                    count = int(part[each.column(code)].sum())
                else:
                    count = int((part[each.name] == code).sum())
                rows.append(row_of(book.wave, each, code, crossing, count, base, silences))
    return pd.DataFrame(rows).astype(dict.fromkeys(WHOLE, "Int64"))


def row_of(
    wave: str,
    asked: Question,
    code: str,
    crossing: str,
    count: int,
    base: int,
    silences: Mapping[str, int],
) -> dict[str, Any]:
    low, high = interval(count, base) if base else (None, None)
    share = count / base if base else None
    return {
        "wave": wave,
        "question": asked.name,
        "option": code,
        "group": asked.asked_of + crossing,
        "kind": "option",
        "count": count,
        "base": base,
        "missing": silences[NOT_ANSWERED] + silences[DOES_NOT_KNOW],
        "share": share,
        "low": low,
        "high": high,
        "method": "tabulated",
        "interval": "wilson 0.95",
        "not_asked": silences[NOT_ASKED],
        "not_answered": silences[NOT_ANSWERED],
        "does_not_know": silences[DOES_NOT_KNOW],
        "weighted_share": share,
        "weighted_low": low,
        "weighted_high": high,
        "effective_base": float(base),
        "caution": "few",
    }


class Trial(NamedTuple):
    """Tables published together, what was published before, and how they are to be protected."""

    tables: list[pd.DataFrame]
    books: list[Codebook]
    earlier: list[pd.DataFrame]
    minimum: int
    silences: bool

    def protected(self) -> pd.DataFrame:
        return protect(
            self.tables, self.books, self.minimum, earlier=self.earlier, silences=self.silences
        )

    def attacked(self, published: pd.DataFrame) -> pd.DataFrame:
        sizes = published.attrs["respondents"]
        return attack(
            published, self.books, earlier=self.earlier, minimum=self.minimum, respondents=sizes
        )


USERS, OTHERS = BOOK.groups[1:]
KEEN = Group("keen", WORDS, "often", ("x",))
# Questions that one filter links, or two, or a filter behind another; the last may be crossed with.
KINDS: list[tuple[tuple[str, ...], tuple[Group, ...]]] = [
    (("use", "often"), (USERS,)),
    (("use", "place"), ()),
    (("use", "often", "goal"), (USERS, KEEN)),
    (("use", "often", "why", "place"), (USERS, OTHERS)),
]
QUESTIONS = {each.name: each for each in (*BOOK.questions, question("goal", "mn", "keen"))}


def trial(seed: int) -> Trial:
    """One linked set of tables, of a kind that goes with its rank."""
    random = np.random.default_rng(seed)
    names, groups = KINDS[seed % 4]
    asked = [QUESTIONS[name] for name in names]
    book = book_of(*asked, groups=groups)
    by = "place" if seed % 4 == 1 or seed % 100 == 3 else None
    size = int(random.integers(12, 60))
    silent = float(random.choice([0, 0.05, 0.2]))
    answers = draw(book, size, random, silent)
    tables, books, earlier = [tabulated(answers, book, by)], [book], []
    if seed % 5 == 1:  # some answers had come, and were published whole
        earlier = [tabulated(answers.iloc[: size - int(random.integers(1, 12))], book, by)]
    if seed % 5 == 2 and len(names) == 2:  # another wave, published with this one
        later = book_of(*asked, groups=groups, wave="2032")
        tables.append(tabulated(draw(later, size, random, silent), later))
        books.append(later)
    return Trial(tables, books, earlier, int(random.choice([2, 3, 5])), bool(random.integers(2)))


# Linked tables drawn at random: some at each run of the tests, the others with `make test-all`.
SOME = range(40)
EACH = [
    pytest.param(SOME, id="some"),
    pytest.param(range(40, 200), id="the others", marks=pytest.mark.exhaustive),
]


@cache
def done(seed: int) -> tuple[Trial, pd.DataFrame, pd.DataFrame]:
    asked = trial(seed)
    protected = asked.protected()
    return asked, protected, asked.attacked(protected)


def disclosive(row: Row, minimum: int) -> bool:
    """The rule, written again: too few gave an option, or did not, of those who answered."""
    return bool(row["base"] > 0 and min(row["count"], row["base"] - row["count"]) < minimum)


def key(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("wave", "question", "option", "group"))


def found_out(
    truth: pd.DataFrame, bounds: pd.DataFrame, asked: Trial, exempt: set[Any]
) -> Iterator[str]:
    """The disclosive numbers that an attack bounds more closely than the rule allows."""
    ends = {(*key(row), row["part"]): row for row in records(bounds)}
    least = asked.minimum
    for row in records(truth):
        if (row["wave"], row["question"]) in exempt:
            continue
        place = key(row)
        if disclosive(row, least):
            end = ends.get((*place, "count"))
            if end is None:
                yield f"{place}: shown"
            elif not pd.isna(end["high"]) and (
                end["high"] < least or end["high"] - end["low"] < least
            ):
                yield f"{place}: from {end['low']} to {end['high']}"
            elif (*place[:2], "", place[3], "base") not in ends and (
                row["base"] - end["low"] < least
            ):
                yield f"{place}: at least {end['low']} of {row['base']}"
        small = ["base", *(SILENT if asked.silences else [])]
        for part in (name for name in small if 0 < row[name] < least):
            end = ends.get((*place[:2], "", place[3], part))
            if end is None or (not pd.isna(end["high"]) and end["high"] < least):
                yield f"{place}: {part}"


@pytest.mark.parametrize("seeds", EACH)
def test_no_hidden_number_of_many_linked_tables_is_found_out(seeds: range) -> None:
    hidden = 0
    for seed in seeds:
        asked, protected, bounds = done(seed)
        exempt = set(protected.attrs["exposed"])
        exposed = [*found_out(pd.concat(asked.tables), bounds, asked, exempt)]
        assert not exposed, f"survey {seed}: found out {exposed}"
        wrong = bounds[~bounds["uncertain_enough"]]
        assert set(zip(wrong["wave"], wrong["question"], strict=True)) <= exempt, seed
        hidden += len(bounds)
    assert hidden > 5 * len(seeds)


@pytest.mark.parametrize("seeds", EACH)
def test_what_was_published_before_is_the_only_reason_for_a_number_to_be_exposed(
    seeds: range,
) -> None:
    """Where nothing is known from elsewhere, some pattern always protects these tables."""
    exposed = {seed for seed in seeds if done(seed)[1].attrs["exposed"]}
    assert exposed
    for seed in exposed:
        asked, protected, _ = done(seed)
        assert asked.earlier, seed
        for wave, name in protected.attrs["exposed"]:
            rows = protected[(protected["wave"] == wave) & (protected["question"] == name)]
            assert (rows["suppressed"] != "").all()


@pytest.mark.parametrize("seeds", EACH)
def test_without_what_is_hidden_second_the_attack_gets_through(seeds: range) -> None:
    """So that the test above can fail."""
    broken = 0
    for seed in seeds:
        asked, protected, _ = done(seed)
        if asked.earlier or asked.silences or not (protected["suppressed"] == "secondary").any():
            continue
        naive = only_first(pd.concat(asked.tables), protected)
        bounds = asked.attacked(naive)
        wrong = list(found_out(pd.concat(asked.tables), bounds, asked, set()))
        assert bool(wrong) or not bounds["uncertain_enough"].all(), seed
        broken += bool(wrong)
    assert broken > len(seeds) / 10


def only_first(truth: pd.DataFrame, protected: pd.DataFrame) -> pd.DataFrame:
    """Tables where disclosive counts alone are hidden."""
    naive = truth.copy()
    first = (protected["suppressed"] == "primary").to_numpy()
    for column in NUMBERS:
        naive[column] = naive[column].mask(first)
    naive["suppressed"] = np.where(first, "primary", "")
    naive["method"] = naive["method"].mask(first, "suppressed")
    naive.attrs = protected.attrs
    return naive


def test_a_hidden_row_shows_no_number_in_any_column() -> None:
    for seed in SOME[::2]:
        protected = done(seed)[1]
        hidden = protected[protected["suppressed"] != ""]
        assert hidden[NUMBERS].isna().all(axis=None)
        assert hidden["interval"].isna().all()
        assert (hidden["caution"] == "").all()
        assert (hidden["method"] == "suppressed").all()
        shown = protected[protected["suppressed"] == ""]
        assert (shown["method"] == "tabulated").all()
        assert shown["count"].notna().all()
        assert shown["base"].notna().all()
        # A base, a number of silences is the same in all the rows of its group, hidden or not.
        for column in ["base", *SILENT]:
            places = protected.groupby(["wave", "question", "group"])[column]
            assert (places.nunique(dropna=False) == 1).all()


def test_what_is_shown_is_what_was_counted_in_the_same_order() -> None:
    for seed in SOME[1::2]:
        asked, protected, _ = done(seed)
        truth = pd.concat(asked.tables)
        assert protected.index.equals(truth.index)
        assert list(protected.columns) == [*truth.columns, "suppressed"]
        for column in [*WHOLE, "share"]:
            shown = protected[column].notna().to_numpy()
            assert (protected[column][shown] == truth[column][shown]).all()


# The attack itself


TINY = book_of(
    question("use", "ab"),
    question("often", "xyz", "users"),
    question("why", "pq", answers=MULTIPLE),
    groups=(Group("users", WORDS, "use", ("a",)),),
)


@cache
def every_profile() -> list[dict[str, Any]]:
    """All that one respondent can have done with the tiny questionnaire, but for not to know."""
    often: dict[str, tuple[str, ...]] = {
        "a": ("x", "y", "z", NOT_ANSWERED),
        "b": (NOT_ASKED,),
        NOT_ANSWERED: (NOT_ASKED,),
    }
    answered: list[dict[str, Any]] = [
        {"why": "answered", "why/p": p, "why/q": q} for p, q in ((0, 1), (1, 0), (1, 1))
    ]
    return [
        {"use": use, "often": each, **why}
        for use in often
        for each in often[use]
        for why in (*answered, {"why": NOT_ANSWERED, "why/p": None, "why/q": None})
    ]


def numbers_of(answers: pd.DataFrame) -> np.ndarray:
    return tabulated(answers, TINY)[WHOLE].to_numpy(dtype=float)


@cache
def every_file() -> np.ndarray:
    """The numbers that each possible file of four answers gives."""
    single = np.stack([numbers_of(pd.DataFrame([each])) for each in every_profile()])
    files = np.array(list(combinations_with_replacement(range(len(single)), 4)))
    return np.asarray(single[files].sum(axis=1))


@pytest.mark.parametrize("seed", range(12))
def test_bounds_are_those_of_all_the_answers_that_give_what_is_published(seed: int) -> None:
    """Each possible file of four answers is tabulated, and compared with what is shown."""
    random = np.random.default_rng(seed)
    profiles = every_profile()
    drawn = pd.DataFrame([profiles[at] for at in random.integers(0, len(profiles), 4)])
    published = tabulated(drawn, TINY)
    hidden = random.random(len(published)) < 0.6
    published.loc[hidden, NUMBERS] = pd.NA
    for name, parts in (("use", DROPPED), ("often", [*DROPPED, "not_asked"]), ("why", DROPPED)):
        for part in parts:
            if random.random() < 0.5:
                columns = [part, *(NUMBERS[1:] if part == "base" else ())]
                published.loc[published["question"] == name, columns] = pd.NA
    published = published.assign(suppressed=np.where(hidden, "suppressed", ""))
    told = published[WHOLE].to_numpy(dtype=float, na_value=np.nan)
    possible = every_file()
    possible = possible[(np.isnan(told) | (possible == told)).all(axis=(1, 2))]
    assert len(possible) > 1
    bounds = attack(published, TINY, minimum=2, respondents=4)
    bounds = bounds[bounds["part"] != "implied"]
    assert (bounds["part"] == "count").sum() == hidden.sum()
    for row in records(bounds):
        cells = (published[["question", "group"]] == [row["question"], row["group"]]).all(axis=1)
        if row["part"] == "count":
            cells &= published["option"] == row["option"]
        found = possible[:, np.flatnonzero(cells)[0], WHOLE.index(row["part"])]
        assert (row["low"], row["high"]) == (found.min(), found.max()), row


def simple(*counts: int, base: int | None = None, answers: str = SINGLE) -> pd.DataFrame:
    """One question put to all, its options given by so many."""
    asked = question("q", "abcdefgh"[: len(counts)], answers=answers)
    silences = dict.fromkeys((NOT_ASKED, NOT_ANSWERED, DOES_NOT_KNOW), 0)
    size = sum(counts) if base is None else base
    rows = [
        row_of("2030", asked, each.value, "", count, size, silences)
        for each, count in zip(asked.options, counts, strict=True)
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys(WHOLE, "Int64"))


def book_for(findings: pd.DataFrame, answers: str = SINGLE) -> Codebook:
    return book_of(question("q", "".join(findings["option"]), answers=answers))


def patterns(cells: int, size: int) -> Iterator[np.ndarray]:
    for chosen in combinations(range(cells), size):
        hidden = np.zeros(cells, dtype=bool)
        hidden[list(chosen)] = True
        yield hidden


@pytest.mark.parametrize(
    "counts", [(3, 9, 11, 20), (2, 2, 12, 7, 30), (0, 14, 8, 6), (1, 6, 7, 5), (4, 40, 5)]
)
def test_no_pattern_that_hides_fewer_cells_would_do(counts: tuple[int, ...]) -> None:
    findings = simple(*counts)
    book = book_for(findings)
    protected = protect(findings, book)
    hidden = (protected["suppressed"] != "").to_numpy()
    asked = Trial([findings], [book], [], 5, True)
    for fewer in range(hidden.sum()):
        for pattern in patterns(len(findings), fewer):
            other = findings.copy()
            other.loc[pattern, NUMBERS] = pd.NA
            bounds = attack(other, book, respondents=sum(counts))
            assert list(found_out(findings, bounds, asked, set())), pattern
    assert list(found_out(findings, asked.attacked(protected), asked, set())) == []


def test_a_small_count_of_one_question_hides_the_smallest_that_protects_it() -> None:
    protected = protect(simple(3, 9, 11, 20), book_for(simple(3, 9, 11, 20)))
    assert protected["suppressed"].to_list() == ["primary", "secondary", "", ""]
    assert protected["count"].isna().to_list() == [True, True, False, False]
    assert protected["base"].to_list() == [43] * 4


def test_nobody_and_all_are_as_telling_as_a_few() -> None:
    shares = simple(0, 10, 4, 6, 5, base=10, answers=MULTIPLE)
    protected = protect(shares, book_for(shares, MULTIPLE))
    assert protected["suppressed"].to_list() == ["primary"] * 4 + [""]
    # Six of ten leave four; of an empty base nobody is told anything.
    nobody = simple(0, 0, base=0, answers=MULTIPLE)
    assert protect(nobody, book_for(nobody, MULTIPLE))["suppressed"].to_list() == ["", ""]


def test_those_asked_a_question_give_away_who_gave_an_answer_to_another() -> None:
    """The count of users is the base of what they alone are asked."""
    random = np.random.default_rng(3)
    answers = draw(TINY, 40, random, 0)
    answers["use"] = ["a"] * 37 + ["b"] * 3
    answers["often"] = ["x"] * 20 + ["y"] * 17 + [NOT_ASKED] * 3
    protected = protect(tabulated(answers, TINY), TINY).set_index(["question", "option"])
    assert (protected.loc[["use"], "suppressed"] == "primary").all()
    often = protected.loc["often"]
    assert often["base"].isna().all()
    assert often["not_asked"].isna().all()
    assert (often["suppressed"] == "secondary").any()


def test_those_of_whom_the_answer_crossed_is_missing_are_not_found_by_subtraction() -> None:
    book = book_of(question("place", "uv"), question("view", "mn"))
    answers = pd.DataFrame(
        {
            "place": ["u"] * 20 + ["v"] * 20 + [NOT_ANSWERED],
            "view": (["m"] * 10 + ["n"] * 10) * 2 + ["m"],
        }
    )
    findings = tabulated(answers, book, "place")
    assert not findings["count"].between(0, 4).any()  # nothing that is printed is small
    shown = findings.assign(suppressed="")
    implied = attack(shown, book)
    assert not implied["uncertain_enough"].any()
    assert set(implied["part"]) == {"implied"}
    assert ("view", "m", "all/place=", 1, 1) in [
        tuple(row) for row in implied[["question", "option", "group", "low", "high"]].to_numpy()
    ]
    protected = protect(findings, book, silences=False)
    assert (protected["suppressed"] == "secondary").any()
    assert attack(protected, book, respondents=41)["uncertain_enough"].all()


def test_those_who_came_since_an_earlier_table_are_not_found_by_subtraction() -> None:
    before, since = simple(20, 20), simple(33, 27)
    book = book_for(before)
    shown = attack(since.assign(suppressed=""), book, earlier=[before])
    assert shown["uncertain_enough"].all()  # 13 and 7 came
    since = simple(38, 22)
    shown = attack(since.assign(suppressed=""), book, earlier=[before])
    assert not shown["uncertain_enough"].all()  # 18 and 2 came
    protected = protect(since, book, earlier=[before])
    assert protected["suppressed"].to_list() == ["secondary", "secondary"]
    assert attack(protected, book, earlier=[before], respondents=60)["uncertain_enough"].all()


# What others have published


def test_what_others_have_published_is_not_hidden_again_and_serves_the_attack() -> None:
    findings = simple(3, 4, 20, 16)
    book = book_for(findings)
    cell = ("q", "a", "all")
    protected = protect(findings, book, known={cell: (3, 43)})
    assert protected.loc[0, "count"] == 3
    assert protected["suppressed"].to_list() == ["", "primary", "", "secondary"]
    # Against one who does not know it, hiding both was enough.
    alone = protect(findings, book)
    assert alone["suppressed"].to_list() == ["primary", "primary", "", ""]
    assert attack(alone, book)["high"].to_list() == [7, 7]
    told = attack(alone, book, known={cell: 3})
    assert told[["option", "low", "high"]].to_numpy().tolist() == [["a", 3, 3], ["b", 4, 4]]
    assert not told["uncertain_enough"].any()


def test_published_findings_are_known_whether_given_apart_or_among_the_tables() -> None:
    flash = codebook("flash")
    closed = book_of(*flash.closed, groups=flash.groups)
    answers = draw(closed, 57, np.random.default_rng(1), 0)
    answers["use"] = ["users"] * 27 + ["non-users"] * 30
    for each in flash.closed:
        if flash.group(each.asked_of).question:
            asked = answers["use"] == each.asked_of
            value = "answered" if each.answers == MULTIPLE else each.codes[-1]
            answers[each.name] = np.where(asked, value, NOT_ASKED)
            for code in each.codes if each.answers == MULTIPLE else ():
                answers[each.column(code)] = np.where(asked, 1.0, np.nan)
    scope = ["all-agents"] * 6 + ["some-services"] * 13 + ["management-only"] * 3 + ["other"] * 5
    answers["scope"] = scope + [NOT_ASKED] * 30
    flash_book = book_of(
        *(flash.question(name) for name in ("use", "scope")), groups=flash.groups, wave="2025"
    )
    findings = tabulated(answers[["use", "scope"]], flash_book)
    known = published_findings()
    known = known[known["question"].isin(["use", "scope"])]
    protected = protect(findings, flash_book, known=known)
    # Three of 27 is small, and printed by ANPP; without it, it is hidden.
    assert (protected["suppressed"] == "").all()
    assert (protect(findings, flash_book)["suppressed"] != "").any()


def test_a_number_said_known_that_is_not_the_one_counted_is_refused() -> None:
    findings = simple(3, 9, 11)
    for wrong in (2, 4):
        words = rf"known: q/a \(all, 2030\) is {wrong}, where the findings have 3"
        with pytest.raises(ValueError, match=words):
            protect(findings, book_for(findings), known={("q", "a", "all"): wrong})
    with pytest.raises(ValueError, match="is not a cell"):
        protect(findings, book_for(findings), known={"q/a": 3})


def test_what_is_known_may_leave_nothing_to_protect_and_that_is_said() -> None:
    findings = simple(3, 20)
    protected = protect(findings, book_for(findings), known={("q", "b", "all"): (20, 23)})
    assert protected.attrs["exposed"] == [("2030", "q")]
    assert protected["suppressed"].to_list() == ["primary", ""]
    assert suppression_report(protected)["exposed"].to_list() == [True]


def test_to_hide_a_base_costs_as_much_as_to_hide_its_options() -> None:
    findings = tabulated(draw(BOOK, 30, np.random.default_rng(0), 0))
    problem = Problem.of(linked([findings], [BOOK], {}), [BOOK], 5, silences=True)
    cells = problem.system.cells
    bases = [at for at, cell in enumerate(cells) if problem.published[at] and cell.part == BASE]
    assert bases
    for at in bases:
        options = [one for one in cells if one.is_option and one._replace(part=BASE) == cells[at]]
        assert problem.costs[at] == pytest.approx(len(options), abs=0.001)


def test_what_no_cut_forbids_hides_its_question_then_everything() -> None:
    findings = tabulated(draw(BOOK, 30, np.random.default_rng(0), 0))
    problem = Problem.of(linked([findings], [BOOK], {}), [BOOK], 5, silences=True)
    search, breach = Search(problem), Breach(problem.protections[0], None)
    cells, (wave, question, *_) = problem.system.cells, problem.system.cells[breach.protection.cell]
    published = {int(at) for at in np.flatnonzero(problem.published)}
    own = {at for at in published if cells[at][:2] == (wave, question)}
    assert set() < own < published
    for refused in range(1, 2 * _PATIENCE + 2):
        search._forbid(breach, problem.primary)
        expected = own if refused > _PATIENCE else set()
        assert search.forced == (published if refused > 2 * _PATIENCE else expected)


# A share is as good as a count


@pytest.mark.parametrize("column", ["share", "low", "high", "weighted_share"])
def test_a_number_left_in_any_column_gives_a_hidden_count_to_the_attack(column: str) -> None:
    findings = simple(3, 9, 11, 20)
    book = book_for(findings)
    protected = protect(findings, book)
    assert attack(protected, book)["uncertain_enough"].all()
    leaking = protected.copy()
    leaking[column] = leaking[column].where(leaking.index > 0, findings[column])
    leaking["effective_base"] = 43.0
    bounds = attack(leaking, book)
    assert bounds[["option", "low", "high"]].to_numpy().tolist() == [["a", 3, 3], ["b", 9, 9]]
    assert bounds["uncertain_enough"].to_list() == [False, True]  # nine expose nobody


@pytest.mark.parametrize(
    ("share", "size", "count"),
    [(9 / 43, 43.0, 9), (9 / 43, 30.0, None), (0.0, 30.0, 0), (1.0, 30.0, 43), (0.5, 43.0, None)],
)
def test_a_weighted_share_tells_a_count_where_weights_are_equal_or_all_answered_alike(
    share: float, size: float, count: int | None
) -> None:
    row = {"count": None, "base": 43, "weighted_share": share, "effective_base": size}
    assert told(row) == pytest.approx((math.nan if count is None else count, 43), nan_ok=True)


def test_a_share_in_whole_points_gives_its_count_where_the_base_is_shown() -> None:
    findings = protect(simple(3, 9, 11, 20), book_for(simple(3, 9, 11, 20)))
    findings.loc[1, "share"] = 0.21  # 9 of 43
    assert attack(findings, book_for(findings))["high"].to_list() == [3, 9]


# Its arguments


@pytest.mark.parametrize("wrong", [1, 0, -5, 2.5, "5", None, True])
def test_a_minimum_that_hides_nobody_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"^minimum: .* Expected a whole number, 2 or more"):
        protect(simple(3, 9), book_for(simple(3, 9)), minimum=wrong)


def test_findings_already_protected_are_refused() -> None:
    findings = simple(3, 9, 11)
    with pytest.raises(ValueError, match="already suppressed"):
        protect(protect(findings, book_for(findings)), book_for(findings))


def test_counts_that_contradict_each_other_are_refused() -> None:
    findings = simple(6, 9, 11)
    findings.loc[0, "count"] = 7
    with pytest.raises(ContradictionError, match="do not add up, as in q/a"):
        protect(findings, book_for(findings))
    with pytest.raises(ValueError, match=r"q/a \(all, 2030\) is 6 and 7"):
        protect([simple(6, 9, 11), findings], book_for(findings))
    with pytest.raises(ValueError, match=r"q/a \(all, 2030\) is 7 and 6"):
        protect([findings, simple(6, 9, 11)], book_for(findings))


def test_groups_that_no_codebook_explains_are_refused() -> None:
    findings = tabulated(draw(BOOK, 30, np.random.default_rng(0), 0))
    with pytest.raises(ValueError, match=r"codebook: None leaves the groups all, others, users"):
        protect(findings)
    findings.attrs["codebook"] = BOOK
    assert protect(findings)["suppressed"].to_list() == (
        protect(findings, BOOK)["suppressed"].to_list()
    )


def test_a_codebook_of_the_project_is_found_by_its_wave_and_its_questions() -> None:
    book = codebook("flash")
    flash = book_of(*book.closed, groups=book.groups[1:], wave="2025")
    flash = flash.__class__(**{**vars(flash), "groups": book.groups})
    findings = tabulated(draw(flash, 57, np.random.default_rng(2), 0), flash)
    assert protect(findings).equals(protect(findings, book))


def test_a_wave_where_some_gave_up_halfway_is_protected_all_the_same() -> None:
    """Users who were asked nothing more: those asked are fewer than the users."""
    random = np.random.default_rng(5)
    answers = draw(BOOK, 50, random, 0)
    answers.loc[:9, "often"] = NOT_ASKED
    findings = tabulated(answers)
    protected = protect(findings, BOOK)
    # Whoever takes the users for those who were asked is misled; whoever does not finds nothing.
    loose = book_of(*BOOK.questions, groups=[Group("users", WORDS), Group("others", WORDS)])
    asked = Trial([findings], [loose], [], 5, True)
    assert list(found_out(findings, asked.attacked(protected), asked, set())) == []


@unhurried
@given(st.integers(0, 10**6), st.integers(2, 8))
def test_the_same_tables_give_the_same_pattern_and_more_is_hidden_for_more(
    seed: int, minimum: int
) -> None:
    book = book_of(*BOOK.questions[:2], groups=BOOK.groups[1:2])
    findings = tabulated(draw(book, 40, np.random.default_rng(seed), 0.05), book)
    first, again = (protect(findings, book, minimum) for _ in range(2))
    assert first.equals(again)
    more = protect(findings, book, minimum + 1)
    small = [(each["suppressed"] == "primary").to_numpy() for each in (first, more)]
    assert (small[0] <= small[1]).all()


# What is said of it


def test_the_report_counts_what_is_hidden_first_and_second_by_question() -> None:
    asked, protected, _ = done(0)
    report = suppression_report(protected)
    assert report["question"].to_list() == list(dict.fromkeys(protected["question"]))
    assert report["cells"].sum() == len(protected)
    for name in ("primary", "secondary"):
        assert report[name].sum() == (protected["suppressed"] == name).sum()
    assert report["shown"].sum() == protected["count"].notna().sum()
    shares = (report["primary"] + report["secondary"]) / report["cells"]
    assert (report["share"] == shares).all()
    with pytest.raises(ValueError, match="no column suppressed"):
        suppression_report(asked.tables[0])


def test_published_findings_do_not_tell_a_small_cell_from_another() -> None:
    findings = protect(simple(3, 9, 11, 20), book_for(simple(3, 9, 11, 20)))
    assert as_published(findings)["suppressed"].to_list() == ["suppressed"] * 2 + [""] * 2
    assert attack(as_published(findings), book_for(findings))["uncertain_enough"].all()


def test_merging_two_small_options_gives_cells_back() -> None:
    findings = simple(20, 9, 3, 4)
    merges = merging_options(findings, book_for(findings))
    best = merges.iloc[0]
    assert best["options"] == "c d"
    # Three and four hide each other; their sum, seven, is shown.
    assert (best["hidden_before"], best["hidden_after"]) == (2, 0)
    assert (best["shown_before"], best["shown_after"], best["given_back"]) == (2, 3, 1)
    assert "a b" not in set(merges["options"])
    merged = simple(20, 9, 7)
    assert (protect(merged, book_for(merged))["suppressed"] == "").all()


def test_a_question_that_decides_who_is_asked_another_is_not_merged() -> None:
    findings = tabulated(draw(BOOK, 40, np.random.default_rng(4), 0))
    assert set(merging_options(findings, BOOK)["question"]) <= {"often"}


def test_an_attack_says_what_it_found_in_fixed_columns() -> None:
    bounds = done(0)[2]
    assert list(bounds.columns) == ATTACK_COLUMNS
    assert attack(simple(6, 9).assign(suppressed=""), book_for(simple(6, 9))).empty
    with pytest.raises(ValueError, match="minimum: 1"):
        attack(simple(6, 9), book_for(simple(6, 9)), minimum=1)
