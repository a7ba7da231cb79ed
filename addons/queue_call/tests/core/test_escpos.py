import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import escpos, slip

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)


def kanji_parts(data):
    """The bytes between kanji mode on and off."""
    return [part.split(escpos.KANJI_OFF)[0] for part in data.split(escpos.KANJI_ON)[1:]]


def test_a_line_says_align_size_and_bold_and_stands_in_kanji_mode():
    data = escpos.line("号", align="center", size=4, bold=True)
    assert data == b"\x1b\x61\x01\x1d\x21\x33\x1b\x45\x01\x1c\x26\xba\xc5\x1c\x2e\n"


@given(TEXT)
def test_any_text_becomes_what_a_printer_of_two_bytes_can_print(text):
    data = escpos.encoded(text)
    assert all(len(char.encode("gb18030")) <= 2 for char in data.decode("gb18030"))
    assert not any(byte < 0x20 or byte == 0x7F for byte in data)


@given(TEXT)
def test_text_never_leaves_kanji_mode_or_cuts_the_paper(text):
    (part,) = kanji_parts(escpos.line(text))
    assert not {0x1B, 0x1C, 0x1D, 0x0A, 0x10} & set(part)


def test_rare_characters_are_marked_and_told():
    assert escpos.rare("张㛃𬭎") == "㛃𬭎"
    assert escpos.encoded("张㛃").decode("gb18030") == "张〓"


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz/:.-_0123456789", min_size=1, max_size=300))
def test_a_qr_command_says_its_own_length(url):
    data = escpos.qr(url)
    at = data.index(b"\x31\x50\x30")
    length = int.from_bytes(data[at - 2 : at], "little")
    assert data[at : at + length] == b"\x31\x50\x30" + url.encode()
    assert data[at - 5 : at - 2] == b"\x1d\x28\x6b"
    assert data.endswith(b"\x1d\x28\x6b\x03\x00\x31\x51\x30\n")


@pytest.mark.parametrize("url", ["", "x" * 1025])
def test_a_qr_code_of_nothing_or_too_much_is_refused(url):
    with pytest.raises(ValueError, match="QR"):
        escpos.qr(url)


def test_a_slip_begins_anew_and_ends_with_a_cut():
    content = {
        "head": "市一医院",
        "number": "A012",
        "lines": [("张*明", True), ("", False), ("前面还有 3 人", True)],
        "url": "https://h/queue/place/x",
        "foot": ["扫码查看排队进度"],
    }
    data = escpos.slip(content)
    assert data.startswith(escpos.INIT)
    assert data.endswith(escpos.CUT)
    told = [part.decode("gb18030") for part in kanji_parts(data)]
    assert told == ["市一医院", "A012", "张*明", "前面还有 3 人", "扫码查看排队进度"]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ((0x12, 0x12, 0x12), "ready"),
        ((0x12, 0x12, 0x1E), "paper_low"),
        ((0x1A, 0x32, 0x72), "paper_out"),
        ((0x1A, 0x16, 0x12), "printer_trouble"),  # cover open
        ((0x1A, 0x52, 0x12), "printer_trouble"),  # cutter
        ((0x12, 0x12), "unknown"),
        ((), "unknown"),
        ((0xFF, 0x00, 0x12), "unknown"),
    ],
)
def test_what_a_printer_answers_is_understood(answers, told):
    assert escpos.status(bytes(answers)) == told


@given(st.binary(max_size=5))
def test_any_answer_has_a_meaning(answers):
    assert escpos.status(answers) in {
        "ready", "paper_low", "paper_out", "printer_trouble", "unknown"
    }  # fmt: skip


def test_a_slip_says_the_range_of_waiting_and_no_line_for_what_is_unknown():
    known = {"name": "", "queue": "普内科", "ahead": 0, "wait": [0, 10], "zone": "内科", "hint": ""}
    assert slip.lines(known, "zh") == [
        ("普内科", True),
        ("内科", False),
        ("前面没有人", True),
        ("约需等候 10 分钟以内", False),
    ]
    assert ("about 10-25 minutes", False) in slip.lines(known | {"wait": (10, 25)}, "en")
