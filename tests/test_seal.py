"""Digests are written after a deliberate change, never over a fault; and faults are all said."""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from building import ROOT
from dataprep import tables
from dataprep.tables import TableError, describe, file_digest, load_descriptor, load_table
from seal import seal

NAMES = [resource["name"] for resource in load_descriptor()["resources"]]


def edit(data: Path, name: str, change: Callable[[str], str]) -> Path:
    path = data / f"{name}.csv"
    path.write_text(change(path.read_text("utf-8")), encoding="utf-8")
    return path


def without_last_row(text: str) -> str:
    return "\n".join(text.splitlines()[:-1]) + "\n"


def test_the_tables_are_sealed_as_they_stand() -> None:
    for resource in load_descriptor()["resources"]:
        path = ROOT / "data" / resource["path"]
        assert resource["hash"] == file_digest(path)
        assert resource["bytes"] == path.stat().st_size


@pytest.mark.parametrize("name", ["timeline", "universe"])
def test_a_changed_table_gets_its_digest_and_size_and_the_others_keep_theirs(
    data: Path, name: str
) -> None:
    before = {other: describe(other, data) for other in NAMES}
    path = edit(data, name, without_last_row)
    assert seal(data) == [name]
    after = {other: describe(other, data) for other in NAMES}
    changed = before.pop(name) | {"hash": file_digest(path), "bytes": path.stat().st_size}
    assert after.pop(name) == changed
    assert after == before


def test_several_changed_tables_are_named_in_the_order_of_the_package(data: Path) -> None:
    for name in ("universe", "timeline"):
        edit(data, name, without_last_row)
    assert seal(data) == [name for name in NAMES if name in ("universe", "timeline")]
    assert seal(data) == []


def test_the_descriptor_keeps_its_layout(data: Path) -> None:
    edit(data, "timeline", without_last_row)
    before = (data / "datapackage.json").read_text("utf-8").splitlines()
    seal(data)
    after = (data / "datapackage.json").read_text("utf-8").splitlines()
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 2
    assert (data / "datapackage.json").read_bytes().endswith(b"}\n")


def test_a_table_without_a_digest_gets_one(data: Path) -> None:
    descriptor = load_descriptor(data)
    for key in ("hash", "bytes"):
        del descriptor["resources"][0][key]
    (data / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(TableError, match="make seal"):
        load_table(NAMES[0], data)
    assert seal(data) == [NAMES[0]]
    load_table(NAMES[0], data)


def test_one_fault_in_any_table_seals_none(data: Path) -> None:
    edit(data, "timeline", without_last_row)
    edit(data, "universe", lambda text: text.replace(",365,", ",many,"))
    before = (data / "datapackage.json").read_bytes()
    with pytest.raises(TableError, match=r"universe\.csv, row 2, column value: « many »"):
        seal(data)
    assert (data / "datapackage.json").read_bytes() == before


def test_the_faults_of_all_tables_are_said_together(data: Path) -> None:
    edit(data, "universe", lambda text: text.replace(",365,", ",many,"))
    (data / "axes.csv").unlink()
    with pytest.raises(TableError) as caught:
        seal(data)
    assert len(caught.value.faults) >= 2
    assert "data/axes.csv: the file is missing" in str(caught.value)
    assert "« many »" in str(caught.value)


# As programs: what `make seal` and `make check-data` run.


@pytest.fixture
def start(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], tuple[object, str]]:
    """Run a program on the copied data; gives its exit code and what it prints."""

    def program(name: str) -> tuple[object, str]:
        monkeypatch.setattr(tables, "DATA", data)
        monkeypatch.delitem(sys.modules, f"dataprep.{name}", raising=False)
        code: object = None
        try:
            runpy.run_module(f"dataprep.{name}", run_name="__main__")
        except SystemExit as end:
            code = end.code
        return code, capsys.readouterr().out.strip()

    return program


def test_the_programs_say_that_all_is_well(start: Callable[[str], tuple[object, str]]) -> None:
    assert start("check") == (False, f"{len(NAMES)} tables, no fault.")
    assert start("seal") == (None, "Sealed: nothing had changed.")


def test_the_programs_say_what_changed(
    data: Path, start: Callable[[str], tuple[object, str]]
) -> None:
    edit(data, "timeline", without_last_row)
    code, said = start("check")
    assert code
    assert "data/timeline.csv: the digest of the file is sha256:" in said
    assert start("seal") == (None, "Sealed: timeline")
    assert not start("check")[0]


@pytest.mark.parametrize("program", ["check", "seal"])
def test_the_programs_fail_on_a_fault_and_say_them_all(
    data: Path, start: Callable[[str], tuple[object, str]], program: str
) -> None:
    edit(data, "universe", lambda text: text.replace(",365,", ",many,"))
    edit(data, "timeline", lambda text: text.replace(",reported,", ",heard,", 1))
    code, said = start(program)
    assert code
    assert "« many »" in f"{code} {said}"
    assert "« heard »" in f"{code} {said}"
