"""HL7 clients that were not written here, and the simulated HIS, send to the running gateway."""

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

import hl7
import pytest
from line import END, START, unique, wait_for

from his_connector.simulator import messages
from his_connector.simulator.day import live, plan_day
from his_connector.simulator.hospital import ZONE
from his_connector.simulator.steps import Send, play
from house import node

ADDON = Path(__file__).parents[2] / "addons/his_connector"
NODE_CLIENT = Path(__file__).parent / "peers/node_hl7_client.cjs"

# department, doctor → where the demo's code maps lead: (queue, doctor of the entry)
PLACES = {
    ("0301", ""): ("0301G", None),
    ("0301", "1002"): ("0301G", None),  # has no numbers of his own
    ("0301", "1001"): ("0301E-1001", "1001"),
    ("0302", ""): ("0302G", None),
    ("0401", ""): ("0401G", None),
}


def python_hl7(address, texts, folder):
    """The command ``mllp_send`` of python-hl7: a file of frames, the answers on its output."""
    path = folder / "messages.hl7"
    path.write_bytes(b"".join(START + text.encode() + END for text in texts))
    code = "import sys; from hl7.client import mllp_send; sys.exit(mllp_send())"
    argv = [sys.executable, "-c", code, "--file", str(path), "--port", str(address[1]), address[0]]
    done = subprocess.run(argv, capture_output=True, timeout=60, check=True)
    found = re.findall(r"MSH\|.*?(?=\x1c|MSH\||\Z)", done.stdout.decode(), re.DOTALL)
    return [re.sub(r"[\r\n]+", "\r", text) for text in found]


@pytest.fixture(scope="module")
def node_packages(suite):
    return node.install_packages(suite.bed.tools.node)


@pytest.fixture
def node_hl7(suite, node_packages):
    """The client of the npm package node-hl7-client."""

    def send(address, texts, _folder):
        argv = [*suite.bed.tools.node.node, NODE_CLIENT, node_packages, address[0], address[1]]
        done = subprocess.run(
            [str(word) for word in argv],
            input=json.dumps(texts).encode(),
            capture_output=True,
            timeout=60,
            check=True,
        )
        return json.loads(done.stdout)

    return send


def visits_of_today(wanted, now):
    """One invented patient of today for each (department, doctor, booked) of ``wanted``."""
    found = {}
    for visit in islice(live(now, 10_000, int(unique("")[:8], 16)), 500):
        key = visit.clinic.department, visit.clinic.doctor, bool(visit.slot)
        if key in wanted and not visit.cancelled_at and not visit.updated_at:
            found.setdefault(key, visit)
    assert set(found) == set(wanted)
    return list(found.values())


def registration(visit, control):
    write = messages.booking if visit.slot else messages.registration
    return write(visit, control, "utf-8")


def acks(texts):
    """(MSA-1, MSA-2) of each answer."""
    parsed = (hl7.parse(text).segment("MSA") for text in texts)
    return [(str(msa(1)), str(msa(2))) for msa in parsed]


def entries(suite, refs):
    """visit → (name, queue, doctor, day, half-day, state) of its entries."""
    rows = suite.sql(
        "SELECT v.visit_ref, p.name, q.code, d.code, e.service_date, e.half_day, e.state"
        " FROM queue_entry e JOIN queue_visit v ON v.id = e.visit_id"
        " JOIN queue_patient p ON p.id = e.patient_id JOIN queue_queue q ON q.id = e.queue_id"
        " LEFT JOIN queue_practitioner d ON d.id = e.practitioner_id"
        " WHERE v.visit_ref = ANY(%s) ORDER BY e.id",
        list(refs),
    )
    found = {}
    for ref, *facts in rows:
        found.setdefault(ref, []).append(tuple(facts))
    return found


def due(visit, state="registered"):
    queue, doctor = PLACES[visit.clinic.department, visit.clinic.doctor]
    day = (visit.slot or visit.arrives).astimezone(ZONE).date()
    return [(visit.patient.name.shown, queue, doctor, day, visit.half_day, state)]


@pytest.mark.parametrize("client", ["python_hl7", "node_hl7"])
def test_patients_sent_by_a_foreign_client_stand_in_their_queues(suite, client, request, tmp_path):
    send = python_hl7 if client == "python_hl7" else request.getfixturevalue(client)
    wanted = [(*place, booked) for place in PLACES for booked in (False, True)]
    visits = visits_of_today(wanted, begin_of_half_day())
    controls = [unique() for _ in visits]
    texts = [registration(*one) for one in zip(visits, controls, strict=True)]
    answers = acks(send(suite.mllp, texts, tmp_path))
    assert answers == [("AA", control) for control in controls]
    refs = [visit.ref for visit in visits]
    wait_for(lambda: len(entries(suite, refs)) == len(refs))
    assert entries(suite, refs) == {visit.ref: due(visit) for visit in visits}


