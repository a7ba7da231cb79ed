"""The boxes of an MP4 or QuickTime film: codecs, profile, level, size, duration.

Reads headers only and seeks over the rest; a file of gigabytes costs some kilobytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from .facts import Damaged, Facts

_INSIDE = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})
_VIDEO = {
    b"avc1": "h264", b"avc3": "h264", b"hvc1": "hevc", b"hev1": "hevc", b"dvh1": "hevc",
    b"dvhe": "hevc", b"vp08": "vp8", b"vp09": "vp9", b"av01": "av1", b"mp4v": "mpeg4",
    b"apcn": "prores", b"apch": "prores", b"apcs": "prores", b"jpeg": "mjpeg", b"mjpa": "mjpeg",
    b"encv": "encrypted",
}  # fmt: skip
_AUDIO = {
    b"mp4a": "aac", b".mp3": "mp3", b"ac-3": "ac3", b"ec-3": "eac3", b"Opus": "opus",
    b"alac": "alac", b"fLaC": "flac", b"sowt": "pcm", b"twos": "pcm", b"lpcm": "pcm",
    b"samr": "amr", b"enca": "encrypted",
}  # fmt: skip
_ESDS_AUDIO = {0x40: "aac", 0x66: "aac", 0x67: "aac", 0x68: "aac", 0x69: "mp3", 0x6B: "mp3",
               0xA5: "ac3", 0xA6: "eac3", 0xA9: "dts"}  # fmt: skip
_MOST = 5000  # boxes; more are an attack or damage
_LARGEST_HEADER = 1 << 20


def is_mp4(head: bytes) -> bool:
    """Return whether a file begins like MP4 or QuickTime."""
    return head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


def read_mp4(file: BinaryIO, size: int) -> Facts:
    """Return what the film's boxes say. Raises Damaged when they contradict the file."""
    found: dict[str, Any] = {}
    try:
        _walk(file, size, found)
    except struct.error as error:
        raise Damaged("the film's header is cut off") from error
    if "moov" not in found:
        raise Damaged("the film has no index (moov): its recording or its copy was cut off")
    seconds = found.get("seconds", 0.0)
    return Facts(
        kind="video",
        mime="video/quicktime" if found.get("brand") == b"qt  " else "video/mp4",
        size=size,
        width=found.get("width", 0),
        height=found.get("height", 0),
        seconds=seconds,
        kbps=round(size * 8 / seconds / 1000) if seconds else 0,
        video=found.get("video", ""),
        profile=found.get("profile", 0),
        level=found.get("level", 0),
        audio=found.get("audio", ""),
        streams=found["moov"] < found.get("mdat", size),
        protected="encrypted" in (found.get("video"), found.get("audio")),
    )


def _walk(file: BinaryIO, size: int, found: dict[str, Any]) -> None:
    count = 0
    ends: list[tuple[int, int]] = [(0, size)]
    while ends:
        start, end = ends.pop()
        for kind, body, after in _boxes(file, start, end):
            count += 1
            if count > _MOST:
                raise Damaged("the film has more boxes than any player reads")
            if kind in (b"moov", b"mdat"):
                found.setdefault(kind.decode(), start if start else body)
            if kind in _INSIDE:
                ends.append((body, after))
            elif kind in _READERS:
                file.seek(body)
                _READERS[kind](file.read(min(after - body, _LARGEST_HEADER)), found)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, first byte of the content, end) of the boxes between two places."""
    while start + 8 <= end:
        file.seek(start)
        length, kind = struct.unpack(">I4s", file.read(8))
        body = start + 8
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8))
            body += 8
        after = end if length == 0 else start + length
        if after < body or after > end:
            raise Damaged("the film ends before its content does: copy it again")
        yield kind, body, after
        start = after


def _ftyp(data: bytes, found: dict[str, Any]) -> None:
    found["brand"] = data[:4]


def _mvhd(data: bytes, found: dict[str, Any]) -> None:
    form = ">20xIQ" if data[:1] == b"\1" else ">12xII"
    scale, length = struct.unpack_from(form, data)
    if scale:
        found["seconds"] = length / scale


def _stsd(data: bytes, found: dict[str, Any]) -> None:
    if len(data) < 16:
        return
    length, kind = struct.unpack_from(">I4s", data, 8)
    entry = data[16 : 8 + length]
    if kind in _VIDEO and "video" not in found:
        found["video"] = _VIDEO[kind]
        found["width"], found["height"] = struct.unpack_from(">HH", entry, 24)
        place = entry.find(b"avcC", 70)
        if place >= 0 and len(entry) >= place + 8:
            found["profile"], found["level"] = entry[place + 5], entry[place + 7]
    elif kind in _AUDIO and "audio" not in found:
        found["audio"] = _sound(entry) or _AUDIO[kind] if kind == b"mp4a" else _AUDIO[kind]
    elif kind[:1].isalnum() and b"video" in found.get("handler", b"video"):
        found.setdefault("other", kind)


def _sound(entry: bytes) -> str:
    """Return the codec behind an mp4a entry: usually AAC, sometimes MP3 or AC-3."""
    place = entry.find(b"esds")
    if place < 0:
        return ""
    descriptor = entry.find(b"\x04", place + 8)
    while descriptor >= 0:
        at = descriptor + 1
        while at < len(entry) and entry[at] & 0x80:
            at += 1
        if at + 1 < len(entry) and entry[at + 1] in _ESDS_AUDIO:
            return _ESDS_AUDIO[entry[at + 1]]
        descriptor = entry.find(b"\x04", descriptor + 1)
    return ""


_READERS = {b"ftyp": _ftyp, b"mvhd": _mvhd, b"stsd": _stsd}
