import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.keymap import DEFAULTS, KeymapError, checked, keymap

KEYS = [f"F{n}" for n in range(1, 13)] + ["Insert", "Shift+F1", "Ctrl+Z", "Alt+1", ""]


def test_the_usual_keys_go_together():
    assert checked(DEFAULTS) == DEFAULTS
    assert keymap(None) == DEFAULTS


@pytest.mark.parametrize("combo", ["A", "1", "Enter", "Shift+A", "F13", " ", "Ctrl+", "F1 "])
def test_a_key_that_is_typed_or_unknown_calls_nobody(combo):
    with pytest.raises(KeymapError) as caught:
        checked({"next": combo})
    assert caught.value.key == "unknown"


def test_a_key_of_the_browser_is_not_taken():
    with pytest.raises(KeymapError) as caught:
        checked({"next": "Ctrl+W"})
    assert caught.value.key == "browser"


def test_two_verbs_on_one_key_are_named():
    with pytest.raises(KeymapError) as caught:
        checked({"hold": "F6"})
    assert caught.value.params == {"combo": "F6", "first": "hold", "second": "send_away"}


def test_two_verbs_may_change_places_and_one_may_have_none():
    keys = checked({"hold": "F6", "send_away": "F5", "extra": ""})
    assert (keys["hold"], keys["send_away"], keys["extra"]) == ("F6", "F5", "")


@given(st.dictionaries(st.sampled_from(sorted(DEFAULTS)), st.sampled_from(KEYS)))
def test_no_key_ever_does_two_things(stored):
    keys = [combo for combo in keymap(stored).values() if combo]
    assert len(keys) == len(set(keys))
