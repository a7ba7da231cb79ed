"""What the gateway and the apply process must know of an interface to read its messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timezone, tzinfo
from typing import TYPE_CHECKING, Literal

from .charset import Policy

if TYPE_CHECKING:
    from .mapping import Plan

PATHS: Mapping[str, str] = {
    "visit": "PV1-19",
    "preadmission": "PV1-5",
    "appointment": "SCH-2 SCH-1",
    "department": "PV1-3 PV1-10 AIL-3",
    "appointment_department": "AIL-3 PV1-3 PV1-10 RGS-3",
    "doctor": "PV1-7",
    "appointment_doctor": "AIP-3 AIG-3 PV1-7",
    "service_time": "PV1-44 PV2-8",
    "slot_time": "SCH-11.4 TQ1-7 AIP-6 AIG-8 AIL-6 AIS-4",
    "half_day": "",
    "class": "PV1-18",
    "number": "",
}


@dataclass(frozen=True)
class Profile:
    """Settings of one interface; ``paths`` override PATHS one by one."""

    interface_id: int
    company_id: int
    charset: Policy = field(default_factory=Policy)
    zone: tzinfo = timezone.utc
    reused_id: Literal["new", "refuse"] = "new"
    unmapped: Literal["refuse", "hold"] = "refuse"
    unknown_doctor: Literal["department", "refuse"] = "department"
    limit: int = 16 * 1024 * 1024
    paths: Mapping[str, str] = field(default_factory=dict)
    plan: "Plan | None" = None  # how rows become commands; None: HL7 messages only

    def path(self, name: str) -> str:
        """Where to look for a fact: fields in order of preference, "" for nowhere."""
        return self.paths.get(name) or PATHS[name]
