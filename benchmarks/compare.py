"""The book's builds and pages beside its peers', in one run, into ``RESULTS.md``: ``make bench``.

Measures the last commit. ``--quick``: one round and one size of growth, to see that all works; its
results go to ``_build``, and leave those of a whole run as they are.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from browser import launch  # noqa: E402
from builders import (  # noqa: E402
    OF_COMMON,
    OF_GROWTH,
    OF_OWN,
    Builder,
    versions_of_book,
    versions_of_peers,
)
from builds import measure  # noqa: E402
from corpus import COLD, NOTHING, Corpus, common, own  # noqa: E402
from environment import PEERS, complete_alone  # noqa: E402
from pages import on_disk, view  # noqa: E402
from progress import Progress  # noqa: E402
from results import Conditions, Measured, Seen, report  # noqa: E402

RESULTS = ROOT / "benchmarks" / "RESULTS.md"
QUICK_RESULTS = ROOT / "_build" / "RESULTS.md"
ROUNDS, SIZES = 3, (5, 20, 80)
SMALL = 5  # notebooks of the common corpus


def measured(
    corpus: Corpus,
    builders: Sequence[Builder],
    rounds: int,
    chapters: Sequence[str],
    progress: Progress,
) -> Measured:
    """Every build of a corpus, then the sites of the last round and the pages of ``chapters``."""
    with tempfile.TemporaryDirectory() as folder:
        builds, roots = measure(corpus, builders, rounds, Path(folder), progress.say)
        sites = {each.name: on_disk(roots[each.name] / each.site) for each in builders}
        seen = []
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for chapter in chapters:
                for builder in builders:
                    root = roots[builder.name]
                    found = view(browser, root / builder.site, builder.page(root, chapter))
                    seen.append(Seen(builder.name, chapter, found))
                    progress.say(f"page of {chapter}, {builder.name}: {found.paint:.0f} ms")
            browser.close()
    return Measured(corpus.name, builds, sites, seen)


def grown(size: int, progress: Progress) -> Measured:
    """Cold, then with nothing changed, a book of that many chapters: one round."""
    progress.say(f"{size} chapters")
    with tempfile.TemporaryDirectory() as folder:
        corpus = common(size)
        states = (COLD, NOTHING)
        builds, _ = measure(corpus, OF_GROWTH, 1, Path(folder), progress.say, states)
    return Measured(corpus.name, builds)


def conditions(rounds: int) -> Conditions:
    """What the run is of."""
    command = ["git", "rev-parse", "--short=10", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Conditions(
        date=datetime.date.today().isoformat(),
        commit=commit.stdout.strip(),
        cores=os.cpu_count() or 1,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        rounds=rounds,
        book=versions_of_book(),
        peers=versions_of_peers(),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure the book beside its peers.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"{ROUNDS} unless told")
    parser.add_argument("--quick", action="store_true", help="one round, one size of growth")
    options = parser.parse_args(arguments)
    rounds, sizes = (1, SIZES[:1]) if options.quick else (options.rounds, SIZES)
    if rounds < 1:
        parser.error(f"--rounds {rounds}: expected one round at least.")
    progress = Progress()
    start = time.monotonic()
    complete_alone(PEERS, progress)
    about = conditions(rounds)
    progress.say(f"Measuring commit {about.commit}: leave the machine to it, an hour or more.")
    book, small = own(), common(SMALL)
    peers = measured(small, OF_COMMON, rounds, small.chapters[:1], progress)
    ours = measured(book, OF_OWN, rounds, book.chapters, progress)
    growth = {size: grown(size, progress) for size in sizes}
    target = QUICK_RESULTS if options.quick else RESULTS
    target.parent.mkdir(exist_ok=True)
    target.write_text(report(about, ours, peers, growth), encoding="utf-8", newline="\n")
    minutes = (time.monotonic() - start) / 60
    progress.say(f"{target.relative_to(ROOT)} is written ({minutes:.0f} min).")


if __name__ == "__main__":
    main()
