"""Bodies flattened by path: one method with a function code, .asmx strings, IHE profiles."""

from collections.abc import Mapping


def _said(*names: str) -> list[str]:
    """Where a fact stands in ``<Request><Body>…``: below its root, as XML is read, and with it."""
    return [f"{place}{name}" for name in names for place in ("body.", "", "request.body.")]


_CALL = [
    {"target": "mrn", "source": _said("patientid")},
    {"target": "name", "source": _said("patientname")},
    {"target": "sex", "source": _said("sexcode")},
    {"target": "id_no", "source": _said("idno")},
    {"target": "visit", "source": _said("admid", "regid")},
    {"target": "department", "source": _said("deptcode")},
    {"target": "department_name", "source": _said("deptdesc")},
    {"target": "doctor", "source": _said("doctorcode")},
    {"target": "doctor_name", "source": _said("doctordesc")},
    {"target": "service_date", "source": _said("admdate", "servicedate")},
    {"target": "service_time", "source": _said("admtime", "starttime")},
    {"target": "number", "source": _said("queueno", "seqcode")},
    {"target": "command", "source": "$function", "convert": "map:function",
     "default": "register"},
]  # fmt: skip
_ASMX = [
    {"target": "mrn", "source": ["patientid", "cardno"]},
    {"target": "card_no", "source": "cardno"},
    {"target": "name", "source": ["patientname", "name"]},
    {"target": "visit", "source": ["regid", "bookingid"]},
    {"target": "department", "source": ["deptid", "deptcode"]},
    {"target": "department_name", "source": "deptname"},
    {"target": "doctor", "source": ["docid", "doctorid"]},
    {"target": "doctor_name", "source": ["docname", "doctorname"]},
    {"target": "service_date", "source": ["regdate", "shemadate"]},
    {"target": "service_time", "source": ["timerange", "regtime"]},
    {"target": "number", "source": ["queueno", "regno"]},
    {"target": "command", "source": "regstate", "convert": "map:state", "default": "1"},
]
_IHE_FACTS = (
    "IHE ITI Technical Framework vol. 2 (ITI-30, ITI-31) and IHE Radiology SWF: events are"
    " read by the HL7 part; fields are HL7 paths, no mapping is needed."
)
PRESETS: list[Mapping[str, object]] = [
    {
        "key": "call_funccode",
        "name": "Call(FuncCode, input)",
        "name_zh": "单方法 Call(FuncCode, input)，XML 字符串",
        "transport": "soap",
        "settings": {"method": "Call", "function": "FuncCode", "body": "input",
                     "result": "Response.Body.ResultCode", "ok": ["1", "0"]},
        "mapping": {
            "rules": _CALL,
            "maps": {"function": {"*": "register"}},
        },
        "facts": "The envelope as published for systems of this style; function codes and field"
        " names are each hospital's own and must be entered.",
    },
    {
        "key": "asmx_strings",
        "name": ".asmx, every argument a string",
        "name_zh": ".asmx 接口，参数与返回均为字符串",
        "transport": "soap",
        "settings": {"method": "GetQueue", "poll": "QueryQuYiRegInfo",
                     "arguments": ["beginDate", "endDate"]},
        "mapping": {
            "rules": _ASMX,
            "maps": {"state": {"1": "register", "0": "cancel", "2": "cancel"}},
        },
        "facts": "Method names from a published WSDL; the layout of the returned text is not part"
        " of a WSDL and could not be checked.",
    },
    {
        "key": "ihe_pam",
        "name": "IHE PAM (ITI-30, ITI-31)",
        "name_zh": "IHE PAM 患者管理（ITI-30、ITI-31）",
        "transport": "mllp",
        "settings": {"events": ["A04", "A05", "A08", "A11", "A28", "A31", "A38", "A40", "A47"]},
        "mapping": {},
        "facts": _IHE_FACTS,
    },
    {
        "key": "ihe_swf",
        "name": "IHE scheduled workflow (RAD-1, RAD-2, RAD-5, RAD-6, RAD-7)",
        "name_zh": "IHE 预约工作流（RAD-1/2/5/6/7）",
        "transport": "dicom",
        "settings": {"mode": "worklist_scu", "modality": "", "interval": 10},
        "mapping": {
            "rules": [
                {"target": "mrn", "source": "patientid"},
                {"target": "name", "source": "patientname"},
                {"target": "sex", "source": "patientsex"},
                {"target": "birth_date", "source": "patientbirthdate"},
                {"target": "visit", "source": ["admissionid", "accessionnumber"]},
                {"target": "appointment", "source": "accessionnumber"},
                {"target": "department", "source": ["scheduledstationaetitle", "modality"]},
                {"target": "department_name", "source": "scheduledstationname"},
                {"target": "doctor", "source": "scheduledperformingphysicianname"},
                {"target": "service_date", "source": "scheduledprocedurestepstartdate"},
                {"target": "service_time", "source": "scheduledprocedurestepstarttime"},
                {"target": "source", "default": "appointment"},
                {"target": "command", "source": "scheduledprocedurestepstatus",
                 "convert": "map:step", "default": "SCHEDULED"},
            ],
            "maps": {"step": {"SCHEDULED": "register", "ARRIVED": "register",
                              "READY": "register", "STARTED": "begin", "DEPARTED": "finish",
                              "*": "register"}},
        },
        "facts": "DICOM PS3.4 annex K (modality worklist), attribute keywords of PS3.6; states of"
        " a step as in PS3.3 C.4.10.",
    },
    {
        "key": "dicom_mpps",
        "name": "DICOM worklist offered, MPPS taken (RAD-5, RAD-6, RAD-7)",
        "name_zh": "向设备提供工作列表并接收 MPPS（RAD-5/6/7）",
        "transport": "dicom",
        "settings": {"mode": "scp", "ae_title": "JIAOHAO", "port": 11112,
                     "peers": [{"ae_title": "CT1"}], "queues": {"CT": {"Modality": "CT"}}},
        "mapping": {
            "rules": [
                {"target": "mrn", "source": "patientid"},
                {"target": "visit", "source": ["accessionnumber", "scheduledprocedurestepid"]},
                {"target": "entry", "source": ["scheduledprocedurestepid", "requestedprocedureid"]},
                {"target": "command", "source": "performedprocedurestepstatus",
                 "convert": "map:step"},
            ],
            "maps": {"step": {"IN PROGRESS": "begin", "COMPLETED": "finish",
                              "DISCONTINUED": "ignore"}},
        },
        "facts": "DICOM PS3.4 annex F (modality performed procedure step), states of PS3.3 C.4.14."
        " An examination that was broken off moves nobody: a person decides.",
    },
    {
        "key": "fhir_r4",
        "name": "FHIR R4 facade",
        "name_zh": "FHIR R4 接口",
        "transport": "fhir",
        "settings": {"path": "fhir", "auth": "key", "key": "${ENV:HIS_FHIR_KEY}"},
        "mapping": {
            "rules": [{"target": name, "source": name} for name in (
                "mrn", "name", "sex", "birth_date", "phone", "visit", "appointment", "department",
                "department_name", "doctor", "doctor_name", "service_at", "source", "command",
                "version",
            )],
            "maps": {},
        },
        "facts": "HL7 FHIR R4 (4.0.1): Patient, Appointment, Encounter and ServiceRequest are"
        " flattened by core/fhir.py to the names of the mapping's targets.",
    },
]  # fmt: skip
