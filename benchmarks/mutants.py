"""How many mutants of ``dataprep`` its tests kill: small changes of the code, drawn at random.

A mutant is a module with one operator, comparison, number, condition or loop changed, as
cosmic-ray changes them; those that change nothing but annotations are not drawn. It is put in a
copy of the project, where the tests that import the module run until one fails. A mutant whose
tests pass has survived: the tests do not hold that line, or the change is of no consequence, which
``survivors.yml`` then says, with the reason.

Prints a line a survivor; ``--to`` writes the score and the list into a file. ``make mutants`` does.
"""

from __future__ import annotations

import argparse
import ast
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider

from spoiling import ROOT, TESTS, in_copies, python

sys.path.insert(0, str(ROOT / "notebooks"))

from dataprep.intervals import interval

SOURCE = Path("notebooks")
PACKAGE = "dataprep"
ARGUED = ROOT / "benchmarks" / "survivors.yml"
GOAL = 0.9
SAMPLE, SEED = 100, 2026
UNITS = ("-m", "not (built or kernel or exhaustive)")
# A mutant is one that never ends after so many seconds, and times what its tests take without it.
LEAST_SECONDS, SLOWER = 60, 5


@dataclass(frozen=True)
class Mutant:
    """A module with one change: its path, the line, what stood there and what does; all of it."""

    path: str
    line: int
    before: str
    after: str
    code: str

    @property
    def name(self) -> str:
        return f"{Path(self.path).relative_to(SOURCE)}: {self.before} → {self.after}"


# The mutants


def modules() -> list[str]:
    """The paths of the modules of the package, from the root."""
    found = (ROOT / SOURCE / PACKAGE).rglob("*.py")
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def drawn(size: int, seed: int, paths: Sequence[str] = ()) -> list[Mutant]:
    """Mutants of these modules, of all if none is named, drawn at random without replacement.

    All of them where there are less.
    Every place of the code that can be changed is as likely as another, and gives one mutant: that
    of one of the changes which apply there, also at random.
    """
    chance = random.Random(seed)
    places = [(path, changes) for path in paths or modules() for changes in _places(path)]
    chance.shuffle(places)
    found: list[Mutant] = []
    for path, changes in places:
        if len(found) == size:
            break
        turns = chance.sample(changes, len(changes))
        mutants = (_mutant(path, name, occurrence) for name, occurrence in turns)
        found += [*islice(filter(None, mutants), 1)]
    return found


@cache
def _operators() -> dict[str, Any]:
    """The operators of cosmic-ray that need no choice of ours."""
    provider = OperatorProvider()
    classes = {name: provider[name] for name in provider}
    return {name: each() for name, each in classes.items() if not each.arguments()}


@cache
def _places(path: str) -> list[list[tuple[str, int]]]:
    """For each place of a module that can be changed, the operators that do, and their turn."""
    nodes = list(ast_nodes(get_ast((ROOT / path).read_text("utf-8"))))
    found = defaultdict(list)
    for name, operator in _operators().items():
        positions = (each for node in nodes for each in operator.mutation_positions(node))
        for occurrence, place in enumerate(positions):
            found[place].append((name, occurrence))
    return list(found.values())


def _mutant(path: str, name: str, occurrence: int) -> Mutant | None:
    """A mutant, or None where it does not compile or says the same but for annotations."""
    source = (ROOT / path).read_text("utf-8")
    code = mutate_code(source, _operators()[name], occurrence)
    if code is None or (said := _said(code)) is None or said == _said(source):
        return None
    return Mutant(path, *_changed(source, code), code)


def _changed(source: str, code: str) -> tuple[int, str, str]:
    """Where two texts first differ: the line, what stood there, and what does in its place."""
    old, new = source.splitlines(), code.splitlines()
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    _, first, last, start, end = next(each for each in codes if each[0] != "equal")
    line = next((rank for rank in range(first, last) if old[rank].strip()), first)
    after = next((each.strip() for each in new[start:end] if each.strip()), "nothing")
    return line + 1, old[line].strip(), after


