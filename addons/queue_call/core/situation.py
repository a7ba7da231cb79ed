"""What a patient is told who has no place in the line just now, or cannot be called yet.

The same sentence stands on his phone and at the desk; Chinese and English stand side by side as
in ``explain``.
"""

from __future__ import annotations

from collections.abc import Mapping

from .words import tongue

_SENTENCES: dict[str, tuple[str, str]] = {
    "registered": (
        "Not checked in yet: please check in at the kiosk or at the desk.",
        "尚未报到，请到自助机或分诊台报到。",
    ),
    "benched": ("Please wait at {room}.", "请到{room}门口候诊。"),
    "called": ("Called: please go to {room} now.", "正在叫号，请到{room}就诊。"),
    "in_service": ("The visit has begun in {room}.", "正在{room}就诊。"),
    "finished": ("This visit is finished.", "本次就诊已结束。"),
    "no_show": (
        "The call was missed: please check in again at the kiosk or at the desk.",
        "已过号，请到自助机或分诊台重新报到。",
    ),
    "held": (
        "On hold{reason}: the place is kept. Please ask at the desk.",
        "已暂停排队{reason}，原顺序保留，请咨询分诊台。",
    ),
    "away": (
        "Sent for tests: please check in again when they are done.",
        "正在检查，完成后请到自助机或分诊台报到。",
    ),
    "transferred": ("Transferred to {room}{reason}.", "已转至{room}{reason}。"),
    "cancelled": (
        "The registration was cancelled{reason}. Please ask at the desk.",
        "挂号已取消{reason}，如有疑问请咨询分诊台。",
    ),
    "not_ready": (
        "The preparation is not finished{reason}: the call comes once it is.",
        "准备尚未完成{reason}，完成后再叫号。",
    ),
    "not_before": ("Will not be called before {until}{reason}.", "{until}之后叫号{reason}。"),
    "busy": (
        "Is being served elsewhere: the call comes afterwards.",
        "正在其他科室就诊，结束后再叫号。",
    ),
    "no_session": (
        "No room is open for this queue at present: the place is kept.",
        "目前无诊室开诊，原顺序保留。",
    ),
    "no_doctor": (
        "The doctor is not seeing patients at present: the place is kept. The desk can change the"
        " doctor.",
        "医生目前未开诊，原顺序保留，如需更换医生请到分诊台办理。",
    ),
    "no_room": (
        "No open room sees these patients at present: the place is kept. Please ask at the desk.",
        "目前无可接诊的诊室，原顺序保留，请咨询分诊台。",
    ),
}
_REASON = (" ({reason})", "（{reason}）")
_SOMEWHERE: Mapping[str, tuple[str, str]] = {
    "transferred": ("another queue", "其他队列"),
}
_ROOM = ("the room", "诊室")

SITUATIONS = tuple(_SENTENCES)
"""Every situation that has a sentence: states, and why somebody in the line is not called."""


def explain_state(
    situation: str, lang: str = "en_US", *, room: str = "", reason: str = "", until: str = ""
) -> str:
    """Return the sentence for a situation (a state without a place, or why nobody calls him).

    ``room``: the room, or for ``transferred`` the queue; ``reason``: what staff gave as reason;
    ``until``: the time of day for ``not_before``. An unknown situation has no sentence: "".

    >>> explain_state("benched", "zh_CN", room="3诊室")
    '请到3诊室门口候诊。'
    >>> explain_state("not_before", until="09:40", reason="skin test")
    'Will not be called before 09:40 (skin test).'
    """
    if situation not in _SENTENCES:
        return ""
    column = tongue(lang)
    words = {
        "room": room or _SOMEWHERE.get(situation, _ROOM)[column],
        "reason": _REASON[column].format(reason=reason) if reason else "",
        "until": until,
    }
    return _SENTENCES[situation][column].format(**words)
