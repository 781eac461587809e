"""A control holds every state, shows one, and says the same as a widget and as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag

from building import ROOT
from dataprep import (
    interval,
    possible_counts,
    published_claims,
    published_findings,
    published_wave,
)
from rendering.chapters.adoption import LEVELS, METHODS, intervals_by_method, spread_of_methods
from rendering.chapters.method import if_the_base_were
from rendering.chapters.outlook import by_reading
from rendering.shown.answer import answer
from rendering.shown.choice import MOST_RADIOS, WIDGET, Choice, State, choose
from rendering.shown.figure import Shown
from rendering.shown.output import Output
from rendering.shown.table import ShownTable

FINDINGS = published_findings()
COUNTED = FINDINGS[FINDINGS["count"].notna()]
FINE: Output = answer("{users}", FINDINGS)
GROWTH = COUNTED.query("question == 'outlook'")


def sentences(**words: str) -> dict[State, Output]:
    """States of a control of one choice, by option."""
    return {(option,): answer(template, FINDINGS) for option, template in words.items()}


def made(*sizes: int) -> Choice:
    """A control of so many options each, whose states say which they are."""
    choices = {f"Choix {n} ?": [f"{n}.{i}" for i in range(size)] for n, size in enumerate(sizes)}
    states: dict[State, Output] = {
        state: answer("État " + " et ".join(state), FINDINGS)
        for state in product(*choices.values())
    }
    return choose("choix", "Choisir", choices, states, next(reversed(states)))


def parsed(choice: Choice) -> BeautifulSoup:
    return BeautifulSoup(choice.html(), "html5lib")


def only(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    (found,) = soup.select(selector)
    return found


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


# Any control


@pytest.mark.parametrize("sizes", [(1,), (3,), (2, 3), (7,), (2, 6, 2)])
def test_every_state_is_in_the_page_and_the_default_alone_is_shown(sizes: tuple[int, ...]) -> None:
    choice = made(*sizes)
    states = parsed(choice).select("section#choix.choice > .state")
    assert [str(s["data-state"]) for s in states] == ["|".join(s) for s in choice.states]
    for state, output in zip(states, choice.states.values(), strict=True):
        assert output.html() in str(state)
    # Jupyter keeps ``hidden`` in a notebook that it does not trust only when it has a value.
    (shown,) = (state for state in states if state.get("hidden") != "hidden")
    assert shown["data-state"] == "|".join(choice.default)


@pytest.mark.parametrize("sizes", [(3,), (2, 5), (MOST_RADIOS + 1, 2)])
def test_each_choice_is_named_and_has_its_default_chosen(sizes: tuple[int, ...]) -> None:
    choice = made(*sizes)
    groups = parsed(choice).select(".choice-group")
    assert len(groups) == len(sizes)
    for group, size, chosen, label in zip(
        groups, sizes, choice.default, choice.choices, strict=True
    ):
        if size > MOST_RADIOS:
            control = only(group, "select")
            assert only(group, "label")["for"] == control["id"]
            options, name = group.select("option"), only(group, "label").get_text()
            (on,) = group.select("option[selected]")
        else:
            options, name = group.select("label > input[type=radio]"), ""
            name = only(group, "fieldset > legend").get_text()
            assert len({option["name"] for option in options}) == 1
            (on,) = group.select("input[checked]")
        assert plain(name) == label
        assert (len(options), on["value"]) == (size, chosen)


def test_until_something_makes_it_work_the_form_is_hidden_and_the_default_said() -> None:
    page = parsed(made(2, 3))
    assert only(page, "form")["hidden"] == "hidden"
    assert plain(only(page, ".choice-unrun").get_text()).startswith("Affiché : 0.1, 1.2. ")


def test_two_controls_of_one_choice_have_names_of_their_own() -> None:
    page = parsed(made(2, 2))
    assert len({str(option["name"]) for option in page.select("input")}) == 2


def test_a_control_is_announced_and_named() -> None:
    page = parsed(made(2))
    assert only(page, "section")["aria-label"] == "Choisir"
    status = only(page, "[role=status]")
    assert "{state}" in str(status["data-words"])
    assert status.get_text() == ""


def as_displayed(choice: Choice, state: State) -> dict[str, str]:
    output = choice.states[state]
    return {"text/html": output.html(), "text/plain": output.plain()}


@pytest.mark.parametrize("sizes", [(3,), (2, 6)])
def test_the_widget_shows_each_state_when_it_is_chosen(sizes: tuple[int, ...]) -> None:
    choice = made(*sizes)
    _, *controls, shown = choice.widget.children
    assert [output["data"] for output in shown.outputs] == [as_displayed(choice, choice.default)]
    for state in choice.states:
        for control, option in zip(controls, state, strict=True):
            control.value = option
        assert [output["data"] for output in shown.outputs] == [as_displayed(choice, state)]


def test_a_notebook_gets_the_widget_and_the_page_the_html() -> None:
    choice = made(2)
    bundle, metadata = choice._repr_mimebundle_()
    assert bundle["text/html"] == choice.html()
    assert bundle["text/plain"] == choice.plain() == "Choisir 0.1\nÉtat 0.1"
    assert WIDGET in bundle
    assert metadata["numbers"] == []


def test_the_numbers_of_every_state_are_kept_once() -> None:
    states = sentences(a="{users}", b="{users} {daily}")
    choice = choose("choix", "l", {"c": ["a", "b"]}, states, ("a",))
    assert [n.key for n in choice.shown_numbers()] == ["2025/use/users", "2025/frequency/daily"]


def test_states_come_in_the_order_of_the_options() -> None:
    states = sentences(b="B", a="A")
    choice = choose("choix", "l", {"c": ["a", "b"]}, states, ("b",))
    assert list(choice.states) == [("a",), ("b",)]


@pytest.mark.parametrize(
    ("states", "default", "named"),
    [
        ([("a",)], ("a",), "b"),  # a combination without a state
        ([("a",), ("b",), ("c",)], ("a",), "c"),  # a state without a combination
        ([("a",), ("b",)], ("c",), "c"),  # a default that is not one
        ([("a", "b")], ("a",), "a"),  # an option too many
    ],
)
def test_states_that_are_not_the_combinations_are_refused(
    states: list[State], default: State, named: str
) -> None:
    with pytest.raises(ValueError, match=rf"choose: .*{named}.* of « choix »"):
        choose("choix", "l", {"c": ["a", "b"]}, dict.fromkeys(states, FINE), default)


HOSTILE = "<script>x</script><b a='1'>\"&amp;"


@pytest.mark.parametrize("size", [1, MOST_RADIOS + 1])
def test_no_mark_of_a_label_or_option_gets_through(size: int) -> None:
    options = [HOSTILE, *map(str, range(size - 1))]
    states: dict[State, Output] = {(option,): FINE for option in options}
    page = parsed(choose("choix", HOSTILE, {HOSTILE: options}, states, (HOSTILE,)))
    assert page.select("script, b") == []
    assert only(page, "section")["aria-label"] == HOSTILE
    assert only(page, ".state:not([hidden])")["data-state"] == HOSTILE
    assert only(page, "input[value]" if size == 1 else "option[selected]")["value"] == HOSTILE


# The controls of the book

OPTIONS = {
    "choix-base": [[str(base) for base in range(20, 58)]],
    "choix-intervalle": [
        ["80 %", "90 %", "95 %", "99 %"],
        ["Wilson", "Jeffreys", "Clopper-Pearson"],
    ],
    "choix-lecture": [["27 utilisateurs", "57 répondants"]],
    "choix-precision": [
        ["± 5 points", "± 7,5 points", "± 10 points", "± 15 points", "± 20 points"],
    ],
    "choix-reserve": [[str(wrong) for wrong in range(16)]],
}


def stored_controls() -> Iterator[Tag]:
    """The controls of the chapters, as they are stored; nbval holds them to a fresh run."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                markup = output.get("data", {}).get("text/html", "")
                yield from BeautifulSoup(markup, "html5lib").select(".choice")


