"""四视图: doctor, queue_type, doctor↔queue_type, patient_queue; all of it, each interval."""

from collections.abc import Mapping

_RULES = [
    {"target": "mrn", "source": "patient_id"},
    {"target": "name", "source": "patient_name"},
    {"target": "visit", "source": ["register_id", "source_code"]},
    {"target": "department", "source": "queue_type_source_id"},
    {"target": "department_name", "source": "queue_type_source_id$name"},
    {"target": "doctor", "source": "doctor_source_id"},
    {"target": "doctor_name", "source": "doctor_source_id$name"},
    {"target": "number", "source": "queue_num"},
    {"target": "service_date", "source": "fre_date"},
    {"target": "half_day", "source": "time_interval"},
    {"target": "command", "source": "is_deleted", "convert": "map:deleted", "default": "0"},
]
PRESETS: list[Mapping[str, object]] = [
    {
        "key": "four_views",
        "name": "Four views, all of it each interval",
        "name_zh": "四视图（医生、队列、医生与队列、候诊患者），定时全量",
        "transport": "database",
        "settings": {
            "mode": "poll",
            "interval": 5,
            "view": "patient_queue",
            "key": ["register_id"],
            "day": "fre_date",
            "changed": "",
            "names": {
                "queue_type_source_id": {
                    "view": "queue_type", "code": "source_id", "name": "name",
                },
                "doctor_source_id": {"view": "doctor", "code": "source_code", "name": "name"},
            },
        },
        "mapping": {
            "rules": _RULES,
            "maps": {"deleted": {"0": "register", "1": "cancel", "N": "register", "Y": "cancel"}},
        },
        "facts": "Columns of patient_queue as in a published triage system of this kind; the"
        " dictionary views' column names differ by hospital and are to be checked.",
    }
]  # fmt: skip
