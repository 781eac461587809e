"""A number knows its row, prints only what is known of it, and says when its base is not."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from dataprep import bounds, published_findings
from dataprep.tables import load_table
from rendering.chapters.method import outcomes
from rendering.shown.bounded import bounded_share
from rendering.shown.numbers import (
    DEDUCTION,
    FORMS,
    Number,
    numbers_of,
    quantities,
    row_address,
    tally,
)

FINDINGS = published_findings()
NUMBERS = numbers_of(FINDINGS)
DAILY = Number(
    "2025/frequency/daily",
    1 / 3,
    "share",
    "findings-2025#frequency-daily",
    "reconstructed",
    9,
    27,
    0.186,
    0.522,
)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("", "9 sur 27, soit 33 %"),
        ("count", "9"),
        ("base", "27"),
        ("of", "9 sur 27"),
        ("share", "33 %"),
        ("interval", "de 19 à 52 %"),
    ],
)
def test_a_share_takes_every_form(form: str, text: str) -> None:
    assert plain(DAILY.text(form)) == text
    assert DAILY.plain() == DAILY.text()


@pytest.mark.parametrize("form", FORMS)
def test_without_its_base_a_share_says_so_in_every_form(form: str) -> None:
    unknown = replace(DAILY, count=None, base=None, low=None, high=None)
    assert plain(unknown.text(form)) == "33 % (base inconnue)"


@pytest.mark.parametrize("form", FORMS)
def test_without_its_count_a_share_says_so_in_every_form(form: str) -> None:
    unknown = replace(DAILY, count=None, base=2700)
    assert plain(unknown.text(form)) == "33 % (effectif inconnu, sur 2 700)"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Number("universe/a", 34875, "communes", "universe#a", "reported"), "34 875"),
        (Number("universe/b", 2.5, "mean", "universe#b", "reported"), "2,5"),
        (Number("universe/c", 0.62, "percentage", "universe#c", "reported"), "62 %"),
    ],
)
def test_a_figure_of_somebody_else_is_printed_in_its_unit(number: Number, text: str) -> None:
    assert plain(number.text()) == text


@pytest.mark.parametrize(
    "number",
    [
        DAILY,
        replace(DAILY, count=None, base=None),
        Number("k", 0.62, "percentage", "universe#c", "reported"),
        Number("k", 57, "respondents", "findings-2025#respondents-total", "printed"),
    ],
)
def test_an_unknown_form_is_refused_with_those_that_there_are(number: Number) -> None:
    with pytest.raises(ValueError, match=r"no form « shares »\. Expected none[,.]"):
        number.text("shares")


def test_an_interval_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="no form « interval »"):
        replace(DAILY, low=None, high=None).text("interval")


def parsed(markup: str) -> tuple[Tag, Tag]:
    soup = BeautifulSoup(markup, "html5lib")
    assert soup.body is not None
    link, data = soup.find("a"), soup.find("data")
    assert isinstance(link, Tag)
    assert isinstance(data, Tag)
    return link, data


def test_on_a_page_a_number_is_a_link_to_its_row_that_machines_can_read() -> None:
    link, data = parsed(DAILY.html("share"))
    assert link["href"] == "../data/findings-2025.csv#frequency-daily"
    assert data["data-key"] == DAILY.key
    assert float(str(data["value"])) == pytest.approx(1 / 3)
    assert data.get_text() == DAILY.text("share")


def test_no_mark_of_a_key_or_source_reaches_the_page() -> None:
    link, data = parsed(replace(DAILY, key='<b>"&', source='t#"><script>').html())
    assert data["data-key"] == '<b>"&'
    assert link["href"] == '../data/t.csv#"><script>'
    assert link.find_all(True) == [data]


@pytest.mark.parametrize(
    ("source", "address"),
    [("timeline", "../data/timeline.csv"), ("universe#a-b", "../data/universe.csv#a-b")],
)
def test_an_address_is_that_of_a_table_or_of_a_row(source: str, address: str) -> None:
    assert row_address(source) == address


def test_the_size_of_a_group_leads_to_its_deduction_and_any_other_number_to_its_row() -> None:
    deduced = {name for name, number in NUMBERS.items() if number.proof}
    assert deduced == {"users", "non_users"}
    for name, number in NUMBERS.items():
        address = DEDUCTION if name in deduced else row_address(number.source)
        assert f'href="{address}"' in number.html()
    assert "proof" not in NUMBERS["users"].as_record()


def test_the_record_of_a_number_holds_what_is_known_of_it() -> None:
    assert DAILY.as_record() == {
        "key": "2025/frequency/daily",
        "value": round(1 / 3, 12),
        "unit": "share",
        "count": 9,
        "base": 27,
        "source": "findings-2025#frequency-daily",
        "method": "reconstructed",
        "low": 0.186,
        "high": 0.522,
    }
    assert "low" not in replace(DAILY, low=None).as_record()
    assert DAILY._repr_mimebundle_()[1] == {"numbers": [DAILY.as_record()]}


# From tables to numbers


def test_every_finding_with_a_number_is_one_under_the_name_of_its_option() -> None:
    assert set(NUMBERS) == {
        "total",
        "users",
        "non_users",
        "distrust",
        "no_need",
        "daily",
        "all_agents",
        "some_services",
        "management_only",
        "unreported",
        "untrained",
        "growth_users",
        "growth_respondents",
    }


def test_a_number_holds_the_row_of_its_finding() -> None:
    rows = FINDINGS[FINDINGS["share"].notna()]
    for _, row in rows.iterrows():
        name = row["option"].replace("-", "_")
        number = NUMBERS.get(name) or NUMBERS[f"{name}_{row['group'].replace('-', '_')}"]
        assert (number.count, number.base) == (row["count"], row["base"])
        assert (number.value, number.low, number.high) == (row["share"], row["low"], row["high"])
        assert (number.source, number.method) == (row["source"], row["method"])
        assert number.key.startswith(f"2025/{row['question']}/{row['option']}")


@settings(deadline=None, max_examples=30, derandomize=True)
@given(st.permutations(range(len(FINDINGS))))
def test_the_order_of_findings_changes_no_number(order: list[int]) -> None:
    assert numbers_of(FINDINGS.iloc[order]) == NUMBERS


def test_the_total_is_a_number_of_respondents() -> None:
    assert NUMBERS["total"].text() == "57"
    assert NUMBERS["total"].unit == "respondents"


def test_the_two_readings_are_told_apart_by_name_and_by_key() -> None:
    users, everyone = NUMBERS["growth_users"], NUMBERS["growth_respondents"]
    assert plain(users.text()) == "22 sur 27, soit 81 %"
    assert plain(everyone.text()) == "46 sur 57, soit 81 %"
    assert users.key != everyone.key


def test_a_column_of_a_table_gives_a_number_for_each_row_that_has_one() -> None:
    universe = load_table("universe")
    numbers = quantities(universe, "universe")
    assert set(numbers) == {name.replace("-", "_") for name in universe["id"]}
    assert plain(numbers["communes_2025"].text()) == "34 875"
    assert plain(numbers["area_2023"].text()) == "62 %"
    assert numbers["area_2023"].source == "universe#area-2023"
    assert numbers["area_2023"].method == "reported"
    reports = load_table("reports")
    counted = quantities(reports, "reports", value="recommendations", unit=None)
    assert len(counted) == reports["recommendations"].notna().sum()
    assert {number.unit for number in counted.values()} == {"recommendations"}


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.lists(st.booleans(), max_size=40))
def test_a_tally_counts_rows_and_those_of_each_part(kept: list[bool]) -> None:
    table = pd.DataFrame({"id": range(len(kept))})
    part = pd.Series(kept, dtype=bool)
    numbers = tally(table, "reports", kept=part, left=~part)
    assert numbers["rows"].value == len(kept)
    assert numbers["kept"].value == sum(kept)
    assert numbers["kept"].value + numbers["left"].value == len(kept)
    assert {number.source for number in numbers.values()} == {"reports"}


def test_a_share_is_bounded_by_what_the_others_may_have_answered() -> None:
    population = Number("universe/p", 278, "Territoires", "universe#p", "reported")
    (number,) = bounded_share(FINDINGS, "non-users", population).values()
    assert (number.low, number.high) == bounds(30, 57, 278)
    assert (number.count, number.base, number.method) == (30, 57, "bounds")
    assert number.key.endswith("non-users/bounds")
    assert set(bounded_share(FINDINGS, "non-users", population)) == {"non_users_bounds"}


def test_outcomes_tell_apart_the_same_another_several_and_no_solution() -> None:
    relaxed = pd.DataFrame(
        [
            ("none", 1, (27,), (30,)),
            ("a", 1, (27,), (30,)),
            ("b", 1, (9,), (48,)),
            ("c", 2, (9, 27), (30, 48)),
            ("d", 0, (), ()),
        ],
        columns=["id", "solutions", "users", "non-users"],
    )
    values = {name: number.value for name, number in outcomes(relaxed, "findings-2025").items()}
    assert values == {"cases": 4, "unique": 1, "none": 1, "several": 1}


@pytest.mark.parametrize("name", NUMBERS)
def test_words_hold_no_other_digits_than_those_of_the_number(name: str) -> None:
    number = NUMBERS[name]
    said = {int(digits) for digits in re.findall(r"\d+", number.text())}
    known = {number.count, number.base, round(100 * number.value), number.value}
    assert said <= known
