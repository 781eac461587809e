"""Times the builds of a corpus: each state by each program in turn, and again in each round."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from builders import Builder
from corpus import Corpus, State


@dataclass(frozen=True)
class Build:
    """What one build took, in seconds, and whether the page is of the state that was built."""

    builder: str
    state: str
    wall: float  # by the clock
    processor: float  # of all its processes that ended
    shows: bool


def measure(
    corpus: Corpus,
    builders: Sequence[Builder],
    rounds: int,
    folder: Path,
    say: Callable[[str], None],
    states: Iterable[str] | None = None,
) -> tuple[list[Build], dict[str, Path]]:
    """Every build of a corpus, and the copy that each program has built in the last round.

    In each round a program has a new copy in ``folder``, which goes from state to state. Each state
    is built by every program before the next, so that a moment when the machine is slow is shared.
    ``states``: the names of those to build, all by default.
    """
    kept = [state for state in corpus.states if states is None or state.name in set(states)]
    found: list[Build] = []
    roots: dict[str, Path] = {}
    for number in range(1, rounds + 1):
        for root in roots.values():
            shutil.rmtree(root)
        for place, builder in enumerate(builders):
            roots[builder.name] = folder / f"round-{number}-{place}"
            builder.lay(roots[builder.name], corpus)
        for state in kept:
            for builder in builders:
                found.append(build(builder, roots[builder.name], state))
                say(f"round {number}, {state.name}, {builder.name}: {found[-1].wall:.1f} s")
    return found, roots


def build(builder: Builder, root: Path, state: State) -> Build:
    """Bring a copy to a state, and time its build. Ends the program when the build fails."""
    if state.edit is not None:
        state.edit.make(root)
    environment = builder.environment(root)
    if state.sealed:
        _run([sys.executable, "tools/seal.py", "--yes"], root, environment, "the seal of a table")
    command = builder.command(root)
    start, before = time.monotonic(), _processor()
    _run(command, root, environment, f"{builder.name}, {state.name}")
    wall, processor = time.monotonic() - start, _processor() - before
    return Build(
        builder.name, state.name, wall, processor, shows(builder.page(root, state.chapter), state)
    )


def shows(page: Path, state: State) -> bool:
    """Whether a page has the sign of a state."""
    return page.is_file() and state.marker in page.read_text(encoding="utf-8")


def _processor() -> float:
    used = os.times()
    return used.children_user + used.children_system


def _run(command: list[str], root: Path, environment: dict[str, str], what: str) -> None:
    """Run a program, keeping what it prints to show it when it fails."""
    log = root.with_suffix(".log")
    with log.open("wb") as output:
        code = subprocess.run(
            command,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
    if code:
        said = log.read_text(encoding="utf-8", errors="replace")[-4000:]
        sys.exit(f"{said}\n{what}: the build failed, see above. Nothing is written.")
