"""The picture that stands for the book says its first figure, and is the same twice."""

from __future__ import annotations

import io

import matplotlib.image
import numpy as np
import pandas as pd
import pytest

from dataprep import published_findings
from rendering.drawing.palette import ACCENT, PRIMARY
from rendering.shown import social


@pytest.fixture(scope="module")
def picture() -> bytes:
    return social.social_image()


def test_the_picture_has_the_size_that_networks_show_whole(picture: bytes) -> None:
    pixels = matplotlib.image.imread(io.BytesIO(picture), format="png")
    assert pixels.shape[:2] == (social.HEIGHT, social.WIDTH)


def test_the_picture_is_the_same_bytes_twice(picture: bytes) -> None:
    assert social.social_image() == picture


def areas_of_squares(picture: bytes) -> list[int]:
    """How many pixels of the squares have the colour of users, and of non-users."""
    pixels = matplotlib.image.imread(io.BytesIO(picture), format="png")
    squares = (255 * pixels[235:420, :, :3]).round().astype(int)
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
