"""Presets: each names a transport that exists, and a body of its kind becomes a command."""

from datetime import datetime, timezone

import pytest

from his_connector.core.charset import Policy
from his_connector.core.commands import Cancel, Register
from his_connector.core.convert import Source
from his_connector.core.mapping import apply, load
from his_connector.core.presets import PRESETS
from his_connector.core.records import parse
from his_connector.core.transports import CHECKS

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)
POLICY = Policy("detected", "strict", "utf-8")


def command(key, body, **extra):
    (row,) = parse(body.encode(), {"format": "xml"}, POLICY)
    return apply(load(PRESETS[key]["mapping"]), {**row, **extra}, Source(timezone.utc), NOW)


@pytest.mark.parametrize("key", sorted(PRESETS))
def test_a_preset_is_of_a_transport_that_exists(key):
    assert PRESETS[key]["transport"] in {"mllp", *CHECKS}


@pytest.mark.parametrize("body", ["<Request><Body>{}</Body></Request>", "<Request>{}</Request>"])
def test_a_call_with_a_body_becomes_a_registration(body):
    facts = "<PatientID>7</PatientID><AdmID>R1</AdmID><DeptCode>0301</DeptCode>"
    found = command("call_funccode", body.format(facts), **{"$function": "REG"})
    assert isinstance(found, Register)
    assert (found.person.mrn, found.visit, found.service.department.code) == ("7", "R1", "0301")


@pytest.mark.parametrize(("status", "kind"), [("active", Register), ("cancelled", Cancel)])
def test_a_visit_of_wst_846_7_is_registered_and_cancelled(status, kind):
    found = command(
        "wst846_7",
        f"""<PRPA_IN xmlns="urn:hl7-org:v3"><controlActProcess><subject>
        <encounterEvent><id><item extension="V1"/></id><statusCode code="{status}"/>
        <effectiveTime><low value="20261123083000"/></effectiveTime>
        <subject><patient><id><item extension="P1"/></id><patientPerson><name><item>
        <part value="张三"/></item></name></patientPerson></patient></subject>
        <location><serviceProviderOrganization><id><item extension="0301"/></id>
        </serviceProviderOrganization></location></encounterEvent></subject></controlActProcess>
        </PRPA_IN>""",
    )
    assert isinstance(found, kind)
    assert (found.person.mrn, found.visit) == ("P1", "V1")
