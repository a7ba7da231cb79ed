"""What is known of a file before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["image", "video", "pdf", "slides", "unknown"]


class Damaged(Exception):
    """The file begins like one of its kind and cannot be read to the end of its header."""


@dataclass(frozen=True)
class Facts:
    """What the header of a file says. ``seconds`` and ``kbps`` are 0 when it does not say.

    ``video``, ``audio``: codecs as people call them (``h264``, ``hevc``, ``vp9``, ``aac`` …);
    ``profile``/``level``: of H.264, 100/41 is High@4.1. ``streams``: whether a player may begin
    before it has the whole file. ``frames``: more than one in an animated picture.
    """

    kind: Kind
    mime: str
    size: int
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    kbps: int = 0
    video: str = ""
    profile: int = 0
    level: int = 0
    audio: str = ""
    streams: bool = True
    protected: bool = False
