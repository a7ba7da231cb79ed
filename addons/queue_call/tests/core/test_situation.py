import pytest

from queue_call.core.rooms import Unserved
from queue_call.core.situation import SITUATIONS, explain_state
from queue_call.core.states import STATES


@pytest.mark.parametrize("lang", ["en_US", "zh_CN"])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_situation_has_a_whole_sentence(situation, lang):
    said = explain_state(situation, lang, reason="x", until="09:40")
    assert said.endswith("。" if lang == "zh_CN" else ".")
    assert "{" not in said


def test_every_state_without_a_place_and_every_reason_not_to_be_served_is_told():
    assert set(STATES) - {"waiting"} <= set(SITUATIONS)
    assert set(Unserved.__args__) <= set(SITUATIONS)


def test_the_reason_of_staff_is_told_where_there_is_one():
    assert explain_state("held", "zh_CN", reason="缴费") == (
        "已暂停排队（缴费），原顺序保留，请咨询分诊台。"
    )
    assert explain_state("held", "zh_CN") == "已暂停排队，原顺序保留，请咨询分诊台。"


def test_what_nobody_has_a_sentence_for_is_not_told():
    assert explain_state("waiting") == ""
