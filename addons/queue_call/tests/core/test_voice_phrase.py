"""A piece of speech and the key of its clip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.voice.phrase import Phrase, clip_key

PHRASES = st.builds(
    Phrase,
    st.text(max_size=20),
    st.lists(st.sampled_from(["ma1", "ma2", ",", "|", "er4"]), max_size=6).map(tuple),
    st.sampled_from(["zh", "en"]),
    st.booleans(),
)


@given(PHRASES, PHRASES)
def test_two_phrases_share_a_key_only_if_they_are_equal(one, other):
    same = clip_key(one, "v", 1.0, "s") == clip_key(other, "v", 1.0, "s")
    assert same == (one == other)


@given(PHRASES)
def test_a_phrase_survives_its_json(phrase):
    assert Phrase.from_json(phrase.to_json()) == phrase


def test_voice_speed_and_secret_are_part_of_the_key():
    one = Phrase("请", ("qing3",))
    keys = {
        clip_key(one, "a", 1.0, "s"),
        clip_key(one, "b", 1.0, "s"),
        clip_key(one, "a", 0.9, "s"),
        clip_key(one, "a", 1.0, b"t"),
    }
    assert len(keys) == 4
    assert all(len(key) == 40 and int(key, 16) >= 0 for key in keys)


def test_without_a_secret_there_is_no_key():
    with pytest.raises(ValueError, match="secret"):
        clip_key(Phrase("请"), "v", 1.0, "")


def test_a_private_phrase_does_not_tell_its_words():
    assert "张" not in repr(Phrase("张小明", ("zhang1",), private=True))
