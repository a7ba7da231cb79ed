"""Sheets of QR labels for devices: three by eight on A4, with name, place and hotline."""

import io

from odoo.addons.device_registry.report.paper import font
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

COLUMNS, ROWS = 3, 8
WIDTH, HEIGHT = A4[0] / COLUMNS, A4[1] / ROWS
CODE = 29 * mm


def labels(rows, words):
    """Return a PDF of labels: ``rows`` are (address, name, place, hotline); ``words`` on each."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for number, row in enumerate(rows):
        place = number % (COLUMNS * ROWS)
        if number and not place:
            canvas.showPage()
        left = place % COLUMNS * WIDTH
        bottom = A4[1] - (place // COLUMNS + 1) * HEIGHT
        _label(canvas, left + 3 * mm, bottom, row, words)
    canvas.save()
    return out.getvalue()


def _label(canvas, left, bottom, row, words):
    address, name, place, hotline = row
    code = QrCodeWidget(address, barLevel="M")
    x, y, right, top = code.getBounds()
    drawing = Drawing(CODE, CODE, transform=[CODE / (right - x), 0, 0, CODE / (top - y), 0, 0])
    drawing.add(code)
    renderPDF.draw(drawing, canvas, left, bottom + (HEIGHT - CODE) / 2)
    text, at = left + CODE + 1 * mm, bottom + HEIGHT - 8 * mm
    room = WIDTH - CODE - 6 * mm
    for size, content, most in ((10, name, 2), (7, place, 3), (7, words, 2), (9, hotline, 1)):
        for line in simpleSplit(content, font(), size, room)[:most]:
            canvas.setFont(font(), size)
            canvas.drawString(text, at, line)
            at -= size * 1.25
