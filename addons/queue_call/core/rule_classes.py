"""The four rules of each class of patients: ``class.<class code>.<mode|rank|every|never_later>``.

The classes are the hospital's own; the defaults below know the usual ones by their codes.
"""

from __future__ import annotations

from .policy import NORMAL, ClassRule
from .rule_kinds import ANY, FALSE, TRUE, Rule, RuleError, Value

PREFIX = "class."
PARTS = ("mode", "every", "never_later", "rank")

USUAL = {
    rule.code: rule
    for rule in (
        ClassRule("emergency1", "absolute", 1),
        ClassRule("emergency2", "absolute", 2),
        ClassRule("emergency3", "absolute", 3),
        ClassRule("military", "mixed", 10, 2, True),
        ClassRule("elderly", "mixed", 20, 3, True),
        ClassRule("disabled", "mixed", 30, 3, True),
        ClassRule("pregnant", "mixed", 40, 3, True),
        ClassRule("cadre", "mixed", 50, 3, True),
        ClassRule("staff", "normal", 60, 5, True),
        ClassRule("revisit", "mixed", 70, 2),
        ClassRule("appointment", "normal", 80, 1, True),
        ClassRule("walk_in", "normal", 90, 3),
    )
}
"""What a class does where nobody has set anything; any other class stands like everybody."""

_MODE = (
    ("Place in the line", "排队方式"),
    {
        "normal": (
            "{class}: stands in the line like everybody.",
            "{class}：与其他患者一样排队。",
        ),
        "mixed": (
            "{class}: one is called after every {every} regular numbers.",
            "{class}：每叫{every}个普通号安排1位。",
        ),
        "absolute": (
            "{class}: always called first; everybody else waits until none of them waits. With a"
            " rank below 10 it is an emergency, which no locked head keeps back.",
            "{class}：始终优先就诊，其他患者须等他们全部就诊完；级别小于10即为急诊，不受队首锁定限制。",
        ),
    },
    {
        "normal": ("Like everybody", "正常排队"),
        "mixed": ("Mixed in", "穿插"),
        "absolute": ("Always first", "绝对优先"),
    },
)
_EVERY = (
    ("Regular numbers between two", "间隔普通号数"),
    {
        ANY: (
            "{class}: at most one goes in after every {value} regular numbers while these wait.",
            "{class}：有普通号等候时，每{value}个普通号最多插入1位。",
        )
    },
)
_NEVER_LATER = (
    ("Never later than without the class", "不晚于正常顺序"),
    {
        TRUE: (
            "{class}: also called when it is the patient's own turn, so the class never costs"
            " him time.",
            "{class}：轮到本人正常顺序时也会叫号，不会因类别而更晚。",
        ),
        FALSE: (
            "{class}: only called when the class is due, even if his own turn would be earlier.",
            "{class}：只在该类别轮到时叫号，即使按正常顺序会更早。",
        ),
    },
)
_RANK = (
    ("Rank", "级别"),
    {
        ANY: (
            "{class}: rank {value}; of several classes due at once the smaller rank goes first.",
            "{class}：级别{value}；多个类别同时轮到时，级别数字小的先就诊。",
        )
    },
)


def class_code(code: str, part: str) -> str:
    """Return the code of a class's rule.

    >>> class_code("elderly", "every")
    'class.elderly.every'
    """
    return f"{PREFIX}{code}.{part}"


def split(code: str) -> tuple[str, str] | None:
    """Return (class code, part) of a class's rule, None for any other code.

    >>> split("class.elderly.every"), split("basis")
    (('elderly', 'every'), None)
    """
    if not code.startswith(PREFIX):
        return None
    name, _dot, part = code[len(PREFIX) :].rpartition(".")
    return (name, part) if name and part in PARTS else None


def class_rule(code: str) -> Rule | None:
    """Return the rule that a code like ``class.elderly.every`` names, or None."""
    found = split(code)
    if found is None:
        return None
    name, part = found
    usual = USUAL.get(name, NORMAL)
    mixed = (class_code(name, "mode"), ("mixed",))
    if part == "mode":
        return Rule(code, "classes", "choice", usual.mode, *_MODE)
    if part == "every":
        every = usual.every if name in USUAL else 3
        return Rule(code, "classes", "int", every, *_EVERY, low=1, high=99, needs=mixed)
    if part == "never_later":
        return Rule(code, "classes", "bool", usual.never_later, *_NEVER_LATER, needs=mixed)
    needs = (class_code(name, "mode"), ("mixed", "absolute"))
    return Rule(code, "classes", "int", usual.rank, *_RANK, low=0, high=999, needs=needs)


def class_rules(codes: tuple[str, ...], values: dict[str, Value]) -> tuple[ClassRule, ...]:
    """Return the core's rules of the classes that do not stand like everybody, by rank."""
    made = [
        ClassRule(
            code,
            values[class_code(code, "mode")],  # type: ignore[arg-type]
            int(values[class_code(code, "rank")]),
            int(values[class_code(code, "every")]),
            bool(values[class_code(code, "never_later")]),
        )
        for code in codes
    ]
    kept = [rule for rule in made if rule.mode != "normal"]
    return tuple(sorted(kept, key=lambda rule: (rule.rank, rule.code)))


def unknown_class(code: str, name: str) -> RuleError:
    """Return the error of a rule for a class that the hospital does not have."""
    return RuleError(
        code,
        (
            "This hospital has no patient class “{name}”. Add the class first, under Patient"
            " classes.",
            "本院没有编码为“{name}”的患者类别，请先在“患者类别”中添加。",
        ),
        name=name,
    )
