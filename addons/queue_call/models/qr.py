"""QR codes as SVG, drawn on the server by the library that Odoo requires."""

import base64
from functools import lru_cache

import qrcode

_QUIET = 4  # light modules around the code: part of the norm


@lru_cache(maxsize=512)
def qr_image(text: str) -> str:
    """Return an SVG of ``text`` as a data address for an ``img``; drawn once a process."""
    # A fixed mask saves seven eighths of the work; any of the eight is legal.
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M, border=_QUIET, mask_pattern=2
    )
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(_runs(y, row) for y, row in enumerate(rows))
    size = len(rows)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path d="{path}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _runs(y, row):
    """Write the dark modules of a row, neighbours as one stroke."""
    parts, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            parts.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            start = None
    return "".join(parts)
