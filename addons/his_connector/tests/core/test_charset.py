"""Which charset a message is really in, whatever MSH-18 says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.charset import Policy, Undecodable, declared_charset, decode
from his_connector.core.hl7 import Message
from his_connector.tests.core.samples import adt

HANZI = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)
DETECT = Policy()


@given(HANZI, st.sampled_from(["utf-8", "gbk", "gb18030"]))
def test_chinese_names_are_read_in_any_usual_charset(name, charset):
    decoded = decode(adt(name=name).encode(charset), DETECT)
    assert Message(decoded.text).get("PID", 5) == name


@given(HANZI, st.sampled_from(["8859/1", "ASCII", "UNICODE UTF-8", "GBK", ""]))
def test_a_lie_in_msh_18_does_not_spoil_a_name(name, said):
    text = adt(name=name + "室", more=f"||||||{said}")
    for charset in ("utf-8", "gb18030"):
        decoded = decode(text.encode(charset), DETECT)
        assert Message(decoded.text).get("PID", 5) == name + "室"


def test_characters_whose_second_byte_is_a_separator_do_not_shift_fields():
    names = [
        char
        for code in range(0x4E00, 0x9FA6)
        if (char := chr(code)).encode("gbk", "ignore")[1:] in (b"|", b"~", b"\\", b"^")
    ]
    assert len(names) > 300
    for name in names:
        message = Message(decode(adt(name=name).encode("gbk"), DETECT).text)
        assert message.get("PID", 5) == name
        assert message.get("PID", 7) == "19800101"


def test_rare_characters_of_four_bytes_are_read():
    decoded = decode(adt(name="𠮷䶮").encode("gb18030"), DETECT)
    assert decoded.charset == "gb18030"
    assert "𠮷䶮" in decoded.text


def test_a_byte_order_mark_is_dropped():
    decoded = decode(b"\xef\xbb\xbf" + adt().encode(), DETECT)
    assert decoded.text.startswith("MSH")
    assert decode(adt().encode("utf-16"), DETECT).text.lstrip("\ufeff").startswith("MSH")


def test_a_lie_is_told():
    raw = adt(more="||||||8859/1").encode("gbk")
    decoded = decode(raw, DETECT)
    assert decoded.lied
    assert decoded.declared == "latin-1"
    assert not decode(adt(more="||||||GBK").encode("gbk"), DETECT).lied


def test_latin_names_in_utf8_stay_latin():
    assert "José" in decode(adt(name="José").encode(), DETECT).text


def test_who_believes_msh_18_reads_by_it():
    policy = Policy("declared", "strict", "utf-8")
    raw = adt(name="José", more="||||||8859/1").replace("心内科", "Kardiologie").encode("latin-1")
    assert "José" in decode(raw, policy).text
    with pytest.raises(Undecodable):
        decode(adt(more="||||||UNICODE UTF-8").encode("gbk"), policy)


def test_a_lenient_policy_counts_what_it_replaces():
    raw = adt(more="||||||UNICODE UTF-8").encode("gbk")
    decoded = decode(raw, Policy("declared", "replace", "utf-8"))
    assert decoded.replaced > 0
    assert "\ufffd" in decoded.text


def test_bytes_of_no_charset_are_refused_when_strict():
    with pytest.raises(Undecodable):
        decode(b"MSH|^~\\&|\xff\xff\xff", DETECT)


@pytest.mark.parametrize(
    ("said", "charset"),
    [("UNICODE UTF-8", "utf-8"), ("GB 18030-2000", "gb18030"), ("8859/1", "latin-1"), ("?", None)],
)
def test_the_names_of_table_0211_are_known(said, charset):
    assert declared_charset(adt(more=f"||||||{said}").encode()) == charset


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_refused(raw):
    try:
        decode(raw, DETECT)
    except Undecodable:
        pass
    decode(raw, Policy("detected", "replace"))
