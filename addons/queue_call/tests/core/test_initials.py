"""Patients are found by every way in which their names are typed."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import initials

READ = {
    "单": ["dan", "chan", "shan"],
    "曾": ["ceng", "zeng"],
    "张": ["zhang"],
    "欧": ["ou"],
    "阳": ["yang"],
    "吕": ["lü"],
    "小": ["xiao"],
    "明": ["ming"],
    "娜": ["na", "nuo"],
}


def read(char):
    return READ.get(char, ())


def found(name, typed):
    return f" {initials.normal(typed)}" in initials.search_key(name, read)


names = st.text(st.sampled_from("".join(READ)), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张小明", "zxm"),
        ("张小明", "ZX"),
        ("张小明", "zhangxiaom"),
        ("张小明", "zhangxm"),
        ("张小明", "张小"),
        ("单小明", "sxm"),
        ("单小明", "dxm"),
        ("单小明", "shanxiaoming"),
        ("曾小明", "zxm"),
        ("欧阳娜娜", "oynn"),
        ("欧阳娜娜", "ouyangnn"),
        ("吕小明", "lv"),
        ("吕小明", "lü"),
        ("张·小明", "xm"),
        ("John Smith", "smith"),
        ("John Smith", "js"),
        ("张 小 明", "zxm"),
    ],
)
def test_a_name_is_found_as_it_is_typed(name, typed):
    assert found(name, typed)


def test_another_name_is_not_found():
    assert not found("张小明", "zm")
    assert not found("张小明", "xm")
    assert not found("欧阳娜娜", "yn")


@given(names)
def test_every_name_is_found_by_itself_and_by_the_first_reading_of_each_character(name):
    spelt = [READ[char][0] for char in name]
    assert found(name, name)
    assert found(name, "".join(spelt))
    assert found(name, "".join(one[0] for one in spelt))


@given(names)
def test_a_surname_is_found_by_each_of_its_readings(name):
    rest = "".join(READ[char][0] for char in name[1:])
    assert all(found(name, one + rest) for one in READ[name[0]])


@given(st.text(max_size=40))
def test_any_text_gives_a_key_of_bounded_size_without_signs(name):
    key = initials.search_key(name, read)
    assert len(key.split()) <= 5 + 41 * 4 * initials.MAX_SPELLINGS
    assert not set(key) & set(string.punctuation)


@given(st.text(max_size=40))
def test_what_is_typed_has_one_form(text):
    typed = initials.normal(text)
    assert initials.normal(typed) == typed
    assert initials.kind(text) in ("code", "letters", "name")
