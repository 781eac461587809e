"""A file of answers is read as a spreadsheet shows it, and each bad one says what to do."""

from __future__ import annotations

import ast
import datetime as dt
import io
import os
import re
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer_files import (
    ROWS,
    csv_bytes,
    ods_bytes,
    ods_cell,
    ods_rows,
    parquet_bytes,
    part_of,
    plain_sav,
    sav_bytes,
    with_part,
    xlsx_bytes,
)
from bad_answer_files import BAD
from building import ROOT, run
from dataprep.answers import archives, grid
from dataprep.answers.cells import is_formula, text_of
from dataprep.answers.encodings import decode
from dataprep.answers.files import Grid, read_grid
from dataprep.answers.report import AnswersError, Fault
from dataprep.answers.unseen import visible
from rendering.words import file_faults
from rendering.words.answers import fault_words
from rendering.words.file_faults import EXPECTED_OF_FILE, KINDS_OF_FILE

FRENCH = "Déjà formés à l’été, un gain « très » net – l’Œuvre coûte 3 €, ça m’a plu où çà ?"
unhurried = settings(deadline=None, max_examples=60, derandomize=True)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


# What each format gives


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_is_read_whatever_its_delimiter_and_ends_of_line(
    tmp_path: Path, delimiter: str, end: str
) -> None:
    read = saved(tmp_path, "r.csv", csv_bytes(ROWS, delimiter, end))
    assert (read.file, read.kind) == ("r.csv", "csv")
    assert (read.encoding, read.delimiter, read.sheet) == ("utf-8", delimiter, None)
    assert read.rows == ROWS
    assert read.numbers == (1, 2, 3, 4)
    assert read.faults == ()


@pytest.mark.parametrize(
    ("data", "kind"),
    [(xlsx_bytes(), "xlsx"), (ods_bytes(), "ods"), (parquet_bytes(), "parquet")],
    ids=["xlsx", "ods", "parquet"],
)
def test_the_same_answers_give_the_same_grid_in_every_format(
    tmp_path: Path, data: bytes, kind: str
) -> None:
    read = saved(tmp_path, f"r.{kind}", data)
    assert read.rows == ROWS
    assert read.numbers == (1, 2, 3, 4)
    assert read.faults == ()
    assert (read.kind, read.encoding, read.delimiter) == (kind, None, None)
    assert read.sheet == (None if kind == "parquet" else "Réponses")


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
        ("mac-roman", "mac-roman"),
    ],
)
def test_the_encoding_is_found_and_said(tmp_path: Path, encoding: str, said: str) -> None:
    text = f"id;remarque\r\n1;{FRENCH}\r\n2;rien\r\n"
    read = saved(tmp_path, "r.csv", text.encode(encoding))
    assert read.encoding == said
    assert read.rows == (("id", "remarque"), ("1", FRENCH), ("2", "rien"))


WORDS = ["déjà", "été", "où", "Œuvre", "ça", "l’été", "« oui »", "À", "É", "coût", "3 €", "–"]
words = st.lists(
    st.sampled_from(WORDS),
    min_size=1,
    max_size=12,
).map(" ".join)


@unhurried
@given(words, st.sampled_from(["cp1252", "mac-roman", "utf-8"]))
def test_french_is_read_as_it_was_written_in_each_encoding(text: str, encoding: str) -> None:
    # One accent alone can be read two ways: a file has more.
    text = f"Territoire;Déjà formé à l'été\n1;{text}\n"
    assert decode("r.csv", text.encode(encoding)) == (text, encoding)


def test_another_language_than_french_is_read_by_its_statistics(tmp_path: Path) -> None:
    german = "id;Straße\n1;Größere Städte fördern öffentliche Übergänge für Ämter\n" * 3
    read = saved(tmp_path, "r.csv", german.encode("cp1252"))
    assert read.rows[1][1] == "Größere Städte fördern öffentliche Übergänge für Ämter"


