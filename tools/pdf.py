"""Set the documents to print from the site as it is built, each edition, into ``_build/pdf``."""

from __future__ import annotations

import os
import sys

from checkout import ROOT
from extensions.page.address import checked
from extensions.page.edition import folder
from extensions.paper.press import compiled, contents, file_name, size_words
from rendering.words.language import LANGUAGES, SOURCE, speaking


def main() -> None:
    target = ROOT / "_build" / "pdf"
    target.mkdir(parents=True, exist_ok=True)
    for edition in LANGUAGES:
        site = ROOT / "_build" / "html" / ("" if edition == SOURCE else edition)
        if not (site / "index.html").is_file():
            sys.exit(f"The edition in {LANGUAGES[edition]} is not built. Run: make site")
        with speaking(edition):
            address = checked(os.environ.get("BOOK_URL", ""))
            for document, held in contents(site, address + folder(edition) if address else ""):
                pdf = compiled(document, held)
                path = target / file_name(document)
                path.write_bytes(pdf)
                print(f"_build/pdf/{path.name}: {size_words(pdf)}")


if __name__ == "__main__":
    main()
