"""What published files hold, packed or not: each piece in which words can be looked for."""

from __future__ import annotations

import base64
import binascii
import getpass
import gzip
import html
import io
import json
import re
import socket
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pypdfium2
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import StreamObject

Piece = tuple[str, bytes]  # where it is, and what it holds
_PNG = b"\x89PNG\r\n\x1a\n"
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{64,}={0,2}")
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")  # PDF and some metadata have the latter


def pieces_of(folder: Path) -> Iterator[Piece]:
    """Every file of a folder and what is packed in each, the names of files first."""
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        yield f"{place} (its name)", place.encode()
        if path.is_file():
            yield from pieces(place, path.read_bytes())


def pieces(place: str, content: bytes) -> Iterator[Piece]:
    """A file, and what it packs, whatever in: compressed, encoded, escaped, in another file."""
    yield place, content
    for kind, magic, unpack in _PACKED:
        if content.startswith(magic):
            for name, inside in unpack(content):
                yield from pieces(f"{place}, {kind} {name}".rstrip(), inside)
            return
    yield from ((f"{place}, {how}", text) for how, text in _as_read(content))
    for found in _BASE64.finditer(content):
        try:
            inside = base64.b64decode(found[0], validate=True)
        except binascii.Error:
            continue
        if inside != content:
            yield from pieces(f"{place}, base64 at {found.start()}", inside)


def _as_read(content: bytes) -> Iterator[Piece]:
    """A text as what reads it takes it, where that is another one."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return
    if "&" in text and "<" in text:
        yield "unescaped", html.unescape(text).encode()
    if "%" in text:
        yield "decoded", unquote_to_bytes(text)
    if text.lstrip().startswith(("{", "[")):
        try:
            held = json.loads(text)
        except ValueError:
            return
        yield "its strings", "\n".join(strings(held)).encode(errors="replace")


def strings(held: Any) -> Iterator[str]:
    """Every text of what JSON holds, words of objects among them."""
    if isinstance(held, str):
        yield held
    elif isinstance(held, list):
        yield from (text for each in held for text in strings(each))
    elif isinstance(held, dict):
        for word, value in held.items():
            yield word
            yield from strings(value)


def _of_gzip(content: bytes) -> Iterator[Piece]:
    yield "", gzip.decompress(content)


def _of_zip(content: bytes) -> Iterator[Piece]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for each in packed.infolist():
            yield f"{each.filename} (its head)", each.filename.encode() + each.comment + each.extra
            yield each.filename, packed.read(each)


def _of_png(content: bytes) -> Iterator[Piece]:
    at = len(_PNG)
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        body = content[at + 8 : at + 8 + size]
        at += size + 12
        if kind == b"zTXt":
            word, _, packed = body.partition(b"\0")
            yield "zTXt", word + b" " + zlib.decompress(packed[1:])
        elif kind == b"iTXt":
            word, _, rest = body.partition(b"\0")
            _, _, text = rest[2:].split(b"\0", 2)
            yield "iTXt", word + b" " + (zlib.decompress(text) if rest[0] else text)
        elif kind not in (b"IDAT", b"PLTE"):
            yield kind.decode("latin-1"), body


def _of_pdf(content: bytes) -> Iterator[Piece]:
    reader = PdfReader(io.BytesIO(content))
    yield "trailer", repr(reader.trailer).encode()
    for number in range(1, int(str(reader.trailer["/Size"]))):
        held = reader.get_object(number)
        yield f"object {number}", repr(held).encode(errors="replace")
        if isinstance(held, StreamObject):
            yield f"stream {number}", held.get_data()
    for rank, page in enumerate(pypdfium2.PdfDocument(content), start=1):
        yield f"words of page {rank}", page.get_textpage().get_text_range().encode()


def _of_font(content: bytes) -> Iterator[Piece]:
    font = TTFont(io.BytesIO(content))
    for record in font["name"].names:
        yield f"name {record.nameID}", record.toUnicode().encode()
    font.flavor, plain = None, io.BytesIO()
    font.save(plain)
    yield "decompressed", plain.getvalue()


def _of_inventory(content: bytes) -> Iterator[Piece]:
    *_, packed = content.split(b"\n", 4)
    yield "", zlib.decompress(packed)


_PACKED: tuple[tuple[str, bytes, Callable[[bytes], Iterator[Piece]]], ...] = (
    ("gzip", b"\x1f\x8b", _of_gzip),
    ("zip", b"PK\x03\x04", _of_zip),
    ("chunk", _PNG, _of_png),
    ("PDF", b"%PDF-", _of_pdf),
    ("font", b"wOF2", _of_font),
    ("inventory", b"# Sphinx inventory version 2", _of_inventory),
)


def told_by(words: Iterable[str]) -> re.Pattern[bytes]:
    """What matches any of these words, however text is encoded; whatever the capitals."""
    written = {word.encode(code) for word in words for code in _ENCODINGS}
    return re.compile(b"|".join(map(re.escape, sorted(written, reverse=True))), re.IGNORECASE)


# Paths of some machine, whichever it is; not the end of an address of the web.
PATHS = re.compile(
    rb"(?<![\w.)-])/(?:home|Users|root|tmp|private/var|var/folders|github/workspace)/[\w.-]"
    rb"|(?<![A-Za-z])[A-Za-z]:(?:\\\\?|/)(?:Users|a|Windows)(?:\\|/)"
    rb"|file:///",
)
_COMMON = {"root", "user", "admin", "runner", "ubuntu", "vscode", "build", "localhost"}  # of no one


def of_this_machine(*roots: Path) -> re.Pattern[bytes]:
    """What matches the folders, the person and the name of the machine that builds."""
    folders = {*roots, Path.home(), Path(tempfile.gettempdir()), Path(sys.prefix)}
    folders |= {Path(sys.base_prefix)}
    names = {getpass.getuser(), socket.gethostname()} - _COMMON
    deep = [str(folder) for folder in folders if len(folder.parts) > 2]  # « /usr » is of no one
    listed = [f"{folder}{end}" for folder in deep for end in "/\\"]
    listed += [folder for folder in deep if folder.count("/") > 2]
    return told_by([*listed, *(name for name in names if len(name) > 4)])


# The search is a program that others compiled, on a machine of theirs: the same for all.
_OF_THE_SEARCH = re.compile(rb"/(?:home)/runner/\.(?:cargo|rustup)/")


def without_others(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces without what programs of others say of the machine where they were compiled."""
    for place, content in pieces:
        searching = "pagefind/wasm." in place
        yield place, _OF_THE_SEARCH.sub(b"", content) if searching else content


def found(pieces: Iterable[Piece], *patterns: re.Pattern[bytes]) -> list[str]:
    """Each match of a pattern in some pieces, with its place."""
    return [
        f"{place}: {content[max(0, met.start() - 40) : met.end() + 40]!r}"
        for place, content in pieces
        for pattern in patterns
        for met in pattern.finditer(content)
    ]
