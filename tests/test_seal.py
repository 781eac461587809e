"""Digests are written after a deliberate change, never over a fault; and faults are all said."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import check
import seal as sealing
from building import ROOT
from dataprep.descriptor import (
    TableError,
    describe,
    file_digest,
    load_descriptor,
    schema_digest,
)
from dataprep.tables import load_table
from seal import differences, seal

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
        assert resource["schema_hash"] == schema_digest(resource)


@pytest.mark.parametrize("name", ["timeline", "universe"])
def test_a_changed_table_gets_its_digest_and_size_and_the_others_keep_theirs(
    data: Path, name: str
) -> None:
    before = {other: describe(other, data) for other in NAMES}
    path = edit(data, name, without_last_row)
    assert seal(data) == [name]
    after = {other: describe(other, data) for other in NAMES}
    changed = before.pop(name) | {"hash": file_digest(path), "bytes": path.stat().st_size}
    assert changed["schema_hash"] == schema_digest(changed)
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


def test_the_programs_say_that_all_is_well(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(data) == 0
    assert sealing.main([], data) is None
    said = capsys.readouterr().out.splitlines()
    assert said == [f"{len(NAMES)} tables, no fault.", "Sealed: nothing had changed."]


def test_a_change_that_is_not_sealed_is_a_note_and_no_fault(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(data, "timeline", without_last_row)
    assert check.main(data) == 0
    assert "Note: timeline is changed and not sealed." in capsys.readouterr().out
    assert sealing.main(["--yes"], data) is None
    capsys.readouterr()
    assert check.main(data) == 0
    assert capsys.readouterr().out == f"{len(NAMES)} tables, no fault.\n"


@pytest.mark.parametrize("program", ["check", "seal"])
def test_the_programs_fail_on_a_fault_and_say_them_all(
    data: Path, capsys: pytest.CaptureFixture[str], program: str
) -> None:
    edit(data, "universe", lambda text: text.replace(",365,", ",many,"))
    edit(data, "timeline", lambda text: text.replace(",reported,", ",heard,", 1))
    ended = check.main(data) if program == "check" else sealing.main(["--yes"], data)
    said = f"{ended} {capsys.readouterr().out}"
    assert ended
    assert "« many »" in said
    assert "« heard »" in said


def test_without_a_terminal_or_yes_nothing_is_sealed(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(data, "timeline", without_last_row)
    before = (data / "datapackage.json").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    words = str(sealing.main([], data))
    assert re.fullmatch(r"seal: nobody to ask\. Expected .*--yes\. Run .*--yes\.", words)
    assert (data / "datapackage.json").read_bytes() == before


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("said", "sealed"), [("y", True), ("yes", True), ("n", False), ("", False)]
)
def test_it_asks_before_it_writes(
    data: Path, monkeypatch: pytest.MonkeyPatch, said: str, sealed: bool
) -> None:
    edit(data, "timeline", without_last_row)
    before = (data / "datapackage.json").read_bytes()
    monkeypatch.setattr(sys, "stdin", Terminal(said + "\n"))
    assert (sealing.main([], data) is None) == sealed
    assert ((data / "datapackage.json").read_bytes() != before) == sealed


# What changed, for a person to read.


@pytest.fixture
def committed(data: Path) -> Path:
    """The copied data package, as the last commit of a repository of its own."""
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "The tables"]):
        subprocess.run(["git", "-C", str(data), *command], check=True)
    return data


def test_a_difference_names_rows_columns_and_both_values(committed: Path) -> None:
    def change(text: str) -> str:
        kept = without_last_row(text).replace("territories-2016,count", "territories-2015,count")
        return kept.replace("maconnais-sud-bourgogne.fr,reported", "ailleurs.fr,reported")

    edit(committed, "universe", change)
    lines = differences("universe", committed)
    gone = [line.split(":")[1] for line in lines if line.startswith("universe: - ")]
    assert gone == [f" - {name}" for name in load_table("universe")["id"].iloc[[0, -1]]]
    assert any(
        line.startswith("universe: + territories-2015: id=territories-2015") for line in lines
    )
    assert (
        "universe: territories-2018, producer: maconnais-sud-bourgogne.fr -> ailleurs.fr" in lines
    )
    assert len(lines) == 4


def test_a_difference_tells_a_change_of_order_from_one_of_content(committed: Path) -> None:
    edit(committed, "axes", lambda text: "".join(swapped(text.splitlines(keepends=True))))
    assert differences("axes", committed) == ["axes: the order of the rows changed"]
    assert differences("timeline", committed) == ["timeline: as in the last commit"]


def swapped(lines: list[str]) -> list[str]:
    return [lines[0], lines[2], lines[1], *lines[3:]]


def test_a_row_without_a_key_is_named_by_its_place(committed: Path) -> None:
    edit(committed, "axes-evidence", lambda text: text.replace("supports", "qualifies", 1))
    assert differences("axes-evidence", committed) == [
        "axes-evidence: row 2, direction: supports -> qualifies"
    ]


def test_a_change_of_schema_is_shown_and_sealed(committed: Path) -> None:
    path = committed / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"maximum": 2026', '"maximum": 2030'), "utf-8")
    with pytest.raises(TableError, match=r"resource comparators: the digest of the schema"):
        load_table("comparators", committed)
    assert differences("comparators", committed) == [
        "comparators: schema.fields.year.constraints.maximum: 2026 -> 2030"
    ]
    assert seal(committed) == ["comparators"]
    assert len(load_table("comparators", committed))


def test_where_git_holds_nothing_it_is_said(data: Path) -> None:
    edit(data, "timeline", without_last_row)
    assert differences("timeline", data) == [
        "timeline: git holds no earlier version to compare with"
    ]
