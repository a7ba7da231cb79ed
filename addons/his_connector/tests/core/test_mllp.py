"""Framing: whatever the chunks and the noise between, the frames are the same."""

from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.mllp import HEAD, Frame, Framer, Kind, encode

BODY = st.binary(max_size=40).map(lambda raw: raw.translate(None, b"\x0b\x1c"))
NOISE = st.sampled_from([b"", b"\r", b"\n", b"\r\n", b"\x00", b"\x00\x00\r", b"\xef\xbb\xbf"])


def chunks(stream, cuts):
    places = sorted({cut % (len(stream) + 1) for cut in cuts})
    return [stream[a:b] for a, b in zip([0, *places], [*places, len(stream)], strict=True)]


def run(pieces, limit=1000):
    framer = Framer(limit)
    frames = [frame for piece in pieces for frame in framer.feed(piece)]
    return frames + framer.close()


@given(
    st.lists(BODY, max_size=6), st.lists(NOISE, min_size=7, max_size=7), st.lists(st.integers(0))
)
def test_any_chunking_gives_the_messages_that_were_framed(bodies, noise, cuts):
    stream = b"".join(n + encode(b) for n, b in zip(noise, bodies, strict=False)) + noise[-1]
    frames = run(chunks(stream, cuts))
    assert [f.body for f in frames if f.kind is Kind.MESSAGE] == bodies
    assert all(f.kind is Kind.MESSAGE for f in frames)


@given(st.binary(max_size=200), st.lists(st.integers(0)), st.integers(1, 60))
def test_any_chunking_of_garbage_gives_the_same_frames(stream, cuts, limit):
    assert run(chunks(stream, cuts), limit) == run([stream], limit)


@given(
    st.lists(st.sampled_from([b"\x0b", b"\x1c", b"\r", b"MSH|", b"BHS", b"\xef\xbb\xbf", b"x"])),
    st.lists(st.integers(0)),
    st.integers(1, 20),
)
def test_any_chunking_of_a_broken_dialogue_gives_the_same_frames(parts, cuts, limit):
    stream = b"".join(parts)
    assert run(chunks(stream, cuts), limit) == run([stream], limit)


@given(BODY)
def test_a_frame_without_its_last_cr_is_complete(body):
    assert Framer().feed(encode(body)[:-1]) == [Frame(Kind.MESSAGE, body, len(body))]


def test_a_new_header_inside_a_frame_cuts_the_first_off():
    frames = run([b"\x0bMSH|first\x0bMSH|second\x1c\r"])
    assert [(f.kind, f.body) for f in frames] == [
        (Kind.CUT, b"MSH|first"),
        (Kind.MESSAGE, b"MSH|second"),
    ]


def test_a_vertical_tab_in_a_text_does_not_cut_the_message():
    assert [f.body for f in run([b"\x0bMSH|\rNTE|1||one\x0btwo\x1c\r"])] == [
        b"MSH|\rNTE|1||one\x0btwo"
    ]


def test_junk_is_reported_once_when_the_line_falls_idle():
    framer = Framer()
    assert framer.feed(b"\r\nhello world") == []
    assert framer.idle() == [Frame(Kind.JUNK, b"hello world", 11)]
    assert framer.idle() == []


def test_junk_before_a_frame_is_told_apart_from_junk_alone():
    kinds = [f.kind for f in run([b"hello\x0bMSH|\x1c\r"])]
    assert kinds == [Kind.STRAY, Kind.MESSAGE]


def test_an_unfinished_frame_is_cut_off_when_the_line_ends():
    assert [f.kind for f in run([b"\x0bMSH|half"])] == [Kind.CUT]


def test_a_body_above_the_limit_is_reported_once_and_the_next_message_is_whole():
    pieces = [b"\x0bMSH|" + b"x" * 2000] + [b"y" * 500] * 4 + [b"\x1c\r" + encode(b"MSH|next")]
    frames = run(pieces, limit=1000)
    assert [f.kind for f in frames] == [Kind.OVERSIZE, Kind.MESSAGE]
    assert frames[0].body.startswith(b"MSH|x")
    assert len(frames[0].body) <= HEAD
    assert frames[1].body == b"MSH|next"


def test_a_body_above_the_limit_is_not_held_in_memory():
    framer = Framer(limit=1000)
    framer.feed(b"\x0b")
    for _ in range(100):
        framer.feed(b"z" * 500)
    assert framer.pending <= 1000
