"""What a page of the preview has, and not the site: it reloads, and says what the build refused.

Its words are French, as those of the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from pathlib import Path
from urllib.parse import urlsplit

_OTHER = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Aperçu</title>'
    '</head><body style="font: 1.125rem/1.5 system-ui, sans-serif; margin: 3rem 1rem">'
    "<p>{words}</p></body></html>"
)
NOWHERE = _OTHER.format(words="Aucune page du site n’est à cette adresse.")
NOT_YET = _OTHER.format(
    words="Le site n’est pas encore construit\u202f: cette page s’ouvrira quand il le sera."
)
# A style attribute each: of style sheets, the policy of a page lets its own alone.
PANEL = (
    '<details open id="preview-fault" style="position: fixed; z-index: 1000; inset: auto 0 0 0; '
    "box-sizing: border-box; max-height: 70vh; overflow: auto; margin: 0; padding: 0.75rem 1rem; "
    "border-top: 4px solid #b3261e; background: #fff; color: #1b1b1b; "
    'box-shadow: 0 -0.5rem 2rem rgb(0 0 0 / 0.25); font-size: 1rem; line-height: 1.5">'
    '<summary style="cursor: pointer; font-weight: 700; color: #b3261e">'
    "Le site n’a pas été reconstruit</summary>"
    '<p style="margin: 0.25rem 0 0.75rem; max-width: 45rem">La page n’a pas changé. Corrigez ce '
    "qui suit et enregistrez\u202f: elle se mettra à jour.</p>"
    '<pre role="alert" tabindex="0" style="margin: 0; padding: 0.75rem; background: #f6f2f1; '
    "color: #1b1b1b; border: 0; white-space: pre-wrap; overflow-wrap: anywhere; "
    'font: 0.875rem/1.5 ui-monospace, monospace">{fault}</pre></details>'
)
_COLOURS = re.compile(r"\x1b\[[0-9;]*[a-zA-Z]")
_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')
_BODY = re.compile(r"<body[^>]*>")
_OF_CELL = f"\n{'-' * 75}\n"  # opens what IPython says of an error
_TRACE = "Traceback (most recent call last):\n"


def previewed(page: str, host: str, fault: str) -> str:
    """A page of the site, made to reload from ``host`` (name and port) and to show a fault.

    ``fault``: what the last build refused; empty when it passed.
    """
    page = _POLICY.sub(lambda met: met[1] + escape(policy(unescape(met[2]), host)) + met[3], page)
    port = urlsplit(f"//{host}").port or 80
    script = f'<script src="/livereload.js?port={port}" defer></script>'
    page = page.replace("</head>", f"{script}</head>", 1)
    panel = PANEL.format(fault=escape(fault)) if fault else ""
    return _BODY.sub(lambda met: met[0] + panel, page, count=1)


def policy(rules: str, host: str) -> str:
    """A Content-Security-Policy that lets a script and a socket of ``host`` work, and no more."""
    sources = dict(rule.split(" ", 1) for rule in rules.split("; "))
    for kind, needed in (("script-src", "'self'"), ("connect-src", f"'self' ws://{host}")):
        allowed = sources.get(kind, sources["default-src"]).split()
        new = [source for source in needed.split() if source not in allowed]
        sources[kind] = " ".join([source for source in allowed if source != "'none'"] + new)
    return "; ".join(f"{kind} {allowed}" for kind, allowed in sources.items())


def fault_of(complaints: Iterable[str], root: Path) -> str:
    """What a build complained of, to be read: no colour, no place in Sphinx, paths from ``root``.

    The error of a cell leads; its place in the cell and in our modules follows.
    """
    text = _COLOURS.sub("", "\n".join(complaints)).replace(f"{root}/", "").strip()
    # Jupyter Book says again, in a traceback, what Sphinx said before it.
    said = text.split(f"\n{_TRACE}")[0]
    said = re.sub(rf"{re.escape(_TRACE)}(?:[ ].*\n)*", "", said).strip()
    if _OF_CELL not in said:
        return said
    place, _, error = said.rpartition("\n\n")
    return f"{error}\n\n{place}".strip()
