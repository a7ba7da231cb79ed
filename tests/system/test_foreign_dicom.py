"""Worklists with dcmtk: its server asked by us, ours asked by its client; MPPS by pynetdicom."""

import asyncio
import contextlib
import dataclasses
import re
import subprocess
import time
from datetime import datetime, timedelta, timezone

import pytest
from foreign import free_port
from hospital_views import Inbox, interface, until

from his_connector.core.presets import PRESETS
from his_connector.gateway.database.link import Link
from his_connector.gateway.store import Store
from his_connector.gateway.transports import dicom
from house import peers

TODAY = datetime.now(timezone(timedelta(hours=8)))
ITEMS = [("V1", "张三", "CT"), ("V2", "欧阳珅", "MR")]
DUMP = """
(0008,0005) CS [{charset}]
(0008,0050) SH [{visit}]
(0010,0010) PN [{name}]
(0010,0020) LO [P{visit}]
(0010,0040) CS [M]
(0020,000d) UI [1.2.3.{number}]
(0032,1060) LO [CHECK]
(0040,0100) SQ
(fffe,e000) -
(0008,0060) CS [{modality}]
(0040,0001) AE [ROOM1]
(0040,0002) DA [{date}]
(0040,0003) TM [093000]
(0040,0009) SH [S{number}]
(fffe,e00d) -
(fffe,e0dd) -
(0040,1001) SH [R{number}]
"""


@pytest.fixture(scope="module")
def inbox(bed):
    with Inbox(bed.server) as found:
        found.sql("CREATE TABLE queue_queue (id int, code varchar, name varchar)")
        found.sql("CREATE TABLE queue_practitioner (id int, name varchar)")
        found.sql("CREATE TABLE queue_visit (id int, visit_ref varchar)")
        found.sql(
            "CREATE TABLE queue_patient (id int, name varchar, mrn varchar, sex varchar,"
            " birth_date date)"
        )
        found.sql(
            "CREATE TABLE queue_entry (id int, visit_id int, patient_id int, queue_id int,"
            " practitioner_id int, company_id int, service_date date, slot_start timestamp,"
            " state varchar)"
        )
        found.sql("INSERT INTO queue_queue VALUES (1, 'CT', '胸部CT'), (2, 'GP', '内科')")
        found.sql("INSERT INTO queue_visit VALUES (1, 'V1'), (2, 'V2'), (3, 'V3')")
        found.sql("INSERT INTO queue_patient VALUES (1, '张三', 'P1', 'm', '1980-01-02')")
        found.sql(
            "INSERT INTO queue_entry SELECT n, n, 1, CASE n WHEN 3 THEN 2 ELSE 1 END, NULL, 1,"
            " %s, NULL, 'waiting' FROM generate_series(1, 3) n", TODAY.date(),
        )  # fmt: skip
        yield found