def test_a_trailing_empty_line_is_accepted_and_a_second_is_a_fault(tmp_path: Path) -> None:
    assert saved(tmp_path, "r.csv", csv_bytes() + b"\r\n").faults == ()
    read = saved(tmp_path, "r.csv", csv_bytes() + b"\r\n\r\n")
    assert read.faults == (Fault("empty-row", 5),)
    assert read.rows == (*ROWS, ())


def test_rows_are_numbered_as_an_editor_does_over_cells_of_several_lines(tmp_path: Path) -> None:
    rows = (("id", "titre\nsur deux lignes"), ("1", "a\r\nb\nc"), ("2", "=x"))
    read = saved(tmp_path, "r.csv", csv_bytes(rows))
    assert read.rows == rows
    assert read.numbers == (1, 3, 6)
    assert [(each.kind, each.row) for each in read.faults] == [("formula", 6)]


def test_a_csv_of_one_column_has_no_delimiter_whatever_its_texts_hold(tmp_path: Path) -> None:
    read = saved(tmp_path, "r.csv", b"remarque\nUn, deux\nTrois\nQuatre; cinq\n")
    assert read.delimiter is None
    assert read.rows == (("remarque",), ("Un, deux",), ("Trois",), ("Quatre; cinq",))


def test_cells_are_neither_stripped_nor_interpreted(tmp_path: Path) -> None:
    rows = (("id", " usage "), ("007", " Oui"), ("1e3", "NA"))
    assert saved(tmp_path, "r.csv", csv_bytes(rows)).rows == rows


def test_a_delimiter_is_that_of_the_whole_file_and_not_of_its_texts(tmp_path: Path) -> None:
    lines = ["a;b", *(f"{k};oui, non, {k}, peut-être" for k in range(9)), "8"]
    read = saved(tmp_path, "r.csv", "\n".join([*lines, "9;fin\n"]).encode())
    assert read.delimiter == ";"
    assert [(each.kind, each.row) for each in read.faults] == [("ragged-row", 11)]


def test_a_delimiter_that_stumbles_early_is_not_taken_for_its_first_rows(tmp_path: Path) -> None:
    read = saved(tmp_path, "r.csv", b'n;x,y\n1;a,b\n2;a,"b" c\n3\n4;e,f\n')
    assert read.delimiter == ";"
    assert [(each.kind, each.row) for each in read.faults] == [("ragged-row", 4)]


def test_a_short_last_row_is_a_cut_unless_other_rows_are_uneven_and_its_line_ends(
    tmp_path: Path,
) -> None:
    kinds = {
        text: [each.kind for each in saved(tmp_path, "r.csv", text.encode()).faults]
        for text in (
            "a;b;c\n1;2;3\n4;5",
            "a;b;c\n1;2;3\n4;5\n",
            "a;b;c\n1;2\n3;4;5\n6;7",
            "a;b;c\n1;2\n3;4;5\n6;7\n",
        )
    }
    assert list(kinds.values()) == [
        ["truncated-file"],
        ["truncated-file"],
        ["ragged-row", "truncated-file"],
        ["ragged-row", "ragged-row"],
    ]


def test_an_archive_is_read_up_to_its_limits_and_not_past_them() -> None:
    archives._within("a.xlsx", archives.MOST_PARTS, archives.MOST_UNPACKED, 10**9)
    for parts, size in ((archives.MOST_PARTS + 1, 1), (1, archives.MOST_UNPACKED + 1)):
        with pytest.raises(AnswersError):
            archives._within("a.xlsx", parts, size, 10**9)


