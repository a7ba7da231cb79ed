"""What a patient's phone says in every state: what is the matter, and what to do next: pure.

Both languages stand here as data; the page switches between them by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .kiosk_words import LANGS, Notice, Words, both
from .states import IN_LINE

SOON = 3
"""With fewer than this many before him a patient is asked to stay near."""


@dataclass(frozen=True)
class Standing:
    """What the next step depends on.

    ``ahead``: how many are called before; ``today``: the entry is of this day; ``may_return``: a
    no-show may come back by himself; ``stopped``: the clinic has closed over the patient's head;
    ``rests``: he is not called before a known moment.
    """

    state: str
    ahead: int = 0
    today: bool = True
    ready: bool = True
    may_return: bool = True
    stopped: bool = False
    rests: bool = False


def step(one: Standing) -> str:
    """Return the code of what the patient does next; every code is in ``STEPS``.

    >>> step(Standing("waiting", ahead=7)), step(Standing("waiting", ahead=0))
    ('wait', 'next')
    """
    if one.state == "registered":
        return "not_checked_in" if one.today else "other_day"
    if one.stopped and one.state in IN_LINE | {"held"}:
        return "stopped"
    if one.state == "waiting":
        return _waiting(one)
    if one.state == "no_show" and not one.may_return:
        return "no_show_desk"
    return one.state if one.state in STEPS else "unknown"


def _waiting(one: Standing) -> str:
    if not one.ready:
        return "not_ready"
    if one.rests:
        return "rests"
    if not one.ahead:
        return "next"
    return "soon" if one.ahead < SOON else "wait"


_DESK: Words = ("Please go to the nurse's desk.", "请到分诊台。")
_AGAIN: Words = (
    "Come back and check in again at the kiosk (scan this code) or at the nurse's desk.",
    "请回到诊区，在自助机重新签到（可扫本页二维码），或到分诊台。",
)

STEPS: dict[str, Notice] = {
    "not_checked_in": Notice(
        "card",
        ("You are not checked in yet.", "您还没有签到。"),
        (
            "Check in at the kiosk or the nurse's desk of %(zone)s. %(hint)s",
            "请到%(zone)s的自助机或分诊台签到。%(hint)s",
        ),
    ),
    "other_day": Notice(
        "calendar",
        ("Your appointment is on %(date)s.", "您预约的日期是 %(date)s。"),
        ("Please come to %(zone)s on that day and check in.", "请当天到%(zone)s签到。"),
    ),
    "wait": Notice(
        "chair",
        ("Please wait.", "请等候。"),
        ("Wait in %(zone)s. %(hint)s", "请在%(zone)s候诊。%(hint)s"),
    ),
    "soon": Notice(
        "chair",
        ("It is soon your turn.", "快到您了。"),
        ("Please stay in %(zone)s now. %(hint)s", "请不要离开%(zone)s。%(hint)s"),
    ),
    "next": Notice(
        "chair",
        ("You are next.", "下一个就是您。"),
        ("Please get ready and stay in %(zone)s. %(hint)s", "请做好准备，在%(zone)s等候。%(hint)s"),
    ),
    "not_ready": Notice(
        "desk",
        ("Your preparation is not finished.", "您的检查准备还没有完成。"),
        (
            "Tell the nurse when you are ready: you are not called before.",
            "准备好后请告诉护士，之后才会叫号。",
        ),
    ),
    "rests": Notice(
        "clock",
        ("You are not called before %(from)s.", "%(from)s 之前不会叫您。"),
        ("Please stay in %(zone)s.", "请在%(zone)s休息等候。"),
    ),
    "benched": Notice(
        "door",
        ("Please go to %(room)s and sit down there.", "请到%(room)s门口候诊。"),
        ("You are called there soon. %(hint)s", "马上会叫到您。%(hint)s"),
    ),
    "called": Notice(
        "door",
        ("Please go to %(room)s now.", "请现在就去%(room)s。"),
        ("%(hint)s", "%(hint)s"),
    ),
    "in_service": Notice(
        "ok",
        ("You are with the doctor.", "正在就诊。"),
        ("%(room)s", "%(room)s"),
    ),
    "held": Notice("desk", ("Your number is on hold.", "您的号已暂时挂起。"), _DESK),
    "stopped": Notice(
        "stop",
        ("This clinic has closed for now.", "您排的门诊已停诊。"),
        ("Please go to the nurse's desk: your place is kept.", "请到分诊台，您的号仍然有效。"),
    ),
    "away": Notice(
        "way",
        ("You are away for tests.", "您正在做检查。"),
        (
            "Back with the results: check in again at the kiosk (scan this code) or at the desk.",
            "拿到结果后，请在自助机重新签到（可扫本页二维码），或到分诊台。",
        ),
    ),
    "no_show": Notice(
        "clock", ("You were called but did not come.", "叫号时您不在，已过号。"), _AGAIN
    ),
    "no_show_desk": Notice(
        "desk", ("You have missed the call too often.", "您已多次过号。"), _DESK
    ),
    "finished": Notice(
        "ok",
        ("This visit is finished.", "本次就诊已结束。"),
        ("We wish you a good recovery.", "祝您早日康复。"),
    ),
    "cancelled": Notice(
        "stop",
        ("This registration was cancelled.", "这个号已退号。"),
        ("Please register again, or ask at the desk.", "请重新挂号，或到分诊台咨询。"),
    ),
    "transferred": Notice("way", ("You were moved to another queue.", "您已转到其他队列。"), _DESK),
    "unknown": Notice("desk", ("Please ask at the nurse's desk.", "请到分诊台咨询。"), ("", "")),
}

SHORT: dict[str, Words] = {
    "registered": ("not checked in", "未签到"),
    "waiting": ("waiting", "等候"),
    "benched": ("at the room", "诊室门口"),
    "called": ("called", "已叫号"),
    "in_service": ("with the doctor", "就诊中"),
    "finished": ("finished", "已完成"),
    "no_show": ("missed", "已过号"),
    "held": ("on hold", "挂起"),
    "away": ("tests", "检查中"),
    "transferred": ("moved", "已转出"),
    "cancelled": ("cancelled", "已退号"),
}

TEXTS: dict[str, Words] = {
    "title": ("My place in the line", "我的排队进度"),
    "your_number": ("Your number", "您的号"),
    "ahead": ("%(n)s before you", "前面还有 %(n)s 人"),
    "ahead_none": ("Nobody before you", "前面没有人了"),
    "wait_minutes": ("about %(low)s–%(high)s minutes", "约需等候 %(low)s–%(high)s 分钟"),
    "wait_short": ("less than %(high)s minutes", "约需等候 %(high)s 分钟以内"),
    "why": ("Why this place: ", "为什么排在这里："),
    "stops": ("All your stops today", "您今天的全部项目"),
    "go_now": ("Please go to", "请前往"),
    "seen": ("I am going", "知道了，马上去"),
    "sound": ("Ring and vibrate when I am called", "叫到我时响铃振动"),
    "sound_on": (
        "The phone rings when you are called. Keep this page open",
        "叫号时会响铃，请保持本页打开",
    ),
    "sound_none": (
        "This phone cannot ring here: please keep an eye on the page",
        "本手机无法响铃，请留意页面",
    ),
    "live": ("Up to date", "实时更新"),
    "age_s": ("No connection, data %(n)s s old", "网络中断，以下为 %(n)s 秒前的信息"),
    "age_min": ("No connection, data %(n)s min old", "网络中断，以下为 %(n)s 分钟前的信息"),
    "age_h": ("No connection, data %(n)s h old", "网络中断，以下为 %(n)s 小时前的信息"),
    "age_hint": (
        "Please watch the screens and listen to the calls",
        "请留意大屏幕和叫号声音",
    ),
    "connecting": ("Connecting", "正在连接"),
    "gone": ("This address is no longer valid.", "本页面已失效。"),
    "gone_hint": ("Please ask at the nurse's desk.", "请到分诊台咨询。"),
    "show_code": ("Code for the kiosk", "自助机签到二维码"),
    "other_language": ("中文", "English"),
    "called_title": ("Your number is called", "叫到您了"),
}


def told(code: str, params: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """Return {code, icon, title: {en, zh}, remedy: {en, zh}} of a step."""
    words = STEPS.get(code, STEPS["unknown"])
    return {
        "code": code,
        "icon": words.icon,
        "title": both(words.title, params),
        "remedy": both(words.remedy, params),
    }


def texts() -> dict[str, dict[str, str]]:
    """Return all fixed texts of the page: key -> {en, zh}."""
    fixed = {key: dict(zip(LANGS, words, strict=True)) for key, words in TEXTS.items()}
    return fixed | {
        f"state_{key}": dict(zip(LANGS, words, strict=True)) for key, words in SHORT.items()
    }
