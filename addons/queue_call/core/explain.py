"""Why a patient stands where he stands: one sentence that a patient understands.

Chinese and English stand here side by side as data, because the sentence is part of the rule:
a screen, a ticket and the nurse's board must all give the same one. Any language but ``zh_*``
is answered in English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone

from .policy import Bound, Place
from .words import class_name, tongue

_SENTENCES: dict[str, tuple[str, str]] = {
    "front": ("moved to the front by the desk{note}{passes}.", "由分诊台调至队首{note}{passes}。"),
    "absolute": ("{cls} goes first{passes}.", "{cls}优先就诊{passes}。"),
    "return_due": (
        "missed the call and returned: goes in after {after} more numbers{passes}.",
        "过号后返回，按规定间隔{after}个号后就诊{passes}。",
    ),
    "mixed_due": (
        "{cls}, one after every {every} regular numbers{passes}.",
        "{cls}，每叫{every}个普通号安排1位{passes}。",
    ),
    "late_due": (
        "came late for the appointment: one late patient goes after every {every} regular"
        " numbers{passes}.",
        "迟到患者，每叫{every}个普通号安排1位{passes}。",
    ),
    "slot_end": (
        "came late for the appointment: goes after the patients of this time slot{until}{passes}.",
        "迟到患者，排在本时段{until}患者之后就诊{passes}。",
    ),
    "slot_end_return": (
        "missed the call and returned: goes after the patients of this time slot{until}{passes}.",
        "过号后返回，排在本时段{until}患者之后就诊{passes}。",
    ),
    "own_turn": ("by {basis}{passed_by}.", "按{basis}排队{passed_by}。"),
    "normal": ("by {basis}{passed_by}.", "按{basis}排队{passed_by}。"),
    "rest": (
        "by check-in, since no regular number is left before.",
        "前面已无普通号，按报到先后就诊。",
    ),
    "end": (
        "missed the call and returned: goes in at the end of this half-day.",
        "过号后返回，排在本半天最后就诊。",
    ),
    "end_late": (
        "came late for the appointment: goes in at the end of this half-day.",
        "迟到患者，排在本半天最后就诊。",
    ),
    "end_hand": ("moved to the end by the desk{note}.", "由分诊台调至队尾{note}。"),
}
_NOTE = (" ({note})", "（{note}）")
_UNTIL = (" (until {until})", "（{until}前）")
_BASIS: dict[str, tuple[str, str]] = {
    "number": ("registration number", "挂号序号"),
    "check_in": ("check-in time", "报到时间"),
    "slot": ("appointment time", "预约时段"),
}
_PASSES: dict[str, tuple[str, str]] = {
    "number": (
        "; {number} has the smaller number but comes after by that rule",
        "；{number}号序号在前，按此规则排在其后",
    ),
    "check_in": (
        "; {number} has waited longer but comes after by that rule",
        "；{number}号等候更久，按此规则排在其后",
    ),
    "slot": (
        "; {number} has the earlier time but comes after by that rule",
        "；{number}号时段更早，按此规则排在其后",
    ),
}
_PASSED_BY = (
    "; {count} who came later go before by the rules for priority and return",
    "；按优先、回诊等规则，有{count}位后到者先就诊",
)
_BOUND_ABSOLUTE = (
    "{classes} always go first: no limit can be promised to the others",
    "{classes}始终优先，其他患者的等候没有上限",
)
_BOUND_MIXED = (
    "a regular patient with {ahead} regular numbers ahead waits for at most {extra} extra calls"
    " ({classes})",
    "前面有{ahead}个普通号的患者，最多再多等{extra}次插入呼叫（{classes}）",
)
_BOUND_SLOT_END = (
    "late patients go before those of later time slots",
    "迟到患者排在后续时段的患者之前",
)
_BOUND_CLASS = ("{cls}: 1 after every {every}", "{cls}：每{every}个插1个")
_BOUND_NONE = ("nobody is called before his turn", "所有患者按序就诊，无人插入")


def explain(
    place: Place,
    lang: str = "en_US",
    *,
    class_names: Mapping[str, str] | None = None,
    label: Callable[[int], str] = str,
    clock: Callable[[datetime], str] | None = None,
    note: str = "",
) -> str:
    """Return the sentence for a place, beginning with the position.

    ``class_names``: class code -> name in ``lang`` (a known word or the code itself stands in for
    a missing one); ``label``: turns a number of the line into what is printed on a ticket;
    ``clock``: a moment as the hospital's wall clock shows it, without which no time is told;
    ``note``: the reason that the desk gave for moving the patient, if it did.

    >>> from datetime import datetime, timezone
    >>> from .policy import Place, Reason, Waiting
    >>> at = datetime(2026, 3, 2, tzinfo=timezone.utc)
    >>> why = {"basis": "check_in", "class": "revisit", "every": 3, "passes": 41}
    >>> place = Place(Waiting(1, 7, at, 50), 2, Reason("mixed_due", why))
    >>> explain(place)  # doctest: +NORMALIZE_WHITESPACE
    '2nd: revisit, one after every 3 regular numbers; 41 has waited longer but comes after
    by that rule.'
    >>> explain(place, "zh_CN", class_names={"revisit": "复诊"})
    '第2位：复诊，每叫3个普通号安排1位；41号等候更久，按此规则排在其后。'
    """
    column = tongue(lang)
    words = _words(place.reason.params, column, class_names or {}, label)
    words["note"] = _NOTE[column].format(note=note) if note else ""
    if clock and "until" in place.reason.params:
        until = clock(_moment(int(place.reason.params["until"])))
        words["until"] = _UNTIL[column].format(until=until)
    sentence = _SENTENCES[place.reason.code][column].format(**words)
    return _position(place.position, column) + sentence


def _words(
    params: Mapping[str, int | str],
    column: int,
    class_names: Mapping[str, str],
    label: Callable[[int], str],
) -> dict[str, int | str]:
    """Return what the sentences' placeholders stand for."""
    basis = str(params.get("basis", "number"))
    code = str(params.get("class", ""))
    words: dict[str, int | str] = {
        "basis": _BASIS[basis][column],
        "cls": class_name(code, column, class_names),
        "every": params.get("every", ""),
        "after": params.get("after", ""),
        "until": "",
        "passes": "",
        "passed_by": "",
    }
    if "passes" in params:
        number = label(int(params["passes"]))
        words["passes"] = _PASSES[basis][column].format(number=number)
    if params.get("passed_by"):
        words["passed_by"] = _PASSED_BY[column].format(count=params["passed_by"])
    return words