def test_values_of_a_workbook_are_text_as_it_shows_them(tmp_path: Path) -> None:
    def dated(workbook: Any, sheet: Any, row: int, column: int) -> None:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(row, column, dt.datetime(2026, 3, 4), day)

    def timed(workbook: Any, sheet: Any, row: int, column: int) -> None:
        moment = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_datetime(row, column, dt.datetime(2026, 3, 4, 10, 11), moment)

    def computed(workbook: Any, sheet: Any, row: int, column: int) -> None:
        sheet.write_formula(row, column, "=1+41", None, 42)

    cells = [3, 3.5, 0.1 + 0.2, True, False, dated, timed, computed, -2, "007"]
    read = saved(tmp_path, "r.xlsx", xlsx_bytes({"R": [["x"] * len(cells), cells]}))
    shown = ("3", "3.5", "0.3", "1", "0", "2026-03-04", "2026-03-04 10:11:00", "42", "-2", "007")
    assert read.rows[1] == shown
    assert read.faults == ()


def test_values_of_an_ods_are_text_as_it_shows_them(tmp_path: Path) -> None:
    cells = "".join(
        ods_cell(shown, f'office:value-type="{kind}" office:{stored}')
        for shown, kind, stored in [
            ("3", "float", 'value="3"'),
            ("VRAI", "boolean", 'boolean-value="true"'),
            ("04/03/26", "date", 'date-value="2026-03-04"'),
            ("42", "float", 'value="42" table:formula="of:=1+41"'),
        ]
    )
    title = ods_rows([("a", "b", "c", "d")])
    filling = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    twice = f'<table:table-row table:number-rows-repeated="2">{cells}</table:table-row>'
    read = saved(tmp_path, "r.ods", ods_bytes({"R": title + twice + filling}))
    assert read.rows == (("a", "b", "c", "d"), *[("3", "1", "2026-03-04", "42")] * 2)
    assert read.faults == ()


def test_rows_of_a_workbook_keep_the_number_that_it_shows(tmp_path: Path) -> None:
    read = saved(tmp_path, "r.xlsx", xlsx_bytes({"R": [[], ["", "titre"], ["", "=x"]]}))
    assert read.rows == (("", ""), ("", "titre"), ("", "=x"))
    assert read.numbers == (1, 2, 3)
    # The first row names no column: its letter does.
    assert read.faults == (Fault("empty-row", 1), Fault("formula", 3, "B", "=x"))


def test_a_workbook_may_have_empty_sheets_and_the_sheet_read_is_said(tmp_path: Path) -> None:
    data = xlsx_bytes({"vide": [], "Réponses": ROWS})
    assert saved(tmp_path, "r.xlsx", data).sheet == "Réponses"
    two = xlsx_bytes({"Notes": [["x"]], "Réponses": ROWS})
    assert saved(tmp_path, "r.xlsx", two, sheet="Réponses").rows == ROWS


def test_a_sav_gives_labels_for_values_and_keeps_user_missing_values_apart(tmp_path: Path) -> None:
    read = saved(tmp_path, "r.sav", plain_sav())
    assert read.rows == (
        ("usage", "remarque"),
        ("Oui", "Un gain"),
        ("Non", "été"),
        ("Oui", ""),
        ("99", ""),
        ("", ""),
    )
    assert read.labels == {"usage": "Utilisez-vous ces outils ?"}
    assert read.missing == {"usage": {"99": "Ne sait pas"}}
    assert [(each.kind, each.row) for each in read.faults] == [("empty-row", 6)]


def test_a_sav_tells_ranges_and_texts_that_are_missing_and_labels_that_are_shared(
    tmp_path: Path,
) -> None:
    table = pd.DataFrame({"n": [1.0, 97.0, 98.0, 2.5], "t": ["a", "z", "b", "a"]})
    data = sav_bytes(
        table,
        variable_value_labels={"n": {1: "Un peu", 2.5: "Un peu", 99: "Refus"}, "t": {"a": "Long"}},
        missing_ranges={"n": [{"lo": 97, "hi": 99}], "t": ["z"]},
    )
    read = saved(tmp_path, "r.sav", data)
    # Two values share a label: they would become one.
    assert read.rows[1:] == (("1", "Long"), ("97", "z"), ("98", "b"), ("2.5", "Long"))
    assert read.missing == {"n": {"99": "Refus", "97": "", "98": ""}, "t": {"z": ""}}