class _Bare(ast.NodeTransformer):
    """Takes out what is never run: annotations, which all modules postpone."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.annotation = ast.Constant(None)
        self.generic_visit(node)
        return node


def _said(code: str) -> str | None:
    """What a module does, as a text; None where it does not compile."""
    try:
        return ast.dump(_Bare().visit(ast.parse(code)))
    except SyntaxError:
        return None


# The tests of a module


def tests_of(path: str) -> tuple[str, ...]:
    """The files of tests that import a module, or a name that the package takes from it.

    Where there is none, those of the modules that import it. That of its own name is first.
    """
    name = Path(path).stem
    return tuple(sorted(_tests()[_module(path)], key=lambda test: name not in test))


def _module(path: str) -> str:
    return ".".join(Path(path).with_suffix("").relative_to(SOURCE).parts).removesuffix(".__init__")


@cache
def _tests() -> dict[str, tuple[str, ...]]:
    given = dict(_imports(SOURCE / PACKAGE / "__init__.pyi", names=True))
    direct: dict[str, set[str]] = {_module(path): set() for path in modules()}
    for test in sorted((ROOT / "tests").glob("test_*.py")):
        for name, _ in _imports(test.relative_to(ROOT)):
            module = given.get(name.removeprefix(f"{PACKAGE}."), name)
            if module in direct:
                direct[module].add(test.relative_to(ROOT).as_posix())
    users: dict[str, set[str]] = {module: set() for module in direct}
    for path in modules():
        for name, _ in _imports(Path(path)):
            if name in users:
                users[name].add(_module(path))
    found = {}
    for module, tests in direct.items():
        seen, waiting = {module}, [module]
        while not tests and waiting:
            nearer = set().union(*(users[each] for each in waiting)) - seen
            tests = set().union(*(direct[each] for each in nearer))
            seen, waiting = seen | nearer, sorted(nearer)
        # What is started as a process of its own is imported by none: those of its package.
        found[module] = tuple(sorted(tests or direct[module.rpartition(".")[0]]))
    return found


def _imports(path: Path, names: bool = False) -> Iterator[tuple[str, str]]:
    """The modules that a file imports, and the names from them that may be modules too."""
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                module = ".".join(filter(None, [PACKAGE, module]))
            for each in node.names:
                if names:
                    yield each.name, module
                else:
                    yield module, each.name
                    yield f"{module}.{each.name}", ""
        elif isinstance(node, ast.Import):
            for each in node.names:
                yield each.name, ""


# What becomes of them


def clean_seconds(tests: Sequence[str], copy: Path) -> dict[str, float]:
    """How long each file of tests takes on the code as it is. Raises SystemExit where one fails."""
    told = copy / "clean.xml"
    done = python(copy, *TESTS, *UNITS, f"--junitxml={told}", "-o", "junit_family=xunit1", *tests)
    if done.returncode:
        raise SystemExit(
            f"The tests end with {done.returncode} without a mutant. Expected that they pass. Run: "
            f"make check\n{done.stdout[-3000:]}"
        )
    seconds = dict.fromkeys(tests, 0.0)
    for case in ElementTree.parse(told).iter("testcase"):
        seconds[case.attrib["file"]] += float(case.attrib["time"])
    return seconds


def is_killed(mutant: Mutant, copy: Path, seconds: Mapping[str, float]) -> bool:
    """Whether a test fails on a mutant, or no longer ends. The copy is mended."""
    place = copy / mutant.path
    before = place.read_bytes()
    place.write_text(mutant.code, "utf-8", newline="")
    tests = tests_of(mutant.path)
    limit = LEAST_SECONDS + SLOWER * sum(seconds[each] for each in tests)
    try:
        return bool(python(copy, *TESTS, *UNITS, *tests, seconds=limit).returncode)
    except subprocess.TimeoutExpired:
        return True
    finally:
        place.write_bytes(before)


# What is said of it


def argued() -> dict[str, str]:
    """Why a mutant is of no consequence, by its name."""
    entries = yaml.safe_load(ARGUED.read_text("utf-8"))
    return {f"{each['file']}: {each['before']} → {each['after']}": each["why"] for each in entries}


_HEAD = """\
# Mutants of dataprep

