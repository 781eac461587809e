"""The list of what the site is built with: valid CycloneDX, whole, and the same bytes each time."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

import sbom
from building import ROOT, run
from licences import licence_of
from lock import SITE
from pinned import pinned
from sbom import TARGET, bill, main

PINS = pinned((ROOT / SITE).read_text(encoding="utf-8"))
DATE = "1764000000"


@pytest.fixture(autouse=True)
def dated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DATE)


@pytest.fixture(scope="module")
def text() -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DATE)
        return bill()


@pytest.fixture
def listed(text: str) -> Any:
    return json.loads(text)


def faults(text: str) -> str | None:
    """What the schema of CycloneDX, which the library brings, says against a list."""
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return None if error is None else str(error)


def test_the_list_is_valid(text: str) -> None:
    assert faults(text) is None


def test_a_list_with_a_faulty_digest_would_be_refused(listed: Any) -> None:
    listed["components"] = listed["components"][:1]
    listed["components"][0]["externalReferences"][0]["hashes"][0]["content"] = "none"
    assert "none" in str(faults(json.dumps(listed)))


def test_each_package_of_the_lock_is_listed_with_its_digests_and_its_licence(listed: Any) -> None:
    found = {
        (
            each["name"],
            each["version"],
            each["purl"],
            each["licenses"][0]["expression"],
            frozenset(digest["content"] for digest in each["externalReferences"][0]["hashes"]),
        )
        for each in listed["components"]
    }
    assert found == {
        (
            pin.name,
            pin.version,
            f"pkg:pypi/{pin.name}@{pin.version}",
            licence_of(pin.name),
            frozenset(pin.hashes),
        )
        for pin in PINS
    }


def test_the_list_says_who_needs_which(listed: Any) -> None:
    version = {pin.name: pin.version for pin in PINS}
    needs = {each["ref"]: each.get("dependsOn", []) for each in listed["dependencies"]}
    book = needs[listed["metadata"]["component"]["bom-ref"]]
    assert f"pkg:pypi/jupyter-book@{version['jupyter-book']}" in book
    assert f"pkg:pypi/alabaster@{version['alabaster']}" not in book
    sphinx = needs[f"pkg:pypi/sphinx@{version['sphinx']}"]
    assert f"pkg:pypi/alabaster@{version['alabaster']}" in sphinx


def test_every_package_is_needed_by_another_or_by_the_book(listed: Any) -> None:
    needed = {ref for each in listed["dependencies"] for ref in each.get("dependsOn", [])}
    assert {each["bom-ref"] for each in listed["components"]} == needed


def test_the_list_names_the_book_and_bears_its_date(listed: Any) -> None:
    assert listed["metadata"]["component"]["name"] == "ia-et-territoires-de-projet"
    assert listed["metadata"]["timestamp"] == "2025-11-24T16:00:00+00:00"


def test_the_same_commit_gives_the_same_bytes(text: str) -> None:
    """In another process, where sets and digests of Python have another order."""
    code = "import sys; sys.path[:0] = ['tools']; from sbom import bill; sys.stdout.write(bill())"
    assert run([sys.executable, "-c", code], ROOT).stdout == text


def test_another_date_gives_another_serial_number(
    listed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000001")
    assert json.loads(bill())["serialNumber"] != listed["serialNumber"]


def test_the_command_writes_the_list_beside_the_site(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (SITE, "requirements.in", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    main(tmp_path)
    assert (tmp_path / TARGET).read_text(encoding="utf-8") == text
    assert capsys.readouterr().out.startswith("_build/sbom.cdx.json: ")


def test_a_list_without_a_date_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sbom, "date_of_book", lambda _: None)
    with pytest.raises(SystemExit, match=r"no commit here to take it from\. Set SOURCE_DATE_EPOCH"):
        main(tmp_path)
    assert not (tmp_path / TARGET).exists()