def test_a_parquet_gives_text_for_every_type(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "whole": [3.0, None],
            "flag": [True, False],
            "list": [["a", "b"], None],
            "day": [dt.datetime(2026, 3, 4), None],
            "exact": [Decimal("3.00"), Decimal("0.50")],
            "kind": pd.Categorical(["x", None]),
        },
        index=["p", "q"],
    )
    read = saved(tmp_path, "r.parquet", parquet_bytes(table))
    assert read.rows == (
        ("whole", "flag", "list", "day", "exact", "kind"),
        ("3", "1", "a;b", "2026-03-04", "3", "x"),
        ("", "0", "", "", "0.5", ""),
    )
    assert read.faults == ()


@unhurried
@given(st.integers(-(2**53), 2**53))
def test_a_whole_number_reads_the_same_stored_as_a_float_or_as_an_integer(number: int) -> None:
    assert text_of(float(number)) == text_of(number) == str(number)


table_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@unhurried
@given(
    st.lists(st.lists(table_texts, min_size=2, max_size=2), min_size=1, max_size=5),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_is_written_in_quotes_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    rows = [["id", "texte"], *([str(k), *row[1:]] for k, row in enumerate(rows))]
    read = saved(tmp_path_factory.mktemp("h"), "r.csv", csv_bytes(rows, delimiter))
    assert [list(row) for row in read.rows] == rows
    assert read.delimiter == delimiter


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|x", "@SUM(A1)", "-2+3", "\t=1", "\rx", "-A1", "--1", "=a\nb"]
)
def test_a_text_that_a_spreadsheet_would_run_is_known(cell: str) -> None:
    assert is_formula(cell)


@pytest.mark.parametrize(
    "cell", ["-5", "+3,5", "-1 000", "-12 %", "-1e-5", "-", "+", "-oth-", "Oui", "", "a=b", "\t"]
)
def test_a_number_a_sign_alone_and_the_other_of_limesurvey_are_no_formulas(cell: str) -> None:
    assert not is_formula(cell)


@unhurried
@given(st.text(st.sampled_from("aé\n\0\x85\u061c\u200b\u200d\u200e\u202a\u202e\u2060\u2069\ufeff")))
def test_a_hidden_character_is_shown_and_what_is_shown_hides_none(text: str) -> None:
    shown = visible(text)
    assert not re.search("[\0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]", shown)
    assert visible(shown) == shown


# Each bad file, and the message that it gets (``bad_answer_files``)


@pytest.mark.parametrize("what", BAD)
def test_each_bad_file_gets_its_message_and_is_left_as_it_was(tmp_path: Path, what: str) -> None:
    name, make, stops, message = BAD[what]
    path = tmp_path / name
    path.write_bytes(make())
    os.utime(path, ns=(1, 1))
    before = path.read_bytes(), path.stat().st_mtime_ns
    faults = (refusal(path).report if stops else read_grid(path)).faults
    assert plain(fault_words(faults[0], name)) == message
    assert len(faults) == 1
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_path_that_is_not_there_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "r.csv")
    found = {
        name: refusal(tmp_path / name).report.faults[0].kind
        for name in ("absent.csv", "absent\0.csv", "", "r.csv", "r.csv/x", "x" * 300)
    }
    assert found == {
        "absent.csv": "no-file",
        "absent\0.csv": "no-file",
        "": "folder",
        "r.csv": "not-a-file",
        "r.csv/x": "no-file",
        "x" * 300: "unreadable-file",
    }
    folder = fault_words(Fault("folder", value="données"), "données")
    assert folder == (
        "données : « données » : c'est un dossier. Attendu : le chemin d'un fichier. À faire : "
        "donner le chemin du fichier qu'il contient."
    )


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(xlsx_bytes())
    assert plain(fault_words(refusal(path, "Reponses").report.faults[0], "r.xlsx")) == (
        "r.xlsx : « Reponses » : aucune feuille du fichier ne porte ce nom, ou plusieurs le "
        "portent. Attendu : une feuille parmi : Réponses. À faire : corriger le nom de la feuille, "
        "ou ne pas en donner."
    )
    path = tmp_path / "r.csv"
    path.write_bytes(csv_bytes())
    assert refusal(path, "Réponses").report.faults[0].kind == "unknown-sheet"


