"""A sheet of labels with QR codes, three by eight on A4, as self-adhesive sheets have them."""

import io
from dataclasses import dataclass

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from .paper import font

COLUMNS, ROWS = 3, 8
CELL_W, CELL_H = A4[0] / COLUMNS, A4[1] / ROWS
CODE = 27 * mm
GAP = 3 * mm
PER_SHEET = COLUMNS * ROWS


@dataclass(frozen=True)
class Label:
    """What one label says: the address in its code, a bold name, smaller lines."""

    url: str
    name: str
    lines: list[str]


def sheet(labels, title=""):
    """Return the PDF of these labels: the same labels give the same bytes."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    for number, label in enumerate(labels):
        if number and not number % PER_SHEET:
            canvas.showPage()
        row, column = divmod(number % PER_SHEET, COLUMNS)
        _draw(canvas, label, column * CELL_W, A4[1] - (row + 1) * CELL_H)
    canvas.save()
    return out.getvalue()


def _draw(canvas, label, x, y):
    code = Drawing(CODE, CODE)
    widget = QrCodeWidget(label.url, barLevel="M", barBorder=2)
    widget.barWidth = widget.barHeight = CODE
    code.add(widget)
    renderPDF.draw(code, canvas, x + GAP, y + (CELL_H - CODE) / 2)
    left, room = x + GAP + CODE + 1 * mm, CELL_W - CODE - 2 * GAP - 1 * mm
    top = y + CELL_H - 8 * mm
    for text, size, most in [(label.name, 10, 2), *((line, 7, 2) for line in label.lines if line)]:
        canvas.setFont(font(), size)
        for line in wrapped(text, size, room)[:most]:
            canvas.drawString(left, top, line)
            top -= size * 1.3
        top -= 1 * mm


def wrapped(text, size, room):
    """Break a text anywhere, as Chinese is broken, into lines of ``room`` points."""
    lines = [""]
    for sign in text:
        if lines[-1] and stringWidth(lines[-1] + sign, font(), size) > room:
            lines.append("")
        lines[-1] += sign
    return lines
