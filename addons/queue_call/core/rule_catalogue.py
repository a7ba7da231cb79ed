"""Every rule of a line, by the field of ``core.policy.Policy`` that it sets.

The sentences say what a value does to whom. English and Chinese stand side by side as data.
"""

from __future__ import annotations

from .rule_catalogue_kinds import JOURNEY, KIND_RULES
from .rule_catalogue_more import NO_SHOW, PRIVACY, REVISIT, SERVING, STAGES
from .rule_kinds import ANY, FALSE, TRUE, Rule

GROUPS = {
    "order": ("Order", "排队顺序"),
    "classes": ("Classes", "患者类别"),
    "arrival": ("Early and late", "早到与迟到"),
    "no_show": ("No-show", "过号"),
    "revisit": ("Revisit", "回诊"),
    "stages": ("Two-stage triage", "二次分诊"),
    "serving": ("Serving", "接诊"),
    "journey": ("Several queues", "多队列就诊"),
    "kinds": ("Other than the clinic", "检查、药房与输液"),
    "privacy": ("Privacy", "隐私"),
}

_ORDER = (
    Rule(
        "basis",
        "order",
        "choice",
        "check_in",
        ("Order of regular numbers", "普通号的排序依据"),
        {
            "number": (
                "Regular patients are called by registration number, whenever they checked in.",
                "普通患者按挂号序号叫号，与报到先后无关。",
            ),
            "check_in": (
                "Regular patients are called in the order in which they checked in.",
                "普通患者按报到先后叫号，先报到先就诊。",
            ),
            "slot": (
                "Regular patients are called by appointment slot; who has none counts from his"
                " check-in.",
                "普通患者按预约时段叫号；没有时段的患者按报到时间排。",
            ),
        },
        {
            "number": ("Registration number", "挂号序号"),
            "check_in": ("Check-in time", "报到时间"),
            "slot": ("Appointment slot", "预约时段"),
        },
    ),
    Rule(
        "head_lock",
        "order",
        "int",
        0,
        ("Locked places at the head", "队首锁定人数"),
        {
            "0": (
                "No place is locked: who has priority or returns may go in before everybody.",
                "不锁定：优先、回诊或过号返回的患者可以插到任何人之前。",
            ),
            ANY: (
                "The first {value} who wait keep their places: nobody but an emergency is put"
                " before them.",
                "排在最前的{value}位患者位置不变，除急诊外任何人不会插到他们之前。",
            ),
        },
        high=20,
        typical=2,
    ),
    Rule(
        "prepare_n",
        "order",
        "int",
        0,
        ("Asked to get ready", "提示准备人数"),
        {
            "0": (
                "Nobody is asked to get ready before the call.",
                "叫号前不提示患者准备。",
            ),
            ANY: (
                "The next {value} who wait are asked on the screens to get ready.",
                "屏幕提示接下来的{value}位患者准备就诊。",
            ),
        },
        high=10,
        typical=2,
    ),
    Rule(
        "carry_over",
        "order",
        "choice",
        "first",
        ("Left from the morning", "上午未看完的患者"),
        {
            "first": (
                "In the afternoon patients left from the morning are called before all others.",
                "下午先叫上午未看完的患者，再叫下午的患者。",
            ),
            "merge": (
                "In the afternoon patients left from the morning stand in one line with the"
                " afternoon's patients.",
                "上午未看完的患者与下午的患者合并排队。",
            ),
        },
        {"first": ("First", "优先"), "merge": ("In one line", "合并排队")},
    ),
)

