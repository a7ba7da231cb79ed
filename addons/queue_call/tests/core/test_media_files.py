import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.media import fitness
from queue_call.core.media.facts import Damaged, Facts
from queue_call.core.media.sniff import read_facts

FILMS = Path(__file__).with_name("films")
NAMES = sorted(path.name for path in FILMS.iterdir())


def facts(name):
    with (FILMS / name).open("rb") as file:
        return read_facts(file)


def codes(found):
    return [one.code for one in found]


def png(width, height):
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


def jpeg(width, height, before=b""):
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + before + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame


def segment(mark, body):
    return bytes((0xFF, mark)) + struct.pack(">H", len(body) + 2) + body


@pytest.mark.parametrize(
    ("name", "video", "audio", "mime"),
    [
        ("good.mp4", "h264", "aac", "video/mp4"),
        ("high10.mp4", "h264", "aac", "video/mp4"),
        ("hevc.mp4", "hevc", "", "video/mp4"),
        ("good.webm", "vp8", "opus", "video/webm"),
        ("film.mkv", "h264", "ac3", "video/x-matroska"),
        ("film.mov", "h264", "", "video/quicktime"),
    ],
)
def test_a_film_says_its_codecs_size_and_length(name, video, audio, mime):
    found = facts(name)
    assert (found.video, found.audio, found.mime) == (video, audio, mime)
    assert (found.width, found.height) == (320, 240)
    assert 1.8 < found.seconds < 2.3
    assert found.kbps > 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("good.mp4", []),
        ("good.webm", []),
        ("high10.mp4", ["profile", "index_last"]),
        ("hevc.mp4", ["codec", "index_last"]),
        ("film.mkv", ["container"]),
        ("film.mov", ["container"]),
        ("film.avi", ["container"]),
    ],
)
def test_what_no_box_can_play_is_named(name, expected):
    found = fitness.findings(facts(name))
    assert codes(found) == expected
    assert fitness.fit(found) == (not expected)
    assert fitness.mendable(found)


def test_the_profile_is_named_as_encoders_name_it():
    (found, _index) = fitness.findings(facts("high10.mp4"))
    assert found.values["profile"].startswith("High 10@")


def film(**changes):
    usual = {
        "kind": "video", "mime": "video/mp4", "size": 10_000_000, "width": 1920, "height": 1080,
        "seconds": 60, "kbps": 4000, "video": "h264", "profile": 100, "level": 41, "audio": "aac",
    }  # fmt: skip
    return Facts(**{**usual, **changes})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"level": 51}, "profile"),
        ({"profile": 244}, "profile"),
        ({"width": 3840, "height": 2160}, "video_large"),
        ({"kbps": 40_000}, "bitrate"),
        ({"seconds": 7200}, "long"),
        ({"audio": "eac3"}, "audio"),
        ({"size": 900 * fitness.MB}, "too_heavy"),
        ({"protected": True}, "protected"),
        ({"video": ""}, "no_picture"),
        ({"video": "av1"}, "codec"),
    ],
)
def test_one_thing_wrong_is_one_finding_that_blocks(changes, code):
    assert fitness.findings(film()) == []
    (found,) = fitness.findings(film(**changes))
    assert (found.code, found.blocks) == (code, True)


def test_an_upright_film_may_be_1080_wide():
    assert fitness.findings(film(width=1080, height=1920)) == []


def test_a_picture_of_200_megapixels_is_refused_by_its_header_alone():
    found = read_facts(io.BytesIO(png(20_000, 10_000)))
    (finding,) = fitness.findings(found)
    assert (finding.code, finding.values["mp"]) == ("image_huge", 200)


def test_a_picture_that_claims_more_than_there_is_room_for_is_only_read_in_its_header():
    (finding,) = fitness.findings(read_facts(io.BytesIO(png(2**31 - 1, 2**31 - 1))))
    assert finding.code == "image_huge"


sides = st.integers(1, 60_000)


@given(sides, sides, st.sampled_from(["png", "jpeg", "gif", "bmp", "webp"]))
def test_the_size_of_a_picture_is_read_from_its_header(width, height, form):
    width, height = (min(width, 16_384), min(height, 16_384)) if form == "webp" else (width, height)
    made = {
        "png": lambda: png(width, height),
        "jpeg": lambda: jpeg(width, height, segment(0xE1, b"Exif" + bytes(40))),
        "gif": lambda: b"GIF89a" + struct.pack("<HH", width, height),
        "bmp": lambda: b"BM" + bytes(16) + struct.pack("<ii", width, -height),
        "webp": lambda: b"RIFF" + bytes(4) + b"WEBPVP8X" + bytes(8)
        + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"),
    }[form]()  # fmt: skip
    found = read_facts(io.BytesIO(made))
    assert (found.kind, found.width, found.height) == ("image", width, height)


@given(st.data())
def test_a_damaged_file_is_told_and_nothing_else_happens(data):
    name = data.draw(st.sampled_from(NAMES))
    content = bytearray((FILMS / name).read_bytes())
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, min(len(content) - 1, 3000)))] = data.draw(
            st.integers(0, 255)
        )
    cut = data.draw(st.integers(0, len(content)))
    try:
        found = read_facts(io.BytesIO(bytes(content[:cut])))
    except Damaged:
        return
    fitness.findings(found)


@given(st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a",
       b"RIFF0000WEBPVP8X", b"\x1a\x45\xdf\xa3", b"\0\0\0\x10ftyp", b""]))  # fmt: skip
def test_any_bytes_at_all_are_a_file_or_damaged(rest, head):
    try:
        found = read_facts(io.BytesIO(head + rest))
    except Damaged:
        return
    fitness.findings(found)


def test_a_film_that_was_cut_off_says_so():
    content = (FILMS / "good.mp4").read_bytes()
    with pytest.raises(Damaged):
        read_facts(io.BytesIO(content[: len(content) // 2]))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"PK\3\4", "slides"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "slides"),
        (b"<svg xmlns='x'>", "unknown"),
        (b"<html><script>", "unknown"),
        (b"", "unknown"),
    ],
)
def test_a_file_is_what_its_content_says(head, kind):
    assert read_facts(io.BytesIO(head)).kind == kind


def test_slides_and_unknown_files_are_refused_by_name():
    assert codes(fitness.findings(read_facts(io.BytesIO(b"PK\3\4")))) == ["slides"]
    assert codes(fitness.findings(read_facts(io.BytesIO(b"<svg")))) == ["unknown"]
