from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core.checklist import Item, lack, lacks_answer, result, score


@given(st.sampled_from(["check", "value", "choice", "count", "text", "photo"]))
def test_blank_is_never_an_answer(kind):
    blank = Item(kind)
    assert result(blank) == ""
    assert lack(blank) == "answer"
    assert lack(Item(kind, required=False)) == ""


def test_a_value_is_judged_by_its_limits_whoever_thinks_otherwise():
    assert result(Item("value", low=20, value=19.9, choice="ok")) == "not_ok"
    assert result(Item("value", low=20, high=30, value=20)) == "ok"


def test_a_choice_is_right_when_it_is_among_the_right_ones():
    assert result(Item("choice", option="follows", right=("follows",))) == "ok"
    assert result(Item("choice", option="behind", right=("follows",))) == "not_ok"
    assert result(Item("choice", option="behind")) == "ok"


def test_a_count_is_right_when_all_are_there():
    assert result(Item("count", value=3, expected=3)) == "ok"
    assert result(Item("count", value=2, expected=3)) == "not_ok"
    assert result(Item("count", value=0, expected=0)) == "ok"


def test_a_required_photo_is_asked_for_when_everything_else_is_said():
    assert lack(Item("check", choice="ok", photo_required=True)) == "photo"
    assert lack(Item("check", choice="ok", photo_required=True, photos=1)) == ""


def test_skipping_needs_a_reason_and_a_device_that_is_gone_needs_none():
    assert lack(Item("check", choice="skipped")) == "reason"
    assert lack(Item("check", choice="skipped", text="room locked")) == ""
    assert lack(Item("check", choice="gone", photo_required=True)) == ""
    assert not lacks_answer(Item("value", choice="gone"))


def test_a_score_counts_right_wrong_and_blank():
    assert score([Item("check", choice="ok"), Item("check"), Item("value", high=1, value=2)]) == (
        1,
        1,
        1,
    )