def test_what_is_past_the_limits_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"r.csv": csv_bytes(), "r.xlsx": xlsx_bytes(), "r.sav": plain_sav()}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "r.parquet").write_bytes(parquet_bytes())
    monkeypatch.setattr(grid, "MOST_CELLS", 9)
    for name in files:
        assert [each.kind for each in refusal(tmp_path / name).report.faults][:1] == [
            "too-many-cells"
        ]
    assert read_grid(tmp_path / "r.parquet").rows == ROWS
    monkeypatch.setattr(grid, "MOST_CELLS_PARQUET", 9)
    assert refusal(tmp_path / "r.parquet").report.faults[0].kind == "too-many-cells"
    monkeypatch.setattr(grid, "LARGEST_FILE", 50)
    words = plain(fault_words(refusal(tmp_path / "r.csv").report.faults[0], "r.csv"))
    assert words == (
        f"r.csv : le fichier pèse {len(csv_bytes())} octets, trop pour être lu ainsi. Attendu : 50 "
        "octets au plus. À faire : en retirer les colonnes inutiles, ou passer la table à tabulate "
        "par DuckDB ou Spark."
    )


def test_faults_past_the_limit_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MOST_FAULTS", 2)
    read = saved(tmp_path, "r.csv", csv_bytes((("a", "b"), *[("=x", "=y")] * 3)))
    assert [each.kind for each in read.faults] == ["formula", "formula", "more-faults"]
    assert fault_words(read.faults[-1]).startswith(
        "fichier : nombre d'autres défauts, non listés : 4. Attendu : aucun défaut."
    )


def test_a_file_that_stops_the_reading_still_lists_the_faults_before(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(b'id;q\n1;=x\n;\n2;"c')
    report = refusal(path).report
    assert [(each.kind, each.row) for each in report.faults] == [
        ("truncated-file", 4),
        ("formula", 2),
        ("empty-row", 3),
    ]
    assert (report.encoding, report.delimiter) == ("utf-8", ";")
    assert (report.read, report.kept, report.refused) == (0, 0, 0)


def test_a_sheet_that_is_read_is_one_whose_extent_was_looked_at(tmp_path: Path) -> None:
    """Two of one name, the first said to be a chart: whoever reads by name could take it."""
    data = xlsx_bytes({"Autre": [["ailleurs"]], "Réponses": ROWS})
    names, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    workbook = part_of(data, names).replace(b'name="Autre"', 'name="Réponses"'.encode())
    links = part_of(data, relations).replace(b"/worksheet", b"/chartsheet", 1)
    path = tmp_path / "r.xlsx"
    path.write_bytes(with_part(with_part(data, names, workbook), relations, links))
    assert refusal(path).report.faults == (Fault("damaged-file"),)


@pytest.mark.parametrize("size", [10, 100_000])
def test_a_workbook_that_understates_the_size_of_a_part_is_refused(
    tmp_path: Path, size: int
) -> None:
    """No more bytes are unpacked than its directory says, and its sum no longer agrees."""
    data = with_part(xlsx_bytes(), "xl/sharedStrings.xml", b"<a>" + b" " * size + b"</a>")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        (part,) = (each for each in packed.infolist() if each.filename == "xl/sharedStrings.xml")
    stated = part.file_size.to_bytes(4, "little")
    assert data.count(stated) >= 2
    path = tmp_path / "r.xlsx"
    path.write_bytes(data.replace(stated, (5).to_bytes(4, "little")))
    assert refusal(path).report.faults[0].kind == "damaged-file"


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    stream = io.BytesIO(xlsx_bytes())
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(stream, "a") as packed,
    ):
        packed.writestr("xl/workbook.xml", "<workbook/>")
    path = tmp_path / "r.xlsx"
    path.write_bytes(stream.getvalue())
    assert refusal(path).report.faults == (Fault("damaged-file"),)


