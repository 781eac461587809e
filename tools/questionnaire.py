"""Make of a codebook a form to ask with, one to print, and its description. ``make questionnaire``.

``CODEBOOK=velo`` or ``CODEBOOK=path.json`` names another codebook than the proposed one;
``--language en`` prints the form in English. The form for a screen and the description hold both
languages.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from checkout import ROOT
from dataprep.answers.codebook import Codebook, codebook
from dataprep.descriptor import TableError
from rendering.words.language import LANGUAGES, speaking

BUILT = ROOT / "_build" / "questionnaire"
_SPOKEN = {"fr": "French", "en": "English"}


def write(described: Codebook, folder: Path, language: str) -> list[str]:
    """Write the three files of a codebook into ``folder``; returns a line on each."""
    from dataprep.answers.ddi import write_ddi
    from dataprep.answers.xlsform import write_xlsform
    from rendering.forms.printed import printed_form
    from rendering.words.interchange import messages, notes

    folder.mkdir(parents=True, exist_ok=True)
    xlsform, printed, ddi = (
        folder / f"{described.name}.{kind}" for kind in ("xlsx", "html", "xml")
    )
    write_xlsform(described, xlsform, messages())
    with speaking(language):
        printed.write_text(printed_form(described), encoding="utf-8", newline="\n")
    write_ddi(described, ddi, notes())
    asked = len(described.asked)
    return [
        f"{_shown(xlsform)}: {asked} questions, for KoboToolbox and ODK (XLSForm).",
        f"{_shown(printed)}: to print, in {_SPOKEN[language]}.",
        f"{_shown(ddi)}: for archives (DDI Codebook 2.5).",
    ]


def _shown(path: Path) -> str:
    """A path as it is read from the project's folder."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def main(arguments: list[str], built: Path = BUILT) -> str | None:
    """Write the files of the codebook that is named; returns what stopped it, or None."""
    parser = argparse.ArgumentParser(prog="questionnaire", description="Forms from a codebook.")
    parser.add_argument("codebook", nargs="?", default="proposed", help="a name, or a path")
    parser.add_argument("--language", choices=LANGUAGES, default="fr", help="of the printed form")
    asked = parser.parse_args(arguments)
    try:
        described = codebook(asked.codebook)
    except TableError as error:
        return str(error)
    if described.reconstructed:
        print(f"Note: {described.name} is reconstructed. Its wording is not that which was asked.")
    print("\n".join(write(described, built / described.name, asked.language)))
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
