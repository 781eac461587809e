"""The pictures that stand for the book, and for a chapter, where their address is shared."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from dataprep.findings import published_findings
from rendering.drawing.palette import GROUPS, INK, MUTED, PRIMARY
from rendering.drawing.raster import draw_again
from rendering.drawing.svg import STYLE, register_font, whatever_the_letters
from rendering.drawing.text import wrapped
from rendering.shown.numbers import Number, numbers_of
from rendering.words.language import tr
from rendering.words.typography import typeset

WIDTH, HEIGHT = 1200, 630  # pixels, what networks show whole


def _users(findings: pd.DataFrame) -> Number:
    return numbers_of(findings[findings["question"] == "use"])["users"]


def social_image_words() -> str:
    """What the picture says, for those who do not see it."""
    users = _users(published_findings())
    return typeset(tr("{number} des répondants, utilisent des outils d'IA.")).format(
        number=users.text()
    )


def social_image() -> bytes:
    """A PNG of the book's title, its first figure and what it counts."""
    users = _users(published_findings())
    return _picture(lambda axes: _draw(axes, users))


def chapter_image(title: str, subtitle: str, drawing: str) -> bytes:
    """A PNG of a chapter: the title of its first figure, which is its finding, and its drawing.

    ``drawing`` is an SVG as ``rendering.drawing.svg.drawing`` gives it. Raises ValueError for
    another one.
    """
    return _picture(lambda axes: _draw_chapter(axes, title, subtitle, drawing))


def _picture(draw: Callable[[Axes], None]) -> bytes:
    """What ``draw`` draws on a sheet of pixels that starts at its top, as a PNG."""
    register_font()
    with mpl.rc_context(fname=STYLE), whatever_the_letters():
        figure = plt.figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        axes.set_axis_off()
        draw(axes)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", metadata={"Software": None})
        plt.close(figure)
    return buffer.getvalue()


def _draw(axes: Axes, users: Number) -> None:
    axes.text(
        80, 110, tr("IA et Territoires de projet"), size=40, weight="bold", color=INK, va="center"
    )
    axes.text(
        80,
        175,
        typeset(tr("Ce que dit, et ne dit pas, l'enquête flash de l'ANPP")),
        size=22,
        color=MUTED,
        va="center",
    )
    if users.count is not None and users.base is not None:
        place = np.arange(users.base)
        sns.scatterplot(
            x=80 + 25 + place % 20 * 52,
            y=270 + place // 20 * 52,
            marker="s",
            s=34**2,
            linewidth=0,
            c=np.where(place < users.count, GROUPS["users"], GROUPS["non-users"]),
            ax=axes,
            legend=False,
        )
    axes.text(80, 510, social_image_words(), size=27, weight="bold", color=PRIMARY, va="center")
    axes.text(
        80,
        565,
        typeset(tr("Effectif déduit par nous. Édition indépendante.")),
        size=20,
        color=MUTED,
        va="center",
    )


POINTS = 0.72  # what a pixel of the sheet is, in points
_SIDE = 70  # pixels left on each side
_SMALLEST = 1.5  # times its own size, at which a drawing is still read
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def _draw_chapter(axes: Axes, title: str, subtitle: str, drawing: str) -> None:
    room = (WIDTH - 2 * _SIDE) * POINTS
    y = 60.0
    for size, text, bold, colour in ((29, title, True, INK), (18, subtitle, False, MUTED)):
        for line in wrapped(text, room, size, bold)[:3] if text else []:
            y += 1.25 * size / POINTS
            axes.text(
                _SIDE,
                y - 0.3 * size / POINTS,
                line,
                size=size,
                color=colour,
                weight="bold" if bold else "normal",
            )
        y += 8
    foot = HEIGHT - 45
    box = _BOX.search(drawing)
    if box is None:
        raise ValueError("A drawing has no size. Expected the viewBox that drawing() gives it.")
    width, height = float(box[1]), float(box[2])
    top, bottom = y + 25, foot - 45
    scale = max(_SMALLEST, min((WIDTH - 2 * _SIDE) / width, (bottom - top) / height))
    draw_again(axes, drawing, _SIDE, top, scale, POINTS)
    # A drawing that is tall is not made too small to read: its foot is hidden.
    axes.fill_between([0, WIDTH], bottom, HEIGHT, color="white", linewidth=0, zorder=9998)
    axes.text(_SIDE, foot, tr("IA et Territoires de projet"), size=16, color=MUTED, zorder=9999)
