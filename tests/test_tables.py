"""The data package: sound as it stands, and refused with words that help when it is not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import frictionless
import pytest

from dataprep.tables import DATA, TableError, describe, load_descriptor, load_table
from seal import seal

NAMES = [resource["name"] for resource in load_descriptor()["resources"]]


def spoil(data: Path, name: str, old: str, new: str) -> None:
    path = data / describe(name, data)["path"]
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(name: str, data: Path) -> str:
    with pytest.raises(TableError) as caught:
        load_table(name, data)
    return str(caught.value)


def test_frictionless_finds_the_package_valid() -> None:
    report = frictionless.validate(str(DATA / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])


def test_the_descriptor_is_a_data_package_v2_without_a_profile() -> None:
    descriptor = load_descriptor()
    assert descriptor["$schema"].startswith("https://datapackage.org/profiles/2")
    assert "profile" not in json.dumps(list(descriptor))
    assert all("profile" not in resource for resource in descriptor["resources"])


def test_every_table_says_what_it_is_in_two_languages_its_source_and_its_licences() -> None:
    for resource in load_descriptor()["resources"]:
        for key in (
            "title",
            "title_en",
            "description",
            "description_en",
            "sources",
            "source_license",
            "licenses",
            "retrieved",
        ):
            assert resource[key], (resource["name"], key)
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", resource["hash"])
        for column in resource["schema"]["fields"]:
            assert column["title"], (resource["name"], column["name"])
            assert column["title_en"], (resource["name"], column["name"])


def test_every_csv_file_is_described() -> None:
    described = {resource["path"] for resource in load_descriptor()["resources"]}
    assert {path.name for path in DATA.glob("*.csv")} == described


@pytest.mark.parametrize("name", NAMES)
def test_a_table_loads_with_the_columns_of_its_schema(name: str) -> None:
    columns = [field["name"] for field in describe(name)["schema"]["fields"]]
    assert list(load_table(name).columns) == columns


def test_numbers_come_as_numbers_and_an_empty_cell_as_missing() -> None:
    table = load_table("findings-2025").set_index("id")
    assert table.loc["non-use-distrust", "value"] == 47
    assert table["value"].isna()["training-wanted"]


def test_an_unknown_table_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(TableError, match=r"« findings-2024 »[\s\S]*findings-2025"):
        load_table("findings-2024")


def test_every_resource_that_is_not_described_is_named_at_once(data: Path) -> None:
    descriptor = json.loads((data / "datapackage.json").read_text("utf-8"))
    del descriptor["resources"][0]["schema"]
    descriptor["resources"][2]["path"] = 3
    descriptor["resources"].append("findings")
    (data / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    with pytest.raises(TableError) as raised:
        load_table("reports", data)
    places = re.findall(r"resource (\d+): « (\w+) » is missing", str(raised.value))
    last = str(len(descriptor["resources"]))
    assert places == [
        ("1", "schema"),
        ("3", "path"),
        *((last, key) for key in ("name", "path", "schema")),
    ]


@pytest.mark.parametrize("text", ["[]", '{"name": "x"}', '{"resources": {}}'])
def test_a_descriptor_without_resources_says_so(data: Path, text: str) -> None:
    (data / "datapackage.json").write_text(text, "utf-8")
    with pytest.raises(TableError, match="it lists no resources") as raised:
        load_table("reports", data)
    assert "git checkout data/datapackage.json" in str(raised.value)


def test_a_missing_descriptor_is_named_with_what_to_do(data: Path) -> None:
    (data / "datapackage.json").unlink()
    words = refusal("axes", data)
    assert "data/datapackage.json: the file is missing" in words
    assert "git checkout" in words


def test_a_descriptor_that_is_not_json_is_refused_with_its_line_and_column(data: Path) -> None:
    (data / "datapackage.json").write_text('{\n "name": oops}\n', encoding="utf-8")
    assert "datapackage.json, line 2, column 10: Expecting value" in refusal("axes", data)


def test_a_schema_that_cannot_be_is_a_fault_of_the_descriptor(data: Path) -> None:
    path = data / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"integer"', '"whole"'), encoding="utf-8")
    words = refusal("axes", data)
    assert '"whole" is not supported' in words
    assert "To do: correct data/datapackage.json." in words


def test_a_missing_file_is_named(data: Path) -> None:
    (data / "axes.csv").unlink()
    assert "data/axes.csv: the file is missing" in refusal("axes", data)


def test_a_changed_file_is_refused_until_it_is_sealed(data: Path) -> None:
    spoil(data, "findings-2025", ",47,", ",43,")
    words = refusal("findings-2025", data)
    assert "the digest of the file is sha256:" in words
    assert "make seal" in words
    assert seal(data) == ["findings-2025"]
    assert load_table("findings-2025", data).set_index("id").loc["non-use-distrust", "value"] == 43


def test_sealing_twice_changes_nothing(data: Path) -> None:
    before = (data / "datapackage.json").read_bytes()
    assert seal(data) == []
    assert (data / "datapackage.json").read_bytes() == before


def test_a_wrong_value_is_named_with_table_row_column_value_expectation_and_advice(
    data: Path,
) -> None:
    spoil(data, "findings-2025", ",47,", ",4 7,")
    row = 1 + (data / "findings-2025.csv").read_text(encoding="utf-8").split("4 7,")[0].count("\n")
    words = refusal("findings-2025", data)
    assert f"data/findings-2025.csv, row {row}, column value: « 4 7 » is not a number" in words
    assert "from 0 to 100" in words
    assert "(schema: findings-2025, field value)" in words
    assert "To do: correct the cell, then `make seal`." in words


def test_all_faults_of_a_table_are_said_at_once(data: Path) -> None:
    spoil(data, "findings-2025", ",47,", ",470,")
    spoil(data, "findings-2025", ",percentage,", ",per cent,")
    spoil(data, "findings-2025", "use-none,use,", "use-none,usage,")
    words = refusal("findings-2025", data)
    for piece in ("« 470 »", "« per cent »", "one of count, percentage", "usage"):
        assert piece in words
    assert "foreign" in words.lower() or "questions-2025" in words


def test_a_repeated_identifier_is_refused(data: Path) -> None:
    spoil(data, "groups-2025", "non-users,true", "users,true")
    assert "users" in refusal("groups-2025", data)


def test_a_row_with_a_cell_too_many_is_refused_with_its_row(data: Path) -> None:
    path = data / "groups-2025.csv"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + ",x\n", encoding="utf-8")
    assert re.search(r"groups-2025\.csv, row 5", refusal("groups-2025", data))


def test_a_renamed_column_is_refused_with_the_columns_expected(data: Path) -> None:
    spoil(data, "groups-2025", "partition", "split")
    words = refusal("groups-2025", data)
    assert "row 1" in words
    assert "partition" in words


def test_another_encoding_is_refused_with_the_row_and_the_byte(data: Path) -> None:
    path = data / "groups-2025.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", errors="replace"))
    words = refusal("groups-2025", data)
    assert "row 2: byte 0xe9 is not UTF-8" in words
    assert "CSV UTF-8" in words


def test_a_byte_order_mark_is_refused(data: Path) -> None:
    path = data / "groups-2025.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert "byte order mark" in refusal("groups-2025", data)


def test_a_fault_is_not_sealed(data: Path) -> None:
    spoil(data, "findings-2025", ",47,", ",470,")
    before = (data / "datapackage.json").read_bytes()
    with pytest.raises(TableError, match="« 470 »"):
        seal(data)
    assert (data / "datapackage.json").read_bytes() == before


def test_the_table_that_is_returned_is_the_callers_own() -> None:
    table = load_table("groups-2025")
    table.loc[0, "id"] = "changed"
    assert load_table("groups-2025").loc[0, "id"] == "respondents"