`make mutants` measured and wrote this page; edit nothing here. A mutant is a module of `dataprep`
with one operator, comparison, number, condition or loop changed (cosmic-ray). The tests that import
the module are run until one fails. A survivor is a mutant that none of them sees: `survivors.yml`
says why it is of no consequence, where it is.
"""


def report(
    found: Sequence[tuple[Mutant, bool]], reasons: Mapping[str, str], seed: int = SEED
) -> str:
    """The score, then by module, then the survivors, as Markdown.

    Tests were written for the survivors of the usual draw: of all mutants it says nothing. Another
    one does, and its score has its interval.
    """
    killed, total = sum(dead for _, dead in found), len(found)
    low, high = interval(killed, total)
    beyond = (
        "Tests were written for some of those that survived this draw first: it says nothing of "
        "the others, which another `--seed` does."
        if seed == SEED
        else f"Of all mutants, {low:.1%} to {high:.1%} (Wilson, 95%)."
    )
    drawn_from = Counter(mutant.path for mutant, _ in found)
    dead_of = Counter(mutant.path for mutant, dead in found if dead)
    lines = [
        f"Killed: {killed} of {total} drawn at random, {killed / total:.1%} (goal: {GOAL:.0%}).",
        "",
        beyond,
        "",
        "| module | killed | of |",
        "|---|---:|---:|",
        *(
            f"| {Path(path).relative_to(SOURCE)} | {dead_of[path]} | {drawn_from[path]} |"
            for path in sorted(drawn_from)
        ),
        "",
        "| survivor | line | what stands | what stood in its place | why it survives |",
        "|---|---:|---|---|---|",
    ]
    for mutant, dead in sorted(found, key=lambda each: (each[0].path, each[0].line)):
        if not dead:
            why = reasons.get(mutant.name, "**not argued**")
            shown = (
                f"`{text.replace('|', chr(92) + '|')}`" for text in (mutant.before, mutant.after)
            )
            place = Path(mutant.path).relative_to(SOURCE)
            lines.append(f"| {place} | {mutant.line} | {' | '.join(shown)} | {why} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Draw mutants of dataprep, and run its tests.")
    parser.add_argument("--sample", type=int, default=SAMPLE, help=f"{SAMPLE} unless told")
    parser.add_argument("--seed", type=int, default=SEED, help=f"{SEED} unless told")
    parser.add_argument("--only", metavar="TEXT", help="mutants whose path holds this text alone")
    parser.add_argument("--copies", type=int, default=2, help="how many at once; 2 unless told")
    parser.add_argument("--to", type=Path, help="the file to write")
    options = parser.parse_args(arguments)
    chosen = [
        each
        for each in drawn(options.sample, options.seed)
        if not options.only or options.only in each.path
    ]
    tests = sorted({test for mutant in chosen for test in tests_of(mutant.path)})
    [seconds] = in_copies(clean_seconds, [tests], 1, built=False)
    print(f"{len(chosen)} mutants; {len(tests)} files of tests pass without them", flush=True)

    def verdict(mutant: Mutant, copy: Path) -> tuple[Mutant, bool]:
        return mutant, is_killed(mutant, copy, seconds)

    found = []
    for mutant, dead in in_copies(verdict, chosen, options.copies, built=False):
        found.append((mutant, dead))
        if not dead:
            print(f"{mutant.path}:{mutant.line}: {mutant.before} → {mutant.after}", flush=True)
    told = report(found, argued(), options.seed)
    if options.to:
        options.to.write_text(f"{_HEAD}\n{told}", "utf-8")
    else:
        print(told)


if __name__ == "__main__":
    main()