def begin_of_half_day():
    """A moment with hours of its half-day ahead, so that a test at noon sees no change of it."""
    local = datetime.now(ZONE)
    hour = 8 if local.hour < 12 else 13
    mark = int(unique("")[:4], 16)  # numbers of live patients are made of the second
    return local.replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(
        seconds=mark % 3600
    )


def simulator(*words):
    return [sys.executable, str(ADDON / "simulator"), *map(str, words)]


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb18030"])
def test_the_simulated_day_ends_with_every_patient_in_the_queue(suite, charset):
    day, mark = datetime.now(ZONE).date(), unique("S")
    words = ["--port", suite.mllp[1], "--day", day, "--speed", 0, "--patients", 120, "--seed", 11]
    argv = simulator(*words, "--charset", charset, "--mark", mark)
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False)
    visits = plan_day(day, 120, 11, charset, mark)
    sent = [step for step in play(visits, charset) if isinstance(step, Send)]
    assert f"{len(sent)} AA, 0 AE, 0 AR; 0 sent again" in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
    wanted = {v.ref: due(v, "cancelled" if v.cancelled_at else "registered") for v in visits}
    wait_for(lambda: entries(suite, wanted) == wanted)
    updated = [visit.patient for visit in visits if visit.updated_at]
    phones = suite.sql(
        "SELECT mrn, phone FROM queue_patient WHERE mrn = ANY(%s)", [p.mrn for p in updated]
    )
    assert dict(phones) == {patient.mrn: patient.phone for patient in updated}


def test_a_day_played_twice_registers_nobody_twice(suite):
    day, mark = datetime.now(ZONE).date(), unique("S")
    argv = simulator("--port", suite.mllp[1], "--day", day, "--speed", 0, "--patients", 10)
    for _ in range(2):
        done = subprocess.run([*argv, "--mark", mark], capture_output=True, text=True, timeout=60,
                              check=False)  # fmt: skip
        assert ", 0 AE, 0 AR" in done.stdout
    refs = [visit.ref for visit in plan_day(day, 10, 1, "utf-8", mark)]
    wait_for(lambda: len(entries(suite, refs)) == 10)
    assert all(len(found) == 1 for found in entries(suite, refs).values())


def test_the_simulator_sends_on_when_the_gateway_was_away(fresh, tmp_path):
    day, mark = datetime.now(ZONE).date(), unique("S")
    port_file = fresh.instance.folder / "gateway.port"
    argv = simulator("--port-file", port_file, "--day", day, "--speed", 3600, "--patients", 60,
                     "--mark", mark)  # fmt: skip
    with (tmp_path / "log").open("w+") as log:
        running = subprocess.Popen(argv, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(lambda: heard(fresh, mark) > 5)
            fresh.gateway.kill()
            fresh.gateway.start()
            assert running.wait(60) == 0
        finally:
            running.kill()
        log.seek(0)
        text = log.read()
    visits = plan_day(day, 60, 1, "utf-8", mark)
    assert re.search(r"0 AE, 0 AR; [1-9]\d* sent again", text), text
    wait_for(lambda: len(entries(fresh, [v.ref for v in visits])) == 60)


def heard(suite, mark):
    return suite.sql("SELECT count(*) FROM his_inbox WHERE control_id LIKE %s", f"{mark}%")[0][0]


def test_the_present_is_lively_at_once_and_people_check_in(suite):
    tokens = [word for kiosk in suite.devices("kiosk") for word in ("--check-in", kiosk.token)]
    began = datetime.now(timezone.utc)
    command = suite.instance.simulator  # as the demo hospital starts it
    command.start("--base-url", suite.url, *tokens, "--seed", began.microsecond)
    try:
        wait_for(lambda: waiting(suite, began) >= 2, 90)
    finally:
        command.stop()
    text = command.log.read_text(encoding="utf-8")
    assert re.search(r"end: \d+ messages .* [1-9]\d* AA, 0 AE, 0 AR; .* checked in", text), text
    assert 10 <= live_patients(suite, began) <= 16


def waiting(suite, began):
    return suite.sql(
        "SELECT count(*) FROM queue_entry e JOIN queue_visit v ON v.id = e.visit_id"
        " WHERE v.visit_ref LIKE 'VL%%' AND e.state = 'waiting' AND e.checked_in_at >= %s",
        began.replace(tzinfo=None),
    )[0][0]


def live_patients(suite, began):
    return suite.sql(
        "SELECT count(DISTINCT stream) FROM his_inbox"
        " WHERE control_id LIKE 'L%%' AND received_at >= %s",
        began.replace(tzinfo=None),
    )[0][0]
