import pytest

from queue_call.core.ordering import ClassRule, Policy, PolicyError
from queue_call.core.rule_catalogue import CATALOGUE
from queue_call.core.settings import CHOICES, MESSAGES, faults


@pytest.mark.parametrize(
    ("setting", "key", "remedy"),
    [
        ({"basis": "age"}, "choice", "Choose one of number, check_in, slot"),
        ({"late_mode": "never"}, "choice", "Choose one of"),
        ({"early_minutes": -1}, "early_after_slot", "Enter the minutes before the slot"),
        ({"late_after_min": -1}, "late_before_slot", "after its start"),
        ({"late_every": 0}, "too_small", "Enter 1 or more"),
        ({"no_show_after": -2}, "too_small", "Enter 0 or more"),
        ({"slot_minutes": 2000}, "too_large", "Enter 1440 or less"),
        ({"head_lock": 21}, "lock", "Enter 20 or less"),
    ],
)
def test_an_impossible_setting_is_refused_by_name_with_what_to_do(setting, key, remedy):
    with pytest.raises(PolicyError) as caught:
        Policy(**setting)
    assert caught.value.field == next(iter(setting))
    assert caught.value.key == key
    assert remedy in str(caught.value)


@pytest.mark.parametrize(
    ("setting", "remedy"),
    [
        ({"no_show_min_recalls": 4, "max_recalls": 3}, "Raise max_recalls"),
        ({"bench_limit": 0, "bench_mode": "auto"}, "set bench_mode to off"),
    ],
)
def test_settings_that_do_not_go_together_are_named_but_keep_no_line_from_being_called(
    setting, remedy
):
    (fault,) = faults(Policy(**setting))
    assert fault.field == next(iter(setting))
    assert remedy in str(fault)


@pytest.mark.parametrize(
    ("rule", "field", "key"),
    [
        (("elderly", "mixed", 0, 0), "class.elderly.every", "every"),
        (("elderly", "sometimes"), "class.elderly.mode", "choice"),
        (("*late", "mixed"), "class.*late", "reserved"),
    ],
)
def test_an_impossible_class_is_refused_by_name(rule, field, key):
    with pytest.raises(PolicyError) as caught:
        ClassRule(*rule)
    assert (caught.value.field, caught.value.key) == (field, key)


def test_two_rules_for_one_class_name_the_class():
    with pytest.raises(PolicyError) as caught:
        Policy(classes=(ClassRule("elderly"), ClassRule("elderly", "absolute")))
    assert caught.value.field == "class.elderly"


def test_what_is_usual_has_no_fault():
    assert list(faults(Policy())) == []


@pytest.mark.parametrize("code", CATALOGUE)
def test_whatever_the_settings_page_lets_through_a_policy_takes(code):
    """The page's limits lie inside those of the core: nobody is refused at the first call."""
    rule = CATALOGUE[code]
    if rule.kind == "choice":
        assert set(rule.choices) <= set(CHOICES[code])
    elif rule.kind != "bool":
        for value in (rule.low, rule.high):
            Policy(**{"max_recalls": 99, code: value})


def test_every_message_names_its_field():
    for message in MESSAGES.values():
        assert message.startswith("{field}") or message.split(":")[0] in Policy.__dataclass_fields__
