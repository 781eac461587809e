"""The faults of a file of answers in words, one line each: where, what, what is wrong, what to do.

« réponses.csv, ligne 14, colonne « Usage » : « Ouii » : … Attendu : … À faire : … »
"""

from __future__ import annotations

from dataprep.answers.cells import visible
from dataprep.answers.report import Fault
from rendering.words import typography
from rendering.words.file_faults import EXPECTED_OF_FILE, KINDS_OF_FILE
from rendering.words.language import tr
from rendering.words.value_faults import EXPECTED_OF_VALUE, KINDS_OF_VALUE

_LONGEST = 80  # characters of what was found, the rest being in the file


def fault_words(fault: Fault, file: str | None = None) -> str:
    """One fault in a line; ``file`` is the name of the file, where it is to be said.

    Raises KeyError for a kind of fault that has no words.
    """
    wrong, to_do = {**KINDS_OF_FILE, **KINDS_OF_VALUE}[fault.kind]()
    shown = fault.value is not None and "{value}" not in wrong
    sentence = tr("{place} : « {value} » : {wrong}.") if shown else tr("{place} : {wrong}.")
    said = sentence.format(
        place=_place(fault, file), value=short(fault.value or ""), wrong=_filled(wrong, fault)
    )
    if expected := _expected(fault):
        said += " " + tr("Attendu : {expected}.").format(expected=expected)
    if fault.near is not None:
        said += " " + tr("Le plus proche : « {near} ».").format(near=short(fault.near))
    return said + " " + tr("À faire : {to_do}.").format(to_do=to_do)


def _place(fault: Fault, file: str | None) -> str:
    places = [visible(file) if file else tr("fichier")]
    if fault.row is not None:
        places.append(tr("ligne {row}").format(row=fault.row))
    if fault.column is not None:
        places.append(tr("colonne « {column} »").format(column=short(fault.column)))
    return ", ".join(places)


def _expected(fault: Fault) -> str:
    """What could have stood there: the words of its kind, filled in, or the values themselves."""
    told = {**EXPECTED_OF_FILE, **EXPECTED_OF_VALUE}
    words = told[fault.kind]() if fault.kind in told else "{expected}"
    # A fault that says nothing of what it expects leaves the sentence out.
    return "" if "{" in words and not fault.expected else _filled(words, fault)


def _filled(words: str, fault: Fault) -> str:
    return words.format(
        expected=", ".join(map(short, fault.expected)),
        count=", ".join(map(_count, fault.expected)),
        value=_count(fault.value or ""),
    )


def _count(text: str) -> str:
    """A number as the edition writes it; any other text as it is."""
    return typography.number(int(text)) if text.isascii() and text.isdigit() else text


def short(text: str) -> str:
    """What was found in one line where all can be seen, cut where it is long."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
