"""Codebooks for tests: those that ship, and copies of them that a test changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dataprep.answers.codebook import CODEBOOKS, SCHEMA, Codebook, codebook

NAMES = sorted(path.stem for path in CODEBOOKS.glob("*.json") if path.name != SCHEMA)
Spoil = Callable[[dict[str, Any]], object]


def descriptor(name: str) -> dict[str, Any]:
    """The package of a codebook that ships, for a test to change."""
    held: dict[str, Any] = json.loads((CODEBOOKS / f"{name}.json").read_text("utf-8"))
    return held


def read_from(held: object, folder: Path) -> Codebook:
    """A codebook read from a file of a test's folder."""
    path = folder / "essai.json"
    path.write_text(json.dumps(held), "utf-8")
    return codebook(path)


def changed(name: str, folder: Path, question: str, **words: Any) -> Codebook:
    """A codebook that ships, with some words of one of its questions changed."""
    held = descriptor(name)
    fields = held["resources"][0]["schema"]["fields"]
    next(each for each in fields if each["name"] == question).update(words)
    return read_from(held, folder)
