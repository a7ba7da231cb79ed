"""Bytes for a slip printer that speaks ESC/POS, and what its status answers mean: pure.

Chinese goes as GB18030 between ``1C 26`` and ``1C 2E`` (kanji mode on, off): printers that start
in another mode print rubbish without it. A character that GB18030 writes with four bytes is in no
printer's font that we may count on: it is printed as ``〓`` and reported by ``rare``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

Align = Literal["left", "center", "right"]

INIT = b"\x1b\x40"
KANJI_ON, KANJI_OFF = b"\x1c\x26", b"\x1c\x2e"
CUT = b"\x1d\x56\x42\x00"  # feed to the knife, then a partial cut
GETA = "〓"
STATUS_QUERIES = (b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04")
"""DLE EOT n: answered at once, even while the printer is off line; one byte each."""

MAX_QR = 1024
_ALIGN = {"left": 0, "center": 1, "right": 2}
_LEVELS = {"L": 48, "M": 49, "Q": 50, "H": 51}


def rare(text: str) -> str:
    """Return the characters of a text that a printer's font is not likely to have.

    >>> rare("张㛃明")
    '㛃'
    """
    return "".join(char for char in text if not _printable(char))


def _printable(char: str) -> bool:
    return char >= " " and char != "\x7f" and len(char.encode("gb18030", "replace")) <= 2


def encoded(text: str) -> bytes:
    """Return GB18030 bytes, with ``〓`` for what cannot be printed; control characters vanish.

    >>> encoded("A1号").hex(" ")
    '41 31 ba c5'
    """
    clean = (char if _printable(char) else GETA for char in text if char >= " " and char != "\x7f")
    return "".join(clean).encode("gb18030")


def line(text: str = "", *, align: Align = "left", size: int = 1, bold: bool = False) -> bytes:
    """Return one line, ``size`` times as wide and high (1-8)."""
    if not 1 <= size <= 8:
        raise ValueError(f"a printer enlarges 1 to 8 times, not {size}")
    scale = (size - 1) * 0x11
    return b"".join(
        (
            bytes((0x1B, 0x61, _ALIGN[align])),
            bytes((0x1D, 0x21, scale)),
            bytes((0x1B, 0x45, int(bold))),
            KANJI_ON,
            encoded(text),
            KANJI_OFF,
            b"\n",
        )
    )


def feed(lines: int) -> bytes:
    """Return the command that feeds so many lines (0-255)."""
    return bytes((0x1B, 0x64, lines))


def qr(data: str, *, module: int = 6, level: str = "M") -> bytes:
    """Return the commands of ``GS ( k`` that print a QR code, ``module`` dots a square (1-16).

    Raises ValueError for data that are too long, or for a module that no printer knows.
    """
    raw = data.encode()
    if not 0 < len(raw) <= MAX_QR or not 1 <= module <= 16:
        raise ValueError("a QR code holds 1 to 1024 bytes, with modules of 1 to 16 dots")
    return b"".join(
        (
            bytes((0x1B, 0x61, _ALIGN["center"])),
            _function(0x41, b"\x32\x00"),  # model 2
            _function(0x43, bytes((module,))),
            _function(0x45, bytes((_LEVELS[level],))),
            _function(0x50, b"\x30" + raw),  # store
            _function(0x51, b"\x30"),  # print
            b"\n",
        )
    )


def _function(number: int, parameters: bytes) -> bytes:
    body = bytes((0x31, number)) + parameters
    return b"\x1d\x28\x6b" + len(body).to_bytes(2, "little") + body


def slip(content: Mapping[str, object]) -> bytes:
    """Return the bytes of a whole slip.

    ``content``: ``head`` (line at the top), ``number``, ``lines`` [(text, bold)], ``url`` (QR, may
    be empty), ``foot`` [text]. The number stands four times as large as the text.
    """
    parts = [INIT, line(str(content["head"]), align="center", bold=True), feed(1)]
    parts.append(line(str(content["number"]), align="center", size=4, bold=True))
    parts.append(feed(1))
    lines: Iterable[tuple[str, bool]] = content["lines"]  # type: ignore[assignment]
    parts += [
        line(text, align="center", size=2 if bold else 1, bold=bold) for text, bold in lines if text
    ]
    if content.get("url"):
        parts += [feed(1), qr(str(content["url"]))]
    foot: Iterable[str] = content["foot"]  # type: ignore[assignment]
    parts += [line(text, align="center") for text in foot if text]
    return b"".join((*parts, feed(2), CUT))


def status(answers: bytes) -> str:
    """Return what three answers to ``STATUS_QUERIES`` say: the first fault that stops printing.

    ``"paper_out"``, ``"printer_trouble"`` (cover open, cutter, off line), ``"paper_low"``,
    ``"ready"``, or ``"unknown"`` when the printer does not answer so: many cheap ones do not.

    >>> status(bytes((0x12, 0x12, 0x12)))
    'ready'
    >>> status(bytes((0x1A, 0x32, 0x72)))
    'paper_out'
    """
    if len(answers) != len(STATUS_QUERIES) or any(one & 0x93 != 0x12 for one in answers):
        return "unknown"
    printer, cause, paper = answers
    if paper & 0x60 or cause & 0x20:
        return "paper_out"
    if printer & 0x08 or cause & 0x44:
        return "printer_trouble"
    return "paper_low" if paper & 0x0C else "ready"
