"""A worklist read from a RIS like a view, or offered to modalities from the queue of today."""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import psycopg

from ...core import rows
from ...core.worklist import KEYWORDS, MPPS
from .. import reach
from ..database.link import Link, SourceError
from ..database.memory import Memory
from ..database.taking import Stopped
from ..database.view import View
from ..store import NotStored, connect

_logger = logging.getLogger("his_gateway.dicom")

CHILD = Path(__file__).resolve().parents[1] / "dicom" / "child.py"
RETRY, WORST_RETRY = 1.0, 60.0
LOOK_SECONDS = 0.5  # a modality waits for the answer to its report
KEY = ["accessionnumber", "scheduledprocedurestepid"]
_OFFERED = """
SELECT p.name, p.mrn, p.sex, p.birth_date, v.visit_ref, e.id, e.slot_start, e.service_date,
    q.code AS queue, q.name AS exam, d.name AS doctor
FROM queue_entry e JOIN queue_visit v ON v.id = e.visit_id
JOIN queue_patient p ON p.id = e.patient_id JOIN queue_queue q ON q.id = e.queue_id
LEFT JOIN queue_practitioner d ON d.id = e.practitioner_id
WHERE e.company_id = %s AND e.service_date = %s AND q.code = ANY(%s)
    AND e.state IN ('registered', 'waiting', 'benched', 'called', 'in_service')
ORDER BY e.id
"""
_BEGUN = """
SELECT convert_from(body, 'UTF8') FROM his_inbox
WHERE interface_id = %s AND peer = 'mpps' AND received_at > now() AT TIME ZONE 'UTC' - interval
    '2 days' AND body IS NOT NULL ORDER BY id
"""


class Worklist:
    """A RIS's worklist of today in the shape of a foreign view."""

    def __init__(self, link: Link, interface: Any) -> None:
        """``link``: to the child with pynetdicom."""
        self._link, self._interface = link, interface
        self.counts: dict[str, int] = {}

    async def __call__(self, op: str, *_args: Any) -> Any:
        """``columns`` and ``clock``, as a database answers them."""
        if op == "columns":
            return dict.fromkeys(map(str.lower, KEYWORDS), "text")
        return datetime.now(self._interface.profile.zone).replace(tzinfo=None).isoformat()

    async def rows(self, spec: Mapping[str, Any]) -> list[list[str]]:
        """The items of today. Raises SourceError."""
        today = datetime.now(self._interface.profile.zone)
        args = [dict(self._interface.settings), f"{today:%Y%m%d}"]
        name = str(self._interface.profile.interface_id)
        await reach.ensure(str(self._interface.settings["host"]))
        found, _counts = await self._link.ask(name, "find", args=args)
        self.counts["select"] = self.counts.get("select", 0) + 1
        lower = [{key.lower(): value for key, value in item.items()} for item in found or []]
        return [[item.get(column, "") for column in spec["columns"]] for item in lower]


