"""The picture that stands for the book where its address is shared."""

from __future__ import annotations

import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

from dataprep import published_findings
from rendering.drawing.palette import GROUPS, INK, MUTED, PRIMARY
from rendering.drawing.svg import STYLE, register_font
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
    register_font()
    with mpl.rc_context(fname=STYLE):
        figure = plt.figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        axes.set_axis_off()
        _draw(axes, users)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", metadata={"Software": None})
        plt.close(figure)
    return buffer.getvalue()


def _draw(axes: mpl.axes.Axes, users: Number) -> None:
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
