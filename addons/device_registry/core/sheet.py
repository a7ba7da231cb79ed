"""A list of devices from a spreadsheet: headings are recognised, every cell is judged."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

MAX_ROWS = 5000
HEADINGS = {
    "name": ("name", "device", "名称", "设备名称", "设备"),
    "kind": ("kind", "device kind", "type", "类型", "设备类型"),
    "site": ("site", "site code", "location", "位置", "位置编码", "地点", "安装位置"),
    "maker": ("maker", "manufacturer", "brand", "厂家", "品牌", "生产厂家"),
    "model": ("model", "型号"),
    "serial_no": ("serial", "serial no", "serial number", "序列号", "sn"),
    "ip_address": ("ip", "ip address", "ip地址"),
    "mac_address": ("mac", "mac address", "mac地址"),
    "network_port": ("network port", "switch port", "port", "网络端口", "交换机端口"),
    "warranty_date": ("warranty", "warranty until", "保修期至", "质保到期", "保修到期"),
}
REQUIRED = ("name", "kind")
_COLUMN_OF = {text: column for column, texts in HEADINGS.items() for text in texts}
_MAC = re.compile(r"^[0-9A-F]{2}(:[0-9A-F]{2}){5}$")
_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")


@dataclass
class Row:
    """A line of the sheet: what it says, and what is wrong with which column."""

    number: int
    values: dict[str, object] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the registry has already: words by what they mean, and serial numbers taken."""

    kinds: Mapping[str, str]
    sites: Mapping[str, int]
    serials: frozenset[tuple[str, str]] = frozenset()


def columns(heading: Sequence[object]) -> dict[int, str]:
    """Return {position: column} of the headings that are understood; the first of a kind wins."""
    found: dict[int, str] = {}
    for position, cell in enumerate(heading):
        column = _COLUMN_OF.get(_text(cell).lower().replace("_", " "))
        if column and column not in found.values():
            found[position] = column
    return found


def missing(found: Mapping[int, str]) -> list[str]:
    """Return the columns without which nothing can be read."""
    return [column for column in REQUIRED if column not in found.values()]


def read(lines: Iterable[Sequence[object]], found: Mapping[int, str], known: Known) -> list[Row]:
    """Judge every line below the headings (which are line 1); empty lines are left out.

    Errors are codes: ``empty``, ``unknown``, ``form``, ``taken`` (in the registry), ``twice`` (in
    this sheet).
    """
    rows: list[Row] = []
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(lines, start=2):
        texts = {column: _cell(line, position) for position, column in found.items()}
        if any(_text(cell) for cell in texts.values()):
            row = Row(number)
            for column, cell in texts.items():
                _judge(row, column, cell, known)
            _judge_serial(row, known, seen)
            rows.append(row)
    return rows


def identity(maker: object, serial: object) -> tuple[str, str]:
    """Return what no two devices may share: maker and serial number."""
    return (_text(maker), _text(serial))


def mac(text: str) -> str | None:
    """Return a MAC address as AA:BB:CC:DD:EE:FF, or None if it is none."""
    signs = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    told = ":".join(signs[at : at + 2] for at in range(0, len(signs), 2))
    return told if _MAC.match(told) else None


def ipv4(text: str) -> str | None:
    """Return an IPv4 address without leading zeros, or None if it is none."""
    parts = text.split(".")
    good = len(parts) == 4 and all(re.fullmatch(r"[0-9]{1,3}", one) for one in parts)
    numbers = [int(one) for one in parts] if good else []
    return ".".join(map(str, numbers)) if good and max(numbers) < 256 else None


def day(cell: object) -> date | None:
    """Return the day a cell names (a date, or a text like 2027-3-1 or 2027年3月1日), or None."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = _DAY.match(_text(cell))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _judge(row: Row, column: str, cell: object, known: Known) -> None:
    text = _text(cell)
    if not text:
        if column in REQUIRED:
            row.errors[column] = "empty"
        return
    value, error = _value(column, cell, text, known)
    if value is None:
        row.errors[column] = error
    row.values[column] = text if value is None else value


def _value(column: str, cell: object, text: str, known: Known) -> tuple[object, str]:
    if column == "kind":
        return known.kinds.get(text.lower()), "unknown"
    if column == "site":
        return known.sites.get(text), "unknown"
    if column == "ip_address":
        return ipv4(text), "form"
    if column == "mac_address":
        return mac(text), "form"
    if column == "warranty_date":
        return day(cell), "form"
    return text, ""


def _judge_serial(row: Row, known: Known, seen: set[tuple[str, str]]) -> None:
    if not row.values.get("serial_no"):
        return
    who = identity(row.values.get("maker"), row.values["serial_no"])
    if who in known.serials:
        row.errors["serial_no"] = "taken"
    elif who in seen:
        row.errors["serial_no"] = "twice"
    seen.add(who)


def _cell(line: Sequence[object], position: int) -> object:
    return line[position] if position < len(line) else None


def _text(cell: object) -> str:
    if cell is None or cell is False:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a serial number that the sheet took for a number
    return str(cell).strip()
