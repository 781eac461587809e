"""A fraction in words: the counts that it fits, and the one that we read."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataprep import load_table, published_findings
from dataprep.fractions import fitting_counts, read_count

THIRD = 33.33


def test_a_third_fits_eight_nine_or_ten_of_the_users_and_is_read_as_nine() -> None:
    assert fitting_counts(THIRD, 27) == (8, 9, 10)
    assert read_count(THIRD, 27) == 9


def test_a_third_fits_all_the_respondents_as_well() -> None:
    assert read_count(THIRD, 57) == 19
    assert 19 in fitting_counts(THIRD, 57)


def test_the_flash_writes_it_in_words_and_our_reading_says_so() -> None:
    row = load_table("findings-2025").set_index("id").loc["frequency-daily"]
    assert (row["kind"], row["printed"], row["value"]) == ("fraction", "un tiers", THIRD)
    finding = published_findings().set_index("option").loc["daily"]
    assert (finding["count"], finding["base"], finding["method"]) == (9, 27, "read")
    assert finding["share"] == pytest.approx(1 / 3)


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.integers(1, 3000), st.sampled_from([Fraction(1, 3), Fraction(2, 3), Fraction(1, 4)]))
def test_the_count_read_is_the_nearest_of_those_that_fit(base: int, fraction: Fraction) -> None:
    found = read_count(round(float(100 * fraction), 2), base)
    far = [abs(Fraction(count) - fraction * base) for count in range(base + 1)]
    least = min(far)
    if found is None:
        # As near to one as to the other, as far as two decimals of a percentage tell.
        assert least >= Fraction(1, 2) - Fraction(base, 10_000)
    else:
        assert far[found] == least


def test_a_half_of_an_odd_base_is_read_as_no_count() -> None:
    assert read_count(50, 27) is None
    assert fitting_counts(50, 27) == (13, 14)
    assert read_count(50, 30) == 15


@pytest.mark.parametrize("wrong", [(101, 27), (-1, 27), (THIRD, 0), (THIRD, 2.5)])
def test_what_is_no_fraction_of_a_base_is_refused(wrong: tuple[float, int]) -> None:
    with pytest.raises(ValueError, match=r"Expected"):
        read_count(*wrong)
    with pytest.raises(ValueError, match=r"Expected"):
        fitting_counts(*wrong)
