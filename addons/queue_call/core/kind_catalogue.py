"""The kinds of queues beyond the engine: steps, words and defaults of each, as data."""

from __future__ import annotations

from collections.abc import Mapping

from .kinds import Kind, Step

_NEXT = frozenset({"running"})


def _steps(*steps: Step) -> Mapping[str, Step]:
    return {one.code: one for one in steps}


def _window(doing: tuple[str, str], done: tuple[str, str]) -> tuple[Step, Step]:
    """Return the two steps of being served at a window: there, and done."""
    here = Step("at_window", doing, back="ready", done="done")
    return here, Step("done", done)


CLINIC = Kind(
    "clinic",
    ("Clinic", "门诊"),
    {},
    "",
    ("Please go to {point}.", "请到{point}就诊"),
    leads=("exam", "blood", "pharmacy"),
)

EXAM = Kind(
    "exam",
    ("Examination", "检查"),
    _steps(
        Step(
            "preparing",
            ("Preparing", "准备中"),
            to=("asking", "ready"),
            wait=(
                "You are called when the preparation is complete; your place is kept.",
                "检查准备完成后叫号，您的排队位置保留。",
            ),
        ),
        Step(
            "asking",
            ("To be asked", "待确认"),
            to=("ready", "preparing"),
            wait=(
                "Tell the desk when you are ready; your place is kept.",
                "准备好后请告知分诊台，您的排队位置保留。",
            ),
        ),
        Step(
            "ready",
            ("Ready", "已准备好"),
            ready=True,
            to=("preparing", "asking"),
            called="at_device",
        ),
        Step("at_device", ("In the examination room", "检查中"), back="ready", done="done"),
        Step("done", ("Examined", "检查完成")),
    ),
    "ready",
    ("Please go to {point} for your examination.", "请到{point}检查"),
    start_if=(("ask_ready", "asking"),),
    leads=("report",),
    rules={"prepare_n": 2},
)

BLOOD = Kind(
    "blood",
    ("Blood draw", "采血"),
    _steps(
        Step(
            "preparing",
            ("Preparing", "准备中"),
            to=("ready",),
            wait=(
                "You are called when the desk has noted that you have fasted.",
                "分诊台确认空腹等准备后叫号。",
            ),
        ),
        Step("ready", ("Waiting", "候采"), ready=True, to=("preparing",), called="at_window"),
        *_window(("Drawing", "采血中"), ("Drawn", "已采血")),
    ),
    "ready",
    ("Please go to {point} for your blood draw.", "请到{point}采血"),
    leads=("report",),
    rules={"basis": "check_in"},
)

PHARMACY = Kind(
    "pharmacy",
    ("Pharmacy", "药房"),
    _steps(
        Step(
            "paid",
            ("Paid", "已缴费"),
            to=("dispensing", "ready"),
            wait=("Your medicine is about to be prepared.", "药房即将为您配药。"),
        ),
        Step(
            "hand_in",
            ("To hand in", "待交方"),
            ready=True,
            to=("dispensing",),
            called="handing_in",
        ),
        Step(
            "handing_in",
            ("Handing in", "交方中"),
            back="hand_in",
            done="dispensing",
            aside=True,
        ),
        Step(
            "dispensing",
            ("Dispensing", "配药中"),
            to=("ready", "paid"),
            wait=(
                "Your medicine is being prepared; you are called when it is ready.",
                "正在为您配药，配好后叫号。",
            ),
        ),
        Step("ready", ("Ready", "待取药"), ready=True, to=("dispensing",), called="at_window"),
        *_window(("Handing out", "发药中"), ("Collected", "已取药")),
    ),
    "paid",
    ("Please go to {point} to collect your medicine.", "请到{point}取药"),
    start_if=(("rx_two_windows", "hand_in"),),
    exclusive=False,
    leads=("infusion", "injection"),
    rules={"basis": "check_in"},
)

_SKIN_TEST = Step(
    "skin_test",
    ("Skin test", "皮试观察"),
    to=("ready",),
    wait=(
        "The result of your skin test is read first; stay near the nurse.",
        "皮试观察中，请勿离开，护士查看结果后叫号。",
    ),
    minutes="skin_test_min",
)

