"""People and rooms that exist nowhere, to look at a layout with. Masked as on a real screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .kind_catalogue import KINDS

Json = dict[str, Any]

# Two equal masks (张*明) and a long name stand here on purpose.
_NAMES = (
    "张*明 王*芳 李* 刘*洋 张*明 欧阳*娜 买**·吐** 陈*华 赵* 孙*强 周*婷 张*明 郑*丽 冯* "
    "J***_S*** 何*军 张*明 罗*伟 高* 林*燕 梁*杰 宋*敏 唐*龙 韩*玲"
).split()
_TAGS = {2: "老", 5: "军", 9: "孕"}
_DOCTORS = (
    ("陈建国", "主任医师", "消化内科主任，擅长胃炎、肠炎及内镜下治疗，从医二十八年。"),
    ("李秀英", "副主任医师", "擅长高血压、冠心病的规范治疗与长期随访。"),
    ("王海峰", "主治医师", "擅长呼吸系统感染、慢性咳嗽。"),
    ("赵敏", "主治医师", "擅长糖尿病及甲状腺疾病。"),
)
_PLACES = {
    "hall": ("呼吸内科 消化内科".split(), "{}诊室"),
    "pharmacy": (["门诊药房"], "{}号窗口"),
    "exam": (["腹部超声"], "超声{}室"),
    "blood": (["采血"], "采血{}号窗口"),
    "infusion": (["门诊输液"], "输液{}号台"),
    "report": (["报告领取"], "报告{}号窗口"),
    "combined": (["采血", "报告领取"], "{}号窗口"),
}
_ZONES = {
    "hall": ("内科候诊区", "Internal medicine"),
    "door": ("内科候诊区", "Internal medicine"),
    "pharmacy": ("门诊药房", "Pharmacy"),
    "exam": ("超声检查", "Ultrasound"),
    "blood": ("检验科采血", "Blood draw"),
    "infusion": ("门诊输液室", "Infusion"),
    "report": ("报告领取处", "Reports"),
    "combined": ("检验科", "Laboratory"),
}
_ROOMS = {"hall": 8, "door": 1, "pharmacy": 5, "exam": 4, "blood": 6, "infusion": 3}
_AT = "2026-03-02T01:12:00.000Z"


def sample(kind: str, rooms: int = 0) -> Json:
    """Return rows, calls and lists of a screen of this kind, as the server would send them."""
    places = range(rooms or _ROOMS.get(kind, 4))
    rows = [_row(kind, place) for place in places]
    first = rows[0]["current"][0]
    call = {
        "id": first["call"],
        "number": first["number"],
        "name": first["name"],
        "point": rows[0]["point"],
        "room": rows[0]["name"],
        "attempt": 1,
        "at": _AT,
        "kind": "call",
    }
    name, english = _ZONES[kind]
    return {
        "v": 1,
        "seq": 1,
        "server_time": _AT,
        "lang": "zh_CN",
        "zone": {"key": "z1", "name": name, "name_en": english, "mask": "middle"},
        "screen": {"key": "d1", "name": "", "kind": "hall", "points": None},
        "rows": rows,
        "calls": [call],
        "lists": _lists(kind),
    }


def _person(index: int, prefix: str = "A", **more: Any) -> Json:
    one = {"number": f"{prefix}{index:03}", "name": _NAMES[index % len(_NAMES)].replace("_", " ")}
    tag = _TAGS.get(index % len(_NAMES))
    return one | ({"tag": tag} if tag else {}) | more


def _row(kind: str, place: int) -> Json:
    queues, words = _PLACES.get(kind, _PLACES["hall"])
    clinic = kind in ("hall", "door")
    doctor = _DOCTORS[place % len(_DOCTORS)]
    state = "paused" if kind == "hall" and place == 6 else "open"
    current = [] if place in (5, 6) else [
        _person(place + 1, call=120 - place, state="in_service" if place % 2 else "called",
                chair="")
    ]  # fmt: skip
    return {
        "point": f"p{place + 1}",
        "name": words.format(place + 1),
        "kind": "room" if clinic else "window",
        "state": state,
        "reason": "医生会诊，约20分钟后恢复" if state == "paused" else "",
        "doctor": dict(zip(("name", "title", "intro"), doctor, strict=True)) if clinic else None,
        "chairs": 1,
        "current": current,
        "next": [_person(10 + place % 2 * 5 + n) for n in range(5)],
        "waiting": 12 - place,
        "bench": False,
        "passed": [_person(n) for n in (31, 28, 27)],
        "queues": [queues[place % len(queues)]],
    }


def _lists(kind: str) -> list[Json]:
    kinds = {"combined": ("blood", "report")}.get(kind, (kind,))
    return [
        _list(one, number) for number, one in enumerate(kinds) if one in KINDS and one != "hall"
    ]


def _list(code: str, number: int) -> Json:
    kind = KINDS[code]
    counts = {"pharmacy": 14, "infusion": 7}.get(code, 6)
    steps: list[Json] = []
    for index, step in enumerate(one for one in kind.steps.values() if not one.end):
        place = {"at": f"{index + 1}号窗口", "seat": f"{10 + index}号座"}
        people = _people(step.at, code, 20 * index + 40, counts, place)
        steps.append(
            {
                "code": step.code,
                "name": step.name[1],
                "name_en": step.name[0],
                "n": len(people),
                "people": people,
            }
        )
    return {"queue": f"q{number}", "kind": code, "name": kind.name[1], "steps": steps}


def _people(at: bool, code: str, first: int, counts: int, place: dict[str, str]) -> Sequence[Json]:
    if not at:
        return [_person(first + n) for n in range(counts)]
    seated = code == "infusion"
    where = place["seat" if seated else "at"]
    return [_person(first + n, place=where) for n in range(3 if seated else 2)]
