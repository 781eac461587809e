"""What is published tells no path, no name of a person or a machine, and no answer of anyone."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
import xlsxwriter
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from font_source_sans_pro import SourceSansPro
from fontTools.ttLib import TTFont

from building import ROOT, Book, run
from dataprep import codebook, protect, read_responses, tabulate
from own_answers import CHAPTER, with_chapter
from questionnaire import main as questionnaire
from rendering import figures
from rendering.shown.folder import write_folder
from scanning import PATHS, found, of_this_machine, pieces, pieces_of, told_by, without_others

PLANTED = "/".join(("", "home", "marguerite", "projets", "livre"))  # of no machine
NAMED = told_by(["marguerite"])


def png(kind: bytes, body: bytes) -> bytes:
    """A picture of one pixel with a chunk of a kind."""

    def chunk(name: bytes, held: bytes) -> bytes:
        return (
            struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(kind, body) + data + chunk(b"IEND", b"")


def pdf(path: str, where: str) -> bytes:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(100, 100)
    if where == "metadata":
        writer.add_metadata({"/Creator": path})
    else:
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data(f"% {path}\n".encode() * 20)
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def workbook(path: str) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"author": path})
        book.add_worksheet("a")
    return made.getvalue()


def archive(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return made.getvalue()


def font(path: str) -> bytes:
    made, face = io.BytesIO(), TTFont(SourceSansPro)
    face["name"].setName(path, 3, 3, 1, 0x409)
    face.flavor = "woff2"
    face.save(made)
    return made.getvalue()


def catalogue(path: str) -> bytes:
    made, words = io.BytesIO(), Catalog()
    words.add("un", path)
    write_mo(made, words)
    return made.getvalue()


def escaped(path: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in path)


def percent(path: str) -> str:
    return "".join(f"%{byte:02x}" for byte in path.encode())


def coded(path: str) -> str:
    return base64.b64encode(f"{'-' * 80}{path}".encode()).decode()


FILES: dict[str, Callable[[str], bytes]] = {
    "a page": lambda path: f"<p>{path}</p>".encode(),
    "a page, by its characters": lambda path: f"<p>{escaped(path)}</p>".encode(),
    "a table in an address": lambda path: f'<a href="data:text/csv,{percent(path)}">'.encode(),
    "a picture in an address": lambda path: f'<img src="data:;base64,{coded(path)}">'.encode(),
    "a drawing": lambda path: f"<svg><!-- {path} --></svg>".encode(),
    "JSON": lambda path: json.dumps({"a": [{"b": path}]}).encode(),
    "JSON, by its characters": lambda path: (
        '{"a": "' + "".join(f"\\u{ord(letter):04x}" for letter in path) + '"}'
    ).encode(),
    "a picture of a notebook": lambda path: json.dumps(
        {"outputs": [base64.b64encode(png(b"tEXt", f"Software\0{path}".encode())).decode()]}
    ).encode(),
    "a text chunk": lambda path: png(b"tEXt", f"Software\0{path}".encode()),
    "a compressed chunk": lambda path: png(b"zTXt", b"Comment\0\0" + zlib.compress(path.encode())),
    "an international chunk": lambda path: png(
        b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(path.encode())
    ),
    "an Exif chunk": lambda path: png(b"eXIf", path.encode("utf-16-le")),
    "a fragment of the search": lambda path: gzip.compress(path.encode()),
    "an archive": lambda path: archive("a.csv", path.encode()),
    "a name in an archive": lambda path: archive(path, b"a"),
    "an archive in an archive": lambda path: archive("b.zip", archive("a.csv", path.encode())),
    "a workbook": lambda path: workbook(path),
    "metadata of a PDF": lambda path: pdf(path, "metadata"),
    "metadata of a PDF, in UTF-16": lambda path: pdf(f"{path}—é", "metadata"),
    "a stream of a PDF": lambda path: pdf(path, "stream"),
    "a font": lambda path: font(path),
    "an inventory": lambda path: (
        b"# Sphinx inventory version 2\n# a\n# b\n# c\n" + zlib.compress(path.encode())
    ),
    "a catalogue": lambda path: catalogue(path),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_path_is_found_in_each_kind_of_file_and_not_where_there_is_none(kind: str) -> None:
    assert found(pieces("x", FILES[kind](PLANTED)), NAMED)
    assert not found(pieces("x", FILES[kind]("/usr/share/livre")), NAMED, PATHS)


def test_a_path_is_found_in_the_name_of_a_file_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "marguerite.css").write_text("a {}")
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(b'{"by": "Marguerite"}'))
    assert [each.split(": ")[0] for each in found(pieces_of(tmp_path), NAMED)] == [
        "a/marguerite.css (its name)",
        "b.json.gz, gzip",
        "b.json.gz, gzip, its strings",
    ]


# Paths are written with « | », for the files of the project are scanned too.
@pytest.mark.parametrize("text", ["|home|ana|x", "in |tmp|x.", "(|root|.venv|", "|Users|ana|x"])
def test_a_path_of_any_machine_is_found(text: str) -> None:
    assert PATHS.search(text.replace("|", "/").encode())


@pytest.mark.parametrize("between", ["/", "\\", "\\\\"])
def test_a_path_of_windows_is_found(between: str) -> None:
    assert PATHS.search("c:|Users|Ana".replace("|", between).encode())


@pytest.mark.parametrize(
    "text",
    ["https:||example.org|home|a", "a|tmp|b", ":root {", "https:||example.org|Users|a", "C: a"],
)
def test_an_address_of_the_web_is_no_path(text: str) -> None:
    assert not PATHS.search(text.replace("|", "/").encode())


def test_the_folders_of_this_machine_are_found(tmp_path: Path) -> None:
    ours = of_this_machine(tmp_path)
    for folder in (tmp_path, Path(sys.prefix)):
        for code in ("utf-8", "utf-16-be"):
            assert ours.search(f"x {folder}/y".encode(code))
    assert not ours.search(b"/usr/share/zoneinfo, /dev/null, root, a/b")


def test_what_is_published_tells_nothing_of_a_machine_nor_of_who_builds(book: Book) -> None:
    ours = of_this_machine(ROOT, book.root)
    held = list(without_others(pieces_of(book.site)))
    assert len(held) > 1000
    assert {".pdf", ".html", ".pf_fragment", ".woff2", ".inv", ".png", ".zip", ".ipynb"} <= {
        Path(place.split(",")[0]).suffix for place, _ in held
    }
    assert found(held, ours, PATHS) == []


def test_what_a_chapter_and_the_forms_give_away_tells_nothing_of_who_makes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    described = codebook("proposed")
    answers = read_responses(ROOT / "data" / "samples" / "proposed-limesurvey.csv", described)
    findings = protect(tabulate(answers), described, minimum=5)
    shown = figures.results(findings, "fig-a", "Nos réponses")
    write_folder(findings, [shown], tmp_path / "partage", "Notre enquête")
    questionnaire(["proposed"], tmp_path / "forms")
    capsys.readouterr()
    held = list(pieces_of(tmp_path))
    assert any(place.endswith("docProps/core.xml") for place, _ in held)
    assert found(held, of_this_machine(ROOT, tmp_path), PATHS) == []
    for place, content in held:
        if place.endswith("docProps/core.xml"):
            assert b"<dc:creator></dc:creator>" in content, place
            assert b"<cp:lastModifiedBy></cp:lastModifiedBy>" in content, place


# Answers

WHO = "Marie Canari-7f3a, marie@canari-7f3a.example, « ne le dites à personne : canari-7f3a »"
CANARY = told_by(["canari-7f3a", "Marie Canari"])


def planted() -> str:
    """The answers of a sample, with a canary wherever nothing is ever published.

    In the words of those who chose « other », in what is private, what the tool adds, and in a
    column of no question, its heading too.
    """
    sample = ROOT / "data" / "samples" / "proposed-limesurvey.csv"
    head, *rows = csv.reader(io.StringIO(sample.read_text("utf-8-sig")))
    told = [n for n, name in enumerate(head) if "other" in name or "ipaddr" in name]
    told += [n for n, name in enumerate(head) if name.startswith("territory")]
    spoiled = 0
    for row in filter(None, rows):
        for n in told:
            if row[n] and row[n] not in ("Y", "N"):
                row[n] = f"{WHO} {row[n]}"
                spoiled += 1
        row.append(WHO)
    assert spoiled > 60
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [[*head, f"courriel de {WHO}"], *rows]
    )
    return out.getvalue()


def built_on_canaries(book: Book) -> list[tuple[str, bytes]]:
    """All that a build on answers that hold canaries leaves, in both editions, in pieces."""
    own = book.root / "data" / "private" / "reponses.csv"
    own.parent.mkdir(exist_ok=True)
    own.write_text(planted(), encoding="utf-8-sig")
    answers = ["--answers", "data/private/reponses.csv", "--codebook", "proposed"]
    done = run([sys.executable, "tools/build.py", *answers], book.root)
    assert found([("what it says", (done.stdout + done.stderr).encode())], CANARY) == []
    assert found(pieces_of(own.parent), CANARY)
    return list(pieces_of(book.root / "_build"))


@pytest.mark.built
def test_a_site_on_one_s_own_answers_shows_them_at_home_and_tells_nothing_private(
    small_book: Book,
) -> None:
    held = built_on_canaries(with_chapter(small_book))
    for edition, words in (("", "Votre enquête"), ("en/", "Your survey")):
        assert words in small_book.text(f"{edition}index")
        chapter = small_book.text(f"{edition}notebooks/{CHAPTER}")
        assert "LimeSurvey" in chapter
        assert "Réponses inventées" not in chapter
    assert len(held) > 500
    assert found(held, CANARY) == []


@pytest.mark.exhaustive
def test_neither_edition_of_the_book_nor_its_documents_tell_anything_private(
    book: Book, tmp_path: Path
) -> None:
    own = book.copy(tmp_path)
    held = built_on_canaries(own)
    for name in ("ia-territoires-rapport.pdf", "en/ia-territoires-rapport-en.pdf"):
        assert any(place.startswith(f"html/{name}, PDF words") for place, _ in held), name
    assert "LimeSurvey" in own.text(f"en/notebooks/{CHAPTER}")
    assert found(held, CANARY) == []
