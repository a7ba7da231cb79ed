"""Skins: words and ground differ enough in brightness for everybody, colour-blind eyes included."""

import re

import pytest

from queue_call.core.layout import SKINS

# Linear RGB as eyes without one kind of cone see it (Viénot, Brettel & Mollon 1999).
_SEEN = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deutan": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}
# (words, ground, least contrast): 7 for what has to be read, 4.5 for headings (WCAG 2.2).
PAIRS = [
    ("text", "ground", 7),
    ("text", "panel", 7),
    ("text", "raised", 7),
    ("text", "off", 7),
    ("dim", "ground", 4.5),
    ("dim", "panel", 4.5),
    ("dim", "off", 4.5),
    ("number", "panel", 7),
    ("number", "raised", 7),
    ("card-text", "card", 7),
    ("missed", "ground", 4.5),
    ("missed", "panel", 4.5),
]


def skin(addon, name):
    text = (addon / "static/src/screen/skins.css").read_text(encoding="utf-8")
    block = text.split(f".skin-{name} {{")[1].split("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def linear(colour):
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def brightness(colour, eyes):
    seen = [sum(k * v for k, v in zip(row, linear(colour), strict=True)) for row in _SEEN[eyes]]
    return sum(k * min(1, max(0, v)) for k, v in zip((0.2126, 0.7152, 0.0722), seen, strict=True))


def contrast(one, other, eyes):
    low, high = sorted((brightness(one, eyes), brightness(other, eyes)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("eyes", _SEEN)
@pytest.mark.parametrize("name", SKINS)
def test_words_stand_out_from_their_ground(addon, name, eyes):
    colours = skin(addon, name)
    for words, ground, least in PAIRS:
        found = contrast(colours[words], colours[ground], eyes)
        assert found >= least, (words, ground, round(found, 2))
