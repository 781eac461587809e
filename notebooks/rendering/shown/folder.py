"""A folder to share: the results as tables and pictures, and one page that opens alone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import pandas as pd
from markupsafe import Markup

from dataprep.answers.disclosure import as_published
from rendering.drawing.raster import draw_again
from rendering.drawing.svg import register_font, whatever_the_letters
from rendering.forms import html
from rendering.shown.figure import Shown
from rendering.shown.output import Output
from rendering.shown.table import never_run, table_html
from rendering.shown.tabulated import check_tabulated, results_frame
from rendering.words.cautions import synthetic_words
from rendering.words.language import language, tr
from rendering.words.typography import typeset

_DPI = 200
_POINTS = 72
_STYLE = Path(html.__file__).with_name("html") / "alone.css"


@dataclass(frozen=True)
class Folder(Output):
    """The files that were written, in the order in which a reader opens them."""

    folder: Path
    files: tuple[str, ...]

    def plain(self) -> str:
        return typeset(self._words()) + "".join(f"\n- {name}" for name in self.files)

    def html(self) -> Markup:
        return html.render("files.html", words=typeset(self._words()), files=self.files)

    def shown_numbers(self) -> tuple[()]:
        return ()

    def _words(self) -> str:
        return tr("Dans le dossier {folder} :").format(folder=self.folder.name)


def write_folder(
    findings: pd.DataFrame, shown: Sequence[Shown], folder: Path, title: str
) -> Folder:
    """Write results to share: tables (CSV, XLSX), figures (SVG, PNG), and ``resultats.html``.

    ``findings`` as ``protect`` gives them: what is hidden there is hidden in every file. ``title``
    heads the page. Files of the same names are replaced. Raises ValueError for findings that were
    not tabulated, or not protected, and for a folder that holds other files: they would be shared.
    """
    check_tabulated("write_folder", findings)
    if "suppressed" not in findings:
        raise ValueError(
            "write_folder: findings that nobody protected. Expected those of protect(), which hide "
            "what could expose someone. Pass protect(tabulate(answers), minimum=5)."
        )
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [f"{each.anchor}.{kind}" for each in shown for kind in ("svg", "png")]
    files = ("resultats.html", "resultats.csv", "resultats.xlsx", *pictures)
    if others := sorted({path.name for path in folder.iterdir()} - set(files)):
        raise ValueError(
            f"write_folder: {folder.name} holds {', '.join(others)} too. Expected a folder for "
            "these results alone, since all of it is shared. Remove them, or name another folder."
        )
    frame = results_frame(findings)
    # Which count is small, and which is hidden for its sake, is for nobody to know.
    told = as_published(findings)
    said = told.apply(lambda v: v if pd.api.types.is_numeric_dtype(v) else v.map(never_run))
    said.to_csv(folder / "resultats.csv", index=False, lineterminator="\n")
    _write_workbook(frame, folder / "resultats.xlsx")
    for figure in shown:
        (folder / f"{figure.anchor}.svg").write_text(figure.wide, encoding="utf-8")
        _write_picture(figure.wide, folder / f"{figure.anchor}.png")
    page = html.render(
        "alone.html",
        language=language(),
        style=Markup(_STYLE.read_text(encoding="utf-8")),
        title=typeset(title),
        warning=typeset(synthetic_words(findings)),
        figures=[
            {
                "title": each.title,
                "says": each.says,
                "drawing": Markup(each.wide),  # our own drawing, as in the page of the figure
                "caption": each.caption,
                "base": each.base,
            }
            for each in shown
        ],
        table=table_html(frame, tr("Tous les résultats")),
    )
    (folder / "resultats.html").write_text(page, encoding="utf-8")
    return Folder(folder, files)


def _write_workbook(frame: pd.DataFrame, path: Path) -> None:
    import xlsxwriter  # asked for here alone

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    written = io.BytesIO()  # then in one go: the file itself is never read
    with xlsxwriter.Workbook(written, options | {"in_memory": True}) as workbook:
        workbook.set_properties({"created": pd.Timestamp("2000-01-01").to_pydatetime()})
        sheet = workbook.add_worksheet(tr("Résultats"))
        bold, wrapped = (
            workbook.add_format({"bold": True}),
            workbook.add_format({"text_wrap": True}),
        )
        for column, name in enumerate(frame):
            sheet.write_string(0, column, str(name), bold)
            for row, value in enumerate(frame[name], start=1):
                if pd.isna(value):
                    continue
                if isinstance(value, Real):
                    sheet.write_number(row, column, float(value))
                else:
                    sheet.write_string(row, column, str(value), wrapped)
        sheet.set_column(0, 1, 40)
        sheet.set_column(2, len(frame.columns) - 1, 18)
        sheet.freeze_panes(1, 0)
    path.write_bytes(written.getvalue())


def _write_picture(svg: str, path: Path) -> None:
    """The drawing in pixels, on white."""
    register_font()
    box = ElementTree.fromstring(svg).attrib["viewBox"].split()
    width, height = float(box[2]), float(box[3])
    figure = plt.figure(figsize=(width / _POINTS, height / _POINTS), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    draw_again(axes, svg, 0, 0, 1, 1)
    picture = io.BytesIO()
    with whatever_the_letters():
        figure.savefig(picture, format="png", dpi=_DPI, metadata={"Software": None})
    plt.close(figure)
    path.write_bytes(picture.getvalue())
