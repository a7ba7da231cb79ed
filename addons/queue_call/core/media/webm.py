"""The elements of a WebM or Matroska film: codecs, size, duration. Headers only."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from .facts import Damaged, Facts

_SEGMENT, _INFO, _TRACKS, _ENTRY, _VIDEO = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0
_CLUSTER, _EBML, _ENCODINGS = 0x1F43B675, 0x1A45DFA3, 0x6D80
_DOCTYPE, _SCALE, _DURATION = 0x4282, 0x2AD7B1, 0x4489
_TYPE, _CODEC, _WIDTH, _HEIGHT = 0x83, 0x86, 0xB0, 0xBA
_INSIDE = frozenset({_EBML, _SEGMENT, _INFO, _TRACKS, _ENTRY, _VIDEO})
_NAMES = {
    "V_VP8": "vp8", "V_VP9": "vp9", "V_AV1": "av1", "V_MPEG4/ISO/AVC": "h264",
    "V_MPEGH/ISO/HEVC": "hevc", "A_OPUS": "opus", "A_VORBIS": "vorbis", "A_AAC": "aac",
    "A_MPEG/L3": "mp3", "A_AC3": "ac3", "A_DTS": "dts", "A_FLAC": "flac",
}  # fmt: skip
_MOST = 5000
_UNKNOWN = -1


def is_webm(head: bytes) -> bool:
    """Return whether a file begins like WebM or Matroska."""
    return head.startswith(b"\x1a\x45\xdf\xa3")


def read_webm(file: BinaryIO, size: int) -> Facts:
    """Return what the film's header says. Raises Damaged when it cannot be read."""
    found: dict[str, Any] = {"scale": 1_000_000, "codecs": []}
    try:
        _walk(file, 0, size, found, 0)
    except (struct.error, IndexError) as error:
        raise Damaged("the film's header is cut off") from error
    if not found["codecs"]:
        raise Damaged("the film names no track: its recording or its copy was cut off")
    seconds = found.get("duration", 0.0) * found["scale"] / 1e9
    video = [_NAMES.get(one, one) for one in found["codecs"] if one.startswith("V_")]
    audio = [_NAMES.get(one, one) for one in found["codecs"] if one.startswith("A_")]
    return Facts(
        kind="video",
        mime="video/webm" if found.get("doctype") == "webm" else "video/x-matroska",
        size=size,
        width=found.get("width", 0),
        height=found.get("height", 0),
        seconds=seconds,
        kbps=round(size * 8 / seconds / 1000) if seconds else 0,
        video=video[0] if video else "",
        audio=audio[0] if audio else "",
        protected=found.get("encoded", False),
    )


def _walk(file: BinaryIO, start: int, end: int, found: dict[str, Any], depth: int) -> bool:
    """Read the elements between two places; return True when all that is wanted was met."""
    for count, (kind, body, after) in enumerate(_elements(file, start, end)):
        if count > _MOST or depth > 8:
            raise Damaged("the film has more elements than any player reads")
        if kind == _CLUSTER:
            return True
        if kind in _INSIDE:
            if _walk(file, body, after, found, depth + 1):
                return True
        elif after - body <= 4096:
            file.seek(body)
            _take(kind, file.read(after - body), found)
    return False


def _elements(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    while start < end:
        file.seek(start)
        kind, used = _number(file.read(4), keep=True)
        file.seek(start + used)
        length, more = _number(file.read(8))
        body = start + used + more
        after = end if length == _UNKNOWN else body + length
        if after > end:
            if kind != _SEGMENT and kind != _CLUSTER:
                raise Damaged("the film ends before its content does: copy it again")
            after = end
        yield kind, body, after
        start = after


def _number(data: bytes, keep: bool = False) -> tuple[int, int]:
    """Return (value, bytes used) of a variable-length number; ids keep their marker."""
    first = data[0]
    length = 9 - first.bit_length() if first else 9
    if length > len(data):
        raise Damaged("the film's header is damaged")
    value = int.from_bytes(data[:length], "big")
    if keep:
        return value, length
    rest = value & ((1 << 7 * length) - 1)
    return (_UNKNOWN if rest == (1 << 7 * length) - 1 else rest), length


def _take(kind: int, data: bytes, found: dict[str, Any]) -> None:
    if kind == _DOCTYPE:
        found["doctype"] = data.rstrip(b"\0").decode("ascii", "replace")
    elif kind == _SCALE:
        found["scale"] = int.from_bytes(data, "big") or 1_000_000
    elif kind == _DURATION:
        found["duration"] = struct.unpack(">f" if len(data) == 4 else ">d", data)[0]
    elif kind == _CODEC:
        found["codecs"].append(data.rstrip(b"\0").decode("ascii", "replace"))
    elif kind == _ENCODINGS:
        found["encoded"] = True
    elif kind in (_WIDTH, _HEIGHT):
        found.setdefault("width" if kind == _WIDTH else "height", int.from_bytes(data, "big"))
