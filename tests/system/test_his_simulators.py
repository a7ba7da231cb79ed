"""Each sample interface of the demo hospital, fed by the simulated HIS of its way.

What the demo ships is what runs here: settings and mapping come from its file, only addresses are
those of this machine now. The operator's trial of the connection is made against the same HIS.
"""

import asyncio
import contextlib
import functools
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from foreign import free_port
from hospital_views import Inbox, until

from his_connector.core import mapping, transports
from his_connector.core.codes import CodeMap
from his_connector.core.profile import Profile
from his_connector.core.stage import IN, ddl
from his_connector.gateway import probe
from his_connector.gateway.config import Interface
from his_connector.gateway.store import Store
from his_connector.gateway.transports import POLLS
from his_connector.simulator.day import plan_day
from his_connector.simulator.rows import rows_of
from his_connector.simulator.steps import Send

ADDON = Path(__file__).resolve().parents[2] / "addons" / "his_connector"
ZONE = timezone(timedelta(hours=8))
PATIENTS = 8
WAYS = {
    "rest": "sample_rest", "rest_poll": "sample_rest_poll", "soap": "sample_soap",
    "fhir": "sample_fhir", "frames": "sample_frames", "files": "sample_files",
    "views": "sample_views", "dicom": "sample_dicom", "dll": "sample_dll",
}  # fmt: skip


@pytest.fixture(scope="module")
def inbox(bed):
    with Inbox(bed.server) as found:
        yield found


def sample(name):
    """(transport, settings, mapping, the code of its department) of a sample of the demo."""
    root = ET.parse(ADDON / "demo" / "his_samples.xml").getroot()
    records = {one.get("id"): one for one in root.iter("record")}
    texts = {field.get("name"): field.text for field in records[name]}
    code = next(
        field.text
        for record in records.values()
        if record.get("model") == "his.code.map"
        and any(field.get("ref") == name for field in record)
        for field in record
        if field.get("name") == "code"
    )
    return texts["transport"], json.loads(texts["settings"]), json.loads(texts["mapping"]), code


def placed(settings, port, folder, conninfo):
    """The settings with the addresses of now; nothing else changes."""
    text = json.dumps(settings).replace("/var/lib/jiaohao/his", str(folder))
    found = json.loads(text.replace("127.0.0.1:8081", f"127.0.0.1:{port}"))
    if "peer_ae_title" in found:
        found["port"] = port
    if "driver" in found:
        found |= database(conninfo)
        found["names"] = settings["names"]
    return {**found, "interval": 1 if "peer_ae_title" in found else 0.3}


def database(conninfo):
    known = {"host": conninfo["host"], "port": int(conninfo["port"]), "user": conninfo["user"]}
    known |= {"driver": "postgresql", "database": conninfo["dbname"], "password": ""}
    return {**known, "password": conninfo.get("password", "")}


@contextlib.contextmanager
def simulated(way, port, folder, conninfo):
    """The simulated HIS as a program of its own, playing today at once."""
    words = ["--way", way, "--port", port, "--folder", folder, "--key", "k", "--day", "today",
             "--speed", 0, "--patients", PATIENTS, "--seed", seed(),
             "--settings", json.dumps(database(conninfo))]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, str(ADDON / "simulator"), *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=10)


@functools.cache
def seed():
    """A day of today with registrations that stand and one that is cancelled."""
    return next(
        number
        for number in range(500)
        for visits, gone in [handed_over(number)]
        if len(visits - gone) >= 2 and gone
    )


def wanted():
    """The visits that the simulated HIS hands over today, and those it cancels."""
    return handed_over(seed())


def handed_over(number):
    day = plan_day(datetime.now(ZONE).date(), PATIENTS, number)
    sent = [json.loads(step.body) for step in rows_of(day) if isinstance(step, Send)]
    gone = {one["visit"] for one in sent if one["state"] == "2"}
    return {one["visit"] for one in sent}, gone


@pytest.mark.parametrize("way", WAYS)
def test_what_the_simulated_his_hands_over_is_understood_and_the_trial_succeeds(
    way, inbox, tmp_path, monkeypatch
):
    inbox.empty()
    monkeypatch.setenv("HIS_SAMPLE_KEY", "k")
    transport, settings, rules, code = sample(WAYS[way])
    port = free_port()
    settings = placed(settings, port, tmp_path, inbox.conninfo)
    if way != "views":  # its password stands in the environment of a real gateway
        assert transports.check(transport, settings) == []
    profile = Profile(1, 1, zone=ZONE, plan=mapping.load(rules))
    one = Interface("sample", port, profile, CodeMap(departments={code: 1}), transport, settings)
    visits, gone = wanted()
    registered = (
        "SELECT count(DISTINCT visit_ref) FROM his_inbox WHERE state = 'new' AND ack = 'AA'"
    )

    async def job():
        store = Store(inbox.conninfo, 1000)
        running = [asyncio.create_task(store.run())]
        try:
            with simulated(way, port, tmp_path, inbox.conninfo):
                if way in ("rest_poll", "dicom", "views", "dll"):
                    await asyncio.sleep(1.5)  # it listens, its tables and its library are made
                    tried = await asyncio.to_thread(trial, transport, settings, port)
                else:
                    tried = [True]
                running.append(asyncio.create_task(POLLS[transport](one, store)))
                number = len(visits - gone) if way in ("dicom", "dll") else len(visits)
                await until(lambda: inbox.sql(registered)[0][0] >= number)
            return tried
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await store.close()

    tried = asyncio.run(job())
    found = {row[0] for row in inbox.sql("SELECT visit_ref FROM his_inbox WHERE state = 'new'")}
    assert visits - gone <= found <= visits
    assert inbox.sql("SELECT cause, detail FROM his_inbox WHERE state <> 'new'") == []
    assert all(tried), tried


def trial(transport, settings, port):
    """What the operator's button finds out."""
    question = {"op": "test", "transport": transport, "settings": settings, "port": port}
    steps = probe.answer(question)["steps"]
    return [one["ok"] or one for one in steps]


def test_the_staging_table_gets_a_row_for_each_state(inbox, tmp_path):
    inbox.sql("CREATE SCHEMA his_stage")
    for statement in ddl("postgresql", (IN,), "his_stage"):
        inbox.sql(statement)
    with simulated("staging", 1, tmp_path, inbox.conninfo) as process:
        assert process.wait(20) == 0
    rows = inbox.sql("SELECT visit_no, max(op_type) FROM his_stage.mid_register GROUP BY 1")
    visits, gone = wanted()
    assert dict(rows).keys() == visits
    assert {visit for visit, last in rows if last == "3"} == gone
