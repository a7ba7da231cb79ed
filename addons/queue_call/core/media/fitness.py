"""Can the boxes of this hospital play a file, and if not, what has to be done to it?

The boxes in the field are Android 9 and Windows boxes with Chromium 66 to 83: they decode H.264 up
to High@4.1 in hardware, in MP4, at most 1080p, with AAC; VP8 in WebM in software.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .facts import Facts

MB = 1024 * 1024
_PROFILES = {66: "Baseline", 77: "Main", 88: "Extended", 100: "High", 110: "High 10",
             122: "High 4:2:2", 244: "High 4:4:4"}  # fmt: skip
_SLOW_CODECS = frozenset({"vp8", "vp9"})
_PLAYED = frozenset({"h264", "vp8", "vp9"})
_HEARD = {
    "video/mp4": frozenset({"", "aac", "mp3"}),
    "video/webm": frozenset({"", "opus", "vorbis"}),
}


@dataclass(frozen=True)
class Limits:
    """What the weakest box can take."""

    pixels: int = 40_000_000
    side: int = 16_000
    image_mb: int = 50
    video_mb: int = 500
    pdf_mb: int = 100
    pages: int = 100
    width: int = 1920
    height: int = 1080
    level: int = 41
    kbps: int = 10_000
    seconds: int = 1800


@dataclass(frozen=True)
class Finding:
    """One thing about a file; ``blocks`` when no box can play it as it is.

    ``convert``: a conversion by the server can mend it.
    """

    code: str
    blocks: bool
    convert: bool
    values: dict[str, Any]


def findings(facts: Facts, limits: Limits | None = None) -> list[Finding]:
    """Return all that a person has to know of a file; empty when every box plays it."""
    limits = limits or Limits()
    check = {"image": _image, "video": _video, "pdf": _pdf}.get(facts.kind)
    if check is None:
        code = "slides" if facts.kind == "slides" else "unknown"
        return [Finding(code, True, False, {})]
    if facts.size == 0:
        return [Finding("empty", True, False, {})]
    return check(facts, limits)


def fit(found: list[Finding]) -> bool:
    """Return whether a file with these findings may be shown."""
    return not any(one.blocks for one in found)


def mendable(found: list[Finding]) -> bool:
    """Return whether a conversion mends all that stands in the way."""
    return all(one.convert for one in found if one.blocks)


def profile_name(facts: Facts) -> str:
    """Return the profile and level of H.264 as encoders name them: ``High@4.1``."""
    name = _PROFILES.get(facts.profile, str(facts.profile))
    return f"{name}@{facts.level // 10}.{facts.level % 10}"


def _image(facts: Facts, limits: Limits) -> list[Finding]:
    pixels = facts.width * facts.height
    values = {"width": facts.width, "height": facts.height, "mp": round(pixels / 1e6)}
    if pixels > limits.pixels or max(facts.width, facts.height) > limits.side:
        most = round(limits.pixels / 1e6)
        return [Finding("image_huge", True, False, values | {"most": most, "side": limits.side})]
    found = _heavy(facts, limits.image_mb, False)
    if min(facts.width, facts.height) < 200:
        found.append(Finding("image_small", False, False, values))
    return found


def _pdf(facts: Facts, limits: Limits) -> list[Finding]:
    return _heavy(facts, limits.pdf_mb, False)


def _heavy(facts: Facts, most: int, convert: bool) -> list[Finding]:
    if facts.size <= most * MB:
        return []
    values = {"mb": round(facts.size / MB), "most": most}
    return [Finding("too_heavy", True, convert, values)]


def _video(facts: Facts, limits: Limits) -> list[Finding]:
    if facts.protected:
        return [Finding("protected", True, False, {})]
    if facts.mime not in _HEARD:
        return [Finding("container", True, True, {"container": _container(facts.mime)})]
    if not facts.video:
        return [Finding("no_picture", True, False, {})]
    found = _heavy(facts, limits.video_mb, True)
    found += _codec(facts, limits) + _extent(facts, limits)
    if facts.audio not in _HEARD[facts.mime]:
        found.append(Finding("audio", True, True, {"audio": facts.audio}))
    if not facts.streams:
        found.append(Finding("index_last", False, True, {}))
    return found


def _codec(facts: Facts, limits: Limits) -> list[Finding]:
    if facts.video not in _PLAYED:
        return [Finding("codec", True, True, {"codec": facts.video})]
    if facts.video in _SLOW_CODECS and facts.height > 720:
        return [Finding("codec_slow", False, True, {"codec": facts.video})]
    # A level below 30 with a large picture is a label that encoders get wrong: boxes play it.
    if (
        facts.video == "h264"
        and facts.profile
        and (facts.profile > 100 or facts.level > limits.level)
    ):
        values = {"profile": profile_name(facts), "most": "High@4.1"}
        return [Finding("profile", True, True, values)]
    return []


def _extent(facts: Facts, limits: Limits) -> list[Finding]:
    found = []
    long, short = max(facts.width, facts.height), min(facts.width, facts.height)
    if long > limits.width or short > limits.height:
        values = {"width": facts.width, "height": facts.height}
        found.append(Finding("video_large", True, True, values))
    if facts.kbps > limits.kbps:
        found.append(Finding("bitrate", True, True, {"kbps": facts.kbps, "most": limits.kbps}))
    if facts.seconds > limits.seconds:
        values = {"minutes": round(facts.seconds / 60), "most": limits.seconds // 60}
        found.append(Finding("long", True, False, values))
    return found


def _container(mime: str) -> str:
    names = {"video/quicktime": "MOV", "video/x-matroska": "MKV", "video/x-msvideo": "AVI",
             "video/x-flv": "FLV", "video/x-ms-wmv": "WMV", "video/mpeg": "MPEG",
             "video/mp2t": "TS", "application/vnd.rn-realmedia": "RM"}  # fmt: skip
    return names.get(mime, mime)
