"""Writes what was measured as Markdown, beside the goals: ``RESULTS.md``."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from builders import CACHES, OURS, STOCK
from builds import Build
from corpus import CELL, COLD, NOTHING, SENTENCE
from pages import SLOW, Site, View

# At most this part of the time of stock Jupyter Book 1 in the same run.
GOALS = {COLD: 0.55, NOTHING: 0.5, SENTENCE: 0.6, CELL: 0.6}
FLAT = 1.1  # a chapter of the largest book takes at most this many times one of the smallest


@dataclass(frozen=True)
class Seen:
    """A chapter's page as one program built it."""

    builder: str
    chapter: str
    view: View


@dataclass(frozen=True)
class Measured:
    """All that was measured on one corpus."""

    name: str
    builds: Sequence[Build]
    sites: dict[str, Site] = field(default_factory=dict)  # by program
    seen: Sequence[Seen] = ()

    @property
    def builders(self) -> list[str]:
        return list(dict.fromkeys(build.builder for build in self.builds))

    @property
    def states(self) -> list[str]:
        return list(dict.fromkeys(build.state for build in self.builds))

    def of(self, builder: str, state: str) -> list[Build]:
        """The builds of a state by a program, a round each."""
        return [each for each in self.builds if (each.builder, each.state) == (builder, state)]

    def seconds(self, builder: str, state: str) -> float:
        """The median of its rounds, by the clock."""
        return statistics.median(build.wall for build in self.of(builder, state))

    def ratio(self, state: str) -> float:
        """Our median over that of stock Jupyter Book 1."""
        return self.seconds(OURS, state) / self.seconds(STOCK, state)

    def processor(self, builder: str, state: str) -> float:
        """The median of its rounds, of all cores together."""
        return statistics.median(build.processor for build in self.of(builder, state))

    def shows(self, builder: str, state: str) -> bool:
        """Whether the page was of the state built, in every round."""
        return all(build.shows for build in self.of(builder, state))


@dataclass(frozen=True)
class Conditions:
    """What a reader needs to know of the run, none of which names the machine."""

    date: str
    commit: str
    cores: int
    system: str
    python: str
    rounds: int
    book: dict[str, str]  # the versions of packages
    peers: dict[str, str]


def report(
    conditions: Conditions, own: Measured, common: Measured, growth: dict[int, Measured]
) -> str:
    """The whole page. ``growth``: what was measured of each number of chapters."""
    parts = [
        _opening(conditions),
        _goals(own, common, growth),
        _corpus("The book's own chapters", _OWN, own),
        _pages(own),
        _corpus("Five small notebooks", _COMMON, common),
        _pages(common),
        _growth(growth),
        _how(conditions),
    ]
    return "\n\n".join(parts) + "\n"


_OWN = (
    "The chapters of this book, built as `make site` does and by stock Jupyter Book 1, which has "
    "neither our extensions nor our other pages."
)
_COMMON = (
    "One small corpus for every program: each notebook reads a table through a module that all "
    "share, shows it, and draws a figure. Ours is the book's settings, theme and extensions."
)


def _opening(conditions: Conditions) -> str:
    return (
        "# How fast the book is built, beside others\n\n"
        "`make bench` measured and wrote this page in one run; edit nothing here. A ratio below 1 "
        "says that ours takes less time than stock Jupyter Book 1. Ratios hold from one machine to "
        "another; seconds do not.\n\n"
        f"Run of {conditions.date}, commit {conditions.commit}, on {conditions.cores} cores, "
        f"{conditions.system}, Python {conditions.python}. "
        f"Rounds: {conditions.rounds}; growth: one."
    )


# Goals


@dataclass(frozen=True)
class Goal:
    """What was wanted, what was found, and whether it is enough."""

    wanted: str
    where: str
    found: str
    met: bool


def goals(own: Measured, common: Measured, growth: dict[int, Measured]) -> list[Goal]:
    """Each goal, on each corpus that it is of."""
    found = []
    for state, most in GOALS.items():
        for corpus in (own, common):
            ratio = corpus.ratio(state)
            wanted = f"{state}: at most {most:.2f} of the time of {STOCK}"
            found.append(Goal(wanted, corpus.name, f"{ratio:.2f}", ratio <= most))
    for corpus in (own, common):
        hidden = [state for state in corpus.states if not corpus.shows(OURS, state)]
        told = "not after: " + ", ".join(hidden) if hidden else "always"
        found.append(Goal("the new value shows", corpus.name, told, not hidden))
    if len(growth) > 1:
        small, *_, large = sorted(growth)
        times = per_chapter(growth, large, OURS) / per_chapter(growth, small, OURS)
        wanted = f"time per chapter flat: at most {FLAT:.1f} times from {small} to {large} chapters"
        found.append(Goal(wanted, "growth", f"{times:.2f}", times <= FLAT))
    return found


def per_chapter(growth: dict[int, Measured], size: int, builder: str) -> float:
    """Seconds of a cold build for each chapter of a book of that size."""
    return growth[size].seconds(builder, COLD) / size


