"""The child with pynetdicom: asks worklists (SCU), offers ours and takes MPPS (SCP).

Frames as for the databases' child: ``{"id", "source", "op", "args"}`` → ``{"id", "ok"}`` or
``{"id", "failed"}``. A modality that reports (MPPS) is answered once the gateway has kept it.
"""

import itertools
import os
import sys
import threading
import types
from pathlib import Path
from typing import Any

ADDON = Path(__file__).resolve().parents[2]
SECONDS = 15
KEPT_SECONDS = 10  # a modality waits so long for the inbox, then it reports again
SUCCESS, PENDING, REFUSED, DUPLICATE, UNKNOWN = 0x0000, 0xFF00, 0x0124, 0x0111, 0x0112
CANCELLED, FAILURE = 0xFE00, 0x0110


def register_bare_package() -> None:
    """Make ``his_connector`` importable without running the add-on's ``__init__``."""
    package = types.ModuleType(ADDON.name)
    package.__path__ = [str(ADDON)]
    sys.modules.setdefault(ADDON.name, package)


class Failed(Exception):
    """``kind``: lost or error, as the databases' child says it."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def find(settings: dict[str, Any], date: str) -> list[dict[str, str]]:
    """The items of a day of a foreign worklist. Raises Failed."""
    from pynetdicom import AE
    from pynetdicom.sop_class import ModalityWorklistInformationFind

    ae = AE(ae_title=settings["ae_title"])
    ae.acse_timeout = ae.dimse_timeout = ae.network_timeout = SECONDS
    ae.add_requested_context(ModalityWorklistInformationFind)
    host, port = settings["host"], int(settings["port"])
    association = ae.associate(host, port, ae_title=settings["peer_ae_title"])
    if not association.is_established:
        raise Failed("lost", f"no association with {settings['peer_ae_title']}")
    try:
        found = []
        query = _query(date, settings)
        for status, item in association.send_c_find(query, ModalityWorklistInformationFind):
            code = getattr(status, "Status", None)
            if code is None or code not in (SUCCESS, PENDING, 0xFF01):
                raise Failed("lost" if code is None else "error", f"status {code}")
            if item is not None:
                found.append(read(item, str(settings.get("charset") or "")))
        return found
    finally:
        association.release()


def _query(date: str, settings: dict[str, Any]) -> Any:
    from pydicom.dataset import Dataset

    from his_connector.core.worklist import PATIENT, STEP

    query, step = Dataset(), Dataset()
    for name in PATIENT:
        setattr(query, name, "")
    for name in STEP:
        setattr(step, name, "")
    step.ScheduledProcedureStepStartDate = date
    step.Modality = str(settings.get("modality") or "")
    step.ScheduledStationAETitle = str(settings.get("station") or "")
    query.ScheduledProcedureStepSequence = [step]
    return query


def read(item: Any, charset: str) -> dict[str, str]:
    """The texts of an answer. Some servers drop the charset: then ours, else the bytes decide."""
    from his_connector.core.worklist import PATIENT, STEP

    declared = bool(item.get("SpecificCharacterSet"))
    steps = item.get("ScheduledProcedureStepSequence") or [item]
    found = {name: _text(item, name, declared, charset) for name in PATIENT}
    return found | {name: _text(steps[0], name, declared, charset) for name in STEP}


def _text(item: Any, name: str, declared: bool, charset: str) -> str:
    value = item.get(name)
    if value is None:
        return ""
    raw = getattr(value, "original_string", None)
    if isinstance(raw, bytes):
        text = str(value) if declared else _decode(raw, charset)
        groups = [part.rstrip("^ ") for part in text.split("=")]
        chinese = [one for one in groups if any("\u2e80" <= sign for sign in one)]
        return (chinese or groups)[0].replace("^", "" if chinese else " ")
    return str(value)


def _decode(raw: bytes, charset: str) -> str:
    for name in filter(None, (charset, "utf-8", "gb18030")):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


class Provider:
    """Our worklist and our MPPS, for the modalities that are named."""

    def __init__(self, settings: dict[str, Any], begun: list[dict[str, str]]) -> None:
        """Listens at once; ``begun``: steps of which we heard before. Raises OSError."""
        from pynetdicom import AE, evt
        from pynetdicom.sop_class import (
            ModalityPerformedProcedureStep,
            ModalityWorklistInformationFind,
            Verification,
        )

        self.items: list[dict[str, str]] = []
        self.taken: dict[int, tuple[dict[str, str], threading.Event]] = {}
        self.steps = {one["SOPInstanceUID"]: one for one in begun}
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._peers = {one["ae_title"]: str(one.get("host") or "") for one in settings["peers"]}
        ae = AE(ae_title=settings["ae_title"])
        ae.require_called_aet = True
        ae.maximum_associations = int(settings.get("connections") or 20)
        ae.acse_timeout = ae.dimse_timeout = ae.network_timeout = SECONDS
        for one in (ModalityWorklistInformationFind, ModalityPerformedProcedureStep, Verification):
            ae.add_supported_context(one)
        address = str(settings.get("listen") or "0.0.0.0"), int(settings["port"])
        handlers = [
            (evt.EVT_C_FIND, self.on_find),
            (evt.EVT_N_CREATE, self.on_create),
            (evt.EVT_N_SET, self.on_set),
        ]
        self.server = ae.start_server(address, block=False, evt_handlers=handlers)

    def on_find(self, event: Any) -> Any:
        """The items that match, in Unicode."""
        from his_connector.core.worklist import matches

        if not self._known(event):
            yield REFUSED, None
            return
        query = read(event.identifier, "") | _wanted(event.identifier)
        with self._lock:
            items = [one for one in self.items if matches(query, one)]
        for item in items:
            if event.is_cancelled:
                yield CANCELLED, None
                return
            yield PENDING, answer(event.identifier, item)

    def on_create(self, event: Any) -> Any:
        """A modality has begun. The same step told twice is a duplicate."""
        uid = str(event.request.AffectedSOPInstanceUID)
        if not self._known(event):
            return REFUSED, None
        if uid in self.steps:
            return DUPLICATE, None
        status = self._keep(uid, said(event.attribute_list, {"SOPInstanceUID": uid}))
        return status, event.attribute_list if status == SUCCESS else None

    def on_set(self, event: Any) -> Any:
        """A modality has finished, or given up."""
        uid = str(event.request.RequestedSOPInstanceUID)
        if not self._known(event):
            return REFUSED, None
        if uid not in self.steps:
            return UNKNOWN, None
        status = self._keep(uid, said(event.modification_list, self.steps[uid]))
        return status, event.modification_list if status == SUCCESS else None

    def _keep(self, uid: str, step: dict[str, str]) -> int:
        """Hand a report to the gateway and wait until it lies in the inbox; the status to answer.

        What was not kept in time is forgotten: the modality, told so, reports it again.
        """
        kept, number = threading.Event(), next(self._numbers)
        with self._lock:
            self.taken[number] = step, kept
        done = kept.wait(KEPT_SECONDS)
        with self._lock:
            self.taken.pop(number, None)
            if not done and not kept.is_set():
                return FAILURE
            self.steps[uid] = step
        return SUCCESS

    def waiting(self) -> list[tuple[int, dict[str, str]]]:
        """Reports that are not kept yet, each with its number."""
        with self._lock:
            return [(number, step) for number, (step, _kept) in list(self.taken.items())[:100]]

    def keep(self, numbers: list[int]) -> int:
        """These reports lie in the inbox; how many are left."""
        with self._lock:
            for number in numbers:
                if found := self.taken.pop(number, None):
                    found[1].set()
            return len(self.taken)

    def _known(self, event: Any) -> bool:
        requestor = event.assoc.requestor
        host = self._peers.get(str(requestor.ae_title).strip())
        return host is not None and host in ("", requestor.address)


def said(attributes: Any, known: dict[str, str]) -> dict[str, str]:
    """What a report says of a step, over what is known of it: an end names no patient again."""
    from his_connector.core.worklist import PERFORMED, SCHEDULED

    scheduled = (attributes.get("ScheduledStepAttributesSequence") or [attributes])[0]
    texts = {name: str(scheduled.get(name) or "") for name in SCHEDULED}
    texts |= {name: str(attributes.get(name) or "") for name in PERFORMED}
    return {name: text or known.get(name, "") for name, text in texts.items()} | {
        "SOPInstanceUID": known["SOPInstanceUID"]
    }


def _wanted(identifier: Any) -> dict[str, str]:
    """Names in a query keep their wildcards and carets."""
    name = identifier.get("PatientName")
    return {"PatientName": str(name or "")}


def answer(identifier: Any, item: dict[str, str]) -> Any:
    """An item with the attributes that were asked for."""
    from pydicom.dataset import Dataset

    from his_connector.core.worklist import PATIENT, STEP

    found, step = Dataset(), Dataset()
    found.SpecificCharacterSet = "ISO_IR 192"
    for name in PATIENT:
        if name in identifier:
            setattr(found, name, item.get(name, ""))
    asked = identifier.get("ScheduledProcedureStepSequence")
    for name in STEP:
        if asked is None or not asked or not len(asked[0]) or name in asked[0]:
            setattr(step, name, item.get(name, ""))
    found.ScheduledProcedureStepSequence = [step]
    return found


class Child:
    """What the gateway may ask for."""

    def __init__(self) -> None:
        self.providers: dict[str, Provider] = {}

    def ask(self, request: dict[str, Any]) -> Any:
        source, op, args = request["source"], request["op"], request.get("args") or []
        if op == "find":
            return find(*args)
        if op == "serve":
            if source not in self.providers:
                self.providers[source] = Provider(*args)
            return self.providers[source].server.server_address[1]
        provider = self.providers[source]
        if op == "items":
            provider.items = args[0]
            return len(args[0])
        if op == "taken":
            return provider.waiting()
        return provider.keep(args[0])


def main() -> None:
    """Serve until standard input ends."""
    from his_connector.core.dll.pipe import Reader, encode

    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    child, reader = Child(), Reader()
    while data := os.read(0, 1 << 16):
        for request in reader.feed(data):
            try:
                message = {"id": request["id"], "ok": child.ask(request), "counts": {}}
            except Exception as error:  # noqa: BLE001  # any fault is an answer
                kind = getattr(error, "kind", "lost" if isinstance(error, OSError) else "error")
                text = str(error).split("\n")[0][:200] or type(error).__name__
                message = {"id": request["id"], "failed": {"kind": kind, "text": text}}
            out.write(encode(message))
            out.flush()
    os._exit(0)  # associations have threads of their own


if __name__ == "__main__":
    sys.path.pop(0)  # this folder must shadow no package
    register_bare_package()
    main()