def test_each_control_of_the_book_offers_these_options_and_no_other() -> None:
    offered = {
        str(control["id"]): [
            [plain(str(option["value"])) for option in group.select("option, input")]
            for group in control.select(".choice-group")
        ]
        for control in stored_controls()
    }
    assert offered == OPTIONS


def test_a_base_that_the_reader_tries_gives_the_counts_possible_on_it() -> None:
    claims = published_claims()
    choice = if_the_base_were(claims, 20, 57, "choix-base")
    assert list(choice.states) == [(str(base),) for base in range(20, 58)]
    for (name,), shown in choice.states.items():
        assert isinstance(shown, ShownTable)
        possible = [possible_counts(share, int(name)) for share in claims["share"]]
        assert (shown.frame["Possible ?"] == "oui").to_list() == [bool(p) for p in possible]
        assert f"{sum(map(bool, possible))} pourcentages possibles" in shown.caption


def test_on_27_every_percentage_of_the_users_is_possible() -> None:
    users = published_claims().query("group == 'users'")
    (shown,) = if_the_base_were(users, 27, 27, "choix-base").states.values()
    assert isinstance(shown, ShownTable)
    assert shown.frame["Effectif"].to_list() == [f"{count} sur 27" for count in (6, 13, 3, 23)]


def test_each_level_and_method_gives_its_own_interval() -> None:
    choice = intervals_by_method(["daily"], published_wave(), "choix-intervalle", "t")
    assert len(choice.states) == len(LEVELS) * len(METHODS)
    for shown, (level, method) in zip(
        choice.states.values(), product(LEVELS, METHODS), strict=True
    ):
        (number,) = shown.shown_numbers()
        assert (number.low, number.high) == interval(9, 27, level, method)
    assert choice.default == ("95\u202f%", "Wilson")


