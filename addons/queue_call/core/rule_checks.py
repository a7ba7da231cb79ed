"""Values that are each possible but not together, with the field and the remedy in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from .rule_kinds import RuleError, Value

Values = Mapping[str, Value]


def problems(values: Values) -> list[RuleError]:
    """Return what is impossible about a complete set of values; empty if all go together."""
    return [found for check in _CHECKS for found in check(values)]


def _early(values: Values) -> Iterator[RuleError]:
    if values["early_mode"] == "minutes" and values["early_minutes"] > values["slot_minutes"]:  # type: ignore[operator]
        yield RuleError("early_minutes", _EARLY, **_some(values, "early_minutes", "slot_minutes"))


def _late(values: Values) -> Iterator[RuleError]:
    late = values["late_mode"] != "normal"
    if late and values["late_after_min"] > values["slot_minutes"]:  # type: ignore[operator]
        yield RuleError("late_after_min", _LATE, **_some(values, "late_after_min", "slot_minutes"))


def _bench(values: Values) -> Iterator[RuleError]:
    if values["bench_mode"] != "off" and values["bench_limit"] == 0:
        yield RuleError("bench_limit", _BENCH)


def _recalls(values: Values) -> Iterator[RuleError]:
    if values["no_show_min_recalls"] > values["max_recalls"]:  # type: ignore[operator]
        some = _some(values, "no_show_min_recalls", "max_recalls")
        yield RuleError("no_show_min_recalls", _RECALLS, **some)


def _nobody_regular(values: Values) -> Iterator[RuleError]:
    modes = [values.get(f"class.{source}.mode", "normal") for source in ("appointment", "walk_in")]
    if "normal" not in modes and "mixed" in modes:
        yield RuleError("class.walk_in.mode", _NOBODY)


def _some(values: Values, *codes: str) -> dict[str, Value]:
    return {code: values[code] for code in codes}


_CHECKS: tuple[Callable[[Values], Iterator[RuleError]], ...] = (
    _early,
    _late,
    _bench,
    _recalls,
    _nobody_regular,
)
_EARLY = (
    "“Minutes before the slot” is {early_minutes}, but a slot lasts {slot_minutes} minutes: who"
    " comes that early belongs to the slot before. Enter at most {slot_minutes}, make “Length of a"
    " slot” longer, or let patients check in at any time.",
    "“可提前分钟数”为{early_minutes}分钟，而一个时段只有{slot_minutes}分钟：这么早到的患者属于上一时段。"
    "请填写不超过{slot_minutes}的数、加大“时段长度”，或将“提前报到”设为不限时间。",
)
_LATE = (
    "“Late after” is {late_after_min} minutes, but a slot lasts {slot_minutes} minutes: the slot is"
    " over before anybody is late. Enter at most {slot_minutes}, or set “Who comes late” to like"
    " everybody.",
    "“迟到界限”为{late_after_min}分钟，而一个时段只有{slot_minutes}分钟：时段结束了还没有人算迟到。"
    "请填写不超过{slot_minutes}的数，或将“迟到患者”设为正常排队。",
)
_BENCH = (
    "“Places on a bench” is 0, but patients are to be sent to a room's bench. Enter at least 1, or"
    " switch “Sending to a room's bench” off.",
    "“诊室候诊上限”为0，但已启用二次候诊。请填写1或更大的数，或将“二次候诊”设为不启用。",
)
_RECALLS = (
    "“Recalls demanded” is {no_show_min_recalls}, but only {max_recalls} recalls are made: nobody"
    " could ever be passed. Enter at most {max_recalls}, or raise “Recalls before no-show”.",
    "“过号须先重呼”为{no_show_min_recalls}次，而最多只重呼{max_recalls}次，患者将永远无法过号。"
    "请填写不超过{max_recalls}的数，或加大“过号前重呼次数”。",
)
_NOBODY = (
    "“Place in the line” of appointments and of walk-ins: at least one of the two is mixed in, but"
    " no regular number is left between which to mix. Set one of the two to like everybody.",
    "预约与现场挂号的“排队方式”都不是正常排队，没有可供穿插的普通号。请将其中之一设为正常排队。",
)
