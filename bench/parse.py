"""HL7 messages read a second on one core, 20 fields each, beside other parsers in the same run.

hl7kit (Rust) and hl7apy are no part of the project's lock: measured where they are installed.
"""

import importlib.util
import subprocess
import sys
import time
import types
from pathlib import Path

ADDON = Path(__file__).parents[1] / "addons" / "his_connector"
FIELDS = (
    ("MSH", 3, 1), ("MSH", 4, 1), ("MSH", 7, 1), ("MSH", 9, 1), ("MSH", 9, 2), ("MSH", 10, 1),
    ("MSH", 12, 1), ("EVN", 1, 1), ("EVN", 2, 1), ("PID", 3, 1), ("PID", 3, 5), ("PID", 5, 1),
    ("PID", 7, 1), ("PID", 8, 1), ("PV1", 2, 1), ("PV1", 3, 1), ("PV1", 3, 9), ("PV1", 7, 1),
    ("PV1", 7, 2), ("PV1", 19, 1),
)  # fmt: skip
TEXT = (
    "MSH|^~\\&|HIS|H1|QUEUE|H1|20260302085500||ADT^A04|M1|P|2.4||||||UNICODE UTF-8\r"
    "EVN|A04|20260302085500\rPID|1||P1^^^H1^MR||张三||19800101|M\r"
    f"PV1|1|O|0301^^^^^^^^心内科||||1001^李四{'|' * 12}V1\r"
)


def _ours():
    bare = types.ModuleType("his_connector")
    bare.__path__ = [str(ADDON)]
    sys.modules.setdefault("his_connector", bare)
    from his_connector.core.hl7 import Message

    def read():
        get = Message(TEXT).get
        return [get(name, number, part) for name, number, part in FIELDS]

    return read


def _python_hl7():
    import hl7

    def cell(message, name, number, part):
        field = message.segment(name)[number]
        one = field[0] if len(field) else ""
        return str(one if isinstance(one, str) else one[part - 1])

    def read():
        message = hl7.parse(TEXT)
        return [cell(message, *path) for path in FIELDS]

    return read


def _hl7apy():
    from hl7apy.parser import parse_message

    return lambda: parse_message(TEXT).children


def _hl7kit():
    import hl7kit

    return lambda: hl7kit.parse(TEXT)


def rate(read, seconds):
    """Messages a second of processor time."""
    read()
    count, begin = 0, time.process_time()
    while time.process_time() - begin < seconds:
        for _ in range(5):
            read()
        count += 5
    return count / (time.process_time() - begin)


def measure(_stage, report, seconds):
    ours, floor = _elsewhere("ours", seconds), _elsewhere("hl7", seconds)
    report.add("parse", "messages parsed, 20 fields read", ours, "/s", floor, ">= 60,000",
               "floor: python-hl7 with the same fields")  # fmt: skip
    for name in ("hl7apy", "hl7kit"):
        if importlib.util.find_spec(name):
            report.add("parse", f"{name}: parsed only", _elsewhere(name, seconds), "/s")


def _elsewhere(name, seconds):
    """Measured in a process of its own: this folder has a module of the name of a package."""
    argv = [sys.executable, "-P", __file__, name, str(seconds)]
    return float(subprocess.run(argv, check=True, capture_output=True, timeout=60).stdout)


if __name__ == "__main__":
    makers = {"ours": _ours, "hl7": _python_hl7, "hl7apy": _hl7apy, "hl7kit": _hl7kit}
    print(rate(makers[sys.argv[1]](), float(sys.argv[2])))
