"""The data package: sound as it stands, and refused with words that help when it is not."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import frictionless
import pytest

from building import ROOT, run
from dataprep import soundness
from dataprep.descriptor import (
    DATA,
    TableError,
    describe,
    file_digest,
    load_descriptor,
)
from dataprep.soundness import LONGEST_CELL, find_faults
from dataprep.tables import load_table
from seal import faults_of, seal

NAMES = [resource["name"] for resource in load_descriptor()["resources"]]


def spoil(data: Path, name: str, old: str, new: str) -> None:
    path = data / describe(name, data)["path"]
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def cut_short(row: str) -> str:
    return ",".join(row.split(",")[:5])


def refusal(name: str, data: Path) -> str:
    with pytest.raises(TableError) as caught:
        load_table(name, data)
    return str(caught.value)


def test_frictionless_finds_the_package_valid() -> None:
    report = frictionless.validate(str(DATA / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])


@pytest.mark.parametrize("name", NAMES)
def test_the_full_check_finds_no_fault_in_a_table_as_it_stands(name: str) -> None:
    assert list(find_faults(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_in_french_is_said_in_english_of_the_same_row(name: str) -> None:
    """Words of two rows that English does not tell apart differ in French by an ending at most."""
    table = load_table(name)
    for column in table.columns[table.columns.str.endswith("_fr")]:
        pairs = table[[column, f"{column[:-3]}_en"]].dropna().drop_duplicates()
        for english, french in pairs.groupby(f"{column[:-3]}_en")[column]:
            first, *others = french
            for other in others:
                alike = SequenceMatcher(None, first, other).ratio()
                assert alike > 0.75, (
                    f"{name}, {column}: « {first} » and « {other} » are {english!r}"
                )


def test_a_statement_is_of_those_whom_its_question_was_put_to() -> None:
    asked = load_table("questions-2025").set_index("id")["asked_of"]
    statements = load_table("findings-2025").dropna(subset=["base_group"])
    assert len(statements) > 15
    for _, row in statements.iterrows():
        assert asked[row["question"]] == row["base_group"], (row["id"], row["question"])


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
    words = r"^name: 'findings-2024' .*Expected one of .*Write 'findings-2025'"
    with pytest.raises(TableError, match=words):
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


def test_a_repeated_identifier_is_said_to_be_with_both_rows(data: Path) -> None:
    spoil(data, "groups-2025", "non-users,true", "users,true")
    words = refusal("groups-2025", data)
    assert "groups-2025.csv, row 4, column id: « users » is repeated: rows 3 and 4" in words
    assert words.count("is repeated") == 1
    assert "of the form" not in words


def test_a_key_of_several_columns_is_repeated_only_where_all_are(data: Path) -> None:
    descriptor = load_descriptor(data)
    (evidence,) = [each for each in descriptor["resources"] if each["name"] == "axes-evidence"]
    evidence["schema"]["primaryKey"] = ["axis", "finding"]
    (data / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert faults_of(["axes-evidence"], data) == []
    path = data / "axes-evidence.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    (words,) = faults_of(["axes-evidence"], data)
    assert f"rows 2 and {len(lines) + 1}" in words


@pytest.mark.parametrize(("change", "cells"), [(lambda row: row + ",x", 10), (cut_short, 5)])
def test_a_row_of_another_length_says_how_many_cells_it_has(
    data: Path, change: Callable[[str], str], cells: int
) -> None:
    path = data / "groups-2025.csv"
    *rows, last = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*rows, change(last)]) + "\n", encoding="utf-8")
    words = refusal("groups-2025", data)
    assert f"groups-2025.csv, row 5: the row has {cells} cells\n  Expected: 9, one for" in words
    assert words.count("row 5") == 1
    assert "None" not in words


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


def test_a_fault_of_encoding_is_said_once_whatever_points_to_the_table(data: Path) -> None:
    path = data / "groups-2025.csv"
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xe9", 1))
    (words,) = faults_of(NAMES, data)
    assert words.startswith("data/groups-2025.csv, row 2: byte 0xe9 is not UTF-8")
    # A table whose keys point there says where the fault is, not that it has one.
    assert refusal("questions-2025", data).startswith("data/groups-2025.csv, row 2")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("timeline", "Le mot", "Le\0 mot", r"timeline\.csv, row 2, cell 5: the file holds a NUL"),
        ("timeline", "Le mot", "x" * 10**6, r"row 2, column label_fr: the cell has 1000012 char"),
        (
            "timeline",
            "Le mot",
            "Le \u202emot",
            r"row 2, column label_fr: « Le <U\+202E>mot .*OVERRIDE",
        ),
        ("timeline", "Le mot", "Le \u2066mot", r"row 2, column label_fr: .*LEFT-TO-RIGHT ISOLATE"),
        ("timeline", "Le mot", "Le\u200b mot", r"row 2, column label_fr: .*ZERO WIDTH SPACE"),
        ("timeline", "Le mot", "Le\ufeff mot", r"column label_fr: .*ZERO WIDTH NO-BREAK SPACE"),
        ("timeline", "Le mot", "Le\t mot", r"row 2, column label_fr: .*a control character"),
        ("timeline", "Le mot", "=HYPERLINK(1)", r"row 2, column label_fr: .* starts with « = »"),
        ("timeline", "Le mot", "@mot", r"row 2, column label_fr: .* starts with « @ »"),
        ("timeline", "Le mot", "+mot", r"row 2, column label_fr: .* starts with « \+ »"),
        ("timeline", "Le mot", "-mot", r"row 2, column label_fr: .* starts with « - »"),
        (
            "timeline",
            "1955-08-31",
            "1955-02-31",
            r"row 2, column date: « 1955-02-31 » is not a date",
        ),
        ("timeline", "1955-08-31", "1955-13", r"row 2, column date: « 1955-13 » is not a date"),
        (
            "timeline",
            "1974,1980",
            "1974,1970",
            r"column date_end: « 1970 » is before the start, « 1974",
        ),
        (
            "universe",
            "2016-01-01",
            "2016-02-30",
            r"row 2, column as_of: « 2016-02-30 » is not a date",
        ),
        (
            "findings-2025",
            "percentage,50,0,",
            "percentage,50,0,51%",
            r"column printed: « 51% » stands where the column is derived",
        ),
        ("findings-2025", "percentage,50,0,", "percentage,,0,", r"column value: the cell is empty"),
        (
            "findings-2025",
            "use-none,use,",
            "use-none,uses,",
            r"column question: « uses » is no id of questions-2025; nearest: « use »",
        ),
        (
            "findings-2025",
            ",percentage,",
            ",percentages,",
            r"column kind: .*; nearest: « percentage »",
        ),
        ("groups-2025", "label_fr", "label_french", r"row 1: .*; nearest: « label_fr »"),
    ],
)
def test_what_does_not_belong_is_refused_by_name_and_never_sealed(
    data: Path, name: str, old: str, new: str, words: str
) -> None:
    path = data / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    before = (data / "datapackage.json").read_bytes()
    assert re.search(words, refusal(name, data))
    with pytest.raises(TableError, match=words):
        seal(data)
    assert (data / "datapackage.json").read_bytes() == before
    # Sealed all the same, by hand or by an older version, the full check finds it.
    descriptor = load_descriptor(data)
    for resource in descriptor["resources"]:
        resource["hash"] = file_digest(data / resource["path"])
    (data / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert re.search(words, "\n".join(faults_of(NAMES, data)))


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_refused(data: Path, ends: str) -> None:
    path = data / "axes.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", ends.encode()))
    words = refusal("axes", data)
    assert words.startswith("data/axes.csv, row 1: the line ends in a carriage return")
    with pytest.raises(TableError, match="carriage return"):
        seal(data)


def test_a_cell_as_long_as_the_limit_is_accepted(data: Path) -> None:
    spoil(data, "timeline", "Le mot est proposé", "x" * LONGEST_CELL)
    assert seal(data) == ["timeline"]
    assert load_table("timeline", data)["label_fr"].str.len().max() == LONGEST_CELL


def test_a_key_to_a_table_that_is_not_there_names_the_nearest(data: Path) -> None:
    path = data / "datapackage.json"
    text = path.read_text("utf-8")
    path.write_text(text.replace('"resource": "groups-2025"', '"resource": "group-2025"'), "utf-8")
    words = refusal("questions-2025", data)
    assert "no table is named « group-2025 »; nearest: « groups-2025 »" in words


def test_a_key_of_the_descriptor_that_is_misspelt_names_the_right_one(data: Path) -> None:
    path = data / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"schema"', '"shema"', 1), "utf-8")
    assert "« schema » is missing; nearest: « shema »" in refusal("axes", data)


def test_a_percentage_is_printed_as_its_value() -> None:
    table = load_table("findings-2025")
    rows = table[table["kind"] == "percentage"]
    expected = [f"{value:.0f}%" for value in rows["value"]]
    assert rows["printed"].to_list() == expected
    assert table.set_index("id").loc["frequency-daily", "printed"] == "un tiers"


# What is as sealed is read at once; anything else, in full.


def test_a_sealed_table_is_not_checked_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def noted(name: str, data: Path, *, sealed: bool = True) -> Iterator[str]:
        checked.append(name)
        return find_faults(name, data, sealed=sealed)

    monkeypatch.setattr(soundness, "find_faults", noted)
    for name in NAMES:
        load_table(name, data)
    assert checked == []
    spoil(data, "questions-2025", "Le contexte que", "Le contexte, que")
    with pytest.raises(TableError, match="digest"):
        load_table("questions-2025", data)
    load_table("findings-2025", data)  # its keys point to a table that is not as sealed
    load_table("reports", data)
    assert checked == ["questions-2025", "findings-2025"]


@pytest.mark.parametrize("what", ["schema", "path", "hash", "schema_hash"])
def test_no_part_of_a_seal_is_taken_on_trust(data: Path, what: str) -> None:
    descriptor = load_descriptor(data)
    (axes,) = [each for each in descriptor["resources"] if each["name"] == "axes"]
    if what == "schema":
        axes["schema"]["fields"][0]["constraints"]["pattern"] = ".*"
    elif what == "path":
        (data / "other.csv").write_bytes((data / "axes.csv").read_bytes())
        axes["path"] = "other.csv"
    else:
        axes[what] = "sha256:" + "0" * 64
    (data / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert "make seal" in refusal("axes", data)


def test_words_of_the_descriptor_may_change_without_a_seal(data: Path) -> None:
    path = data / "datapackage.json"
    descriptor = load_descriptor(data)
    descriptor["resources"][0]["title"] = "Un autre titre"
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    assert len(load_table(descriptor["resources"][0]["name"], data))


def test_a_table_that_changes_on_disk_is_read_again(data: Path) -> None:
    assert load_table("timeline", data).loc[0, "label_fr"] == "Le mot est proposé"
    spoil(data, "timeline", "Le mot est proposé", "Le mot est là")
    seal(data)
    assert load_table("timeline", data).loc[0, "label_fr"] == "Le mot est là"


def test_to_load_every_table_imports_nothing_heavy() -> None:
    """In a process of its own, as a kernel starts."""
    heavy = ["frictionless", "jsonschema", "rfc3987_syntax", "scipy", "statsmodels", "matplotlib"]
    program = (
        "import sys, dataprep\n"
        "for each in dataprep.load_descriptor()['resources']: dataprep.load_table(each['name'])\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    assert run([sys.executable, "-c", program], ROOT / "notebooks").stdout.strip() == "[]"


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
