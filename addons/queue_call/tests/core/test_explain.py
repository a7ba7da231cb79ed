import pytest
from hypothesis import given

from queue_call.core import ordering
from queue_call.core.explain import explain, explain_bound
from queue_call.core.ordering import Bound, ClassRule, LineState, Policy
from queue_call.tests.core.lines import lines, pasts, policies, waiting

NAMES = {"elderly": "老人", "revisit": "复诊", "military": "军人"}
POLICY = Policy(
    basis="check_in",
    no_show_after=2,
    classes=(
        ClassRule("military", "absolute"),
        ClassRule("elderly", "mixed", rank=1, every=2),
        ClassRule("revisit", "mixed", rank=2, every=3),
    ),
)


def sentences(policy, patients, line=None, lang="zh_CN"):
    names = NAMES if lang == "zh_CN" else None
    return {
        place.waiting.number: explain(place, lang, class_names=names)
        for place in ordering.order(policy, line or LineState(), patients)
    }


def test_a_line_without_classes_speaks_of_nothing_but_its_basis():
    patients = [waiting(1), waiting(2)]
    assert sentences(Policy(), patients)[2] == "第2位：按挂号序号排队。"
    assert sentences(Policy(basis="check_in"), patients)[2] == "第2位：按报到时间排队。"
    assert sentences(Policy(basis="slot"), patients, lang="en_US")[1] == "1st: by appointment time."


def test_a_mixed_patient_hears_the_ratio_and_whom_the_rule_puts_behind():
    patients = [waiting(41), waiting(42), waiting(43), waiting(60, cls="elderly")]
    assert sentences(POLICY, patients)[60] == (
        "第3位：老人，每叫2个普通号安排1位；43号等候更久，按此规则排在其后。"
    )


def test_a_normal_hears_how_many_go_before_by_the_rules():
    patients = [waiting(41), waiting(42), waiting(43), waiting(60, cls="elderly")]
    patients.append(waiting(61, cls="military"))
    said = sentences(POLICY, patients)
    assert said[43] == "第5位：按报到时间排队；按优先、回诊等规则，有2位后到者先就诊。"
    assert said[41] == "第2位：按报到时间排队；按优先、回诊等规则，有1位后到者先就诊。"
    assert said[61] == "第1位：军人优先就诊；41号等候更久，按此规则排在其后。"


def test_english_says_the_same():
    patients = [waiting(41), waiting(42), waiting(43), waiting(60, cls="elderly")]
    said = sentences(POLICY, patients, lang="en_US")
    assert said[60] == (
        "3rd: elderly, one after every 2 regular numbers; 43 has waited longer "
        "but comes after by that rule."
    )
    assert said[43] == (
        "4th: by check-in time; 1 who came later go before by the rules for priority and return."
    )


def test_a_returned_no_show_hears_the_rule_of_return():
    patients = [waiting(3, checkin=50, due=12), waiting(41), waiting(42), waiting(43)]
    said = sentences(POLICY, patients, LineState(10))
    assert said[3].startswith("第3位：过号后返回，按规定间隔2个号后就诊")
    late = sentences(POLICY, [waiting(3, due=ordering.AT_END), waiting(41)])
    assert late[3] == "第2位：过号后返回，排在本半天最后就诊。"


def test_mixed_patients_without_normals_hear_that_check_in_decides():
    said = sentences(POLICY, [waiting(3, cls="revisit"), waiting(2, cls="elderly")])
    assert said[3] == "第2位：前面已无普通号，按报到先后就诊。"


def test_numbers_are_said_as_they_are_printed():
    patients = [waiting(41), waiting(60, cls="military")]
    place = ordering.order(POLICY, LineState(), patients)[0]
    assert "A041号" in explain(place, "zh_CN", label=lambda number: f"A{number:03d}")


@pytest.mark.parametrize(
    ("position", "expected"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st")]
    + [(101, "101st"), (111, "111th"), (113, "113th"), (123, "123rd")],
)
def test_positions_are_said_in_good_english(position, expected):
    reason = ordering.Reason("end", {"basis": "number"})
    place = ordering.Place(waiting(1), position, reason)
    assert explain(place).startswith(expected + ": ")


@given(policies(), pasts(), lines(max_size=8))
def test_everybody_gets_one_whole_sentence_in_both_languages(policy, past, line):
    for place in ordering.order(policy, past, line):
        english, chinese = explain(place), explain(place, "zh_CN", class_names=NAMES)
        assert english.endswith(".")
        assert chinese.endswith("。")
        assert chinese.count("。") == 1
        assert "{" not in english + chinese
        assert "None" not in english + chinese


@given(policies(), pasts(), lines())
def test_whoever_is_passed_by_somebody_is_told_so(policy, past, line):
    """The count in a normal's sentence equals what the order really did to him."""
    places = ordering.order(policy, past, line)
    keys = [ordering.basis_key(policy, place.waiting) for place in places]
    for index, place in enumerate(places):
        if place.reason.code == "normal":
            later = sum(key > keys[index] for key in keys[:index])
            assert place.reason.params["passed_by"] == later


@pytest.mark.parametrize(
    ("rules", "ahead", "extra"),
    [
        ((), 10, 0),
        (((("elderly", 2)),), 0, 1),
        (((("elderly", 2)),), 10, 6),
        ((("elderly", 2), ("revisit", 5)), 10, 9),
    ],
)
def test_the_bound_adds_one_that_is_due_and_one_for_every_n_normals_ahead(rules, ahead, extra):
    assert Bound((), rules).extra(ahead) == extra


def test_the_bound_names_the_classes_that_have_none():
    limit = ordering.bound(POLICY)
    assert limit == Bound(("military",), (("elderly", 2), ("revisit", 3)))
    assert explain_bound(limit, "zh_CN", class_names=NAMES) == (
        "军人始终优先，其他患者的等候没有上限；"
        "前面有10个普通号的患者，最多再多等10次插入呼叫（老人：每2个插1个、复诊：每3个插1个）。"
    )
