"""The layouts of the tools that people ask with: each recognised by evidence, all read alike."""

from __future__ import annotations

from collections.abc import Callable

from dataprep.answers.codebook import Codebook
from dataprep.answers.grid import Grid
from dataprep.answers.layouts import (
    framaforms,
    generic,
    google_forms,
    kobotoolbox,
    limesurvey,
    microsoft_forms,
)
from dataprep.answers.layouts.shapes import Arranged

Arrange = Callable[[Grid, Codebook, tuple[str, ...]], Arranged]

# How each tool is recognised, and its columns arranged; ``generic`` is what is left.
_TOOLS: tuple[tuple[Callable[[Grid], tuple[str, ...]], Arrange], ...] = (
    (framaforms.evidence, framaforms.arrange),
    (limesurvey.evidence, limesurvey.arrange),
    (kobotoolbox.evidence, kobotoolbox.arrange),
    (microsoft_forms.evidence, microsoft_forms.arrange),
    (google_forms.evidence, google_forms.arrange),
)
LAYOUTS = tuple(
    each.LAYOUT.name
    for each in (limesurvey, google_forms, microsoft_forms, framaforms, kobotoolbox, generic)
)


def arrange(grid: Grid, codebook: Codebook) -> Arranged:
    """A file arranged by the layout that its headings prove, ``generic`` where none is proved.

    The evidence is what was found in the headings that only this tool writes.
    """
    for evidence_of, arranged in _TOOLS:
        if evidence := evidence_of(grid):
            return arranged(grid, codebook, evidence)
    return generic.arrange(grid, codebook, ())
