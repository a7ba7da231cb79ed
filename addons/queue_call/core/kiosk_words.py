"""What patients read and hear at the kiosk: what happened, and what to do next.

English and Chinese stand side by side as data, because a patient switches the language at the
kiosk whatever languages the hospital has installed. ``kiosk_notices`` has the refusals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Words = tuple[str, str]
LANGS = ("en", "zh")


@dataclass(frozen=True)
class Notice:
    """``icon``: the picture; ``title``: what is the matter; ``remedy``: what to do next."""

    icon: str
    title: Words
    remedy: Words


HALF_DAYS: dict[str, Words] = {"am": ("morning", "上午"), "pm": ("afternoon", "下午")}

TEXTS: dict[str, Words] = {
    "welcome": ("Check in here", "签到 · 取号"),
    "check_in": ("Check in", "签到"),
    "check_in_hint": ("I have an appointment or registration", "已挂号或已预约"),
    "take": ("Take a number", "取号"),
    "take_hint": ("I have no registration", "没有挂号，现场取号"),
    "scan": (
        "Hold your card or the code to the reader",
        "请刷卡，或将二维码对准扫码口",
    ),
    "type": ("or type your number", "或输入号码"),
    "type_hint": ("ID number, mobile number or card number", "身份证号、手机号或就诊卡号"),
    "id4": ("The last 4 characters of your ID number", "请输入身份证号后四位"),
    "id4_hint": (
        "Several patients use this mobile number",
        "这个手机号登记了多位患者，需要核对",
    ),
    "choose_zone": ("Where do you want to go?", "请选择就诊区域"),
    "choose_queue": ("Touch the queue you want to join", "请点选要排的队列"),
    "choose": ("For which visit do you check in?", "请选择要签到的号"),
    "waiting": ("%(n)s waiting", "%(n)s人等候"),
    "wait_minutes": ("about %(low)s–%(high)s minutes", "约需等候 %(low)s–%(high)s 分钟"),
    "wait_short": ("less than %(high)s minutes", "约需等候 %(high)s 分钟以内"),
    "left": ("%(n)s left", "余%(n)s号"),
    "full": ("No numbers left", "已发完"),
    "not_open": ("Not open yet", "尚未开诊"),
    "closed": ("Closed", "停止取号"),
    "no_queues": ("No numbers are given here now", "这里现在不发号"),
    "your_number": ("Your number", "您的号"),
    "ahead": ("%(n)s before you", "前面还有 %(n)s 人"),
    "ahead_none": ("You are next", "下一个就是您"),
    "taken": ("Please sit down and wait until your number is called", "请坐下等候叫号"),
    "checked_in": (
        "You are checked in. Please sit down and wait for your call",
        "签到成功，请坐下等候叫号",
    ),
    "back": (
        "Back from tests: you are in the line again",
        "检查后回诊签到成功，请坐下等候叫号",
    ),
    "returned": (
        "You missed your call and are in the line again",
        "过号已重新排队，请坐下等候叫号",
    ),
    "late": (
        "You came after your time, so others go before you",
        "您已超过预约时段，按迟到规则排队",
    ),
    "known": ("You were checked in already. Please wait for your call", "您已签到过，请等候叫号"),
    "called": ("Please go to %(room)s now", "请现在就去 %(room)s"),
    "called_title": ("You have been called!", "已经叫到您了！"),
    "where": ("Wait here: %(zone)s", "候诊地点：%(zone)s"),
    "phone": ("Follow your place on the phone", "手机扫码看排队进度"),
    "printing": ("Printing your slip …", "正在打印小票…"),
    "printed": ("Please take your slip", "请取走小票"),
    "print": ("Print the slip", "打印小票"),
    "print_again": ("Print again", "重新打印"),
    "paper_out": (
        "No paper: please remember your number. It is valid without a slip",
        "打印纸用完，请记住您的号，没有小票也有效",
    ),
    "printer_away": (
        "The printer does not answer: please remember your number. It is valid without a slip",
        "打印机没有响应，请记住您的号，没有小票也有效",
    ),
    "printer_trouble": (
        "The printer is not ready: please remember your number. It is valid without a slip",
        "打印机故障，请记住您的号，没有小票也有效",
    ),
    "revisit": ("I come back with results", "我拿到检查结果，要回诊"),
    "done": ("Done", "完成"),
    "back_button": ("Back", "返回"),
    "clear": ("Clear", "清空"),
    "ok": ("OK", "确定"),
    "busy": ("One moment …", "请稍候…"),
    "offline": (
        "The kiosk has no connection. Please go to the nurse's desk.",
        "本机暂时断网，请到分诊台签到取号。",
    ),
    "failed_title": ("No answer came.", "没有收到服务器的回应。"),
    "failed": (
        "Please try again. If you were checked in already, you keep your place.",
        "请再试一次；如果刚才已经成功，不会重复取号。",
    ),
    "connecting": ("Connecting", "正在连接"),
    "returns_in": ("Returns in %(n)s s", "%(n)s 秒后返回首页"),
    "stay": ("I need more time", "我还需要时间"),
    "contrast": ("Contrast", "高对比"),
    "voice_on": ("Voice on", "语音：开"),
    "voice_off": ("Voice off", "语音：关"),
    "voice_none": ("No voice on this device", "本机无语音"),
    "other_language": ("中文", "English"),
}

_HOLES = re.compile(r"%\((\w+)\)s")


def fill(text: str, params: Mapping[str, object]) -> str:
    """Fill ``%(name)s``; what is not known becomes nothing, and no double blank stays.

    >>> fill("Please go to %(zone)s. %(hint)s", {"zone": "Skin"})
    'Please go to Skin.'
    """
    filled = _HOLES.sub(lambda hole: str(params.get(hole[1]) or ""), text)
    return re.sub(r"  +", " ", filled).strip()


def texts() -> dict[str, dict[str, str]]:
    """Return all texts of the page: key -> {en, zh}."""
    return {key: dict(zip(LANGS, words, strict=True)) for key, words in TEXTS.items()}


def both(words: Words, params: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """Return {en, zh} of a sentence, filled with the values of each language."""
    return {lang: fill(text, params.get(lang, {})) for lang, text in zip(LANGS, words, strict=True)}
