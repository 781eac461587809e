"""Lead from the citation of each figure and table to how its numbers are quoted."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from extensions.page.tools import QUOTING
from rendering.words.language import tr
from rendering.words.typography import typeset

_CITE = re.compile(r'(<p class="cite">.*?)(</p>)', re.DOTALL)


class LeadToQuoting(SphinxPostTransform):
    default_priority = 940  # once citations are as the page shows them

    def run(self, **_: Any) -> None:
        if QUOTING not in self.env.found_docs:
            return
        address = self.app.builder.get_relative_uri(self.env.docname, QUOTING)
        words = typeset(tr("Comment citer ces chiffres"))
        for node in self.document.findall(nodes.raw):
            if node.get("format") == "html" and 'class="cite"' in node.astext():
                text = _CITE.sub(rf'\1 <br><a href="{address}">{words}</a>\2', node.astext())
                node.children = [nodes.Text(text)]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(LeadToQuoting)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
