"""The locks say all that is to be installed: no resolver, no other package, no named place.

What each package asks for is read from the packages installed here, without the network.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from building import ROOT
from lock import LOCKS, changes, pins

SITE, TESTS = "requirements.txt", "requirements-test.txt"
ENGINES = "requirements-engines.txt"
PEERS = "benchmarks/requirements-peers.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
MACHINES = [(python, system) for python in PYTHONS for system in SYSTEMS]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def entries(lock: str) -> list[str]:
    """The entries of a lock, each on one line with its hashes; comments are left out."""
    lines = lock.replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.lstrip().startswith("#")]


def locked(*names: str) -> list[Requirement]:
    return [
        Requirement(entry.split("--hash")[0]) for name in names for entry in entries(text(name))
    ]


def asked(name: str) -> list[Requirement]:
    """The direct dependencies that a ``.in`` file lists."""
    lines = (line.split("  #")[0].strip() for line in text(name).splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def machine(python: str, system: str) -> dict[str, str]:
    """The values that markers take on a machine, given its Python and its system."""
    here = {key: str(value) for key, value in default_environment().items()}
    version = {"python_version": python, "python_full_version": f"{python}.9"}
    return here | version | SYSTEMS[system]


def applies(requirement: Requirement, where: dict[str, str], extras: set[str]) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate(where | {"extra": extra}) for extra in {"", *extras})


def version_of(pin: Requirement) -> str:
    (only,) = pin.specifier
    assert only.operator == "==", pin
    return only.version


@cache
def requires(name: str, version: str) -> tuple[Requirement, ...]:
    """What a package asks for, whatever the machine, if it is that version that is installed."""
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return ()
    lines = (distribution.requires or []) if distribution.version == version else []
    return tuple(map(Requirement, lines))


def wanted_by(pin: Requirement, where: dict[str, str]) -> list[Requirement]:
    asked_for = requires(pin.name, version_of(pin))
    return [each for each in asked_for if applies(each, where, pin.extras)]


def faults(lock: list[Requirement], direct: list[Requirement], where: dict[str, str]) -> list[str]:
    """What is asked for on a machine that the lock does not give there, a line each.

    pip is left out: every environment is made with it.
    """
    given = {canonicalize_name(pin.name): pin for pin in lock if applies(pin, where, set())}
    asking = [("requirements", each) for each in direct]
    asking += [(pin.name, each) for pin in given.values() for each in wanted_by(pin, where)]
    return [
        f"{by} asks for {wish}: the lock gives {pin}"
        for by, wish in asking
        if wish.name != "pip"
        if (pin := given.get(canonicalize_name(wish.name))) is None
        or not wish.specifier.contains(version_of(pin), prereleases=True)
        or not {*map(canonicalize_name, wish.extras)} <= {*map(canonicalize_name, pin.extras)}
    ]


def test_each_lock_of_the_project_is_listed_and_so_audited() -> None:
    found = [*ROOT.glob("requirements*.txt"), *ROOT.glob("[!.]*/requirements*.txt")]
    assert {path.relative_to(ROOT).as_posix() for path in found} == set(LOCKS)


@pytest.mark.parametrize("name", [SITE, TESTS, PEERS])
def test_every_package_is_pinned_and_hashed_and_comes_from_no_named_place(name: str) -> None:
    lines = entries(text(name))
    assert len(lines) > 20
    for line in lines:
        pattern = r"[\w.-]+(\[[\w,-]+\])?==[\w.!+]+( ; [^#@]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*"
        assert re.fullmatch(pattern, line), line[:120]
    assert "://" not in text(name)
    assert "-index" not in text(name)


@pytest.mark.parametrize(("python", "system"), MACHINES)
def test_the_locks_give_all_that_their_packages_ask_for(python: str, system: str) -> None:
    where = machine(python, system)
    assert faults(locked(SITE), asked("requirements.in"), where) == []
    everything = asked("requirements.in") + asked("requirements-test.in")
    assert faults(locked(SITE, TESTS), everything, where) == []


def test_what_the_packages_ask_for_is_read_from_nearly_all_of_them() -> None:
    """Those of another system, or of another Python, are not installed here."""
    where = {key: str(value) for key, value in default_environment().items()}
    here = [pin for pin in locked(SITE, TESTS) if applies(pin, where, set())]
    absent = [
        str(pin)
        for pin in here
        if version_of(pin) not in {each.version for each in metadata.distributions(name=pin.name)}
    ]
    assert absent == [], "these are not installed as locked: run `make test`, which installs them"


def with_extras() -> list[str]:
    return [pin.name for pin in locked(SITE, TESTS) if pin.extras]


@pytest.mark.parametrize("name", with_extras())
def test_a_lock_stripped_of_an_extra_is_refused(name: str) -> None:
    lock = locked(SITE, TESTS)
    for pin in lock:
        if pin.name == name:
            pin.extras = set()
    direct = asked("requirements.in") + asked("requirements-test.in")
    found = faults(lock, direct, machine("3.11", "linux"))
    assert any(re.search(rf"asks for {name}\[", fault, re.IGNORECASE) for fault in found), found


def test_the_extras_that_older_pip_resolves_again_are_in_the_lock() -> None:
    assert {"coverage", "pagefind", "jsonschema", "bleach"} <= set(with_extras())


@pytest.mark.parametrize("name", ["pandas", "packaging", "pluggy"])
def test_a_lock_without_a_package_that_another_needs_is_refused(name: str) -> None:
    lock = [pin for pin in locked(SITE, TESTS) if pin.name != name]
    found = faults(lock, asked("requirements.in"), machine("3.12", "linux"))
    assert any(f"asks for {name}" in fault for fault in found), found


def test_a_pin_that_another_package_does_not_accept_is_refused() -> None:
    lock = [
        Requirement("sphinx==4.0.0") if pin.name == "sphinx" else pin for pin in locked(SITE, TESTS)
    ]
    assert any("asks for sphinx" in fault for fault in faults(lock, [], machine("3.11", "linux")))


def test_no_package_is_in_both_locks() -> None:
    both = {pin.name for pin in locked(SITE)} & {pin.name for pin in locked(TESTS)}
    assert both == set()


def test_the_engines_are_installed_over_the_lock_of_the_site_and_repeat_none_of_it() -> None:
    assert "-c requirements.txt" in text("requirements-engines.in").splitlines()
    assert not pins(text(ENGINES)).keys() & pins(text(SITE)).keys()
    for python, machine_name in MACHINES:
        lock = locked(SITE, ENGINES)
        direct = asked("requirements-engines.in")
        assert faults(lock, direct, machine(python, machine_name)) == []


def test_the_peers_run_on_the_versions_of_the_book() -> None:
    """What is measured is the programs, not two versions of what both draw with."""
    assert "-c ../requirements.txt" in text("benchmarks/requirements-peers.in").splitlines()
    book, peers = pins(text(SITE)), pins(text(PEERS))
    assert {"sphinx", "pandas", "matplotlib", "ipykernel"} <= book.keys() & peers.keys()
    assert {name: peers[name] for name in book.keys() & peers.keys()} == {
        name: book[name] for name in book.keys() & peers.keys()
    }


def test_the_peers_lock_gives_all_that_is_asked_for() -> None:
    direct = asked("benchmarks/requirements-peers.in")
    for python, system in MACHINES:
        assert faults(locked(PEERS), direct, machine(python, system)) == []


@pytest.mark.parametrize(
    "name",
    [
        "requirements.in",
        "requirements-test.in",
        "requirements-engines.in",
        "benchmarks/requirements-peers.in",
    ],
)
def test_every_package_asked_for_has_a_reason(name: str) -> None:
    for line in text(name).splitlines():
        if line.strip() and not line.startswith(("#", "-")):
            reason = line.partition("  # ")[2].strip()
            assert len(reason.split()) >= 2 or reason in {"types"}, f"{line}: without a reason"


def test_what_the_tests_add_is_resolved_under_the_lock_of_the_site() -> None:
    assert "-c requirements.txt" in text("requirements-test.in").splitlines()


def test_the_book_stays_with_jupyter_book_1() -> None:
    (wish,) = (each for each in asked("requirements.in") if each.name == "jupyter-book")
    assert str(wish.specifier) in {"<2,>=1.0.4", ">=1.0.4,<2"}
    (pin,) = (each for each in locked(SITE) if each.name == "jupyter-book")
    assert version_of(pin).startswith("1.")


# What `make lock` says


BEFORE = (
    "ruff==0.1 \\\n    --hash=sha256:00\nnumpy==2.4 ; python_version < '3.12'\nnumpy==2.5\nold==1\n"
)


def test_pins_name_the_package_with_its_extras_and_each_of_its_versions() -> None:
    assert pins(BEFORE) == {"ruff": "0.1", "numpy": "2.4 or 2.5", "old": "1"}
    assert pins("coverage[toml]==7.17.3 \\\n") == {"coverage[toml]": "7.17.3"}


def test_a_new_lock_is_told_by_what_changed_a_line_each() -> None:
    after = BEFORE.replace("old==1", "new==3").replace("ruff==0.1", "ruff==0.2")
    assert changes(BEFORE, after) == [
        "added    new 3",
        "removed  old 1",
        "changed  ruff 0.1 -> 0.2",
    ]
    assert changes(BEFORE, BEFORE) == []
