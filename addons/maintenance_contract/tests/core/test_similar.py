from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core.similar import (
    SAME_FAULT_WITHIN,
    Entry,
    Report,
    likeness,
    remedies,
    same_fault,
    words,
)

START = datetime(2026, 3, 2, tzinfo=timezone.utc)
KNOWN = [
    Entry(1, words("大厅屏黑屏 没有画面 HDMI 线松动"), "hall_screen"),
    Entry(2, words("打印机不出纸 缺纸 卡纸"), "printer"),
    Entry(3, words("呼叫没有声音 音箱 音量"), "hall_screen"),
    Entry(4, words("大厅屏黑屏 开机画面后黑屏"), "hall_screen", model="LG-55"),
]
TEXTS = st.text(alphabet="大厅屏黑声音呼叫打印机abc 12，。", max_size=30)


def test_a_symptom_finds_its_remedy():
    assert remedies(words("内科大厅屏黑屏了"), KNOWN)[0] in (1, 4)
    assert remedies(words("叫号没有声音"), KNOWN)[0] == 3


def test_another_kind_of_device_is_left_out_and_the_very_model_comes_first():
    assert 2 not in remedies(words("缺纸"), KNOWN, device_kind="hall_screen")
    assert remedies(words("大厅屏黑屏"), KNOWN, "hall_screen", "lg-55")[0] == 4


def test_what_helped_others_comes_first_among_equals():
    poor = Entry(1, words("黑屏"), helped=0, failed=9)
    good = Entry(2, words("黑屏"), helped=9, failed=0)
    assert remedies(words("黑屏"), [poor, good]) == [2, 1]


@given(TEXTS, TEXTS)
def test_likeness_is_symmetric_and_between_nothing_and_all(one, other):
    first, second = words(one), words(other)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, second) == likeness(second, first)
    assert likeness(first, first) == (1 if first else 0)


@given(TEXTS)
def test_nothing_asked_nothing_told(text):
    assert remedies(frozenset(), KNOWN) == []
    assert len(remedies(words(text), KNOWN)) <= 5


def report(key, text, hours=0, **more):
    return Report(key, words(text), START + timedelta(hours=hours), **more)


def test_the_same_device_comes_before_like_words():
    mine = report(1, "大厅屏黑屏", devices=frozenset({5}))
    same = report(2, "屏幕不亮", devices=frozenset({5}))
    like = report(3, "大厅屏黑屏", devices=frozenset({6}))
    far = report(4, "打印机缺纸")
    assert same_fault(mine, [mine, far, like, same]) == [2, 3]
    assert 4 not in same_fault(mine, [far])


@given(st.integers(-400, 400))
def test_after_a_week_it_is_another_fault(hours):
    mine, other = report(1, "黑屏"), report(2, "黑屏", hours)
    near = abs(timedelta(hours=hours)) <= SAME_FAULT_WITHIN
    assert (same_fault(mine, [other]) == [2]) == near
