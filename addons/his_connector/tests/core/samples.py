"""Messages of an invented hospital, as text."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from his_connector.core.codes import CodeMap, DoctorTarget
from his_connector.core.profile import Profile

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=timezone.utc)
PROFILE = Profile(7, 1, zone=ZoneInfo("Asia/Shanghai"))
CODES = CodeMap({"0301": 31}, {("", "1001"): DoctorTarget(5, 32), ("", "1002"): DoctorTarget(6)})


def header(event="ADT^A04", control="M1", at="20260302085500", more=""):
    return f"MSH|^~\\&|HIS|H1|QUEUE|H1|{at}||{event}|{control}|P|2.4{more}"


def adt(
    event="A04", control="M1", mrn="P1", name="张三", visit="V1", dept="0301", doctor="", **key
):
    """``at``: MSH-7 and EVN-2; ``pv1_44``: time of service; ``booked``: PV1-5."""
    at = key.get("at", "20260302085500")
    lines = [
        header(f"ADT^{event}", control, at, key.get("more", "")),
        f"EVN|{event}|{at}",
        f"PID|1||{mrn}^^^H1^MR||{name}||19800101|M",
        f"PV1|1|{key.get('cls', 'O')}|{dept}^^^^^^^^心内科||{key.get('booked', '')}||{doctor}"
        + "|" * 12 + visit + "|" * 25 + key.get("pv1_44", ""),
    ]  # fmt: skip
    return "\r".join(lines) + "\r"


def siu(event="S12", control="M2", mrn="P1", booked="APT1", at="20260302085500", **key):
    """``start``: SCH-11.4; ``visit``: PV1-19; ``doctor``: AIP-3."""
    lines = [
        header(f"SIU^{event}", control, at),
        f"SCH|PL1|{booked}|||||||||^^^{key.get('start', '20260303093000')}",
        f"PID|1||{mrn}^^^H1^MR||张三",
        "PV1|1|O|" + "|" * 16 + key.get("visit", ""),
        f"AIL|1||{key.get('dept', '0301')}",
        f"AIP|1||{key.get('doctor', '')}",
    ]
    return "\r".join(lines) + "\r"
