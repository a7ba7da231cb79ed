"""Draws a workbook from content that is plain data: the same content gives the same bytes.

Content is ``{"made": ISO time, "title", "sheets": [sheet, …]}``; a sheet has name, heads, rows,
widths, percents (columns that hold shares) and perhaps a chart ``{"type", "title", "column"}``: the
first column against another one.
"""

import io
from datetime import datetime

import xlsxwriter

HEAD_ROW = 2
MOST = 40  # a chart with more bars cannot be read


def draw(content):
    """Return the XLSX of frozen content."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    made = datetime.fromisoformat(content["made"])
    book.set_properties({"title": content["title"], "created": made})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format(
            {"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True}
        ),
        "percent": book.add_format({"num_format": "0.0%"}),
        "number": book.add_format({"num_format": "0.0"}),
    }
    for sheet in content["sheets"]:
        _sheet(book, formats, content["title"], sheet)
    book.close()
    return out.getvalue()


def _sheet(book, formats, title, sheet):
    page = book.add_worksheet(sheet["name"][:31])
    page.write(0, 0, f"{title} · {sheet['name']}", formats["title"])
    page.freeze_panes(HEAD_ROW + 1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    percents = set(sheet.get("percents", ()))
    for column, head in enumerate(sheet["heads"]):
        page.set_column(column, column, sheet.get("widths", [16] * len(sheet["heads"]))[column])
        page.write(HEAD_ROW, column, head, formats["head"])
    for number, row in enumerate(sheet["rows"], HEAD_ROW + 1):
        for column, value in enumerate(row):
            _cell(page, formats, number, column, value, column in percents)
    last = HEAD_ROW + len(sheet["rows"])
    if sheet["rows"]:
        page.autofilter(HEAD_ROW, 0, last, len(sheet["heads"]) - 1)
        if sheet.get("chart"):
            _chart(book, page, sheet, min(last, HEAD_ROW + MOST))


def _cell(page, formats, row, column, value, percent):
    if value is None or value is False:
        page.write_blank(row, column, None)
    elif isinstance(value, float):
        page.write_number(row, column, value, formats["percent" if percent else "number"])
    elif isinstance(value, int):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, str(value))


def _chart(book, page, sheet, last):
    wish = sheet["chart"]
    chart = book.add_chart({"type": wish["type"]})
    name = sheet["name"][:31]
    chart.add_series(
        {
            "name": sheet["heads"][wish["column"]],
            "categories": [name, HEAD_ROW + 1, 0, last, 0],
            "values": [name, HEAD_ROW + 1, wish["column"], last, wish["column"]],
            "fill": {"color": "#2F6FB2"},
            "line": {"color": "#2F6FB2", "width": 2},
            "marker": {"type": "circle"} if wish["type"] == "line" else {"type": "none"},
        }
    )
    chart.set_title({"name": wish["title"]})
    chart.set_legend({"none": True})
    if wish["column"] in sheet.get("percents", ()):
        chart.set_y_axis({"min": 0, "max": 1, "num_format": "0%"})
    page.insert_chart(HEAD_ROW, len(sheet["heads"]) + 1, chart, {"x_scale": 1.3, "y_scale": 1.2})
