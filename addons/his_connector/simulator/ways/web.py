"""HTTP pushed by the HIS: REST with JSON, one SOAP method with XML inside, FHIR R4."""

import json
import urllib.error
import urllib.request
from typing import ClassVar
from xml.sax.saxutils import escape

from ...core import soap
from ..hospital import ZONE
from ..rows import CANCELLED
from .base import Way

PATIENCE = 10.0
_AGAIN = (503, 429)
_SEX = {"M": "male", "F": "female"}


class Web(Way):
    """Requests with an answer; 503 and silence are tried again."""

    PATH: ClassVar[str] = ""

    def ask(self, body: bytes, headers: dict[str, str], path: str = "") -> tuple[int, str]:
        """Status and text of an answer. Raises OSError."""
        url = f"http://{self.host}:{self.port}{path or self.PATH}"
        request = urllib.request.Request(url, body, headers)  # our own gateway
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            if error.code in _AGAIN:
                raise OSError(f"HTTP {error.code}") from error
            return error.code, error.read().decode("utf-8", "replace")

    @staticmethod
    def told(status: int, text: str) -> tuple[str, str]:
        """What a status means to a HIS."""
        return ("AA", "") if 200 <= status < 300 else ("AE", f"HTTP {status}: {text[:200]}")


class Rest(Web):
    """One JSON object a request."""

    TITLE, PORT, PATH = "REST, JSON pushed", 2611, "/register"

    def give(self, row: dict[str, str]) -> tuple[str, str]:
        """POST it."""
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Api-Key": self.options.key}
        return self.told(*self.ask(json.dumps(row, ensure_ascii=False).encode(), headers))


class Soap(Web):
    """``Call(FuncCode, input)``: everything in one method, XML in a string."""

    TITLE, PORT, PATH = "SOAP, Call(FuncCode, input)", 2613, "/soap"
    FIELDS: ClassVar[dict[str, str]] = {
        "PatientId": "mrn", "PatientName": "name", "AdmId": "visit", "DeptCode": "dept",
        "DeptDesc": "dept_name", "SexCode": "sex",
    }  # fmt: skip

    def give(self, row: dict[str, str]) -> tuple[str, str]:
        """Call it; the answer is XML in a string again."""
        facts = {name: row[key] for name, key in self.FIELDS.items()}
        facts |= {"AdmDate": row["at"][:10], "AdmTime": row["at"][11:16]}
        inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in facts.items())
        function = "CancelRegister" if row["state"] == CANCELLED else "Register"
        arguments = {
            "FuncCode": function,
            "input": f"<Request><Header><MessageId>{row['msg_id']}</MessageId></Header>"
            f"<Body>{inner}</Body></Request>",
        }
        text = soap.write_request("Call", arguments, soap.NAMESPACE, soap.SOAP11)
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"Call"'}
        status, answer = self.ask(text.encode(), headers)
        if status != 200:
            return self.told(status, answer)
        said = soap.read_result(answer)
        return ("AA", "") if "<ResultCode>0<" in said else ("AE", said[:200])


class Fhir(Web):
    """An Encounter with its patient inside."""

    TITLE, PORT = "FHIR R4, Encounters", 2614

    def give(self, row: dict[str, str]) -> tuple[str, str]:
        """POST the resource; the same identifier again is the same visit."""
        headers = {"Content-Type": "application/fhir+json", "X-Api-Key": self.options.key}
        body = json.dumps(encounter(row), ensure_ascii=False).encode()
        return self.told(*self.ask(body, headers, "/fhir/Encounter"))


def encounter(row: dict[str, str]) -> dict[str, object]:
    """The resource of a row."""
    patient = {
        "resourceType": "Patient",
        "id": "p",
        "identifier": [{"value": row["mrn"]}],
        "name": [{"text": row["name"]}],
        "gender": _SEX.get(row["sex"], "unknown"),
        "birthDate": row["birth"],
        "telecom": [{"system": "phone", "value": row["phone"]}],
    }
    zone = f"{ZONE.utcoffset(None)}"[:4].zfill(5)
    return {
        "resourceType": "Encounter",
        "contained": [patient],
        "identifier": [{"value": row["visit"]}],
        "status": "cancelled" if row["state"] == CANCELLED else "planned",
        "class": {"code": "AMB"},
        "subject": {"reference": "#p"},
        "serviceType": {"coding": [{"code": row["dept"], "display": row["dept_name"]}]},
        "period": {"start": f"{row['at'].replace(' ', 'T')}+{zone}"},
        "meta": {"lastUpdated": f"{row['changed'].replace(' ', 'T')}+{zone}"},
    }
