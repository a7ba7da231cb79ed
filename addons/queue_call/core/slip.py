"""The words of a slip, line by line; the same for the browser's and the slip printer: pure."""

from __future__ import annotations

from collections.abc import Mapping

_LABELS: dict[str, tuple[str, str]] = {
    "head": ("%(hospital)s", "%(hospital)s"),
    "ahead": ("%(ahead)s before you", "前面还有 %(ahead)s 人"),
    "ahead_none": ("Nobody before you", "前面没有人"),
    "wait": ("about %(low)s-%(high)s minutes", "约需等候 %(low)s-%(high)s 分钟"),
    "at": ("Checked in %(at)s", "签到时间 %(at)s"),
    "listen": ("Please wait for your call", "请在候诊区等候叫号"),
    "scan": ("Scan to follow your place", "扫码查看排队进度"),
    "rare": (
        "* A character of the name could not be printed",
        "* 姓名中有字无法打印，以号码为准",
    ),
    "wait_short": ("less than %(high)s minutes", "约需等候 %(high)s 分钟以内"),
}


def words(key: str, tongue: str, **values: object) -> str:
    """Return a label of the slip in ``"en"`` or ``"zh"``."""
    return _LABELS[key][tongue == "zh"] % values


def lines(slip: Mapping[str, object], tongue: str) -> list[tuple[str, bool]]:
    """Return [(text, bold)] between the number and the QR code; empty facts leave no line.

    >>> lines({"name": "张*明", "queue": "普内科", "ahead": 3, "at": "08:31"}, "zh")
    [('张*明', True), ('普内科', True), ('前面还有 3 人', True), ('签到时间 08:31', False)]
    """
    place = [slip.get("doctor"), slip.get("room") or slip.get("zone"), slip.get("hint")]
    found: list[tuple[object, bool]] = [(slip.get("name"), True), (slip.get("queue"), True)]
    found += [(one, False) for one in place]
    if slip.get("ahead") is not None:
        key = "ahead" if slip["ahead"] else "ahead_none"
        found.append((words(key, tongue, ahead=slip["ahead"]), True))
    found.append((_wait(slip.get("wait"), tongue), False))
    if slip.get("at"):
        found.append((words("at", tongue, at=slip["at"]), False))
    return [(str(text), bold) for text, bold in found if text]


def _wait(minutes: object, tongue: str) -> str:
    if not isinstance(minutes, (list, tuple)):
        return ""
    low, high = minutes
    return words("wait" if low else "wait_short", tongue, low=low, high=high)


def foot(tongue: str, *, rare: bool, url: bool) -> list[str]:
    """Return the last lines."""
    keys = [key for key, shown in (("scan", url), ("listen", True), ("rare", rare)) if shown]
    return [words(key, tongue) for key in keys]
