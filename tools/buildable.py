"""Say what stands in the way of a book on answers of one's own, before it is built."""

from __future__ import annotations

from pathlib import Path

import checkout  # noqa: F401
from dataprep.answers.codebook import codebook
from dataprep.answers.reading import read_responses
from dataprep.answers.report import AnswersError
from dataprep.descriptor import DATA, TableError

FOLDERS = (DATA / "private", DATA / "samples")  # of these nothing is published but what is counted


def fault(path: Path, name: str, accepted: bool = False) -> str:
    """Why the answers of a file cannot be built on as they are; an empty text where they can.

    ``name``: of the codebook. Rows that are refused stand in the way unless that is ``accepted``:
    those who made the same mistake may have answered alike.
    """
    if not any(folder.resolve() in path.resolve().parents for folder in FOLDERS):
        return (
            f"ANSWERS: {path.name} is not in data/private/. Expected a file there: git ignores it, "
            "and nothing of it is published but what is counted. Copy the file there."
        )
    try:
        report = read_responses(path, codebook(name)).report
    except TableError as error:
        return str(error)
    except AnswersError:
        return f"ANSWERS: {path.name} cannot be read. {_look(path, name)}"
    if report.refused and not accepted:
        return (
            f"ANSWERS: {report.refused} of the {report.read} rows of {path.name} are refused. "
            f"Expected none: the results would be of the others alone. {_look(path, name)} Or "
            "build without these rows: REFUSED=accepted."
        )
    return ""


def _look(path: Path, name: str) -> str:
    """What to do to see the faults of a file."""
    folder = "private" if "private" in path.parts else "samples"
    shown = Path("data", folder, path.name).as_posix()
    return f"See each fault, and correct it: make check-answers ANSWERS={shown} CODEBOOK={name}."
