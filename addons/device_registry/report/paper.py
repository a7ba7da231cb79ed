"""Printed pages with Chinese text: one font, one look, the same bytes for the same content.

wkhtmltopdf is abandoned, so pages are drawn with reportlab. Its own Chinese fonts are not embedded
in the file; a TrueType font of the machine is.
"""

import io
import os
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Image, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

FONT = "Jiaohao"
PLACES = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/wenquanyi/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
)
LINE = colors.HexColor("#b8c4d0")
HEAD = colors.HexColor("#e8eef5")
MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN


class NoFont(Exception):
    """No Chinese font on this machine; the text says what to install."""


@lru_cache(maxsize=1)
def font():
    """Register the Chinese font and return its name. Raises NoFont."""
    given = os.environ.get("JIAOHAO_FONT")
    path = next((one for one in ([given] if given else PLACES) if Path(one).is_file()), None)
    if not path:
        raise NoFont("no Chinese font: install fonts-wqy-microhei or set JIAOHAO_FONT")
    pdfmetrics.registerFont(TTFont(FONT, path, subfontIndex=0))
    return FONT


def style(size=9.5, **more):
    """Return a paragraph style that breaks Chinese lines anywhere."""
    return ParagraphStyle(
        f"{size}-{sorted(more.items())}",
        fontName=font(),
        fontSize=size,
        leading=size * 1.5,
        wordWrap="CJK",
        **more,
    )


class Paper:
    """Collects what stands on the pages; ``bytes`` makes the file."""

    def __init__(self, title, footer=""):
        """``title`` heads the first page; ``footer`` stands on every page beside its number."""
        self.title, self.footer = title, footer
        self.parts = [self._text(title, style(17, alignment=TA_CENTER)), Spacer(1, 5 * mm)]

    def heading(self, text):
        """A heading of a section."""
        self.parts += [Spacer(1, 3 * mm), self._text(text, style(12.5)), Spacer(1, 1.5 * mm)]

    def text(self, text, size=9.5):
        """A paragraph; line breaks of the text stay."""
        self.parts += [self._text(line, style(size)) for line in str(text or "–").split("\n")]

    def facts(self, rows, columns=2):
        """Names and values side by side: ``rows`` are (name, value)."""
        cells = [cell for name, value in rows for cell in (self._head(name), self._cell(value))]
        per_row = 2 * columns
        cells += [""] * (-len(cells) % per_row)
        table = [cells[at : at + per_row] for at in range(0, len(cells), per_row)]
        widths = [WIDTH * 0.3 / columns, WIDTH * 0.7 / columns] * columns
        self._table(table, widths, [])

    def table(self, heads, rows, widths=None):
        """A table with a head; ``widths`` are shares of the page's width."""
        shares = widths or [1] * len(heads)
        table = [[self._head(head) for head in heads]]
        table += [[self._cell(value) for value in row] for row in rows]
        scale = WIDTH / sum(shares)
        self._table(
            table, [share * scale for share in shares], [("BACKGROUND", (0, 0), (-1, 0), HEAD)]
        )

    def pictures(self, images, per_row=3):
        """Pictures in rows, each with its caption: ``images`` are (bytes, caption)."""
        width = WIDTH / per_row
        cells = [[_picture(data, width - 4 * mm), self._cell(caption)] for data, caption in images]
        for at in range(0, len(cells), per_row):
            row = cells[at : at + per_row]
            row += [["", ""]] * (per_row - len(row))
            self._table(
                [[cell[0] for cell in row], [cell[1] for cell in row]], [width] * per_row, []
            )

    def signatures(self, parties):
        """Who signed: (role, name, when, picture or None), side by side."""
        width = WIDTH / max(len(parties), 1)
        heads = [self._head(role) for role, *_rest in parties]
        marks = [_picture(data, width - 8 * mm, 22 * mm) if data else "" for *_r, data in parties]
        names = [
            self._cell(f"{name or ''}  {when or ''}".strip()) for _r, name, when, _d in parties
        ]
        self._table([heads, marks, names], [width] * len(parties), [], [None, 24 * mm, None])

    def page(self):
        """What follows stands on a new page."""
        self.parts.append(PageBreak())

    def bytes(self):
        """Return the file: the same content gives the same bytes."""
        out = io.BytesIO()
        document = SimpleDocTemplate(
            out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
            bottomMargin=MARGIN, title=self.title, author="", invariant=1,
        )  # fmt: skip
        document.build(self.parts, onFirstPage=self._foot, onLaterPages=self._foot)
        return out.getvalue()

    def _foot(self, canvas, document):
        canvas.saveState()
        canvas.setFont(font(), 7.5)
        canvas.setFillColor(colors.HexColor("#5b6673"))
        canvas.drawString(MARGIN, 10 * mm, self.footer)
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, str(document.page))
        canvas.restoreState()

    def _table(self, rows, widths, more, heights=None):
        table = Table(rows, colWidths=widths, rowHeights=heights, repeatRows=1 if more else 0)
        table.setStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, LINE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                *more,
            ]
        )
        self.parts += [table, Spacer(1, 2 * mm)]

    def _text(self, text, of):
        return Paragraph(escape(str(text)), of)

    def _head(self, text):
        return self._text(text, style(8.5, textColor=colors.HexColor("#3d4a58")))

    def _cell(self, value):
        return self._text("–" if value in (None, False, "") else value, style(9))


def _picture(data, width, height=60 * mm):
    """Return a picture that keeps its sides' ratio within width × height."""
    image = Image(io.BytesIO(data))
    scale = min(width / image.imageWidth, height / image.imageHeight)
    image.drawWidth, image.drawHeight = image.imageWidth * scale, image.imageHeight * scale
    return image
