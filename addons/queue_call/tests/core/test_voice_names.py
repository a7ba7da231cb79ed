"""How names are said: more than 150 that dictionaries get wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from queue_call.core.voice import surnames
from queue_call.core.voice.names import base, say_name
from queue_call.core.voice.phrase import PAUSES
from queue_call.core.voice.pinyin import legal, marked, parse
from queue_call.tests.core import voice_names


def reader(run):
    found = pinyin(
        run, style=Style.TONE3, neutral_tone_with_five=True, errors=lambda x: [""] * len(x)
    )
    return [one[0] for one in found]


def rows(text):
    return [tuple(line.split(" ", 1)) for line in text.strip().splitlines()]


HARD = [
    row
    for part in ("SURNAMES", "COMPOUNDS", "GIVEN", "TRANSCRIBED")
    for row in rows(getattr(voice_names, part))
]


def test_the_table_of_hard_names_is_large():
    assert len({name for name, _said in HARD}) >= 150


@pytest.mark.parametrize(("name", "said"), HARD)
def test_a_hard_name_is_said_right(name, said):
    found = say_name(name, reader)
    assert " ".join(found.syllables) == said
    assert not found.problem


def test_every_reading_of_the_tables_is_legal_pinyin():
    assert all(legal(one) for found in surnames.SINGLE.values() for one in found)
    assert all(
        len(name) == len(found) and all(map(legal, found))
        for name, found in surnames.COMPOUND.items()
    )
    assert len(surnames.SINGLE) >= 110
    assert len(surnames.COMPOUND) >= 60


def test_a_character_without_pinyin_is_not_guessed():
    assert say_name("王\U0002ffff", reader).problem == "unreadable"
    assert say_name("", reader).problem == "empty"
    assert say_name("김철수", reader).problem == "foreign"
    assert say_name("张Mike", reader).problem == "foreign"


def test_a_latin_name_is_said_in_english():
    assert say_name("John  Smith 2", reader).english == "John Smith"
    assert say_name("José", reader).english == "José"


def test_a_corrected_reading_wins_over_everything():
    assert say_name("单小明", reader, "dan1 xiao3 ming2").syllables == ("dan1", "xiao3", "ming2")
    assert say_name("王\U0002ffff", reader, "wang2 mǎ").syllables == ("wang2", "ma3")
    assert say_name("买买提·吐尔逊", reader, "mai3 mai3 ti2 · tu3").syllables[-2:] == (",", "tu3")
    assert say_name("单小明", reader, "no pinyin").syllables[0] == "shan4"


def test_a_surname_of_several_readings_is_doubtful():
    assert say_name("覃伟", reader).doubtful
    assert not say_name("王伟", reader).doubtful


def test_the_desk_starts_from_the_tones_of_the_dictionary():
    assert base("李小龙", reader) == ("li3", "xiao3", "long2")
    assert base("John", reader) == ()


@given(st.text(max_size=12))
def test_no_name_breaks_the_voice(name):
    said = say_name(name, reader)
    assert said.problem or said.english or said.syllables
    assert all(legal(one) or one in PAUSES for one in said.syllables)
    assert not said.syllables or (
        said.syllables[0] not in PAUSES and said.syllables[-1] not in PAUSES
    )


SYLLABLES = st.lists(
    st.sampled_from(["shan4", "lv3", "ming2", "e4", "ou1", "zhuang1", "nve4", "ma5"]),
    min_size=1,
    max_size=6,
).map(tuple)


@given(SYLLABLES)
def test_what_is_printed_with_tone_marks_is_understood_when_typed(said):
    toned = tuple(one for one in said if not one.endswith("5"))
    assert parse(marked(toned)) == toned
    assert parse("".join(said)) == said


@pytest.mark.parametrize("typed", ["shan", "xa1", "shan6", "单", "shan4x", "1"])
def test_what_is_no_pinyin_is_refused(typed):
    with pytest.raises(ValueError, match="syllable"):
        parse(typed)
