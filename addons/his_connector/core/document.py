"""The interface document (接口文档) of one interface, from its configuration: plain data, no I/O.

Written in Chinese, because the hospital's and the HIS's people sign it. Content is
``{"title", "footer", "parts": [[verb, argument, …], …]}``; the verbs are those of a printed page:
heading, text, facts, table. Secrets are never in it; samples are invented.
"""

import json
import re
import xml.etree.ElementTree as ET  # written only
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .causes import CAUSES
from .mapping import Plan, Rule
from .outgoing import EVENTS
from .presets import PRESETS
from .profile import PATHS

Part = list[object]
SECRETS = ("password", "key", "token", "secret")
WAYS = {
    "mllp": "HL7 v2 报文，MLLP 封装，TCP 长连接；本系统为服务端",
    "database": "读取对方数据库的视图、中间表或调用存储过程",
    "files": "文件交换：共享目录、FTP 或 SFTP",
    "dicom": "DICOM 工作列表（MWL）与 MPPS",
    "frames": "TCP 私有报文",
    "rest": "REST：HTTP + JSON / XML",
    "soap": "Web Service（SOAP 1.1 / 1.2）",
    "fhir": "HL7 FHIR R4",
    "dll": "厂商动态库（DLL / .so）",
}
NAMES = {
    "mrn": "患者号", "name": "姓名", "sex": "性别", "birth_date": "出生日期", "card_no": "就诊卡号",
    "insurance_no": "医保号", "id_no": "身份证号", "phone": "电话", "visit": "就诊号（挂号单号）",
    "appointment": "预约号", "department": "科室代码", "department_name": "科室名称",
    "doctor": "医生代码", "doctor_name": "医生姓名", "class": "患者类别代码",
    "class_name": "患者类别名称", "service_date": "就诊日期", "service_time": "就诊时段",
    "service_at": "就诊日期时间", "half_day": "上下午", "number": "排队序号", "source": "来源",
    "command": "业务状态", "old_mrn": "原患者号", "version": "更新时间", "moved": "改约标志",
    "entry": "排队记录号（工作列表步骤号）",
    "preadmission": "预约（ADT）", "appointment_department": "科室（预约）",
    "appointment_doctor": "医生（预约）", "slot_time": "号源时间",
}  # fmt: skip
_KINDS = {
    "mrn": "编码", "name": "姓名", "sex": "1/2、男/女、M/F", "birth_date": "日期",
    "service_date": "日期，如 20261123 或 2026-11-23", 
    "service_time": "时刻，如 08:30 或 08:30-09:00",
    "service_at": "日期时间", "half_day": "上午/下午、1/2、AM/PM", "number": "数字，可带字母前缀",
    "version": "日期时间", "command": "见“编码”",
}  # fmt: skip
_SAMPLE = {
    "mrn": "100001", "name": "张三", "sex": "1", "birth_date": "19800101", "card_no": "880001",
    "phone": "10012345678", "visit": "GH2026112300001", "appointment": "YY2026112300001",
    "department": "0301", "department_name": "心内科", "doctor": "1001", "doctor_name": "李建国",
    "service_date": "20261123", "service_time": "08:30", "service_at": "2026-11-23 08:30:00",
    "half_day": "上午", "number": "12", "source": "appointment", "version": "2026-11-23 08:00:00",
}  # fmt: skip
_EVENTS = {
    "checked_in": "报到（签到）", "check_in_undone": "取消报到", "called": "叫号",
    "in_service": "就诊中", "finished": "就诊完成", "no_show": "过号（未到）", "undone": "撤销",
}  # fmt: skip
_MEANS = {
    "register": "挂号", "cancel": "退号", "no_show": "爽约", "update": "更新患者资料",
    "merge": "合并患者", "ignore": "不处理", "begin": "就诊（检查）开始",
    "finish": "就诊（检查）完成",
}  # fmt: skip
_HL7 = (
    ("ADT A04、A05、A14", "挂号（A04 现场，其余预约）"),
    ("SIU S12；S13、S14", "预约；改约"),
    ("ADT A11、A27、A38；SIU S15、S16、S17；S26", "退号；取消预约；爽约"),
    ("ADT A08、A28、A31", "更新患者资料，不改变排队位置"),
    ("ADT A18、A30、A34、A36、A40、A47", "患者号合并"),
)
_HL7_SAMPLE = (
    "MSH|^~\\&|HIS|HOSP|QUEUE|HOSP|20261123083000||ADT^A04|MSG0001|P|2.4|||||CHN|UNICODE UTF-8",
    "EVN|A04|20261123083000",
    "PID|1||100001^^^HOSP||张三||19800101|M",
    "PV1|1|O|0301^^^||||1001^李建国||||||||||||GH2026112300001",
)
_HIDDEN = re.compile(r"(?i)\b(password|passwd|pwd|token|key|secret)=[^&\s]*")
_OPTIONAL = (
    ("interval", "轮询间隔（秒）"), ("sweep", "全量比对间隔（秒）"), ("view", "视图或表"),
    ("key", "主键"), ("row_key", "主键"), ("changed", "更新时间列"), ("day", "日期列"),
    ("path", "路径"), ("url", "地址"), ("method", "方法"), ("namespace", "命名空间"),
    ("format", "格式"), ("records", "记录所在节点"), ("frame", "分帧方式"), ("listen", "监听地址"),
    ("host", "对方地址"), ("port", "端口"), ("database", "数据库"), ("user", "用户"),
    ("auth", "认证方式"), ("allow", "允许的网段"), ("folder", "目录"), ("ae_title", "AE Title"),
    ("peer_ae_title", "对方 AE Title"), ("mode", "模式"),
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What the document says of an interface. ``codes``: (kind, code, name, meaning here)."""

    name: str
    hospital: str
    transport: str
    port: int
    charset: str
    limit_mb: int
    settings: Mapping[str, object] = field(default_factory=dict)
    plan: Plan | None = None
    paths: Mapping[str, str] = field(default_factory=dict)
    codes: Sequence[tuple[str, str, str, str]] = ()
    day: str = ""


def content(facts: Facts) -> dict[str, object]:
    """The whole document."""
    parts = [
        *_overview(facts), *_fields(facts), *_codes(facts), *_sample(facts), *_answers(facts),
        *_back(facts), *_remarks(facts),
    ]  # fmt: skip
    footer = f"{facts.hospital}  {facts.name}  接口文档  {facts.day}"
    return {"title": f"{facts.name} 接口文档", "footer": footer, "parts": parts}


def shown(value: object) -> str:
    """A setting as it is printed; what stands in the environment keeps its name only."""
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "是" if value else "否"
    return _HIDDEN.sub(r"\1=…", str(value))


def sample_row(plan: Plan) -> dict[str, str]:
    """An invented row as the HIS would hand it over, by the names of its own columns."""
    row: dict[str, str] = {}
    for rule in plan.rules:
        name = _first(rule)
        if name and not name.startswith("$"):
            row.setdefault(name, _sample_of(rule, plan))
    return row


def sample_xml(row: Mapping[str, str]) -> str:
    """A row as the document that it is read from: paths nested, ``@name`` as an attribute."""
    root = ET.Element("Request")
    for path, value in row.items():
        place = root
        for step in path.split("."):
            if step.startswith("@"):
                place.set(step[1:], value)
                break
            found = place.find(step)
            place = ET.SubElement(place, step) if found is None else found
        else:
            place.text = value
    ET.indent(root, "\u2003")
    return ET.tostring(root, encoding="unicode")


def _overview(facts: Facts) -> list[Part]:
    rows = [
        ("医院", facts.hospital), ("接口", facts.name), ("接入方式", WAYS[facts.transport]),
        ("字符集", facts.charset), ("报文上限", f"{facts.limit_mb} MiB"),
    ]  # fmt: skip
    if facts.transport == "mllp" or (facts.transport != "database" and _listens(facts)):
        rows.append(("监听端口", str(facts.settings.get("port") or facts.port)))
    for name, title in _OPTIONAL:
        value = facts.settings.get(name)
        if value not in (None, "", [], {}) and not (name in SECRETS and isinstance(value, str)):
            rows.append((title, shown(value)))
    rows.append(("加密", "TLS" if facts.settings.get("tls") else "未启用 TLS"))
    return [["heading", "一、概述"], ["facts", rows, 1]]


def _listens(facts: Facts) -> bool:
    return facts.settings.get("mode") != "poll" and not facts.settings.get("host")


def _fields(facts: Facts) -> list[Part]:
    parts: list[Part] = [["heading", "二、字段"]]
    if facts.plan is None:
        rows = [(NAMES[name], facts.paths.get(name) or path) for name, path in PATHS.items()]
        parts.append(["table", ["报文事件", "业务含义"], list(_HL7), [4, 3]])
        parts.append(["table", ["内容", "HL7 字段（按顺序取第一个非空）"],
                      [("患者号", "PID-3"), ("姓名", "PID-5"), *((n, p) for n, p in rows if p)],
                      [2, 4]])  # fmt: skip
        return parts
    needed = {"mrn", "department"}
    rows_ = [
        (
            NAMES[rule.target], " / ".join(rule.sources) or f"固定值 {rule.default}",
            _KINDS.get(rule.target, "文本"), "必填" if rule.target in needed else "",
            _sample_of(rule, facts.plan),
        )
        for rule in facts.plan.rules
    ]  # fmt: skip
    heads = ["内容", "HIS 字段（按顺序取第一个非空）", "格式", "要求", "样例"]
    parts.append(["table", heads, rows_, [3, 5, 4, 2, 4]])
    return parts


def _codes(facts: Facts) -> list[Part]:
    maps = facts.plan.maps if facts.plan else {}
    parts: list[Part] = [["heading", "三、编码"]]
    for name, codes in maps.items():
        rows = [(code, _MEANS.get(means, means)) for code, means in codes.items()]
        parts.append(["table", [f"代码（{name}）", "含义"], rows, [2, 3]])
    if facts.codes:
        heads = ["类别", "HIS 代码", "HIS 名称", "本系统"]
        parts.append(["table", heads, [list(row) for row in facts.codes], [2, 2, 3, 3]])
    if len(parts) == 1:
        parts.append(["text", "尚未对照编码。"])
    return parts


def _sample(facts: Facts) -> list[Part]:
    if facts.plan is None:
        text = "\n".join(_HL7_SAMPLE)
    else:
        row = sample_row(facts.plan)
        xml = facts.transport == "soap" or facts.settings.get("format") == "xml"
        text = sample_xml(row) if xml else json.dumps(row, ensure_ascii=False, indent=1)
    return [["heading", "四、样例（虚构数据）"], ["text", text, 8.5]]


def _answers(facts: Facts) -> list[Part]:
    rows = [
        (cause.code, cause.ack, cause.zh.replace("{detail}", "…"), cause.remedy_zh)
        for cause in CAUSES.values()
    ]
    text = (
        "只有已入库且已理解的报文才应答成功（AA）；AE 表示已保存、需人工处理；AR 表示不接收。"
        "同一报文重复发送不会产生第二次效果。数据库不可用时不入库，请稍后重发。"
    )
    heads = ["代码", "应答", "原因", "处理办法"]
    return [["heading", "五、应答与错误"], ["text", text], ["table", heads, rows, [4, 1.5, 5, 6]]]


def _back(facts: Facts) -> list[Part]:
    out = facts.settings.get("out")
    if not isinstance(out, Mapping):
        return [["heading", "六、回传"], ["text", "本接口不回传。"]]
    codes, told = out.get("events"), out.get("send")
    names = [str(one) for one in told] if isinstance(told, list) else list(EVENTS)
    own = codes if isinstance(codes, Mapping) else {}
    rows = [(_EVENTS.get(name, name), str(own.get(name, name))) for name in names]
    facts_ = [
        (name, shown(value))
        for name, value in out.items()
        if name not in (*SECRETS, "send", "events")
    ]
    return [
        ["heading", "六、回传"],
        ["text", "同一次就诊按顺序回传；失败时以相同编号重试，直到对方应答。"],
        ["table", ["业务事件", "回传代码"], rows, [1, 1]],
        ["facts", facts_, 1],
    ]


def _remarks(facts: Facts) -> list[Part]:
    used = [
        str(preset["facts"])
        for preset in PRESETS.values()
        if facts.plan and _same_rules(preset, facts.plan)
    ]
    text = "\n".join(used) or "无。"
    return [["heading", "七、备注"], ["text", text]]


def _same_rules(preset: Mapping[str, object], plan: Plan) -> bool:
    mapping = preset["mapping"]
    rules = mapping.get("rules") if isinstance(mapping, Mapping) else None
    own = [(rule.target, rule.sources) for rule in plan.rules]
    return bool(rules) and own == [
        (rule["target"], Rule(rule["target"], _source(rule)).sources) for rule in rules or ()
    ]


def _source(rule: Mapping[str, object]) -> str | tuple[str, ...]:
    source = rule.get("source") or ()
    return source if isinstance(source, str) else tuple(map(str, source))  # type: ignore[call-overload]


def _first(rule: Rule) -> str:
    """The first name as the HIS writes it."""
    if isinstance(rule.source, str):
        return rule.source
    return rule.source[0] if rule.source else ""


def _sample_of(rule: Rule, plan: Plan) -> str:
    """An invented value that the rule can read."""
    if rule.convert.startswith("map:"):
        codes = plan.maps.get(rule.convert[4:], {})
        return next((code for code, means in codes.items() if means == "register"), "")
    return rule.default or _SAMPLE.get(rule.target, "")