async def poll(interface: Any, store: Any) -> None:
    """Serve or ask until cancelled."""
    link = Link("dicom", CHILD)
    work = _ask if interface.settings.get("mode") == "worklist_scu" else _serve
    memory = Memory(store.conninfo, interface.profile.interface_id, interface.profile.company_id)
    interval, pause = float(interface.settings.get("interval") or 10), RETRY
    state: dict[str, Any] = {}
    try:
        while True:
            try:
                if await memory.open():
                    await work(interface, store, memory, link, state)
                    pause = RETRY
                await asyncio.sleep(interval if work is _ask else LOOK_SECONDS)
            except Stopped as stopped:
                await memory.state("stopped", stopped.code, stopped.detail)
                await asyncio.sleep(interval)
            except (SourceError, NotStored, psycopg.Error, OSError) as error:
                if pause == RETRY:
                    _logger.warning("interface %s: %s", interface.name, error)
                state.clear()
                if isinstance(error, psycopg.Error):
                    await memory.close()
                elif not isinstance(error, NotStored):
                    await memory.state("down", "source_down", str(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, WORST_RETRY)
    finally:
        await memory.close()
        await link.stop()


async def _ask(
    interface: Any, store: Any, memory: Memory, link: Link, state: dict[str, Any]
) -> None:
    """An item that left the list has begun or ended there: it is no cancellation by itself."""
    if "view" not in state:
        usual = {"view": "worklist", "key": KEY, "deletes": False}
        one = replace(interface, settings={**usual, **interface.settings})
        state["view"] = View(one, store, memory, Worklist(link, one))  # type: ignore[arg-type]
    await state["view"].tick()


async def _serve(
    interface: Any, store: Any, memory: Memory, link: Link, state: dict[str, Any]
) -> None:
    """Offer today's patients; what modalities report goes into the inbox before it is forgotten."""
    name = str(interface.profile.interface_id)
    if state.get("starts") != link.starts or not state:
        begun = await _begun(interface, store.conninfo)
        await link.ask(name, "serve", args=[dict(interface.settings), begun])
        state["starts"], state["next"] = link.starts, 0.0
    now = asyncio.get_running_loop().time()
    if now >= state["next"]:
        await link.ask(name, "items", args=[await offered(interface, store.conninfo)])
        await memory.state("ok")
        state["next"] = now + float(interface.settings.get("interval") or 10)
    taken, _counts = await link.ask(name, "taken")
    if taken:
        items = [_item(interface, one) for _number, one in taken]
        await store.put(items, interface.profile, "mpps")
        await link.ask(name, "kept", args=[[number for number, _one in taken]])


async def _begun(interface: Any, conninfo: dict[str, str]) -> list[dict[str, str]]:
    """The steps that modalities told of lately: who tells their end names no patient again."""
    names = {name.lower(): name for name in MPPS}
    connection = await connect(conninfo)
    try:
        found = await connection.execute(_BEGUN, [interface.profile.interface_id])
        rows_of = [json.loads(str(row[0])) for row in await found.fetchall()]
    finally:
        await connection.close()
    steps = [{names[key]: text for key, text in row.items() if key in names} for row in rows_of]
    return list({step["SOPInstanceUID"]: step for step in steps}.values())


def _item(interface: Any, step: Mapping[str, str]) -> Any:
    profile = interface.profile
    texts = {key.lower(): value for key, value in step.items()}
    key = rows.item_key(
        profile, "mpps", step["SOPInstanceUID"], step["PerformedProcedureStepStatus"]
    )
    body = rows.encode_row(texts, "mpps")
    now = datetime.now(timezone.utc)
    return rows.judge_row(body, key, step["AccessionNumber"], profile, interface.codes, now)


async def offered(interface: Any, conninfo: dict[str, str]) -> list[dict[str, str]]:
    """Today's patients of the queues that ``settings["queues"]`` names: {code: {Modality, …}}."""
    queues: Mapping[str, Mapping[str, str]] = interface.settings.get("queues") or {}
    profile = interface.profile
    today = datetime.now(profile.zone).date()
    connection = await connect(conninfo)
    try:
        values = (profile.company_id, today, list(queues))
        found = await (await connection.execute(_OFFERED, values)).fetchall()
    finally:
        await connection.close()
    return [_offer(row, queues, profile.zone) for row in found]


def _offer(
    row: tuple[Any, ...], queues: Mapping[str, Mapping[str, str]], zone: Any
) -> dict[str, str]:
    name, mrn, sex, birth, visit, number, slot, day, queue, exam, doctor = row
    at = slot.replace(tzinfo=timezone.utc).astimezone(zone) if slot else None
    return {
        "PatientName": name or "",
        "PatientID": mrn,
        "PatientSex": {"m": "M", "f": "F"}.get(sex, "O"),
        "PatientBirthDate": f"{birth:%Y%m%d}" if birth else "",
        "AccessionNumber": visit[:16],
        "AdmissionID": visit[:64],
        "RequestedProcedureID": str(number),
        "RequestedProcedureDescription": exam,
        "StudyInstanceUID": f"2.25.{number}",
        "ScheduledProcedureStepID": str(number),
        "ScheduledProcedureStepDescription": exam,
        "ScheduledProcedureStepStartDate": f"{day:%Y%m%d}",
        "ScheduledProcedureStepStartTime": f"{at:%H%M%S}" if at else "000000",
        "ScheduledPerformingPhysicianName": doctor or "",
        "ScheduledStationAETitle": "",
        **queues[queue],
    }
