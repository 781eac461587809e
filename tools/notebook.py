"""Open the chapters in JupyterLab, with the look they have on the site.

The whole project is served, so that links to tables lead to them; nothing is asked of another
host. Options are JupyterLab's own. Run as ``make notebook``.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import font_source_sans_pro
import nbformat
from jupyterlab.labapp import LabApp
from nbformat.sign import NotebookNotary

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "tools" / "lab"
MADE = ROOT / "_build" / "lab"

# The parts of the site's style that outputs take.
PARTS = ("Figures", "Answers", "Tables", "Key figures", "A questionnaire")
# Outputs of the book, and no other: a table of the reader's own keeps the look of JupyterLab.
OUTPUT = (
    ".jp-RenderedHTML:has(> :is(figure.shown, .shown-table, .choice, .cards, .questionnaire,"
    " p.answer))"
)
FACES = "".join(
    f'@font-face {{ font-family: "Source Sans Pro"; font-weight: {weight}; '
    f'src: url("SourceSansPro-{name}.ttf"); }}\n'
    for weight, name in ((400, "Regular"), (700, "Bold"))
)
OF_LAB = """
  color: var(--ink); background: #fff; max-width: var(--text);
  font-family: "Source Sans Pro", "Source Sans Fallback", system-ui, sans-serif;
  &:has(> .shown-table) { max-width: 62rem; }
  summary { display: list-item; cursor: pointer; color: var(--primary); }
  table { table-layout: auto; margin-left: 0; }
  tbody tr, tbody tr:nth-child(even), tbody tr:hover { background: none; }
"""


def lab_style(site: str) -> str:
    """The style of outputs in JupyterLab, from the site's own style sheet.

    Raises ValueError when a part of the sheet that outputs take is not there.
    """
    variables = " ".join(re.findall(r"--[a-z]+: [^;]+;", site.split("/* Frame */")[0]))
    fallback = "\n".join(re.findall(r'@font-face \{ font-family: "Source Sans Fallback".*', site))
    unseen = "\n".join(re.findall(r"^\.unseen.*", site, re.MULTILINE))
    parts = "\n".join(_part(site, name) for name in PARTS)
    return f"{FACES}{fallback}\n{OUTPUT} {{\n{variables}\n{unseen}\n{parts}\n{OF_LAB}}}\n"


def _part(site: str, name: str) -> str:
    found = re.search(rf"^/\* {re.escape(name)}\b.*?(?=^/\* |^@media )", site, re.M | re.S)
    if not found:
        raise ValueError(
            f"book.css: no part is named « {name} ». Expected a comment that opens on that name. "
            "Name the part again in the sheet, or change PARTS in tools/notebook.py."
        )
    return found[0]


def trust(notebooks: list[Path], folder: Path) -> None:
    """Sign notebooks as they are, so that stored outputs are shown whole before any run.

    The signatures stand in ``folder`` and serve this command alone. A notebook changed since,
    outside JupyterLab, is not trusted.
    """
    notary = NotebookNotary(
        db_file=str(folder / "signatures.db"), secret_file=str(folder / "secret")
    )
    for path in notebooks:
        notary.sign(nbformat.read(path, as_version=4))
    notary.store.close()


def options(root: Path) -> list[str]:
    """What JupyterLab is asked for."""
    return [
        f"--ServerApp.root_dir={root}",
        "--ServerApp.ip=127.0.0.1",
        # Where a custom style sheet and the fonts that it names are served from.
        "--ServerApp.tornado_settings="
        + repr({"static_custom_path": [str(MADE), font_source_sans_pro.font_directory]}),
        f"--NotebookNotary.db_file={MADE / 'signatures.db'}",
        f"--NotebookNotary.secret_file={MADE / 'secret'}",
        "--LabApp.default_url=/lab/tree/notebooks/01-contexte.ipynb",
        f"--LabApp.app_settings_dir={SETTINGS}",
        "--LabApp.custom_css=True",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--Application.log_level=WARN",
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]


if __name__ == "__main__":
    MADE.mkdir(parents=True, exist_ok=True)
    sheet = (ROOT / "book" / "assets" / "style" / "book.css").read_text(encoding="utf-8")
    (MADE / "custom.css").write_text(lab_style(sheet), encoding="utf-8")
    trust(sorted((ROOT / "notebooks").glob("*.ipynb")), MADE)
    LabApp.launch_instance([*options(ROOT), *sys.argv[1:]])