@contextlib.contextmanager
def wlmscpfs(folder, *options, charset="GB18030"):
    """dcmtk's worklist server with two items; its port."""
    root, port = peers.get(), free_port()
    environment = peers.environment(root)
    files = folder / "HIS"
    files.mkdir()
    (files / "lockfile").touch()
    for number, (visit, name, modality) in enumerate(ITEMS):
        text = DUMP.format(visit=visit, name=name, modality=modality, number=number,
                           date=f"{TODAY:%Y%m%d}", charset=charset)  # fmt: skip
        dump = files / f"{visit}.dump"
        dump.write_bytes(text.encode("utf-8" if charset == "ISO_IR 192" else "gb18030"))
        subprocess.run(
            [peers.program(root, "dump2dcm"), "-q", dump, files / f"{visit}.wl"],
            env=environment, check=True,
        )  # fmt: skip
        dump.unlink()
    process = subprocess.Popen(
        [peers.program(root, "wlmscpfs"), *options, "-dfr", "-dfp", folder, str(port)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(0.5)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(20)


@contextlib.asynccontextmanager
async def running(inbox, settings, rules):
    store = Store(inbox.conninfo, 1000)
    one = dataclasses.replace(interface({"interval": 0.3, **settings}, rules), transport="dicom")
    tasks = [asyncio.create_task(store.run()), asyncio.create_task(dicom.poll(one, store))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await store.close()


@pytest.mark.parametrize(
    ("options", "charset"), [(("-csk",), "GB18030"), ((), "GB18030"), (("-csk",), "ISO_IR 192")]
)
def test_a_foreign_worklist_is_taken_with_its_chinese_names(inbox, tmp_path, options, charset):
    """Without -csk the server drops the charset: the bytes decide."""
    inbox.empty()

    async def job(port):
        settings = {"mode": "worklist_scu", "host": "127.0.0.1", "port": port,
                    "ae_title": "QUEUE", "peer_ae_title": "HIS"}  # fmt: skip
        async with running(inbox, settings, PRESETS["ihe_swf"]["mapping"]):
            await until(lambda: len(inbox.sql("SELECT 1 FROM his_inbox")) == 2)
            await asyncio.sleep(0.8)  # the same items again are nothing new

    with wlmscpfs(tmp_path, *options, charset=charset) as port:
        asyncio.run(job(port))
    rows = inbox.sql("SELECT visit_ref, mrn, convert_from(body, 'utf8') FROM his_inbox ORDER BY 1")
    assert [row[:2] for row in rows] == [("V1", "PV1"), ("V2", "PV2")]
    for (_visit, name, modality), row in zip(ITEMS, rows, strict=True):
        assert f'"patientname": "{name}"' in row[2]
        assert f'"modality": "{modality}"' in row[2]


def findscu(port, title, *keys):
    """(patients' names, output) of dcmtk's client."""
    root = peers.get()
    words = [word for key in keys for word in ("-k", key)]
    done = subprocess.run(
        [peers.program(root, "findscu"), "-v", "-W", "-aet", title, "-aec", "QUEUE", *words,
         "127.0.0.1", str(port)],
        env=peers.environment(root), capture_output=True, timeout=30, check=False,
    )  # fmt: skip
    output = (done.stdout + done.stderr).decode("utf-8", "replace")
    answers = output.partition("Find Response: 1")[2]
    return re.findall(r"\(0010,0010\) PN \[([^\]]*?) *\]", answers), output


def test_modalities_ask_our_worklist_and_report_what_they_do(inbox, tmp_path):
    inbox.empty()
    port = free_port()
    settings = {"mode": "scp", "ae_title": "QUEUE", "port": port, "listen": "127.0.0.1",
                "peers": [{"ae_title": "CT1", "host": "127.0.0.1"}],
                "queues": {"CT": {"Modality": "CT"}}}  # fmt: skip
    rules = {"rules": [{"target": "mrn", "source": "patientid"},
                       {"target": "command", "default": "ignore"}]}  # fmt: skip
    step = "(0040,0100)[0]."

    async def job():
        async with running(inbox, settings, rules):
            await until(lambda: inbox.source() == ("ok", None, ""))
            asked = [
                await asyncio.to_thread(findscu, port, "CT1", "(0010,0010)", "(0008,0050)", key)
                for key in (f"{step}Modality=CT", f"{step}Modality=MR",
                            f"{step}ScheduledProcedureStepStartDate={TODAY:%Y%m%d}")
            ]  # fmt: skip
            stranger = await asyncio.to_thread(findscu, port, "EVIL", "(0010,0010)")
            statuses = await asyncio.to_thread(perform, port)
            await until(lambda: len(inbox.sql("SELECT 1 FROM his_inbox")) == 2)
        async with running(inbox, settings, rules):  # a gateway that has begun anew
            again = await asyncio.to_thread(perform_end, port)
        return asked, stranger, statuses, again

    asked, stranger, statuses, again = asyncio.run(job())
    assert asked[0][0] == asked[2][0] == ["张三", "张三"], asked[0][1]
    assert asked[1][0] == stranger[0] == []
    assert statuses == [0x0000, 0x0111, 0x0000, 0x0112]
    rows = inbox.sql("SELECT control_id, mrn, state FROM his_inbox ORDER BY id")
    assert rows == [("V1", "P1", "new")] * 3
    assert again == 0x0000, "the end of a step that was begun before the gateway's restart"


def perform(port):
    """A modality begins, repeats itself, ends, and ends a step that nobody knows: statuses."""
    from pydicom.dataset import Dataset
    from pynetdicom import AE
    from pynetdicom.sop_class import ModalityPerformedProcedureStep as Mpps

    ae = AE(ae_title="CT1")
    ae.add_requested_context(Mpps)
    association = ae.associate("127.0.0.1", port, ae_title="QUEUE")
    begun, ended, scheduled = Dataset(), Dataset(), Dataset()
    scheduled.AccessionNumber = "V1"
    begun.ScheduledStepAttributesSequence = [scheduled]
    begun.PatientID, begun.PerformedProcedureStepStatus = "P1", "IN PROGRESS"
    ended.PerformedProcedureStepStatus = "COMPLETED"
    answers = [
        association.send_n_create(begun, Mpps, "1.2.3.9"),
        association.send_n_create(begun, Mpps, "1.2.3.9"),
        association.send_n_set(ended, Mpps, "1.2.3.9"),
        association.send_n_set(ended, Mpps, "1.2.3.10"),
    ]
    association.release()
    return [status.Status for status, _dataset in answers]


def perform_end(port):
    """A modality breaks off what it began earlier; it names no patient. The status."""
    from pydicom.dataset import Dataset
    from pynetdicom import AE
    from pynetdicom.sop_class import ModalityPerformedProcedureStep as Mpps

    ae = AE(ae_title="CT1")
    ae.add_requested_context(Mpps)
    for _second in range(50):
        association = ae.associate("127.0.0.1", port, ae_title="QUEUE")
        if association.is_established:
            break
        time.sleep(0.1)
    ended = Dataset()
    ended.PerformedProcedureStepStatus = "DISCONTINUED"
    status, _dataset = association.send_n_set(ended, Mpps, "1.2.3.9")
    association.release()
    return status.Status


def test_a_worklist_server_that_is_away_is_told_as_such(inbox):
    async def job():
        link = Link("dicom", dicom.CHILD)
        settings = {"host": "127.0.0.1", "port": free_port(), "ae_title": "Q", "peer_ae_title": "H"}
        one = interface(settings, PRESETS["ihe_swf"]["mapping"])
        try:
            with pytest.raises(dicom.SourceError) as error:
                await dicom.Worklist(link, one).rows({"columns": ["patientid"]})
            return error.value.kind
        finally:
            await link.stop()

    assert asyncio.run(job()) == "lost"
