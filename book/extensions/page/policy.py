"""What a page may load, and from where: its Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from sphinx.application import Sphinx

# Everything from the site itself. WebAssembly is the search's; style attributes, the drawings'.
SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'sha256-{digest}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)
# A page to embed asks for nothing: neither a file, nor a script. Whoever wants may frame it.
EMBED_POLICY = (
    "default-src 'none'; style-src 'sha256-{digest}'; style-src-attr 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)


def policy_of(style: str) -> str:
    """The policy of a page that holds this style sheet and no other."""
    return SECURITY_POLICY.format(digest=_digest(style))


def policy_of_embed(style: str) -> str:
    """The policy of a page to embed that holds this style sheet and nothing else."""
    return EMBED_POLICY.format(digest=_digest(style))


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    context["security_policy"] = policy_of(context["style"])


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", fill_context, priority=600)  # once the page has its style
    return {"parallel_read_safe": True, "parallel_write_safe": True}
