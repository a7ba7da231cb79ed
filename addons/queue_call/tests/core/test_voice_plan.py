"""What a loudspeaker says: sentences, numbers, rooms, notices, and how long it takes."""

import doctest
import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.voice import channel, numbers
from queue_call.core.voice.phrase import PAUSES, Phrase
from queue_call.core.voice.pinyin import legal
from queue_call.core.voice.plan import Order, Style, batch, notice, number_clip, plan
from queue_call.core.voice.templates import TEMPLATES, Template, TemplateError, check
from queue_call.core.voice.words import with_words
from queue_call.tests.core.test_voice_names import reader

WANG = Order("A012", "王小明", room="3号诊室")


def texts(phrases):
    return [one.text for one in phrases]


def said(text):
    return " ".join(notice(text, "zh_CN", reader).syllables)


# -- sentences ------------------------------------------------------------------------------------
def test_a_first_visit_is_called_by_number_and_name_in_two_clips():
    found = plan(WANG, Style(), reader)
    assert texts(found.clips) == ["请A零幺二号", "王小明，到三号诊室就诊"]
    assert texts(found.number) == ["请A零幺二号", "到三号诊室就诊"]
    assert [one.private for one in found.clips] == [False, True]
    assert (found.times, found.priority, found.problem) == (2, "call", "")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"class_code": "revisit"}, ["请复诊A零幺二号", "王小明，到三号诊室就诊"]),
        ({"recall": True}, ["请A零幺二号", "王小明，尽快到三号诊室"]),
        ({"kind": "blood"}, ["请A零幺二号", "到三号诊室抽血"]),
        ({"kind": "pharmacy", "room": "12号窗口"}, ["请A零幺二号", "到十二号窗口取药"]),
        ({"kind": "exam", "room": "CT2室"}, ["请A零幺二号", "王小明，到CT二室检查"]),
        ({"window": True, "room": "203窗口"}, ["请A零幺二号", "王小明，到二零三窗口办理"]),
        ({"room": "5号诊室 2号椅"}, ["请A零幺二号", "王小明，到五号诊室二号椅就诊"]),
        ({"name": "王\U0002ffff"}, ["请A零幺二号", "到三号诊室就诊"]),
        ({"name": "John Smith"}, ["请A零幺二号", "John Smith", "到三号诊室就诊"]),
        ({"room": "\U0002ffff室"}, ["请A零幺二号", "王小明，到屏幕所示位置就诊"]),
    ],
)
def test_each_occasion_has_its_sentence(more, words):
    order = Order(**{**WANG.__dict__, **more})
    assert texts(plan(order, Style(), reader).clips) == words


def test_by_name_only_and_by_number_only():
    assert texts(plan(WANG, Style(say="name"), reader).clips) == ["请王小明，到三号诊室就诊"]
    number = plan(WANG, Style(say="number"), reader)
    assert number.clips == number.number


def test_english_is_said_after_or_instead_of_chinese():
    both = plan(WANG, Style(tongue="both"), reader).clips
    assert both[-1] == Phrase("Number A 0 1 2, please go to room 3.", (), "en")
    assert len(plan(WANG, Style(tongue="en"), reader).clips) == 1


def test_a_zone_has_sentences_of_its_own_for_a_class():
    own = {("any", "elderly"): Template("{number}号老人家|{name}，请到{room}", "x {number}")}
    elderly = Order(**{**WANG.__dict__, "class_code": "elderly"})
    assert texts(plan(elderly, Style(own=own), reader).clips)[0] == "A零幺二号老人家"
    assert texts(plan(WANG, Style(own=own), reader).clips)[0] == "请A零幺二号"


def test_several_numbers_are_called_in_one_sentence():
    found = batch(["A012", "A013"], "3号窗口", Style(), reader)
    assert texts(found) == ["请A零幺二", "A零幺三号", "到三号窗口"]


def test_the_clip_of_a_number_is_the_same_at_night_and_in_the_call():
    assert number_clip("A012", Style(), reader) == plan(WANG, Style(), reader).clips[0]


@pytest.mark.parametrize("text", [*(one.zh for one in TEMPLATES.values())])
def test_the_usual_sentences_can_be_said(text):
    check(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (" ", "empty"),
        ("{number}" * 11, "long"),
        ("{nummer}号", "placeholder"),
        ("{number号", "placeholder"),
        ("请{name}", "number"),
        ("请|{number}号|{room}", "cut"),
        ("{name}{number}|{room}", "early_name"),
    ],
)
def test_a_sentence_that_cannot_be_said_is_refused_by_name(text, key):
    with pytest.raises(TemplateError) as refused:
        check(text)
    assert refused.value.key == key


NAMES = st.sampled_from(["王小明", "单于飞", "John", "", "买买提·吐尔逊", "王\U0002ffff", "A1"])
ORDERS = st.builds(
    Order,
    st.text("AB0123456789-内", min_size=1, max_size=6),
    NAMES,
    room=st.text("12号诊室CT窗口 0（）\U0002ffff", max_size=8),
    window=st.booleans(),
    kind=st.sampled_from(["clinic", "blood", "pharmacy", "exam"]),
    class_code=st.sampled_from(["", "revisit", "elderly"]),
    recall=st.booleans(),
    emergency=st.booleans(),
)
STYLES = st.builds(
    Style,
    st.sampled_from(["both", "name", "number"]),
    st.sampled_from(["zh", "en", "both"]),
    st.sampled_from([1, 2]),
    st.booleans(),
)


