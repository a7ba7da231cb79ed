"""Why the kiosk cannot check somebody in, and what he does next, in both languages.

There is a notice for every code that ``core.arrival`` or the kiosk itself can give.
"""

from __future__ import annotations

from collections.abc import Mapping

from .kiosk_words import Notice, Words, both

_DESK: Words = ("Please ask at the nurse's desk.", "请到分诊台，由护士为您办理。")

NOTICES: dict[str, Notice] = {
    "not_found": Notice(
        "question",
        ("No registration for today was found.", "没有查到您今天的挂号。"),
        (
            "Check the number and try again, or go to the desk with your card.",
            "请核对号码再试一次，或带上证件到分诊台。",
        ),
    ),
    "shared": Notice(
        "desk",
        ("This number belongs to more than one patient.", "这个号码登记了多位患者。"),
        (
            "Use your ID number or your card, or ask at the nurse's desk.",
            "请改用身份证号或就诊卡，或到分诊台办理。",
        ),
    ),
    "id4_wrong": Notice(
        "question",
        ("These four characters do not fit.", "后四位不相符。"),
        (
            "Use your ID number or your card, or ask at the nurse's desk.",
            "请改用身份证号或就诊卡，或到分诊台办理。",
        ),
    ),
    "elsewhere": Notice(
        "way",
        ("You are registered in another zone.", "您挂的号不在本诊区。"),
        ("Please go to %(zone)s. %(hint)s", "请前往：%(zone)s。%(hint)s"),
    ),
    "called_elsewhere": Notice(
        "door",
        ("You have been called!", "已经叫到您了！"),
        (
            "Please go to %(room)s in %(zone)s now. %(hint)s",
            "请现在就去%(zone)s %(room)s。%(hint)s",
        ),
    ),
    "early": Notice(
        "clock",
        ("You are too early to check in.", "现在签到还太早。"),
        ("Please come back at %(from)s.", "请在 %(from)s 再来签到。"),
    ),
    "late": Notice(
        "clock",
        ("Your time has passed: %(until)s.", "您的时段已过：%(until)s。"),
        _DESK,
    ),
    "wrong_day": Notice(
        "calendar",
        ("Your appointment is on another day: %(date)s.", "您预约的不是今天，是 %(date)s。"),
        (
            "Please come on that day, or ask at the nurse's desk.",
            "请当天再来；如需今天就诊，请到分诊台咨询。",
        ),
    ),
    "past": Notice(
        "calendar",
        ("This registration was for %(date)s.", "这个号是 %(date)s 的，已经过期。"),
        ("Please register again, or ask at the nurse's desk.", "请重新挂号，或到分诊台咨询。"),
    ),
    "wrong_half_day": Notice(
        "calendar",
        ("Your appointment is for the %(half)s.", "您预约的是%(half)s。"),
        (
            "Please check in from %(from)s, or ask at the nurse's desk.",
            "请在 %(from)s 之后签到；如需改时间，请到分诊台。",
        ),
    ),
    "unpaid": Notice(
        "money",
        ("The fee has not been paid yet.", "挂号费还没有缴。"),
        (
            "Please pay at the cashier or by phone first, then check in here.",
            "请先到收费处或用手机缴费，然后再来签到。",
        ),
    ),
    "stopped": Notice(
        "stop",
        ("This clinic does not take place now.", "您挂的门诊已停诊。"),
        (
            "Please go to the nurse's desk: your place is kept.",
            "请到分诊台，护士会为您安排，您的号仍然有效。",
        ),
    ),
    "closed": Notice(
        "stop",
        ("This queue gives no numbers now.", "这里现在不发号。"),
        _DESK,
    ),
    "full": Notice(
        "stop",
        ("All numbers have been given out.", "号已发完。"),
        (
            "Please choose another queue or time, or ask at the nurse's desk.",
            "请选择其他队列或时段，或到分诊台咨询。",
        ),
    ),
    "no_show_max": Notice(
        "desk",
        ("You have missed the call too often.", "您已多次过号。"),
        ("Please go to the nurse's desk.", "请到分诊台，由护士重新安排。"),
    ),
    "no_show": Notice(
        "desk",
        ("You were called but did not come.", "您已过号。"),
        ("Please go to the nurse's desk.", "请到分诊台，由护士重新安排。"),
    ),
    "away": Notice(
        "desk",
        ("Check in after tests is done at the desk.", "检查后回诊请到分诊台签到。"),
        _DESK,
    ),
    "held": Notice(
        "desk",
        ("Your number is on hold.", "您的号已暂时挂起。"),
        _DESK,
    ),
    "finished": Notice(
        "ok",
        ("This visit is finished.", "本次就诊已经结束。"),
        ("For another visit, please register again.", "如需再次就诊，请重新挂号。"),
    ),
    "cancelled": Notice(
        "stop",
        ("This registration was cancelled.", "这个号已经退号。"),
        ("Please register again, or ask at the nurse's desk.", "请重新挂号，或到分诊台咨询。"),
    ),
    "transferred": Notice(
        "way",
        ("You were moved to another queue.", "您已转到其他队列。"),
        ("Please go to %(zone)s. %(hint)s", "请前往：%(zone)s。%(hint)s"),
    ),
    "no_zone": Notice(
        "stop",
        ("This device is no kiosk of a queue zone.", "本机尚未设置诊区。"),
        ("The hospital's IT sets its zone under Devices.", "请信息科在“设备”中设置本机诊区。"),
    ),
    "refused": Notice(
        "desk",
        ("This cannot be done here.", "这里无法办理。"),
        _DESK,
    ),
}
"""Code -> what the patient is told. An unknown code is told as ``refused``."""


def notice(code: str, params: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """Return {icon, title: {en, zh}, remedy: {en, zh}} of a code; ``params``: lang -> values.

    >>> notice("early", {"en": {"from": "9:20"}, "zh": {"from": "9:20"}})["remedy"]["zh"]
    '请在 9:20 再来签到。'
    """
    told = NOTICES.get(code, NOTICES["refused"])
    return {
        "icon": told.icon,
        "title": both(told.title, params),
        "remedy": both(told.remedy, params),
    }