def explain_bound(
    limit: Bound,
    lang: str = "en_US",
    *,
    normals_ahead: int = 10,
    class_names: Mapping[str, str] | None = None,
) -> str:
    """Return the sentence shown when a policy is saved: what the settings can cost a normal.

    >>> explain_bound(Bound((), (("elderly", 5),)))  # doctest: +NORMALIZE_WHITESPACE
    'a regular patient with 10 regular numbers ahead waits for at most 3 extra calls
    (elderly: 1 after every 5).'
    >>> explain_bound(Bound((), ()), "zh_CN")
    '所有患者按序就诊，无人插入。'
    """
    column = tongue(lang)
    comma, semicolon, stop = ((", ", "; ", "."), ("、", "；", "。"))[column]
    names = class_names or {}
    parts = []
    if limit.absolute:
        joined = comma.join(class_name(code, column, names) for code in limit.absolute)
        parts.append(_BOUND_ABSOLUTE[column].format(classes=joined))
    if limit.mixed:
        joined = comma.join(
            _BOUND_CLASS[column].format(cls=class_name(code, column, names), every=every)
            for code, every in limit.mixed
        )
        words = {"ahead": normals_ahead, "extra": limit.extra(normals_ahead), "classes": joined}
        parts.append(_BOUND_MIXED[column].format(**words))
    if limit.slot_end:
        parts.append(_BOUND_SLOT_END[column])
    return semicolon.join(parts or [_BOUND_NONE[column]]) + stop


def _moment(minutes: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(minutes=minutes)


def _position(position: int, column: int) -> str:
    if column:
        return f"第{position}位："
    teen = 10 <= position % 100 <= 20
    suffix = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    return f"{position}{suffix}: "