def test_a_panic_of_a_library_is_a_fault_and_an_interruption_is_not() -> None:
    panic = type("PanicException", (BaseException,), {})  # as PyO3 names it
    with pytest.raises(AnswersError) as caught, grid.damaged("r.ods"):
        raise panic("index out of bounds")
    assert caught.value.report.faults == (Fault("damaged-file"),)
    with pytest.raises(KeyboardInterrupt), grid.damaged("r.ods"):
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ((3,), "path: 3 is not a path. Expected the path of a file. Write it in quotes."),
        (("a.csv", 1), "sheet: 1 is not the name of a worksheet."),
    ],
)
def test_arguments_of_another_kind_are_refused(call: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        read_grid(*call)
    assert not isinstance(caught.value, AnswersError)


# Words


def test_every_kind_raised_has_words_and_no_word_is_unused() -> None:
    code = ROOT / "notebooks" / "dataprep" / "answers"
    names = ["archives", "delimited", "encodings", "files", "grid", "tables", "workbooks"]
    raised = {
        call.args[0].value
        for name in names
        for call in ast.walk(ast.parse((code / f"{name}.py").read_text("utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "Fault"
        and isinstance(call.args[0], ast.Constant)
    }
    # Those of cells are yielded by name, then made into faults at one place.
    found = {
        value.value
        for value in ast.walk(ast.parse((code / "cells.py").read_text("utf-8")))
        if isinstance(value, ast.Constant) and value.value in KINDS_OF_FILE
    }
    hidden = {"nul-character", "bidirectional-character", "zero-width-character"}
    assert hidden | {"formula", "error-cell", "long-cell"} <= found
    assert raised | {"folder", "not-a-file"} | found == set(KINDS_OF_FILE)
    assert set(EXPECTED_OF_FILE) == set(KINDS_OF_FILE)


def test_words_of_a_fault_hide_nothing_and_stay_on_a_line() -> None:
    fault = Fault("formula", 3, "q\u202e\n", "=a\n\u200b{x}" + "y" * 200)
    words = fault_words(fault, "r\u202e.csv")
    assert words.startswith("r\\u202e.csv, ligne 3, colonne « q\\u202e » : « =a \\u200b{x}yyy")
    assert "\n" not in words
    assert "y…" in words


def test_words_are_in_the_language_of_the_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are asked for at each call, not when the module is imported."""
    monkeypatch.setattr(file_faults, "tr", str.upper)
    assert "SUPPRIMER CE CARACTÈRE" in fault_words(Fault("zero-width-character", 1))


def test_to_import_the_reader_imports_nothing_heavy() -> None:
    heavy = ["pandas", "pyarrow", "python_calamine", "pyreadstat", "charset_normalizer"]
    program = (
        "import sys, dataprep.answers.files, dataprep.answers.delimited\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    assert run([sys.executable, "-c", program], ROOT / "notebooks").stdout.strip() == "[]"


def saved(folder: Path, name: str, data: bytes, sheet: str | None = None) -> Grid:
    path = folder / name
    path.write_bytes(data)
    return read_grid(path, sheet)


def refusal(path: Path, sheet: str | None = None) -> AnswersError:
    with pytest.raises(AnswersError) as caught:
        read_grid(path, sheet)
    return caught.value
