"""The synthetic answers as each tool would have exported them: one function a layout.

Written from what these tools write, and not from how ``dataprep.answers`` reads them. Times are
fixed, addresses are at example.org, and IP addresses are those kept for documentation
(192.0.2.0/24, RFC 5737).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from dataprep.answers.codebook import (
    MULTIPLE,
    NUMBER,
    SINGLE,
    Codebook,
    Missing,
    Option,
    Question,
    codebook,
)
from samples import Person, flash_answers, proposed_answers

OPENED = datetime(2026, 3, 2, 9, 0)
Rows = list[list[Any]]


# What every tool knows of a respondent.


def _start(person: Person) -> datetime:
    return OPENED + timedelta(minutes=37 * person.number)


def _end(person: Person) -> datetime:
    return _start(person) + timedelta(minutes=4 + person.number % 7)


def _ip(person: Person) -> str:
    return f"192.0.2.{person.number}"


def _open(question: Question) -> Option | None:
    return next((each for each in question.options if each.open), None)


def _labels(book: Codebook, question: Question, person: Person) -> list[str]:
    """The labels chosen, the words of « other » in the place of its label."""
    chosen = person.said.get(question.name, ())
    opened = _open(question)
    return [
        person.words[question.name] if each is opened else each.label["fr"]
        for each in book.offered(question)
        if each.value in chosen
    ]


def _plain(question: Question, person: Person) -> str:
    return "".join(person.said.get(question.name, ()))


def _is_closed(question: Question) -> bool:
    return question.answers in (SINGLE, MULTIPLE)


# LimeSurvey


def limesurvey(
    people: Iterable[Person], book: Codebook, full: bool = False, headings: str = "code"
) -> bytes:
    """An export of LimeSurvey, by codes or in full, headed by ``code``, ``full`` or ``both``."""
    codes = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "ipaddr"]
    words = [
        "ID de la réponse",
        "Date de soumission",
        "Dernière page",
        "Langue de départ",
        "Tête de série",
        "Date de lancement",
        "Adresse IP",
    ]
    for question in book.asked:
        code, wording = question.name.replace("-", ""), question.wording["fr"]
        subs = [("", "")]
        if question.answers == MULTIPLE:
            subs = [
                (each.value.replace("-", ""), each.label["fr"]) for each in _closed(book, question)
            ]
        if _open(question):
            subs.append(("other", "Autre"))
        codes += [f"{code}[{sub}]" if sub else code for sub, _ in subs]
        words += [f"{wording} [{label}]" if label else wording for _, label in subs]
    both = [f"{code}. {word}" for code, word in zip(codes, words, strict=True)]
    rows: Rows = [{"code": codes, "full": words, "both": both}[headings]]
    for person in people:
        row = [
            person.number,
            _end(person).isoformat(sep=" "),
            3,
            "fr",
            1_000_000 + 7919 * person.number,
            _start(person).isoformat(sep=" "),
            _ip(person),
        ]
        for question in book.asked:
            row += _limesurvey_cells(book, question, person, full)
        rows.append(row)
    text = _csv(rows, ";" if full else ",", csv.QUOTE_ALL)
    return ("\ufeff" + text + "\r\n").encode("utf-8")


def _closed(book: Codebook, question: Question) -> list[Option | Missing]:
    """What has a box of its own: « other » has a text instead."""
    return [each for each in book.offered(question) if each is not _open(question)]


def _limesurvey_cells(book: Codebook, question: Question, person: Person, full: bool) -> list[str]:
    chosen, words = person.said.get(question.name, ()), person.words.get(question.name, "")
    asked, opened = question.name in person.asked, _open(question)
    unseen = "N/A" if full and not asked else ""
    last = [words or unseen] if opened else []
    if question.answers == MULTIPLE:
        yes, no = ("Oui", "Non") if full else ("Y", "")
        ticks = [yes if each.value in chosen else no for each in _closed(book, question)]
        return [*(ticks if asked else [unseen] * len(ticks)), *last]
    if not chosen:
        return [unseen, *last]
    if not _is_closed(question):
        return [chosen[0]]
    if opened and chosen[0] == opened.value:
        return ["Autre" if full else "-oth-", *last]
    box = next(each for each in book.offered(question) if each.value == chosen[0])
    return [box.label["fr"] if full else box.value.replace("-", "")[:5], *last]


# Google Forms and Microsoft Forms


def google_forms(people: Iterable[Person], book: Codebook) -> bytes:
    """The CSV of a sheet of Google Forms."""
    rows: Rows = [["Horodateur", *(each.wording["fr"] for each in book.asked)]]
    for person in people:
        time = _end(person).strftime("%d/%m/%Y %H:%M:%S")
        rows.append([time, *(_joined(book, each, person, ", ") for each in book.asked)])
    return _csv(rows, ",").encode("utf-8")


def _joined(
    book: Codebook, question: Question, person: Person, separator: str, last: str = ""
) -> str:
    if not _is_closed(question):
        return _plain(question, person)
    labels = _labels(book, question, person)
    ended = last if labels and question.answers == MULTIPLE else ""
    return separator.join(labels) + ended


def microsoft_forms(people: Iterable[Person], book: Codebook) -> bytes:
    """The workbook of Microsoft Forms."""
    first = ["ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom"]
    rows: Rows = [[*first, *(each.wording["fr"] for each in book.asked)]]
    for person in people:
        name = f"Personne imaginaire {person.number}"
        address = f"personne-{person.number:02}@example.org"
        answers = [_joined(book, each, person, ";", ";") for each in book.asked]
        rows.append([person.number, _start(person), _end(person), address, name, *answers])
    return _workbook("Sheet1", rows)


# Framaforms


def framaforms(people: Iterable[Person], book: Codebook, compact: bool = False) -> bytes:
    """The CSV of Framaforms, an answer of several in its column or joined by a comma."""
    first = [
        "Numéro de série",
        "SID",
        "Heure de soumission",
        "Heure de fin",
        "Heure de modification",
        "Brouillon",
        "Adresse IP",
        "UID",
        "Nom d'utilisateur",
    ]
    high, low = ["", *[""] * (len(first) - 1)], list(first)
    for question in book.asked:
        if question.answers == MULTIPLE and not compact:
            boxes = [each.label["fr"] for each in _closed(book, question)]
            boxes += ["Autre..."] if _open(question) else []
            high += [question.wording["fr"], *[""] * (len(boxes) - 1)]
            low += boxes
        else:
            high.append("")
            low.append(question.wording["fr"])
    rows: Rows = [["Questionnaire imaginaire", *[""] * (len(low) - 1)], high, low]
    for person in people:
        times = [each.strftime("%d/%m/%Y - %H:%M") for each in (_end(person),) * 3]
        row: list[Any] = [person.number, 4000 + person.number, *times, "", _ip(person), 0, ""]
        for question in book.asked:
            if question.answers == MULTIPLE and not compact:
                chosen = person.said.get(question.name, ())
                row += ["X" if each.value in chosen else "" for each in _closed(book, question)]
                row += [person.words.get(question.name, "")] if _open(question) else []
            else:
                row.append(_joined(book, question, person, ","))
        rows.append(row)
    return _csv(rows, ",").encode("utf-8")


# KoboToolbox


def kobotoolbox(people: Iterable[Person], book: Codebook, split: bool = True) -> bytes:
    """The workbook of KoboToolbox, by names; ``split``: a column an answer beside the summary."""
    headings = ["start", "end"]
    for question in book.asked:
        name = f"{question.section or question.asked_of}/{question.name}"
        headings.append(name)
        if question.answers == MULTIPLE and split:
            headings += [f"{name}/{each.value}" for each in book.offered(question)]
        headings += [f"{name}_other"] if _open(question) else []
    last = ["_id", "_uuid", "_submission_time", "_validation_status", "_status", "_index"]
    rows: Rows = [[*headings, *last]]
    for person in people:
        row: list[Any] = [_start(person).isoformat(), _end(person).isoformat()]
        for question in book.asked:
            row += _kobotoolbox_cells(book, question, person, split)
        identity = [90_000 + person.number, f"00000000-0000-4000-8000-{person.number:012}"]
        time = _end(person).isoformat()
        rows.append([*row, *identity, time, "", "submitted_via_web", person.number])
    return _workbook("answers", rows)


def _kobotoolbox_cells(
    book: Codebook, question: Question, person: Person, split: bool
) -> list[Any]:
    chosen = person.said.get(question.name, ())
    cells: list[Any] = [" ".join(chosen) if _is_closed(question) else ""]
    if not _is_closed(question):
        value = _plain(question, person)
        cells = [int(value) if value and question.answers == NUMBER else value]
    elif question.answers == MULTIPLE and split:
        ticks = [int(each.value in chosen) for each in book.offered(question)]
        cells += ticks if chosen else [""] * len(ticks)
    return [*cells, person.words.get(question.name, "")] if _open(question) else cells


# Our own, Parquet and SPSS


def generic(people: Iterable[Person], book: Codebook) -> bytes:
    """Our own CSV: codes, those of several joined by a semicolon, an empty cell for no answer."""
    rows: Rows = [[each.name for each in book.questions]]
    rows += [[";".join(p.said.get(q.name, ())) for q in book.questions] for p in people]
    return _csv(rows, ",").encode("utf-8")


def parquet(people: Iterable[Person], book: Codebook) -> bytes:
    """The same columns in Parquet, numbers as numbers, null for no answer."""
    import pyarrow
    from pyarrow import parquet as writer

    listed = list(people)
    columns = {}
    for question in book.questions:
        texts = [";".join(each.said.get(question.name, ())) or None for each in listed]
        if question.answers == NUMBER:
            numbers = [None if text is None else int(text) for text in texts]
            columns[question.name] = pyarrow.array(numbers, pyarrow.int64())
        else:
            columns[question.name] = pyarrow.array(texts, pyarrow.string())
    buffer = io.BytesIO()
    writer.write_table(pyarrow.table(columns), buffer, compression="none")
    return buffer.getvalue()


# SPSS: the values that stand for no answer, declared missing.
_FIRST_MISSING = 97


def spss(people: Iterable[Person], book: Codebook) -> bytes:
    """A file of SPSS: numbers with their labels, a variable an answer of several.

    Missing values are declared as such. An answer of several is 1 or 0, and missing by the system
    where the question was not answered.
    """
    import tempfile
    from pathlib import Path

    import pandas as pd
    import pyreadstat

    listed = list(people)
    columns: dict[str, list[Any]] = {}
    labels: dict[str, str | None] = {}
    values: dict[str, dict[int | float, str]] = {}
    missing: dict[str, list[Any]] = {}
    for question in book.questions:
        name = question.name.replace("-", "_")
        if question.answers == MULTIPLE:
            for each in book.offered(question):
                column = f"{name}_{each.value}".replace("-", "_")
                labels[column] = f"{question.wording['fr']} / {each.label['fr']}"
                columns[column] = [_tick(question, each.value, person) for person in listed]
            continue
        labels[name] = question.wording["fr"]
        if not _is_closed(question):
            columns[name] = [_plain(question, person) for person in listed]
            if question.answers == NUMBER:
                columns[name] = [float(text) if text else None for text in columns[name]]
            continue
        codes = _numbered(question)
        columns[name] = [codes[_single(question, person)] for person in listed]
        words: list[Option | Missing] = [*question.options, *question.missing]
        values[name] = {codes[each.value]: each.label["fr"] for each in words}
        missing[name] = [{"lo": float(_FIRST_MISSING), "hi": 99.0 + len(question.missing)}]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        pyreadstat.write_sav(
            pd.DataFrame(columns),
            path,
            file_label="Answers",
            column_labels=labels,
            variable_value_labels=values,
            missing_ranges=missing,
        )
        written = bytearray(path.read_bytes())
    written[92:109] = b"02 Mar 2609:00:00"  # the date and time of the file, in its header
    return bytes(written)


def _numbered(question: Question) -> dict[str, int]:
    """A number for each value: 1, 2, 3… for the options, 97 and after for what is missing."""
    options = dict(zip(question.codes, range(1, _FIRST_MISSING), strict=False))
    stand = (each.value for each in question.missing)
    return options | dict(zip(stand, range(_FIRST_MISSING, 2 * _FIRST_MISSING), strict=False))


def _single(question: Question, person: Person) -> str:
    """The value given, or the one that says why there is none."""
    kind = "not-answered" if question.name in person.asked else "not-asked"
    stand = next(each.value for each in question.missing if each.kind == kind)
    return next(iter(person.said.get(question.name, ())), stand)


def _tick(question: Question, value: str, person: Person) -> float | None:
    chosen = person.said.get(question.name, ())
    return float(value in chosen) if chosen else None


# The bytes


def _csv(rows: Rows, delimiter: str, quoting: Any = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows(rows)
    return text.getvalue()


def _workbook(sheet: str, rows: Rows) -> bytes:
    """A workbook of one sheet, not compressed: its bytes do not depend on a version of zlib."""
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": OPENED})
    dated = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
    page = book.add_worksheet(sheet)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                page.write_datetime(at, column, cell, dated)
            elif cell != "":
                page.write(at, column, cell)
    book.close()
    stored = io.BytesIO()
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(stored, "w") as kept:
        for name in sorted(parts.namelist()):
            kept.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts.read(name))
    return stored.getvalue()


def _of(
    answers: Callable[[], list[Person]], name: str, write: Callable[..., bytes], **how: Any
) -> Callable[[], bytes]:
    def written() -> bytes:
        return write(answers(), codebook(name), **how)

    return written


_flash = partial(_of, flash_answers, "flash")
_proposed = partial(_of, proposed_answers, "proposed")

# The samples of ``data/samples``, each with what gives its bytes.
FILES: Mapping[str, Callable[[], bytes]] = {
    "limesurvey.csv": _flash(limesurvey),
    "limesurvey-full.csv": _flash(limesurvey, full=True, headings="full"),
    "google-forms.csv": _flash(google_forms),
    "microsoft-forms.xlsx": _flash(microsoft_forms),
    "framaforms.csv": _flash(framaforms),
    "framaforms-compact.csv": _flash(framaforms, compact=True),
    "kobotoolbox.xlsx": _flash(kobotoolbox),
    "generic.csv": _flash(generic),
    "answers.parquet": _flash(parquet),
    "answers.sav": _flash(spss),
    "proposed.csv": _proposed(generic),
    "proposed-limesurvey.csv": _proposed(limesurvey, headings="both"),
    "proposed-google-forms.csv": _proposed(google_forms),
}
