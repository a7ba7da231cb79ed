"""What the gateway stores and answers: true, and with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core import mllp
from his_connector.core.codes import CodeMap
from his_connector.core.hl7 import Message, split_batch
from his_connector.core.intake import accepted_key, answer, judge
from his_connector.core.profile import Profile
from his_connector.tests.core.samples import CODES, NOW, PROFILE, adt


def frame(text, charset="utf-8", kind=mllp.Kind.MESSAGE):
    body = text if isinstance(text, bytes) else text.encode(charset)
    return mllp.Frame(kind, body, len(body))


def take(text, profile=PROFILE, codes=CODES, **key):
    return judge(frame(text, **key), profile, codes, NOW)


def said(intake):
    raw = answer(intake, [item.answer for item in intake.items], lambda: "A1", NOW)
    return raw[1:-2].decode(intake.charset or "ascii")


def test_a_good_message_is_new_and_accepted():
    (item,) = take(adt()).items
    assert (item.state, item.answer.code) == ("new", "AA")
    facts = item.facts()
    assert (facts.control_id, facts.message_type, facts.mrn) == ("M1", "ADT^A04", "P1")
    assert (facts.visit, facts.stream) == ("V1", "P1")


@pytest.mark.parametrize(
    ("text", "code", "cause"),
    [
        ("hello world", "AR", "not_hl7"),
        (adt(control=""), "AE", "no_control_id"),
        (adt(mrn=""), "AE", "missing_field"),
        (adt(dept="0999"), "AE", "department_unmapped"),
        (adt().replace("ADT^A04", "ORU^R01"), "AR", "unsupported_type"),
        (adt("A99"), "AR", "unsupported_event"),
        (b"MSH|^~\\&|HIS|\xff\xff||||ADT^A04|M9", "AE", "undecodable"),
        ("BHS|^~\\&\rBTS|0\r", "AR", "not_hl7"),
        ("", "AR", "not_hl7"),
    ],
)
def test_a_bad_message_is_kept_and_refused_with_the_reason(text, code, cause):
    intake = take(text)
    (item,) = intake.items
    assert (item.state, item.cause, item.answer.code) == ("failed", cause, code)
    ack = Message(said(intake))
    assert ack.get("MSA", 1) == code
    assert ack.get("MSA", 3)
    assert bool(ack.get("ERR", 8)) is (intake.charset == "utf-8")
    assert "?" not in ack.get("MSA", 3)


def test_a_refusal_names_the_control_id_even_of_an_undecodable_message():
    ack = Message(said(take(b"MSH|^~\\&|HIS|\xff\xff|||||ADT^A04|M9\r")))
    assert ack.get("MSA", 2) == "M9"


def test_an_answer_is_in_the_charset_of_the_message():
    intake = take(adt(dept="0999"), charset="gb18030")
    raw = answer(intake, [item.answer for item in intake.items], lambda: "A1", NOW)
    assert "科室代码 0999 尚未对照".encode("gb18030") in raw


@pytest.mark.parametrize(
    ("kind", "cause", "answered"),
    [
        (mllp.Kind.JUNK, "no_framing", True),
        (mllp.Kind.STRAY, "no_framing", False),
        (mllp.Kind.CUT, "cut", True),
        (mllp.Kind.OVERSIZE, "too_big", True),
    ],
)
def test_what_is_no_frame_is_kept_too(kind, cause, answered):
    intake = take(adt(), kind=kind)
    assert intake.items[0].cause == cause
    assert intake.answered is answered


def test_a_tolerant_interface_accepts_an_unknown_department_and_says_so_to_the_operator():
    profile = Profile(7, 1, zone=PROFILE.zone, unmapped="hold")
    (item,) = take(adt(dept="0999"), profile).items
    assert item.accepted
    assert [code.code for code in item.unmapped] == ["0999"]


def test_every_message_of_a_batch_gets_its_own_answer():
    text = "BHS|^~\\&\r" + adt(control="A") + adt(control="B", dept="0999") + "BTS|2\r"
    intake = take(text)
    acks = [Message(one) for one in split_batch(said(intake))]
    assert [(a.get("MSA", 1), a.get("MSA", 2)) for a in acks] == [("AA", "A"), ("AE", "B")]


def test_the_same_message_has_the_same_key_and_another_body_another():
    def key(text, profile=PROFILE):
        return accepted_key(Message(text), text.encode(), profile)

    assert key(adt()) == key(adt())
    assert key(adt()) != key(adt(name="李四"))
    strict = Profile(7, 1, reused_id="refuse")
    assert key(adt(), strict) == key(adt(name="李四"), strict)


def test_a_message_accepted_after_correction_of_the_map_is_not_taken_for_its_refusal():
    refused = take(adt(), codes=CodeMap()).items[0]
    accepted = take(adt()).items[0]
    assert refused.key != accepted.key


@given(st.binary(max_size=80))
def test_no_bytes_are_accepted_by_chance_or_left_without_an_answer(raw):
    intake = take(raw)
    assert not any(item.accepted for item in intake.items)
    assert "MSA|" in said(intake)