INFUSION = Kind(
    "infusion",
    ("Infusion", "输液"),
    _steps(
        Step(
            "handed_in",
            ("Medicine handed in", "已收药"),
            to=("ready", "skin_test"),
            wait=("Your infusion is being prepared.", "正在为您配液，请稍候。"),
        ),
        _SKIN_TEST,
        Step(
            "ready",
            ("Ready", "待输液"),
            ready=True,
            to=("skin_test", "handed_in"),
            called="seated",
        ),
        Step("seated", ("At the seat", "已入座"), to=("running",), back="ready", done="done"),
        Step(
            "running",
            ("Infusing", "输液中"),
            to=("bottle_due", "removal"),
            back="ready",
            done="done",
        ),
        Step(
            "bottle_due",
            ("Next bottle", "请换瓶"),
            to=("running", "removal"),
            rounds=_NEXT,
            back="ready",
            done="done",
        ),
        Step(
            "removal", ("Remove the needle", "请拔针"), to=("running",), back="ready", done="done"
        ),
        Step("done", ("Infused", "输液结束")),
    ),
    "handed_in",
    ("Please go to {point} for your infusion.", "请到{point}输液"),
    seats=True,
    rules={"basis": "check_in", "finish_on_next": False},
)

INJECTION = Kind(
    "injection",
    ("Injection", "注射"),
    _steps(
        _SKIN_TEST,
        Step("ready", ("Waiting", "候注射"), ready=True, to=("skin_test",), called="at_window"),
        *_window(("Injecting", "注射中"), ("Injected", "已注射")),
    ),
    "ready",
    ("Please go to {point} for your injection.", "请到{point}注射"),
    rules={"basis": "check_in"},
)

REPORT = Kind(
    "report",
    ("Report collection", "取报告"),
    _steps(
        Step(
            "pending",
            ("Not ready", "报告未出"),
            to=("ready",),
            wait=("Your report is not ready yet.", "您的报告尚未完成。"),
        ),
        Step("ready", ("Ready", "报告已出"), ready=True, to=("pending",), called="at_window"),
        *_window(("Handing out", "发放中"), ("Collected", "已取报告")),
    ),
    "pending",
    ("Please go to {point} to collect your report.", "请到{point}取报告"),
    exclusive=False,
    rules={"basis": "check_in"},
)

SURGERY = Kind(
    "surgery",
    ("Outpatient surgery", "门诊手术"),
    _steps(
        Step(
            "checked_in",
            ("Checked in", "已签到"),
            to=("preparing", "ready"),
            wait=("The nurse prepares you for surgery.", "护士将为您做术前准备。"),
        ),
        Step(
            "preparing",
            ("Preparation", "术前准备"),
            to=("ready", "checked_in"),
            wait=("You are being prepared for surgery.", "正在进行术前准备。"),
        ),
        Step("ready", ("Ready", "等待手术"), ready=True, to=("preparing",), called="in_theatre"),
        Step("in_theatre", ("In theatre", "手术中"), to=("recovery",), back="ready", done="done"),
        Step("recovery", ("Recovery", "复苏中"), to=("in_theatre",), back="ready", done="done"),
        Step("done", ("Left", "已离开")),
    ),
    "checked_in",
    ("Please go to {point} for your surgery.", "请到{point}准备手术"),
    rules={"finish_on_next": False},
)

INSURANCE = Kind(
    "insurance",
    ("Insurance check-in", "医保登记"),
    _steps(
        Step("ready", ("Waiting", "候办"), ready=True, called="at_window"),
        *_window(("At the window", "办理中"), ("Done", "已办理")),
    ),
    "ready",
    ("Please go to {point}.", "请到{point}办理"),
    rules={"basis": "check_in"},
)

KINDS: Mapping[str, Kind] = {
    one.code: one
    for one in (
        CLINIC,
        EXAM,
        BLOOD,
        PHARMACY,
        INFUSION,
        INJECTION,
        REPORT,
        SURGERY,
        INSURANCE,
    )
}
"""Code (``queue.queue.kind``) -> kind."""

EXCLUSIVE: frozenset[str] = frozenset(code for code, kind in KINDS.items() if kind.exclusive)
"""Kinds in which whoever is served cannot be called elsewhere."""
