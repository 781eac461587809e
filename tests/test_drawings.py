"""What a drawing shows is what the table behind it says: places, colours and legends, both widths.

Each test reads the SVG that a page would show, and shares no code with what drew it.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataprep import (
    comparable,
    latest,
    load_table,
    possible_bases,
    published_claims,
    trend,
)
from dataprep.calibration import EXACT
from dataprep.intervals import bounds, interval
from dataprep.proof import shared_bases
from dataprep.readings import published_readings
from drawn import (
    COUNTED,
    FINDINGS,
    FOUND,
    KINDS,
    POPULATION,
    SERIES,
    USERS,
    WAVE,
    Drawing,
    Mark,
    figure,
    pairs,
    rates,
    style_of,
    value_at,
)
from rendering.chapters.bases import class_of
from rendering.chapters.elsewhere import UNSIZED
from rendering.chapters.next_survey import rises_by_answers
from rendering.chapters.reliability import supposed_ends
from rendering.chapters.results import results
from rendering.drawing.scales import Scale
from rendering.words import typography
from rendering.words.assumptions import assumption_names
from rendering.words.groups import option_words
from rendering.words.surveys import likeness_words, n_words, share_words
from rendering.words.typography import typeset

WIDTHS = ("wide", "narrow")
# What a place says, in points of percentage or in what a scale counts: places are printed to the
# hundredth of a point, which no screen shows, so a value read from one is as near as that.
NEAR = 0.01


def approx(expected: Any) -> Any:
    return pytest.approx(expected, abs=NEAR)


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# All of them


@pytest.mark.parametrize("kind", KINDS)
def test_words_keep_within_a_drawing_and_off_each_other(kind: str, width: str) -> None:
    """Measured with the font: letters take two thirds of their size above the line of writing."""
    drawing = Drawing(figure(kind), width)
    words = drawing.words()
    assert len(words) > 3
    for each in words:
        assert each.left >= -0.1, each.text
        assert each.right <= drawing.width + 0.1, each.text
        assert 6 < each.y < drawing.height - 2, each.text
    for one, other in combinations(words, 2):
        if abs(one.y - other.y) < 7:
            assert one.right <= other.left or other.right <= one.left, (one.text, other.text)


@pytest.mark.parametrize("kind", KINDS)
def test_letters_fall_back_to_a_sans(kind: str, width: str) -> None:
    root = Drawing(figure(kind), width).root
    assert root.get("font-family") == "'Source Sans Pro', sans-serif"
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        assert "font-family" not in style_of(text)


# Scales


@settings(deadline=None, derandomize=True)
@given(st.floats(-1e4, 1e4), st.floats(0.01, 1e4), st.floats(0, 1))
def test_a_scale_goes_from_one_end_of_its_sheet_to_the_other(
    low: float, length: float, part: float
) -> None:
    scale = Scale(5.0, 105.0, low, low + length)
    assert scale.at(low) == approx(5)
    assert scale.at(low + length) == approx(105)
    assert scale.at(low + part * length) == approx(5 + 100 * part)


# Squares and intervals


def test_squares_are_coloured_as_the_words_beside_each_colour_say(width: str) -> None:
    drawing = Drawing(figure("squares"), width)
    scope = COUNTED[COUNTED["question"] == "scope"]
    legend = drawing.legend()
    assert len(legend) == len(scope)
    placed: list[tuple[Mark, str]] = []
    for _, row in scope.iterrows():
        (mark,) = [m for words, m in legend.items() if words.startswith(option_words(row))]
        squares = drawing.marks(f"squares-{row['option']}")
        assert len(squares) == row["count"]
        assert {square.look for square in squares} == {mark.look}
        assert {square.edge for square in squares} == {mark.edge}
        placed += [(square, row["option"]) for square in squares]
    assert len({(square.fill, square.edge) for square, _ in placed}) == len(scope)
    # Read as a text is, each answer comes whole, in the order of the table.
    reading = sorted(placed, key=lambda each: (each[0].y, each[0].x))
    options = [row["option"] for _, row in scope.iterrows() for _ in range(row["count"])]
    assert [option for _, option in reading] == options
    assert len({(square.x, square.y) for square, _ in placed}) == len(placed)


def share_rules(drawing: Drawing) -> dict[str, float]:
    """The rules of a scale of shares laid out by hand, by percentage; labels stand under them."""
    places = [line[0][0] for line in drawing.lines("scale")]
    scale = dict(zip(("0", "25", "50", "75", "100"), places, strict=True))
    for label, place in list(scale.items())[1:-1]:
        places = [w.middle for w in drawing.words() if w.text == typography.share(int(label) / 100)]
        assert any(middle == pytest.approx(place, abs=0.01) for middle in places)
    return scale


def test_a_dot_and_its_line_stand_at_the_share_and_its_ends(width: str) -> None:
    drawing = Drawing(figure("intervals"), width)
    scale = share_rules(drawing)
    for _, row in COUNTED[COUNTED["question"] == "outlook"].iterrows():
        name = f"{row['option']}-{row['group']}"
        (low, y), (high, _) = drawing.line(f"interval-{name}")
        dot = drawing.mark(f"share-{name}")
        ends = [value_at(x, scale) for x in (low, dot.x, high)]
        assert ends == approx([100 * row[name] for name in ("low", "share", "high")])
        assert dot.y == y


# All results


def test_every_share_of_the_flash_stands_at_its_place_in_the_colour_of_its_base(width: str) -> None:
    drawing = Drawing(figure("results"), width)
    scale, legend, readings = share_rules(drawing), drawing.legend(), load_table("readings")
    names = WAVE.groups["label_fr"]
    shares = COUNTED[COUNTED["share"].notna()]
    drawn = [f"share-{row['option']}-{row['group']}" for _, row in shares.iterrows()]
    assert sorted(drawn) == sorted(drawing.named("share-"))
    for name, (_, row) in zip(drawn, shares.iterrows(), strict=True):
        dot = drawing.mark(name)
        (low, y), (high, _) = drawing.line(name.replace("share-", "interval-"))
        assert dot.y == y
        assert value_at(dot.x, scale) == approx(100 * row["share"])
        # The line goes over the readings of the same words: a third is of 8, 9 or 10.
        statement = row["source"].partition("#")[2]
        its = readings[readings["finding"] == statement]
        kept = its if its["ours"].any() else its[:0]
        ends = [
            (row["low"], row["high"]),
            *(interval(k, n) for k, n in zip(kept["count"], kept["base"], strict=True)),
        ]
        expected = [100 * min(end[0] for end in ends), 100 * max(end[1] for end in ends)]
        assert [value_at(x, scale) for x in (low, high)] == approx(expected)
        heading = legend[f"{row['base']} {names[row['group']]}"]
        assert heading.fill == (dot.edge if row["method"] == "remainder" else dot.fill)
        # Its count, its base and its share stand beside it.
        number = typography.count_and_share(row["count"], row["base"])
        near = [w for w in drawing.words() if w.text == number]
        assert any(abs(w.y - 3 - dot.y) < (4 if width == "wide" else 50) for w in near), name
    assert len({mark.fill for mark in legend.values()}) == len(legend) == 3


def test_the_other_readings_of_a_fraction_in_words_are_empty_dots(width: str) -> None:
    drawing = Drawing(figure("results"), width)
    scale = share_rules(drawing)
    dots = {name: drawing.mark(name) for name in drawing.named("reading-")}
    places = {name: value_at(dot.x, scale) for name, dot in dots.items()}
    assert places == approx(
        {"reading-daily-below": 100 * 8 / 27, "reading-daily-above": 100 * 10 / 27}
    )
    ours = drawing.mark("share-daily-users")
    assert {(dot.y, dot.edge, dot.fill) for dot in dots.values()} == {
        (ours.y, ours.fill, "#ffffff")
    }


def test_one_answer_apart_is_said_where_it_is_so_and_nowhere_else(width: str) -> None:
    drawing = Drawing(figure("results"), width)
    (note,) = [w for w in drawing.words() if w.text == typeset("une seule réponse d'écart")]
    need, distrust = (drawing.mark(f"share-{o}-non-users") for o in ("no-need", "distrust"))
    if width == "wide":
        assert need.y < note.y - 3 < distrust.y
    else:
        assert 0 < note.y - distrust.y < 20
    lines = [w.text for w in drawing.words()]
    shown = figure("results")
    far = FINDINGS.assign(count=FINDINGS["count"].where(FINDINGS["option"] != "no-need", 16))
    again = results(far, published_readings(), WAVE, "fig-results", shown.title)
    assert note.text in lines
    assert note.text not in [w.text for w in Drawing(again, width).words()]


def test_what_comes_first_without_a_number_has_a_line_and_no_dot(width: str) -> None:
    drawing = Drawing(figure("results"), width)
    words = [w.text for w in drawing.words()]
    assert words.count("sans chiffre dans le flash") == 2
    joined = " ".join(words)
    for label in ("Le manque de formation, première raison", "Un usage avant tout ponctuel"):
        assert label in joined or width == "narrow"
    assert not [name for name in drawing.named("share-") if "training-non-users" in name]


# Possible bases


def test_dots_stand_at_the_bases_on_which_each_percentage_is_possible(width: str) -> None:
    drawing = Drawing(figure("bases"), width)
    scale = {w.text: w.middle for w in drawing.words() if w.text.isdigit()}
    assert next(iter(scale)) == "1"
    assert list(scale)[-1] == str(WAVE.total)
    headings = {w.text: w for w in drawing.words() if w.text.endswith("utilisateurs")}
    for group, base in FOUND.items():
        claims = published_claims()
        claims = claims[claims["group"] == group]
        (x, top), (end, floor) = drawing.line(f"base-{group}")
        assert x == end
        assert value_at(x, scale) == approx(base)
        (heading,) = [w for words, w in headings.items() if words.startswith(f"{base} ")]
        for _, claim in claims.iterrows():
            dots = drawing.marks(f"possible-{claim['id']}")
            expected = possible_bases(float(claim["share"]), WAVE.total)
            assert [value_at(dot.x, scale) for dot in dots] == approx(expected)
            (y,) = {dot.y for dot in dots}
            assert top < y < floor
            assert {dot.fill for dot in dots} == {heading.fill}
            (words,) = [w.text for w in drawing.words() if abs(w.y - 3 - y) < 4]
            assert words == typography.share(float(claim["share"]) / 100)
        for question, several in claims.groupby("question"):
            if len(several) > 1:
                dots = drawing.marks(f"together-{question}")
                expected = shared_bases(several, WAVE.total)
                assert [value_at(dot.x, scale) for dot in dots] == approx(expected)
                assert expected[0] == base


# Beside others


def test_marks_of_the_comparison_stand_at_their_share_and_say_what_they_count(width: str) -> None:
    drawing = Drawing(figure("beside"), width)
    scale, legend = share_rules(drawing), drawing.legend()
    (ours,) = [row for _, row in COUNTED[COUNTED["option"] == "users"].iterrows()]
    our_mark = drawing.mark(f"share-users-{ours['group']}")
    assert value_at(our_mark.x, scale) == approx(100 * ours["share"])
    assert our_mark.look == legend["le flash"].look
    for _, row in latest(comparable("users")).iterrows():
        mark = drawing.mark(f"share-{row['id']}")
        assert value_at(mark.x, scale) == approx(100 * row["share"]), row["id"]
        counted = "organisations" if row["unit"] == "organisation" else "personnes"
        base = "même base" if row["differs_base"] == "none" else "base autre ou incertaine"
        assert mark.look == legend[f"{counted}, {base}"].look, row["id"]
        # The number at its height, on one side or the other, is its own.
        level = [w for w in drawing.words() if abs(w.y - 3 - mark.y) < 4]
        near = [w for w in level if min(abs(w.left - mark.x), abs(w.right - mark.x)) < 9]
        assert [w.text for w in near] == [share_words(row)], row["id"]
    assert len({mark.look for mark in legend.values()}) == len(legend)


def test_the_flash_is_one_band_across_from_the_low_to_the_high_end(width: str) -> None:
    drawing = Drawing(figure("beside"), width)
    scale = share_rules(drawing)
    (ours,) = [row for _, row in COUNTED[COUNTED["option"] == "users"].iterrows()]
    marks = [drawing.mark(name) for name in drawing.named("share-")]
    for name, value in (("low-0", "low"), ("ours-0", "share"), ("high-0", "high")):
        (x, one), (end, other) = drawing.line(name)
        assert x == end
        assert value_at(x, scale) == approx(100 * ours[value])
        assert min(one, other) < min(mark.y for mark in marks)
        assert max(one, other) > max(mark.y for mark in marks)
    spans = []
    for name in drawing.named("band-0-"):
        corners = drawing.line(name)
        ends = [value_at(edge([x for x, _ in corners]), scale) for edge in (min, max)]
        assert ends == approx([100 * ours["low"], 100 * ours["high"]])
        spans.append((min(y for _, y in corners), max(y for _, y in corners)))
    # Wide, it is behind all dots at once; narrow, behind each, the words standing between.
    assert len(spans) == (1 if width == "wide" else len(marks))
    for mark in marks:
        assert any(top < mark.y < floor for top, floor in spans)


def test_france_comes_first_then_the_highest_share_each_with_its_country_in_french(
    width: str,
) -> None:
    drawing = Drawing(figure("beside"), width)
    rows = latest(comparable("users"))
    placed = rows.assign(y=[drawing.mark(f"share-{name}").y for name in rows["id"]]).sort_values(
        "y"
    )
    home = placed["area"] == "FR"
    assert home.to_list() == sorted(home, reverse=True)
    for part in (placed[home], placed[~home]):
        assert part["share"].is_monotonic_decreasing
    names = {"FR": "France", "GB": "Royaume-Uni", "DE": "Allemagne", "US": "États-Unis"}
    heads = [w for w in drawing.words() if w.left == 0]
    for _, row in placed.iterrows():
        if row["area"] in names:
            above = [w.text for w in heads if row["y"] - 60 < w.y < row["y"] + 3]
            assert names[row["area"]] in above, row["id"]


def test_a_share_whose_size_is_unknown_is_marked_so_and_the_mark_is_explained(width: str) -> None:
    drawing = Drawing(figure("beside"), width)
    rows = latest(comparable("users"))
    said = [w.text for w in drawing.words()]
    assert sum(words.endswith(UNSIZED) for words in said) == rows["n"].isna().sum() > 0
    assert any(words.startswith("†") and words.endswith("effectif inconnu") for words in said)
    for _, row in rows[rows["n"].notna()].iterrows():
        assert any(words.endswith(n_words(row)) for words in said), row["id"]


# Trends


def test_waves_stand_at_their_year_and_share_and_a_new_base_is_a_dotted_line(width: str) -> None:
    drawing = Drawing(figure("trends"), width)
    legend, panels = drawing.legend(), drawing.rules()
    assert len(panels) == len(SERIES)
    for series, rules, years in zip(SERIES, panels, drawing.labels_across(), strict=True):
        waves = trend(series)
        assert list(years) == [str(year) for year in waves["year"]]
        marks = [drawing.mark(f"wave-{name}") for name in waves["id"]]
        for mark, (_, wave) in zip(marks, waves.iterrows(), strict=True):
            assert value_at(mark.y, rules) == approx(100 * wave["share"])
            assert mark.x == pytest.approx(years[str(wave["year"])], abs=0.01)
            same = wave["differs_base"] == "none"
            assert mark.look == legend[likeness_words(wave["unit"], same)].look
            near = [w for w in drawing.words() if abs(w.middle - mark.x) < 1]
            (size,) = [w for w in near if 0 < w.y - rules[typography.share(0)] < 30][1:]
            known = pd.notna(wave["n"])
            assert size.text == (typography.number(wave["n"]) if known else "inconnu")
            assert typeset(share_words(wave)) in [w.text for w in near if abs(w.y - mark.y) < 14]
        for place, steady in enumerate(waves["steady"].iloc[1:]):
            name = f"change-{series}-{place}"
            (path,) = drawing.group(name).iter("{http://www.w3.org/2000/svg}path")
            assert ("stroke-dasharray" in style_of(path)) == (not steady)
            ends = [(mark.x, mark.y) for mark in marks[place : place + 2]]
            for end, mark_at in zip(drawing.line(name), ends, strict=True):
                assert end == approx(mark_at)


# Assumptions by pairs


def test_a_cell_has_the_number_and_the_colour_of_what_its_pair_leaves(width: str) -> None:
    drawing = Drawing(figure("pairs"), width)
    names = list(assumption_names(pairs(), WAVE.statements))
    fills = [style_of(path)["fill"] for path in drawing.group("cells")]
    boxes = drawing.lines("cells")
    assert len(fills) == len(boxes) == len(names) ** 2
    left, top = boxes[0][0]
    step = boxes[1][0][0] - left
    cells: dict[tuple[str, str], tuple[str, str]] = {}
    for fill, box in zip(fills, boxes, strict=True):
        x, y = (sum(axis) / 4 for axis in zip(*box[:4], strict=True))
        inside = [w for w in drawing.words() if abs(w.middle - x) < 1 and abs(w.y - 3 - y) < 4]
        assert len(inside) == (fill != "none")
        if inside:
            column, row = round((x - left) // step), len(cells)
            row = int((y - top) // (box[2][1] - box[0][1]))
            cells[names[column], names[row]] = (inside[0].text, fill)
    expected = {}
    for _, pair in pairs().iterrows():
        second = pair["first"] if pair["second"] == "none" else pair["second"]
        expected[pair["first"], second] = str(pair["solutions"]), class_of(pair, FOUND)
    assert {name: number for name, (number, _) in cells.items()} == {
        name: number for name, (number, _) in expected.items()
    }
    said = {
        "same": "le couple trouvé, seul possible",
        "several": "plusieurs couples possibles",
        "none": "aucun couple possible",
    }
    looks = {kind: {cells[n][1] for n, (_, k) in expected.items() if k == kind} for kind in said}
    legend: dict[str, str] = {}
    for name in drawing.named("legend-"):
        (path,) = drawing.group(name)
        middle = sum(y for _, y in drawing.line(name)[:4]) / 4
        beside = [w for w in drawing.words() if w.left > 25 and abs(w.y - 3 - middle) < 4]
        legend[beside[0].text] = style_of(path)["fill"]
    assert {said[kind]: fills for kind, fills in looks.items()} == {
        words: {fill} for words, fill in legend.items()
    }
    assert len(set(legend.values())) == len(legend)


# Recovery, bounds and rises


def test_each_curve_of_recovery_is_at_its_shares_in_the_look_its_legend_says(width: str) -> None:
    drawing = Drawing(figure("recovery"), width)
    ((rules,), (sizes,)) = drawing.rules(), drawing.labels_across()
    legend = drawing.legend()
    exact = rates()[rates()["scenario"] == EXACT].sort_values("n")
    curves = [name.removeprefix("curve-") for name in drawing.named("curve-")]
    assert len(curves) == len(legend) == 5
    for number in curves:
        rows = exact[exact["percentages"] == int(number)]
        own = int(number) == len(published_claims())
        look = legend[f"{number} pourcentages" + (" (flash)" if own else "")].look
        dots = drawing.marks(f"curve-{number}")
        assert {dot.look for dot in dots} == {look}
        shares = [value_at(dot.y, rules) for dot in dots]
        assert shares == pytest.approx(list(100 * rows["alone"] / rows["draws"]), abs=NEAR)
        places = [sizes[typography.number(n)] for n in rows["n"]]
        assert [dot.x for dot in dots] == pytest.approx(places, abs=0.01)
        ends = [[value_at(y, rules) for _, y in line] for line in drawing.lines(f"range-{number}")]
        assert ends == pytest.approx(100 * rows[["low", "high"]].to_numpy(), abs=NEAR)
        if own:
            ring = drawing.line("own")
            middle = [(min(axis) + max(axis)) / 2 for axis in zip(*ring, strict=True)]
            (dot,) = [d for d in dots if (d.x, d.y) == pytest.approx(middle, abs=0.01)]
            assert dot.x == pytest.approx(sizes[str(WAVE.total)], abs=0.01)
    assert len({mark.look for mark in legend.values()}) == len(legend)


def test_the_edges_of_the_bounds_are_at_the_lowest_and_the_highest_share(width: str) -> None:
    drawing = Drawing(figure("bounds"), width)
    ((rules,), (across,)) = drawing.rules(), drawing.labels_across()
    count, base, every = int(USERS.count or 0), int(USERS.base or 0), int(POPULATION.value)
    table = figure("bounds").table
    answers = table["Réponses"].to_list()
    assert (answers[0], answers[-1]) == (base, every)
    start, *_, end = across.values()
    for place, edge in enumerate(("low", "high")):
        line = drawing.line(f"bound-{edge}")
        shares = [value_at(y, rules) for _, y in line]
        # The share stays the same among those who answer, and the counts are whole.
        expected = [100 * bounds(round(count * n / base), n, every)[place] for n in answers]
        assert shares == pytest.approx(expected, abs=100 / every)
        assert shares[0] == pytest.approx(100 * bounds(count, base, every)[place], abs=NEAR)
        printed = table["Part la plus basse" if edge == "low" else "Part la plus haute"]
        assert [typography.share(share / 100) for share in shares] == printed.to_list()
        places = [start + (end - start) * (n - base) / (every - base) for n in answers]
        assert [x for x, _ in line] == pytest.approx(places, abs=0.01)
    edges = [point for edge in ("low", "high") for point in drawing.line(f"bound-{edge}")]
    assert {(round(x, 3), round(y, 3)) for x, y in edges} == set(drawing.outline("band"))
    today = [value_at(y, rules) for _, y in drawing.line("today")]
    assert today == pytest.approx([100 * end for end in bounds(count, base, every)], abs=NEAR)


def test_rises_are_at_their_points_in_the_colour_of_their_words(width: str) -> None:
    drawing = Drawing(figure("rises"), width)
    ((rules,), (across,)) = drawing.rules(), drawing.labels_across()
    rises = rises_by_answers(USERS, POPULATION)
    said = {
        "known": "départ connu",
        "unknown": "départ inconnu",
        "between": "entre deux vagues à venir",
    }
    fills = {words.text: words.fill for words in drawing.words()}
    for name, words in said.items():
        dots = drawing.marks(f"rise-{name}")
        assert [value_at(dot.y, rules) for dot in dots] == pytest.approx(
            list(100 * rises[name]), abs=NEAR
        )
        assert [value_at(dot.x, across) for dot in dots] == pytest.approx(
            list(rises["answers"]), abs=0.1
        )
        assert {dot.fill for dot in dots} == {fills[words]}
    assert len({drawing.marks(f"rise-{name}")[0].shape for name in said}) == len(said)


def test_what_is_supposed_of_the_silent_is_drawn_at_its_shares(width: str) -> None:
    drawing = Drawing(figure("silence"), width)
    scale = share_rules(drawing)
    ends = supposed_ends(USERS, POPULATION)
    for place, expected in enumerate(ends):
        drawn = [value_at(x, scale) for x, _ in drawing.line(f"supposed-{place}")]
        assert drawn == pytest.approx([100 * end for end in expected], abs=0.01)
    assert [value_at(x, scale) for x, _ in drawing.line("majority")] == approx([50, 50])
    printed = figure("silence").table
    assert printed["Part la plus basse"].to_list() == [typography.share(low) for low, _ in ends]


# Timeline


def test_events_have_the_mark_that_the_legend_gives_their_theme(width: str) -> None:
    themes = {
        "research": "Recherche",
        "tools": "Outils",
        "france": "Rapports en France",
        "law": "Droit",
        "territories": "Territoires",
    }
    drawing = Drawing(figure("timeline"), width)
    legend = drawing.legend()
    assert set(legend) == set(themes.values())
    for _, event in load_table("timeline").query("main").iterrows():
        mark = drawing.mark(f"event-{event['id']}")
        known = legend[themes[event["theme"]]]
        assert (mark.shape, mark.edge) == (known.shape, known.fill), event["id"]
        assert (mark.fill == known.fill) == (event["status"] == "producer")
        assert mark.fill in (known.fill, "#ffffff")
        down = 13.5 if width == "narrow" else 0
        near = [w.text for w in drawing.words() if abs(w.y - 3 - down - mark.y) < 4]
        assert typeset(event["label_fr"]) in " ".join(near)
    assert len({mark.shape for mark in legend.values()}) == len(legend)
