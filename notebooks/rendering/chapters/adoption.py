"""Chapter 03: the intervals of some shares, by level and method, and how far apart these are."""

from __future__ import annotations

from dataprep.findings import published_findings
from dataprep.wave import Wave
from rendering.shown.choice import Choice, choose
from rendering.shown.findings import intervals
from rendering.shown.output import Output
from rendering.words import typography
from rendering.words.language import tr

LEVELS = (0.8, 0.9, 0.95, 0.99)


METHODS = ("wilson", "jeffreys", "exact")


def intervals_by_method(options: list[str], wave: Wave, anchor: str, title: str) -> Choice:
    """The intervals of some findings of a wave, by level and method.

    ``options`` are the options of the findings table to show, each with one base.
    """
    names = {"wilson": "Wilson", "jeffreys": "Jeffreys", "exact": "Clopper-Pearson"}
    states: dict[tuple[str, ...], Output] = {}
    for method in METHODS:
        for level in LEVELS:
            findings = published_findings(wave, level=level, method=method)
            shown = findings[findings["option"].isin(options)]
            state = (typography.share(level), names[method])
            states[state] = intervals(shown, f"{anchor}-{method}-{level * 100:g}", title)
    choices = {
        tr("Niveau"): [typography.share(level) for level in LEVELS],
        tr("Méthode"): [names[method] for method in METHODS],
    }
    default = (typography.share(0.95), names["wilson"])
    return choose(anchor, tr("Changer le niveau ou la méthode"), choices, states, default)


def widths(options: list[str], wave: Wave, level: float, method: str) -> list[float]:
    """How wide the intervals of some findings are, as shares, in the order of the findings."""
    table = published_findings(wave, level, method)
    ends = table.loc[table["option"].isin(options), ["low", "high"]].to_numpy(float)
    return [float(high - low) for low, high in ends]


def spread_of_methods(options: list[str], wave: Wave) -> float:
    """How far apart the methods put an end of an interval, at most: a share, at the usual level."""
    ends = [
        table.loc[table["option"].isin(options), ["low", "high"]].to_numpy(float)
        for table in (published_findings(wave, method=method) for method in METHODS)
    ]
    return max(float(abs(one - other).max()) for one in ends for other in ends)