_ARRIVAL = (
    Rule(
        "slot_minutes",
        "arrival",
        "minutes",
        30,
        ("Length of a slot", "时段长度"),
        {
            ANY: (
                "An appointment slot lasts {value} minutes from its start.",
                "每个预约时段从开始起持续{value}分钟。",
            )
        },
        low=5,
        high=240,
    ),
    Rule(
        "early_mode",
        "arrival",
        "choice",
        "any",
        ("Early check-in", "提前报到"),
        {
            "any": (
                "A patient with an appointment may check in at any time of the half-day, however"
                " early.",
                "预约患者在本半天内任何时间都可以报到。",
            ),
            "none": (
                "A patient with an appointment may not check in before the slot begins.",
                "预约患者在时段开始前不能报到。",
            ),
            "minutes": (
                "A patient with an appointment may check in from {early_minutes} minutes before"
                " the slot; who comes earlier is told when to come back.",
                "预约患者可在时段开始前{early_minutes}分钟内报到；来得更早的会被告知何时再来。",
            ),
        },
        {
            "any": ("At any time", "不限时间"),
            "none": ("Not at all", "不允许"),
            "minutes": ("Some minutes before", "提前若干分钟"),
        },
        typical="minutes",
    ),
    Rule(
        "early_minutes",
        "arrival",
        "minutes",
        10,
        ("Minutes before the slot", "可提前分钟数"),
        {
            ANY: (
                "Check-in opens {value} minutes before the patient's slot begins.",
                "患者的时段开始前{value}分钟起可以报到。",
            )
        },
        low=1,
        high=240,
        needs=("early_mode", ("minutes",)),
    ),
    Rule(
        "late_mode",
        "arrival",
        "choice",
        "after_n",
        ("Who comes late", "迟到患者"),
        {
            "normal": (
                "Who comes late stands in the line like everybody.",
                "迟到患者与其他患者一样排队。",
            ),
            "after_n": (
                "Who comes late loses the early place: one late patient is called after every"
                " {late_every} regular numbers.",
                "迟到患者不再按原时段排：每叫{late_every}个普通号安排1位迟到患者。",
            ),
            "slot_end": (
                "Who comes late goes in after all others of the slot.",
                "迟到患者排在本时段所有患者之后。",
            ),
            "end": (
                "Who comes late goes in at the end of the half-day.",
                "迟到患者排在本半天的最后。",
            ),
        },
        {
            "normal": ("Like everybody", "正常排队"),
            "after_n": ("One after some numbers", "间隔插入"),
            "slot_end": ("At the end of the slot", "本时段末尾"),
            "end": ("At the end of the half-day", "本半天末尾"),
        },
    ),
    Rule(
        "late_after_min",
        "arrival",
        "minutes",
        30,
        ("Late after", "迟到界限"),
        {
            "0": (
                "Who checks in after the slot's start is late.",
                "时段开始后才报到的患者即为迟到。",
            ),
            ANY: (
                "Who checks in more than {value} minutes after the slot's start is late.",
                "时段开始{value}分钟之后才报到的患者视为迟到。",
            ),
        },
        high=240,
        needs=("late_mode", ("after_n", "slot_end", "end")),
    ),
    Rule(
        "late_every",
        "arrival",
        "int",
        2,
        ("Numbers between two late patients", "迟到患者间隔号数"),
        {
            ANY: (
                "Late patients are mixed in: one after every {value} regular numbers.",
                "迟到患者穿插就诊：每叫{value}个普通号插入1位。",
            )
        },
        low=1,
        high=50,
        needs=("late_mode", ("after_n",)),
    ),
    Rule(
        "unpaid_check_in",
        "arrival",
        "bool",
        True,
        ("Check-in before payment", "未缴费可报到"),
        {
            TRUE: (
                "A patient who has not paid may check in and wait.",
                "未缴费的患者可以报到候诊。",
            ),
            FALSE: (
                "A patient who has not paid is sent to the cashier before he can check in.",
                "未缴费的患者须先缴费才能报到。",
            ),
        },
    ),
)

CATALOGUE = {
    rule.code: rule
    for rule in (
        *_ORDER,
        *_ARRIVAL,
        *NO_SHOW,
        *REVISIT,
        *STAGES,
        *SERVING,
        *JOURNEY,
        *KIND_RULES,
        *PRIVACY,
    )
}
"""Code -> rule, in the order of the settings page; ``core.rule_classes`` adds those of a class."""
