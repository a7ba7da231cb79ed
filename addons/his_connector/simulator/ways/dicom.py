"""A RIS: a modality worklist of the invented patients, asked by the gateway (needs pynetdicom)."""

import argparse
import threading
from types import SimpleNamespace

from ..rows import CANCELLED
from .base import Way

MODALITY = "US"  # the code of the sample interface: echocardiography


class Worklist(Way):
    """The items of all days; whoever is cancelled leaves the list."""

    TITLE, PORT, serving = "DICOM worklist of a RIS", 11112, True

    def __init__(self, options: argparse.Namespace, stop: threading.Event) -> None:
        """Listens at once. Raises OSError."""
        from pynetdicom import AE, evt
        from pynetdicom.sop_class import ModalityWorklistInformationFind, Verification

        super().__init__(options, stop)
        self.items: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()
        entity = AE(ae_title="RIS")
        entity.add_supported_context(ModalityWorklistInformationFind)
        entity.add_supported_context(Verification)
        self._server = entity.start_server(
            (self.host, self.port), block=False, evt_handlers=[(evt.EVT_C_FIND, self._found)]
        )

    def give(self, row: dict[str, str]) -> tuple[str, str]:
        """From now on it is in the list, or no more."""
        with self._lock:
            if row["state"] == CANCELLED:
                self.items.pop(row["visit"], None)
            else:
                self.items[row["visit"]] = item(row)
        return "AA", ""

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()

    def _found(self, event: SimpleNamespace) -> object:
        from ...core.worklist import matches
        from ...gateway.dicom.child import PENDING, answer, read

        query = read(event.identifier, "")
        with self._lock:
            found = [one for one in self.items.values() if matches(query, one)]
        for one in found:
            yield PENDING, answer(event.identifier, one)


def item(row: dict[str, str]) -> dict[str, str]:
    """The item of a row."""
    day, clock = row["at"][:10].replace("-", ""), row["at"][11:].replace(":", "")
    return {
        "PatientName": row["name"],
        "PatientID": row["mrn"],
        "PatientBirthDate": row["birth"].replace("-", ""),
        "PatientSex": row["sex"],
        "AccessionNumber": row["visit"][-16:],
        "AdmissionID": row["visit"],
        "RequestedProcedureID": row["visit"][-16:],
        "RequestedProcedureDescription": "心脏彩超",
        "ScheduledProcedureStepID": row["visit"][-16:],
        "ScheduledProcedureStepDescription": "心脏彩超",
        "ScheduledProcedureStepStartDate": day,
        "ScheduledProcedureStepStartTime": clock,
        "Modality": MODALITY,
    }
