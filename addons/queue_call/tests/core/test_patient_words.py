"""Whatever can happen to a patient, the kiosk and the phone say what to do next."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import kiosk_notices, kiosk_words, place_words, states
from queue_call.core.throttle import Throttle

STANDINGS = st.builds(
    place_words.Standing,
    state=st.sampled_from(states.STATES),
    ahead=st.integers(0, 50),
    today=st.booleans(),
    ready=st.booleans(),
    may_return=st.booleans(),
    stopped=st.booleans(),
    rests=st.booleans(),
)
HAN = re.compile("[\u4e00-\u9fff]")
ALL = {
    **{f"kiosk {key}": one for key, one in kiosk_notices.NOTICES.items()},
    **{f"phone {key}": one for key, one in place_words.STEPS.items()},
}


@given(STANDINGS)
def test_every_standing_has_a_next_step(standing):
    code = place_words.step(standing)
    assert code in place_words.STEPS
    assert code != "unknown"


@given(STANDINGS)
def test_only_the_called_are_sent_to_the_room(standing):
    assert (place_words.step(standing) == "called") == (standing.state == "called")


def test_a_waiting_patient_hears_that_the_clinic_has_closed():
    waiting = place_words.Standing("waiting", ahead=3, stopped=True)
    assert place_words.step(waiting) == "stopped"


@pytest.mark.parametrize("notice", ALL.values(), ids=ALL)
def test_every_notice_is_chinese_and_english(notice):
    for english, chinese in (notice.title, notice.remedy):
        assert not HAN.search(english)
        assert HAN.search(chinese) or chinese in ("%(hint)s", "%(room)s", "")
        assert set(kiosk_words._HOLES.findall(english)) == set(kiosk_words._HOLES.findall(chinese))


@pytest.mark.parametrize("notice", kiosk_notices.NOTICES.values(), ids=kiosk_notices.NOTICES)
def test_every_refusal_of_the_kiosk_says_what_to_do(notice):
    assert all(notice.title + notice.remedy)


def test_what_is_unknown_leaves_no_hole():
    told = kiosk_notices.notice("elsewhere", {"zh": {"zone": "皮肤科"}})
    assert told["remedy"]["zh"] == "请前往：皮肤科。"
    assert "%" not in told["remedy"]["en"]


def test_an_unknown_code_sends_to_the_desk():
    assert kiosk_notices.notice("no such code", {})["icon"] == "desk"


def test_a_throttle_counts_by_key_and_begins_anew_after_its_window():
    throttle = Throttle(limit=2, window=60)
    assert [throttle.hit("a", t) for t in (0, 1, 2)] == [True, True, False]
    assert throttle.hit("b", 2)
    assert not throttle.allows("a", 59)
    assert throttle.hit("a", 60)


def test_a_throttle_stays_small():
    throttle = Throttle(limit=1, window=60, keys=10)
    for n in range(100):
        throttle.hit(str(n), 0)
    assert len(throttle._tries) == 10
