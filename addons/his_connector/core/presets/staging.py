"""中间表: rows with a status 0 new, 1 done, 2 failed, 9 being worked on, and an error column."""

from collections.abc import Mapping

_RULES = [
    {"target": "mrn", "source": ["patient_id", "pat_id", "brid"]},
    {"target": "name", "source": ["patient_name", "pat_name", "name", "xm"]},
    {"target": "sex", "source": ["sex", "sex_code", "xb"]},
    {"target": "birth_date", "source": ["birth_date", "birthday", "csrq"]},
    {"target": "id_no", "source": ["id_no", "id_card", "sfzh"]},
    {"target": "card_no", "source": ["card_no", "kh"]},
    {"target": "phone", "source": ["phone", "mobile", "lxdh"]},
    {"target": "visit", "source": ["visit_no", "register_id", "ghxh"]},
    {"target": "department", "source": ["dept_code", "ksdm"]},
    {"target": "department_name", "source": ["dept_name", "ksmc"]},
    {"target": "doctor", "source": ["doctor_code", "ysdm"]},
    {"target": "doctor_name", "source": ["doctor_name", "ysxm"]},
    {"target": "service_at", "source": ["visit_time", "register_time", "ghsj"]},
    {"target": "half_day", "source": ["half_day", "sxw"]},
    {"target": "number", "source": ["queue_no", "hx"]},
    {"target": "command", "source": ["op_type", "czlx"], "convert": "map:operation",
     "default": "1"},
]  # fmt: skip
_OPERATIONS = {
    "1": "register", "I": "register", "ADD": "register", "2": "update", "U": "update",
    "MOD": "update", "3": "cancel", "D": "cancel", "DEL": "cancel", "TH": "cancel",
}  # fmt: skip
PRESETS: list[Mapping[str, object]] = [
    {
        "key": "staging_0129",
        "name": "Staging table with status 0/1/2/9",
        "name_zh": "中间表（状态 0 未处理、1 成功、2 失败、9 处理中）",
        "transport": "database",
        "settings": {
            "mode": "staging",
            "interval": 1,
            "view": "mid_register",
            "key": ["id"],
            "status": "status",
            "error": "err_msg",
            "done_at": "upd_time",
            "states": {"new": "0", "done": "1", "failed": "2", "claimed": "9"},
        },
        "mapping": {
            "rules": _RULES,
            "maps": {
                "operation": _OPERATIONS,
            },
        },
        "facts": "Status values as found in hospitals; column names are proposals.",
    },
    {
        "key": "own_stage",
        "name": "Our schema his_stage, opened to the hospital",
        "name_zh": "本系统开放的中间库 his_stage",
        "transport": "database",
        "settings": {"driver": "own"},
        "mapping": {"rules": _RULES, "maps": {"operation": _OPERATIONS}},
        "facts": "Tables and views of this product; nothing to be checked.",
    },
]  # fmt: skip
