"""Reading and building: what is built is read back; the odd forms seen in hospitals."""

import hl7 as oracle
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from his_connector.core.hl7 import (
    Answer,
    BadTimestamp,
    Message,
    NotHl7,
    build,
    build_ack,
    build_batch_answer,
    parse_timestamp,
    split_batch,
)
from his_connector.core.hl7.escape import Separators, escape, unescape
from his_connector.tests.core.samples import NOW, PROFILE, adt

TEXT = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff"), max_size=12
).filter(lambda text: text != '""' and text.strip() == text)
SEPARATORS = st.permutations("|^~\\&$#@!*").map(lambda chars: Separators(*chars[:5]))
PLAIN = st.text("abc 012|^~&\\张", max_size=8).map(str.strip)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=5), SEPARATORS)
def test_what_is_built_is_read_back(rows, seps):
    segments = [["MSH", "HIS"], *(["ZAB", a, (b, (c, "x")), [c, a]] for a, b, c in rows)]
    message = Message(build(segments, seps))
    assert message.seps == seps
    for segment, (a, b, c) in zip(message.all("ZAB"), rows, strict=True):
        assert segment.get(1) == a
        assert (segment.get(2, 1), segment.get(2, 2, 1), segment.get(2, 2, 2)) == (b, c, "x")
        assert segment.get(3) == c
        assert segment.get(3, repeat=2) == a


@given(st.lists(st.tuples(TEXT, TEXT), max_size=5))
def test_reading_and_rendering_gives_the_same_text(rows):
    text = build([["MSH", "HIS", "", "", ""], *(["ZXX", a, b] for a, b in rows)])
    assert Message(text).render() == text


@given(TEXT, SEPARATORS)
def test_an_escaped_text_holds_no_separator_and_comes_back(text, seps):
    safe = escape(text, seps)
    assert not set(safe) & {seps.field, seps.component, seps.repeat, seps.subcomponent}
    assert unescape(safe, seps) == text


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text):
    try:
        Message("MSH|" + text).get("PID", 3)
        Message(text)
    except NotHl7:
        pass


@given(st.lists(st.lists(PLAIN, min_size=1, max_size=4), min_size=1, max_size=4))
def test_fields_agree_with_python_hl7(rows):
    text = build([["MSH", "HIS"], *(["ZAB", *row] for row in rows)])
    assume("\n" not in text)
    ours, theirs = Message(text), oracle.parse(text)
    for number, segment in enumerate(ours.all("ZAB")):
        other = theirs.segments("ZAB")[number]
        for place in range(1, len(segment.raw.split("|"))):
            assert segment.field(place) == str(other(place))


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_segments_end_by_cr_or_lf_or_both(end):
    message = Message(adt().replace("\r", end))
    assert [segment.name for segment in message] == ["MSH", "EVN", "PID", "PV1"]
    assert message.get("PV1", 19) == "V1"


def test_where_there_is_a_cr_a_lf_is_text():
    message = Message("MSH|^~\\&|\rNTE|1||one\ntwo\rPID|1||P1")
    assert message.get("NTE", 3) == "one\ntwo"
    assert message.get("PID", 3) == "P1"


def test_segments_without_trailing_pipes_and_z_segments_are_read():
    message = Message("MSH|^~\\&\rPID|1\rZYB|甲类^乙类~丙类")
    assert message.get("PID", 3) == ""
    assert message.get("PV1", 19) == ""
    assert message.get("ZYB", 1, 2) == "乙类"
    assert message.segment("ZYB").get(1, repeat=2) == "丙类"


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (r"a\F\b", "a|b"),
        (r"\E\R\E\ ".strip(), r"\R\ ".strip()),
        (r"\X48656C6C6F\ ".strip(), "Hello"),
        (r"\XE5BCA0\ ".strip(), "张"),
        (r"line\.br\line", "line\nline"),
        (r"\H\bold\N\ ".strip(), "bold"),
        ("C:\\dir", "C:\\dir"),
        (r"\Q\ ".strip(), r"\Q\ ".strip()),
        (r"\XZZ\ ".strip(), r"\XZZ\ ".strip()),
    ],
)
def test_escapes_are_read_once_from_left_to_right(raw, meant):
    assert unescape(raw, Separators()) == meant


def test_a_null_value_is_empty():
    assert Message('MSH|^~\\&\rPID|1||""').get("PID", 3) == ""


@pytest.mark.parametrize("text", ["", "hello world", "MSA|AA|1", "MSH", "MSHxxx", "MSH a b"])
def test_what_does_not_begin_with_a_header_is_not_hl7(text):
    with pytest.raises(NotHl7):
        Message(text)