@given(ORDERS, STYLES)
def test_something_legal_is_always_said(order, style):
    found = plan(order, style, reader)
    assert found.clips
    assert found.number
    for phrase in (*found.clips, *found.number):
        assert phrase.lang == "en" or phrase.syllables
        assert all(legal(one) or one in PAUSES for one in phrase.syllables)
        assert not PAUSES & {*phrase.syllables[:1], *phrase.syllables[-1:]}


@given(ORDERS, STYLES)
def test_the_form_without_name_holds_nothing_of_the_patient(order, style):
    found = plan(order, style, reader)
    assert not any(one.private for one in found.number)
    other = plan(Order(**{**order.__dict__, "name": "赵六"}), style, reader)
    assert other.number == found.number


# -- numbers --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "words"),
    [("A012", "A零幺二"), ("12", "一二"), ("B-110", "B幺幺零"), ("1", "一"), ("vip7", "VIP七")],
)
def test_a_number_is_called_one_by_one(number, words):
    assert numbers.called(number).text == words


def test_yao_is_a_setting():
    assert numbers.called("110", yao=False).text == "一一零"


@pytest.mark.parametrize(
    ("digits", "words"),
    [("3", "三"), ("12", "十二"), ("20", "二十"), ("203", "二零三"), ("08", "零八")],
)
def test_a_room_is_called_by_its_value_or_one_by_one(digits, words):
    assert numbers.place(digits).text == words


def test_every_letter_has_a_legal_reading():
    assert sorted(numbers.LETTERS) == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert all(legal(one) for found in numbers.LETTERS.values() for one in found)
    assert len(set(numbers.LETTERS.values())) == 26


_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")}


def value_of(text):
    """Read characters back as a number, by another way than they were written."""
    total = section = digit = 0
    for char in text:
        if char in _VALUES:
            digit = _VALUES[char]
        elif char == "万":
            total, section, digit = (section + digit) * 10_000, 0, 0
        else:
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
    return total + section + digit


@given(st.integers(0, numbers.MOST_CARDINAL))
def test_a_number_said_by_value_is_that_number(value):
    assert value_of(numbers.cardinal(value).text) == value


# -- notices and sandhi ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("一次不要超过2个人", "yi2 ci4 bu2 yao4 chao1 guo4 liang3 ge4 ren2"),
        ("一起等", "yi4 qi2 deng3"),
        ("第一诊室", "di4 yi1 zhen3 shi4"),
        ("一号窗口", "yi1 hao4 chuang1 kou3"),
        ("10:05开诊", "shi2 dian3 ling2 wu3 fen1 kai1 zhen3"),
        ("2026年", "er4 ling2 er4 liu4 nian2"),
        ("电话12345", "dian4 hua4 yao1 er4 san1 si4 wu3"),
        ("3.5度", "san1 dian3 wu3 du4"),
        ("，，请注意。。", "qing3 zhu4 yi4"),
        ("好；请", "hao3 | qing3"),
        ("九五二七号", "jiu3 wu3 er4 qi1 hao4"),
    ],
)
def test_a_notice_is_read_as_people_read_it(text, words):
    assert said(text) == words


def test_digits_keep_their_tones_and_what_stands_before_them_does_not():
    clip = plan(Order("95", room="1室"), Style(), reader).clips[0]
    assert clip.syllables == ("qing2", "jiu3", "wu3", "hao4")


@given(st.text(max_size=40))
def test_no_notice_breaks_the_voice(text):
    phrase = notice(text, "zh_CN", reader)
    assert all(legal(one) or one in PAUSES for one in phrase.syllables)


# -- arithmetic -----------------------------------------------------------------------------------
def test_the_usual_call_twice_takes_ten_seconds():
    found = plan(WANG, Style(), reader)
    assert channel.call_s(found.clips, 2) == pytest.approx(10.1, abs=0.1)
    assert channel.most(channel.USUAL_S["twice"]) == 356


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_more_calls_never_make_a_loudspeaker_freer(one, more):
    levels = ("free", "once", "number", "over")
    first, second = channel.load(one), channel.load(one + more)
    assert levels.index(first.level) <= levels.index(second.level)


@given(st.integers(0, 2000), st.sampled_from([1, 2]))
def test_below_over_a_loudspeaker_keeps_up(calls, times):
    found = channel.load(calls, times)
    assert (found.level == "over") == (found.busy > channel.COMFORT)


@given(st.integers(0, 1439))
def test_every_minute_has_one_gain(minute):
    gains = channel.Gains()
    night = minute >= 1200 or minute < 420
    lunch = 720 <= minute < 810
    assert gains.at(minute) == (0.4 if night else 0.7 if lunch else 1.0)


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), unique_by=lambda one: one[0]))
def test_exactly_one_device_speaks_and_it_lives_if_any_does(devices):
    key = channel.speaking(devices)
    assert (key is None) == (not devices)
    assert key is None or dict(devices)[key] or not any(lives for _key, lives in devices)


@pytest.mark.parametrize(
    "name", "channel names numbers phrase pinyin plan sandhi speak surnames templates".split()
)
def test_the_examples_of_the_voice_are_true(name):
    assert doctest.testmod(importlib.import_module(f"queue_call.core.voice.{name}")).failed == 0


@given(st.text("重楼去到诊室", max_size=12))
def test_a_word_of_the_hospital_is_read_as_told_wherever_it_stands(run):
    read = with_words(
        {"重楼": ("chong2", "lou2"), "到": ("dao4",)}, lambda rest: ["x1"] * len(rest)
    )
    said = read(run)
    assert len(said) == len(run)
    for at in range(len(run)):
        if run[at : at + 2] == "重楼":
            assert said[at : at + 2] == ["chong2", "lou2"]
