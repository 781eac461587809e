"""The licence of each package is known, and is one that the book allows."""

from __future__ import annotations

from email.message import Message
from importlib import metadata

import pytest
from packaging.licenses import canonicalize_license_expression

from dependencies import refused
from licences import ALLOWED, FOR_ONE_PACKAGE, REVIEWED, licence_of, refusal, stated
from lock import LOCKS, SITE, TESTS
from pinned import pinned
from test_lock import MACHINES, applies, locked, machine, text

NAMES = {pin.name for lock in LOCKS for pin in pinned(text(lock))}


def test_all_that_the_locks_install_is_under_a_licence_that_is_allowed() -> None:
    faults = refused()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("MIT AND PSF-2.0", True),
        ("GPL-3.0-or-later", False),
        ("MIT AND GPL-3.0-or-later", False),
        ("GPL-3.0-or-later OR MIT", True),
        ("AGPL-3.0-only OR MIT AND SSPL-1.0", False),
        ("(GPL-3.0-only OR MIT OR ISC) AND AGPL-3.0-only", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
    ],
)
def test_an_and_takes_all_its_licences_and_an_or_one(licence: str, allowed: bool) -> None:
    assert (refusal("some-package", licence) is None) == allowed


def test_a_licence_that_is_not_allowed_is_refused_by_name() -> None:
    told = refusal("some-package", "GPL-3.0-only")
    assert told is not None
    assert told.startswith("some-package: its licence is GPL-3.0-only. Allowed: 0BSD, Apache-2.0")
    assert "tools/licences.toml" in told


def test_a_package_whose_licence_nobody_read_is_refused_by_name() -> None:
    told = refusal("some-package", licence_of("some-package"))
    assert told is not None
    assert told.startswith("some-package: no licence was read. Expected an SPDX expression")
    assert "[reviewed] of tools/licences.toml" in told


def test_a_licence_allowed_for_one_package_is_refused_for_another() -> None:
    assert refusal("codespell", "GPL-2.0-only") is None
    assert refusal("codespell", "GPL-3.0-only") is not None
    assert refusal("some-package", "GPL-2.0-only") is not None


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ({"License-Expression": "MIT OR Apache-2.0"}, "MIT OR Apache-2.0"),
        ({"License": "bsd-3-clause"}, "BSD-3-Clause"),
        ({"License": "BSD"}, None),
        ({"License": "BSD 3-Clause License\n\nCopyright (c) its authors"}, None),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, None),
        ({"License": "MIT License", "Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
        ({"Classifier": "Programming Language :: Python"}, None),
        ({}, None),
    ],
)
def test_what_a_package_states_is_taken_when_it_names_one_licence(
    said: dict[str, str], licence: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = Message()
    for field, value in said.items():
        message[field] = value
    monkeypatch.setattr("licences.metadata.metadata", lambda _: message)
    assert stated("some-package") == licence


def test_several_classifiers_of_licences_are_left_to_people() -> None:
    assert len(metadata.metadata("text-unidecode").get_all("Classifier") or []) > 1
    assert stated("text-unidecode") is None


# What people have decided


def test_each_licence_decided_on_is_written_as_spdx_does() -> None:
    for licence in {*ALLOWED, *REVIEWED.values()}:
        assert canonicalize_license_expression(licence) == licence
    assert all(ALLOWED.values())
    assert all(one["why"] for one in FOR_ONE_PACKAGE.values())


def test_no_package_is_decided_on_that_the_locks_do_not_install() -> None:
    assert REVIEWED.keys() - NAMES == set()
    assert FOR_ONE_PACKAGE.keys() - NAMES == set()


def test_a_package_that_some_machines_do_not_have_is_read_by_people() -> None:
    """The page of dependencies would be another one there."""
    everywhere = set.intersection(
        *(
            {pin.name for pin in locked(SITE, TESTS) if applies(pin, machine(*at), set())}
            for at in MACHINES
        )
    )
    assert NAMES - everywhere - REVIEWED.keys() == set(), (
        "read the licence of these in their files, and add them under [reviewed] of "
        "tools/licences.toml"
    )


def test_what_people_read_is_what_the_package_states_if_it_does() -> None:
    for name, read in REVIEWED.items():
        said = stated(name)
        assert said is None or read == said or read.startswith(f"{said} AND "), (
            f"{name}: tools/licences.toml says {read}, and the package states {said}. Read its "
            "licence again; correct the file, or remove the package from it."
        )