def test_a_batch_is_split_into_its_messages():
    text = "FHS|^~\\&\rBHS|^~\\&\r" + adt(control="A") + adt(control="B") + "BTS|2\rFTS|1\r"
    assert [Message(one).control_id for one in split_batch(text)] == ["A", "B"]


def test_a_batch_without_a_message_is_refused():
    with pytest.raises(NotHl7):
        split_batch("BHS|^~\\&\rBTS|0\r")


def test_an_answer_turns_sender_and_receiver_around_and_names_the_control_id():
    ack = Message(build_ack(Message(adt(control="M&1")), Answer("AA"), "A1", NOW))
    assert (ack.msh.get(3), ack.msh.get(5)) == ("QUEUE", "HIS")
    assert ack.kind == ("ACK", "A04")
    assert (ack.get("MSA", 1), ack.segment("MSA").field(2)) == ("AA", "M&1")
    assert ack.segment("ERR") is None


def test_a_refusal_says_where_and_why_in_both_languages():
    said = Answer("AE", "Required field PID-3 is empty", "101", "PID-1-3", "必填字段 PID-3 为空")
    ack = Message(build_ack(Message(adt()), said, "A1", NOW))
    assert ack.get("MSA", 3) == said.text
    error = ack.segment("ERR")
    assert error.field(2) == "PID^1^3"
    assert (error.get(3), error.get(4), error.get(7), error.get(8)) == (
        "101", "E", said.text, said.user_text,
    )  # fmt: skip


def test_an_answer_is_read_by_python_hl7():
    ack = oracle.parse(build_ack(Message(adt()), Answer("AE", "a|b"), "A1", NOW))
    assert str(ack.segment("MSA")(1)) == "AE"
    assert str(ack.segment("MSA")(2)) == "M1"


def test_the_answers_to_a_batch_are_one_batch():
    acks = [build_ack(Message(adt(control=c)), Answer("AA"), "A", NOW) for c in "AB"]
    text = build_batch_answer(acks, NOW)
    assert text.startswith("BHS|^~\\&|")
    assert text.endswith("BTS|2\r")
    assert [Message(one).get("MSA", 2) for one in split_batch(text)] == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "utc", "has_time"),
    [
        ("20260302", "2026-03-01T16:00:00", False),
        ("202603020855", "2026-03-02T00:55:00", True),
        ("20260302085501.25", "2026-03-02T00:55:01.250000", True),
        ("20260302085501+0000", "2026-03-02T08:55:01", True),
        ("202603022400", "2026-03-02T16:00:00", True),
        ("2026-03-02 08:55:01", "2026-03-02T00:55:01", True),
        ("2026/3/2 08:55", "2026-03-02T00:55:00", True),
        ("2026", "2025-12-31T16:00:00", False),
    ],
)
def test_times_are_read_in_the_senders_zone(text, utc, has_time):
    stamp = parse_timestamp(text, PROFILE.zone)
    assert stamp.at.replace(tzinfo=None).isoformat() == utc
    assert stamp.has_time is has_time


@pytest.mark.parametrize("text", ["tomorrow", "20261302", "2026030225", "20260302085501+9900"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(BadTimestamp):
        parse_timestamp(text, PROFILE.zone)


FIELD = st.text('A1张^~&\\" ', max_size=6) | st.sampled_from(['""', "A", "A^B^C", "A&B^C", "\\T\\"])
NAMES = st.sampled_from(["PID", "PV1", "EVN", "PIDX", "FHS", "MSH", "ZZZ"])


@given(
    st.lists(st.tuples(NAMES, st.lists(FIELD, max_size=5)), max_size=14),
    st.sampled_from(["^~\\&", "^~\\&#", "^", ""]),
    st.integers(1, 7), st.integers(1, 3), st.integers(1, 2),
)  # fmt: skip
def test_the_quick_way_to_a_value_gives_what_the_segment_gives(rows, msh2, number, part, sub):
    lines = ["|".join(["MSH", msh2, "HIS"]), *("|".join([name, *cells]) for name, cells in rows)]
    message = Message("\r".join(lines) + "\r")
    for name in ("MSH", "PID", "PV1", "EVN", "FHS", "XXX"):
        segment = message.segment(name)
        wanted = segment.get(number, part, sub) if segment else ""
        assert message.get(name, number, part, sub) == wanted
        assert message.get(name, number, part, sub) == wanted  # once split, the same
