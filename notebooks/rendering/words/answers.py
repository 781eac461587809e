"""The faults of a file of answers in words, one line each: where, what, what is wrong, what to do.

« réponses.csv, ligne 14, colonne « Usage » : « Ouii » : … Attendu : … À faire : … »

The same fault in several rows is one line: « … : « Ouii », 17 fois (lignes 3, 4, 8, 12, 20…) : … ».
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dataprep.answers.report import Fault
from dataprep.answers.unseen import visible
from rendering.words import typography
from rendering.words.file_faults import EXPECTED_OF_FILE, KINDS_OF_FILE
from rendering.words.language import tr
from rendering.words.value_faults import EXPECTED_OF_VALUE, KINDS_OF_VALUE

_LONGEST = 80  # characters of what was found, the rest being in the file
_ROWS = 5  # listed, of those where the same fault is


def no_answers_words() -> str:
    """What is said to who asks for the faults of a file, and gives none."""
    return tr(
        "ANSWERS : aucun fichier n'est donné. Attendu : le chemin d'un fichier de réponses. "
        "À faire : make check-answers ANSWERS=data/private/reponses.csv CODEBOOK=proposed."
    )


def fault_lines(faults: Iterable[Fault], file: str | None = None) -> list[str]:
    """Faults, a line for each kind, column and value, in the order in which each comes first."""
    return [
        fault_words(alike[0], file, _times(alike) if len(alike) > 1 else "")
        for alike in _alike(faults)
    ]


def _alike(faults: Iterable[Fault]) -> list[list[Fault]]:
    """Faults that differ by their row alone, together."""
    found: dict[Fault, list[Fault]] = {}
    for fault in faults:
        found.setdefault(replace(fault, row=None), []).append(fault)
    return list(found.values())


def _times(alike: Sequence[Fault]) -> str:
    """How often a fault is there, and where first."""
    rows = [str(each.row) for each in alike if each.row is not None]
    if not rows:
        return _count_words(alike)
    listed = ", ".join(rows[:_ROWS]) + ("…" if len(rows) > _ROWS else "")
    return tr("{n} fois (lignes {rows})").format(n=typography.number(len(alike)), rows=listed)


def _count_words(alike: Sequence[Fault]) -> str:
    return tr("{n} fois").format(n=typography.number(len(alike)))


def fault_words(fault: Fault, file: str | None = None, times: str = "") -> str:
    """One fault in a line; ``file`` is the name of the file, where it is to be said.

    ``times``: how often it is there, in words, in the place of its row. Raises KeyError for a kind
    of fault that has no words.
    """
    wrong, to_do = _words(fault)
    place = _place(replace(fault, row=None) if times else fault, file)
    if fault.value is not None and "{value}" not in wrong:
        place = tr("{place} : « {value} »").format(place=place, value=short(fault.value))
    if times:
        place = tr("{place}, {times}").format(place=place, times=times)
    said = tr("{place} : {wrong}.").format(place=place, wrong=_filled(wrong, fault))
    if expected := _expected(fault):
        said += " " + tr("Attendu : {expected}.").format(expected=expected)
    if fault.near is not None:
        said += " " + tr("Le plus proche : « {near} ».").format(near=short(fault.near))
    return said + " " + tr("À faire : {to_do}.").format(to_do=to_do)


def _words(fault: Fault) -> tuple[str, str]:
    """What is wrong, and what to do."""
    return {**KINDS_OF_FILE, **KINDS_OF_VALUE}[fault.kind]()


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
        separator=_separator(fault.expected),
        value=_count(fault.value or ""),
    )


def _separator(expected: Sequence[str]) -> str:
    """What stands between answers, so that it can be seen."""
    signs = [each.strip() for each in expected]
    return ", ".join(
        tr("« {sign} »").format(sign=each) if each else tr("un espace") for each in signs
    )


def _count(text: str) -> str:
    """A number as the edition writes it; any other text as it is."""
    return typography.number(int(text)) if text.isascii() and text.isdigit() else text


def short(text: str) -> str:
    """What was found in one line where all can be seen, cut where it is long."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
