"""The picture that stands for the book says its first figure, and is the same twice."""

from __future__ import annotations

import io

import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from dataprep import published_findings
from rendering.drawing.palette import ACCENT, PRIMARY
from rendering.drawing.raster import draw_again
from rendering.shown import social
from rendering.shown.findings import squares


@pytest.fixture(scope="module")
def picture() -> bytes:
    return social.social_image()


def test_the_picture_has_the_size_that_networks_show_whole(picture: bytes) -> None:
    pixels = matplotlib.image.imread(io.BytesIO(picture), format="png")
    assert pixels.shape[:2] == (social.HEIGHT, social.WIDTH)


def test_the_picture_is_the_same_bytes_twice(picture: bytes) -> None:
    assert social.social_image() == picture


def areas_of_squares(picture: bytes, top: int = 235, bottom: int = 420) -> list[int]:
    """How many pixels of the squares have the colour of users, and of non-users."""
    pixels = matplotlib.image.imread(io.BytesIO(picture), format="png")
    squares = (255 * pixels[top:bottom, :, :3]).round().astype(int)
    colours = ([int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (PRIMARY, ACCENT))
    return [int(np.all(squares == colour, axis=2).sum()) for colour in colours]


def test_the_squares_have_both_colours_in_the_ratio_of_the_counts(picture: bytes) -> None:
    users, others = areas_of_squares(picture)
    assert users / others == pytest.approx(27 / 30, rel=0.001)


def test_its_words_are_those_of_the_findings() -> None:
    words = social.social_image_words().replace("\u202f", " ").replace("\u00a0", " ")
    assert words == "27 sur 57, soit 47 % des répondants, utilisent des outils d’IA."


def test_it_draws_no_square_when_the_base_is_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    findings = published_findings()
    unknown = findings.assign(count=pd.array([pd.NA] * len(findings), "Int64"))
    monkeypatch.setattr(social, "published_findings", lambda: unknown)
    assert "inconnu" in social.social_image_words()
    assert areas_of_squares(social.social_image()) == [0, 0]


def test_the_picture_of_a_chapter_draws_its_figure_again() -> None:
    findings = published_findings()
    use = findings[(findings["question"] == "use") & findings["count"].notna()]
    drawing = squares(use, "fig-usage", "L'usage").wide
    made = social.chapter_image("Moins de la moitié s'en servent", "Parts", drawing)
    assert made == social.chapter_image("Moins de la moitié s'en servent", "Parts", drawing)
    pixels = matplotlib.image.imread(io.BytesIO(made), format="png")
    assert pixels.shape[:2] == (social.HEIGHT, social.WIDTH)
    users, others = areas_of_squares(made, 0, social.HEIGHT)
    assert users / others == pytest.approx(27 / 30, rel=0.02)
    assert users > 20_000


def test_what_a_drawing_never_holds_is_refused_with_its_name() -> None:
    axes = Figure().add_axes((0, 0, 1, 1))
    with pytest.raises(ValueError, match="« circle » is not drawn"):
        draw_again(
            axes, '<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>', 0, 0, 1, 1
        )


def test_a_title_that_is_too_long_leaves_room_for_the_drawing() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 489.6 900"/>'
    made = social.chapter_image("Un titre " * 60, "Une mesure " * 60, svg)
    assert matplotlib.image.imread(io.BytesIO(made), format="png").shape[0] == social.HEIGHT
