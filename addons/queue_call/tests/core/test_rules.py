"""Rules as settings: every rule has words, the nearest scope decides, what cannot be is refused."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import rule_words, rules
from queue_call.core.policy import Policy
from queue_call.core.rule_classes import USUAL
from queue_call.core.rule_kinds import ANY, as_text

CLASSES = ("elderly", "revisit", "own")
CODES = rules.codes(CLASSES)


def values_of(rule):
    """Any value that the rule allows."""
    if rule.kind == "choice":
        return st.sampled_from(sorted(rule.choices))
    if rule.kind == "bool":
        return st.booleans()
    return st.integers(rule.low, rule.high)


@st.composite
def stored(draw):
    """What one scope may have set."""
    chosen = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=8))
    return {code: as_text(draw(values_of(rules.rule(code)))) for code in chosen}


def defaults(classes=CLASSES, **changed):
    found = rules.effective({}, {}, {}, classes)
    return {**{code: setting.value for code, setting in found.items()}, **changed}


def test_every_field_of_a_policy_is_a_rule_and_no_rule_is_without_a_field():
    assert set(rules.CATALOGUE) == {one.name for one in fields(Policy)} - {"classes"}


@pytest.mark.parametrize("code", CODES)
def test_every_value_of_every_rule_says_in_both_languages_what_it_does(code):
    rule = rules.rule(code)
    values = defaults()
    cases = {"choice": list(rule.choices), "bool": [True, False]}
    for value in cases.get(rule.kind, [rule.low, rule.low + 1, rule.high]):
        english = rule_words.sentence(code, {**values, code: value}, "en_US", "Over 80")
        chinese = rule_words.sentence(code, {**values, code: value}, "zh_CN", "80岁以上")
        assert english.endswith(".")
        assert chinese.endswith("。")
        assert "{" not in english + chinese
        assert not any("一" <= letter <= "鿿" for letter in english)
        if ANY in rule.says and value and str(value) not in rule.says:
            assert str(value) in english
            assert str(value) in chinese
    assert rule.group in rules.GROUPS
    assert rule.parse(rule.default) == rule.default
    assert rule.typical is None or rule.parse(rule.typical) == rule.typical


@pytest.mark.parametrize("code", CODES)
def test_a_rule_without_effect_names_the_rule_it_needs(code):
    needs = rules.rule(code).needs
    if needs:
        assert set(needs[1]) < set(rules.rule(needs[0]).choices)


@given(stored(), stored(), stored())
def test_the_nearest_scope_that_set_a_rule_decides_it_alone(hospital, zone, queue):
    found = rules.effective(hospital, zone, queue, CLASSES)
    for code in CODES:
        scopes = [("queue", queue), ("zone", zone), ("hospital", hospital)]
        origin, text = next(
            ((name, own[code]) for name, own in scopes if code in own),
            ("default", as_text(rules.rule(code).default)),
        )
        assert (found[code].origin, as_text(found[code].value)) == (origin, text)


@given(stored(), stored(), stored())
def test_the_policy_holds_what_the_settings_say(hospital, zone, queue):
    policy = rules.resolve(hospital, zone, queue, CLASSES)
    found = rules.effective(hospital, zone, queue, CLASSES)
    for code in rules.CATALOGUE:
        assert getattr(policy, code) == found[code].value
    for name in CLASSES:
        rule = policy.rule(name)
        assert rule.mode == found[f"class.{name}.mode"].value
        if rule.mode != "normal":
            assert rule.every == found[f"class.{name}.every"].value
            assert rule.rank == found[f"class.{name}.rank"].value
            assert rule.never_later == found[f"class.{name}.never_later"].value


@given(st.sampled_from(CODES), st.text(max_size=12))
def test_a_value_is_kept_exactly_or_refused_with_the_name_of_the_field(code, text):
    rule, value, error = rules.rule(code), None, None
    try:
        value = rules.parse(code, text)
    except rules.RuleError as refused:
        error = refused
    if error:
        assert error.code == code
        assert rule.label[0] in error.say("en_US")
        assert rule.label[1] in error.say("zh_CN")
    else:
        assert rules.parse(code, as_text(value)) == value
        assert type(value) is type(rule.default)


def test_a_stored_value_that_is_none_any_more_is_passed_over():
    found = rules.effective({"no_show_after": "4"}, {"no_show_after": "9999"}, {"basis": "moon"})
    assert found["no_show_after"] == rules.Setting(4, "hospital")
    assert found["basis"] == rules.Setting("check_in", "default")


@given(stored(), stored(), stored())
def test_whatever_is_stored_a_line_has_a_policy(hospital, zone, queue):
    assert rules.resolve(hospital, zone, queue, CLASSES).basis in ("number", "check_in", "slot")


@pytest.mark.parametrize("code", CODES)
def test_a_policy_takes_every_value_that_a_rule_allows(code):
    rule = rules.rule(code)
    ends = {"choice": list(rule.choices), "bool": [True, False]}.get(
        rule.kind, [rule.low, rule.high]
    )
    for value in ends:
        for mode in ("absolute", "mixed"):
            values = {f"class.{name}.mode": mode for name in CLASSES}
            rules.to_policy(defaults(**{**values, code: value}), CLASSES)


def test_a_class_nobody_knows_stands_like_everybody_and_can_be_set():
    assert rules.resolve({}, {}, {}, ("own",)).classes == ()
    policy = rules.resolve({"class.own.mode": "absolute"}, {}, {}, ("own",))
    assert policy.rule("own").mode == "absolute"
    with pytest.raises(rules.RuleError, match="no patient class “own”"):
        rules.parse("class.own.mode", "absolute", ("elderly",))
    with pytest.raises(rules.RuleError, match="no rule"):
        rules.parse("class.own.colour", "red")


def test_the_defaults_go_together():
    assert rules.problems(defaults(tuple(USUAL))) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"early_mode": "minutes", "early_minutes": 31}, "early_minutes"),
        ({"late_after_min": 31}, "late_after_min"),
        ({"bench_mode": "manual", "bench_limit": 0}, "bench_limit"),
        ({"no_show_min_recalls": 4}, "no_show_min_recalls"),
        (
            {"class.appointment.mode": "mixed", "class.walk_in.mode": "mixed"},
            "class.walk_in.mode",
        ),
    ],
)
def test_settings_that_cannot_go_together_name_the_field_and_the_remedy(changed, field):
    (problem,) = rules.problems(defaults(**changed))
    assert problem.code == field
    assert any(word in problem.say() for word in ("Enter", "Set"))
    assert "请" in problem.say("zh_CN")


@pytest.mark.parametrize(
    "changed",
    [
        {"early_minutes": 200},
        {"late_mode": "normal", "late_after_min": 200},
        {"bench_limit": 0},
        {"class.walk_in.mode": "mixed"},
    ],
)
def test_a_value_without_effect_is_no_problem(changed):
    assert rules.problems(defaults(**changed)) == []
