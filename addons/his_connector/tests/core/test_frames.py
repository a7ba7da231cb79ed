"""Private frames: any chunking gives the same bodies; garbage ends at the next mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.frames import Framer, read_layout
from his_connector.core.mllp import Kind

LAYOUTS = [
    {"frame": "length"},
    {"frame": "length", "size": 2, "order": "little", "counts": "all"},
    {"frame": "length", "length": "ascii", "size": 8},
    {"frame": "length", "length": "hex", "size": 6, "header": 10, "at": 2},
    {"frame": "length", "length": "bcd", "size": 2, "at": 2, "magic": "55aa"},
    {"frame": "delimiter", "end": "0d0a"},
    {"frame": "delimiter", "start": "02", "end": "03"},
    {"frame": "fixed", "size": 12},
]
MARKED = [LAYOUTS[4], LAYOUTS[6]]
BODY = st.binary(min_size=1, max_size=12).map(
    lambda raw: b"x" + raw.translate(None, b"\x02\x03\r\n\x55")
)


def run(layout, stream, cuts=(), limit=1000):
    framer = Framer(layout, limit)
    places = sorted({cut % (len(stream) + 1) for cut in cuts})
    pieces = zip([0, *places], [*places, len(stream)], strict=True)
    frames = [frame for begin, end in pieces for frame in framer.feed(stream[begin:end])]
    return frames + framer.close()


@pytest.mark.parametrize("settings", LAYOUTS)
@given(st.lists(BODY, max_size=5), st.lists(st.integers(0), max_size=8))
def test_any_chunking_gives_the_bodies_that_were_framed(settings, bodies, cuts):
    layout = read_layout(settings)
    bodies = [body[:12] for body in bodies]
    frames = run(layout, b"".join(map(layout.wrap, bodies)), cuts)
    assert [frame.kind for frame in frames] == [Kind.MESSAGE] * len(bodies)
    width = 12 if settings["frame"] == "fixed" else 0
    assert [frame.body for frame in frames] == [body.ljust(width) for body in bodies]


@pytest.mark.parametrize("settings", LAYOUTS)
@given(st.binary(max_size=60), st.lists(st.integers(0), max_size=6))
def test_garbage_never_raises_and_no_chunking_changes_what_it_is(settings, stream, cuts):
    layout = read_layout(settings)
    whole = [frame for frame in run(layout, stream, (), 30) if frame.kind is Kind.MESSAGE]
    parts = [frame for frame in run(layout, stream, cuts, 30) if frame.kind is Kind.MESSAGE]
    assert parts == whole


@pytest.mark.parametrize("settings", MARKED)
def test_after_garbage_the_next_mark_counts(settings):
    layout = read_layout(settings)
    frames = run(layout, b"garbage" + layout.wrap(b"one") + b"more" + layout.wrap(b"two"))
    found = [frame.body for frame in frames if frame.kind is Kind.MESSAGE]
    assert found == [b"one", b"two"]
    assert any(frame.kind in (Kind.STRAY, Kind.CUT) for frame in frames)


def test_a_length_without_sense_breaks_a_line_that_has_no_mark():
    framer = Framer(read_layout(LAYOUTS[2]), 100)
    assert [frame.kind for frame in framer.feed(b"GET / HTTP/1.1\r\n")] == [Kind.JUNK]
    assert framer.broken


def test_a_silence_ends_a_message_only_where_nothing_else_does():
    framer = Framer(read_layout({"frame": "gap"}))
    assert framer.feed(b"a") + framer.feed(b"b") == []
    assert [frame.body for frame in framer.idle()] == [b"ab"]
    assert framer.idle() == []


@pytest.mark.parametrize(
    "settings",
    [{"frame": "x"}, {"frame": "length", "length": "x"}, {"frame": "fixed", "size": 0},
     {"frame": "length", "header": 1}, {"frame": "length", "magic": "55", "at": 0},
     {"frame": "delimiter", "end": "zz"}, {"frame": "length", "size": "4"}],
)  # fmt: skip
def test_a_layout_that_cannot_work_is_refused(settings):
    with pytest.raises(ValueError, match="."):
        read_layout(settings)
