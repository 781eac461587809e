"""Directives whose module is loaded by the first page that has them.

Those that make tables import pandas and what draws: a second of work, which a build that writes one
page of prose does not owe.
"""

from __future__ import annotations

from pkgutil import resolve_name
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

# Where the class of each directive is, and how many arguments it has.
DIRECTIVES = {
    "data-catalogue": ("extensions.catalogue.tables:DataCatalogue", 0),
    "flash-statements": ("extensions.catalogue.statements:FlashStatements", 0),
    "quoting": ("extensions.catalogue.quoting:Quoting", 1),
    "table-rows": ("extensions.catalogue.tables:TableRows", 1),
    "table-schema": ("extensions.catalogue.tables:TableSchema", 1),
}


class OnUse(SphinxDirective):
    """Runs the directive of this name, from its module."""

    def run(self) -> list[nodes.Node]:
        directive = resolve_name(DIRECTIVES[self.name][0])
        given = (
            self.name,
            self.arguments,
            self.options,
            self.content,
            self.lineno,
            self.content_offset,
            self.block_text,
            self.state,
            self.state_machine,
        )
        result: list[nodes.Node] = directive(*given).run()
        return result


def setup(app: Sphinx) -> dict[str, Any]:
    for name, (_, arguments) in DIRECTIVES.items():
        taking = type(OnUse.__name__, (OnUse,), {"required_arguments": arguments})
        app.add_directive(name, taking)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