def test_methods_are_close_to_each_other_at_the_usual_level() -> None:
    options, wave = ["users", "daily"], published_wave()
    ends = [[interval(k, n, 0.95, method) for method in METHODS] for k, n in ((27, 57), (9, 27))]
    widest = max(
        abs(one[end] - other[end]) for row in ends for one in row for other in row for end in (0, 1)
    )
    assert spread_of_methods(options, wave) == pytest.approx(widest)


def test_two_readings_are_labelled_and_keep_both_counts() -> None:
    choice = by_reading(GROWTH, "choix-lecture", "t")
    assert list(choice.states) == [("27 utilisateurs",), ("57 répondants",)]
    counts = {number.key: (number.count, number.base) for number in choice.shown_numbers()}
    assert counts == {
        "2025/outlook/growth/users": (22, 27),
        "2025/outlook/others/users": (5, 27),
        "2025/outlook/growth/respondents": (46, 57),
        "2025/outlook/others/respondents": (11, 57),
    }


def test_the_interval_of_the_remainder_mirrors_that_of_those_counted() -> None:
    for shown in by_reading(GROWTH, "choix-lecture", "t").states.values():
        assert isinstance(shown, Shown)
        counted, rest = shown.shown_numbers()
        assert counted.count is not None
        assert counted.base is not None
        low, high = interval(counted.count, counted.base, 0.95, "wilson")
        assert (counted.low, counted.high) == (low, high)
        assert (rest.low, rest.high) == pytest.approx((1 - high, 1 - low))
    printed = by_reading(GROWTH, "choix-lecture", "t").states[("27 utilisateurs",)]
    assert isinstance(printed, Shown)
    intervals = [plain(words) for words in printed.table["Intervalle"]]
    assert intervals == ["de 63 à 92 %", "de 8 à 37 %"]


def test_those_not_counted_in_a_reading_are_not_said_to_think_otherwise() -> None:
    for shown in by_reading(GROWTH, "choix-lecture", "t").states.values():
        assert "Les autres, ou sans réponse" in shown.plain()
