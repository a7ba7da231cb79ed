"""WS/T 846-2024 医院信息平台交互标准, parts 2, 3, 4, 7, 9, 10, 11, as far as known here.

Known from public notices: the names of the parts, that they are in force since 2025-04-01, that
messages are HL7-v3-like XML over Web services with ``controlActProcess``, the service names
OrganizationInfoRegister (part 3) and OrderInfoUpdate (part 11), and that part 9 uses the
interaction POOR_IN200901UV. The text of the norm was not at hand: every path below follows HL7
v3 (2010 normative edition) and must be compared with the norm before it is called conformant.
"""

from collections.abc import Mapping

UNCHECKED = "Paths follow HL7 v3; they were not compared with the text of WS/T 846-2024."
_SUBJECT = "controlactprocess.subject.registrationrequest.subject1."
_PATIENT = _SUBJECT + "patient."
_VISIT = "controlactprocess.subject.encounterevent."
_ORDER = "controlactprocess.subject.placergroup."
_BOOKING = "controlactprocess.subject.actorderrequest."
_STATE = "controlactprocess.subject.processstep."


def _person(base: str) -> list[dict[str, object]]:
    inner = base + "patientperson."
    return [
        {"target": "mrn", "source": [base + "id.@extension", base + "id.item.@extension"]},
        {"target": "name", "source": [inner + "name", inner + "name.item.part.@value"]},
        {"target": "sex", "source": inner + "administrativegendercode.@code"},
        {"target": "birth_date", "source": inner + "birthtime.@value"},
        {"target": "id_no", "source": [inner + "id.@extension", inner + "id.item.@extension"]},
        {"target": "phone", "source": inner + "telecom.@value"},
    ]


def _part(
    number: int, title: str, title_zh: str, services: list[str], rules: list[dict[str, object]],
    maps: Mapping[str, Mapping[str, str]] | None = None, known: str = "",
) -> Mapping[str, object]:  # fmt: skip
    return {
        "key": f"wst846_{number}",
        "name": f"WS/T 846.{number}-2024 {title}",
        "name_zh": f"WS/T 846.{number}-2024 {title_zh}",
        "transport": "soap",
        "settings": {
            "services": services,
            "method": "Call",
            "function": "service",
            "body": "message",
            "format": "xml",
        },
        "mapping": {"rules": rules, "maps": maps or {}},
        "facts": f"{known} {UNCHECKED}".strip(),
    }


_PLACE = "location.serviceproviderorganization.id.item.@extension"
PRESETS: list[Mapping[str, object]] = [
    _part(2, "persons", "个人信息", ["PatientInfoRegister", "PatientInfoUpdate"],
          [*_person(_PATIENT), {"target": "command", "default": "update"}]),
    _part(3, "organisations", "机构信息", ["OrganizationInfoRegister"],
          [{"target": "mrn", "source": "$none", "default": "-"},
           {"target": "department", "source": _SUBJECT + "assignedentity.id.@extension"},
           {"target": "department_name",
            "source": _SUBJECT + "assignedentity.assignedorganization.name"},
           {"target": "command", "default": "ignore"}],
          known="Service name OrganizationInfoRegister was seen; it feeds the code map only."),
    _part(4, "staff", "医务人员信息", ["ProviderInfoRegister"],
          [{"target": "mrn", "source": "$none", "default": "-"},
           {"target": "doctor", "source": _SUBJECT + "assignedperson.id.@extension"},
           {"target": "doctor_name",
            "source": _SUBJECT + "assignedperson.assignedperson.name"},
           {"target": "command", "default": "ignore"}]),
    _part(7, "visits", "就诊信息", ["EncounterInfoRegister", "EncounterInfoCancel"],
          [*_person(_VISIT + "subject.patient."),
           {"target": "visit", "source": _VISIT + "id.item.@extension"},
           {"target": "department", "source": _VISIT + _PLACE},
           {"target": "service_at", "source": _VISIT + "effectivetime.low.@value"},
           {"target": "command", "source": _VISIT + "statuscode.@code",
            "convert": "map:status", "default": "active"}],
          {"status": {"active": "register", "new": "register", "completed": "ignore",
                      "cancelled": "cancel", "aborted": "cancel", "nullified": "cancel"}}),
    _part(9, "request forms", "申请单信息", ["ExamAppInfoAdd"],
          [*_person(_ORDER + "subject.patient."),
           {"target": "visit", "source": _ORDER + "componentof1.encounter.id.item.@extension"},
           {"target": "appointment",
            "source": _ORDER + "component2.observationrequest.id.item.@extension"},
           {"target": "department",
            "source": _ORDER + "component2.observationrequest." + _PLACE},
           {"target": "source", "default": "appointment"}],
          known="Interaction POOR_IN200901UV was seen."),
    _part(10, "appointments", "预约信息", ["AppointmentInfoAdd", "AppointmentStatusUpdate"],
          [*_person(_BOOKING + "subject.patient."),
           {"target": "appointment", "source": _BOOKING + "id.item.@extension"},
           {"target": "department", "source": _BOOKING + _PLACE},
           {"target": "service_at", "source": _BOOKING + "effectivetime.low.@value"},
           {"target": "source", "default": "appointment"},
           {"target": "command", "source": _BOOKING + "statuscode.@code",
            "convert": "map:status", "default": "active"}],
          {"status": {"active": "register", "new": "register", "cancelled": "cancel",
                      "aborted": "no_show"}}),
    _part(11, "states", "状态信息", ["OrderInfoUpdate"],
          [*_person(_STATE + "subject.patient."),
           {"target": "visit", "source": _STATE + "componentof.encounter.id.item.@extension"},
           {"target": "command", "default": "ignore"}],
          known="Service name OrderInfoUpdate was seen."),
]  # fmt: skip