def _goals(own: Measured, common: Measured, growth: dict[int, Measured]) -> str:
    found = goals(own, common, growth)
    rows = [
        [goal.wanted, goal.where, goal.found, "met" if goal.met else "**missed**"] for goal in found
    ]
    missed = sum(not goal.met for goal in found)
    told = f"{missed} of {len(found)} goals missed." if missed else f"All {len(found)} goals met."
    told += " A time is measured as our median over that of stock Jupyter Book 1, in the same run."
    return f"## Goals\n\n{told}\n\n" + _table(["Goal", "On", "Measured", ""], rows)


# Tables


def _corpus(title: str, words: str, measured: Measured) -> str:
    names = measured.builders
    times = [
        [
            state,
            *(_spread(measured.of(name, state)) for name in names),
            f"{measured.ratio(state):.2f}",
        ]
        for state in measured.states
    ]
    work = [
        [
            state,
            *(f"{measured.processor(name, state):.1f}" for name in names),
            f"{measured.processor(OURS, state) / measured.processor(STOCK, state):.2f}",
        ]
        for state in measured.states
    ]
    truth = [
        [state, *("yes" if measured.shows(name, state) else "**no**" for name in names)]
        for state in measured.states
    ]
    return "\n\n".join(
        [
            f"## {title}",
            words,
            "Seconds by the clock: the median of the rounds (the least – the most). Each state is "
            "built on what the one before left.",
            _table(["State", *names, "ours / stock"], times),
            "Seconds of processor, of all cores together: the median. A build that does less work "
            "has less; one that spreads it over cores has as much, and ends sooner. Another "
            "program at work beside moves this ratio less than the one by the clock. The system "
            "does not count to ours the kernels that it forks, where several chapters run: cold, "
            "and at some changes of a table or a module, the clock alone compares.",
            _table(["State", *names, "ours / stock"], work),
            "Whether the page shows the value of the state built: a fast build of an old value is "
            "no build.",
            _table(["State", *names], truth),
        ]
    )


def _spread(builds: Sequence[Build]) -> str:
    walls = [build.wall for build in builds]
    median = f"{statistics.median(walls):.1f}"
    return median if len(walls) == 1 else f"{median} ({min(walls):.1f} – {max(walls):.1f})"


def _pages(measured: Measured) -> str:
    sites = [
        [name, f"{site.size / 1e6:.1f}", str(site.files)] for name, site in measured.sites.items()
    ]
    views = [
        [
            each.chapter,
            each.builder,
            f"{each.view.size / 1000:.0f}",
            str(each.view.requests),
            str(each.view.hosts),
            str(each.view.faults),
            f"{each.view.paint:.0f}",
        ]
        for each in measured.seen
    ]
    speed = f"{SLOW['downloadThroughput'] * 8 / 1e6:.1f} Mbit/s, {SLOW['latency']} ms"
    return "\n\n".join(
        [
            "What the built site takes on disk.",
            _table(["Program", "MB", "files"], sites),
            "What a first view of a chapter takes on a telephone: its own files as a server "
            "compresses them (gzip), requests, other hosts asked (what they send is not in the "
            "weight), rules of accessibility that axe finds broken, and the largest contentful "
            f"paint, when the reader sees the page, at {speed} and a processor slowed four times.",
            _table(
                ["Chapter", "Program", "kB", "requests", "hosts", "axe rules", "paint (ms)"], views
            ),
        ]
    )


def _growth(growth: dict[int, Measured]) -> str:
    rows = []
    for size, measured in sorted(growth.items()):
        for name in measured.builders:
            cold, again = measured.seconds(name, COLD), measured.seconds(name, NOTHING)
            each = f"{per_chapter(growth, size, name):.2f}"
            rows.append([str(size), name, f"{cold:.1f}", each, f"{again:.1f}"])
    return (
        "## Growth\n\nBooks of more and more chapters of the common corpus, in seconds. Flat, the "
        "time per chapter says that a long book costs no more a chapter than a short one.\n\n"
        + _table(["Chapters", "Program", COLD, "cold, per chapter", NOTHING], rows)
    )


def _how(conditions: Conditions) -> str:
    caches = [[name, setting] for name, setting in CACHES.items()]
    both = {"the book's environment": conditions.book, "the peers' environment": conditions.peers}
    versions = [
        f"- In {where}: " + ", ".join(f"{name} {number}" for name, number in packages.items()) + "."
        for where, packages in both.items()
    ]
    return "\n\n".join(
        [
            "## How it is measured",
            "Each round starts from new copies, the book's being a fresh clone of the commit. Each "
            "state is built by every program in turn before the next state, so that a moment when "
            "the machine is slow is shared. Sealing a changed table is not timed. Libraries are "
            "installed, and the system may have their files in memory: « cold » says that nothing "
            "was built.",
            "Each program has the best cache that it comes with:",
            _table(["Program", "Set with"], caches),
            "\n".join(versions),
        ]
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
