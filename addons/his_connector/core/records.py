"""Files and bodies cut into records: JSON, CSV, fixed width, XML → flat dicts of texts. No I/O."""

import csv
import io
import json
import xml.etree.ElementTree as ET  # entities are refused before anything is parsed
from collections.abc import Mapping, Sequence

from . import charset
from .causes import Refusal

Record = dict[str, str]
FORMATS = ("json", "csv", "fixed", "xml")
_DEPTH = 32


def parse(body: bytes, settings: Mapping[str, object], policy: charset.Policy) -> list[Record]:
    """The records of a file. ``settings``: format and what it needs. Raises Refusal.

    json: ``records`` names the path of the list. csv: ``delimiter``, ``columns`` when the file
    has no header. fixed: ``widths`` [[name, bytes], …]. xml: ``records`` names the element.
    """
    form = str(settings.get("format") or "json")
    if form == "fixed":
        return _fixed(body, settings, policy)
    text = _text(body, policy)
    if form == "csv":
        return _csv(text, settings)
    return _xml(text, settings) if form == "xml" else _json(text, settings)


def flatten(value: object, prefix: str = "", depth: int = 0) -> Record:
    """Nested objects as paths: {"a": {"b": 1}} → {"a.b": "1"}; lists count from 0 as ``a.0``."""
    if depth > _DEPTH:
        raise Refusal("bad_value", prefix[:60])
    if isinstance(value, Mapping):
        pairs = [(str(name), one) for name, one in value.items()]
    elif isinstance(value, list):
        pairs = [(str(place), one) for place, one in enumerate(value)]
    else:
        text = "" if value is None else str(value)
        return {prefix: {True: "1", False: "0"}[value] if isinstance(value, bool) else text}
    found: Record = {}
    for name, one in pairs:
        found.update(flatten(one, f"{prefix}.{name}" if prefix else name, depth + 1))
    return found


def flatten_xml(element: ET.Element, prefix: str = "", depth: int = 0) -> Record:
    """Children as paths without namespaces, attributes as ``@name``; of repeats the first."""
    if depth > _DEPTH:
        raise Refusal("bad_value", prefix[:60])
    found: Record = {}
    text = (element.text or "").strip()
    if text and prefix:
        found[prefix] = text
    for name, value in element.attrib.items():
        found[f"{prefix}.@{_local(name)}" if prefix else f"@{_local(name)}"] = value
    for child in element:
        name = _local(child.tag)
        for path, value in flatten_xml(
            child, f"{prefix}.{name}" if prefix else name, depth + 1
        ).items():
            found.setdefault(path, value)
    return found


def read_xml(text: str) -> ET.Element:
    """The root of a document without a document type. Raises Refusal."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Refusal("bad_value", "DOCTYPE")
    try:
        return ET.fromstring(text.lstrip("\ufeff \r\n\t"))
    except ET.ParseError as error:
        raise Refusal("bad_value", "XML") from error


def read_json(text: str) -> object:
    """What a JSON text holds. Raises Refusal."""
    try:
        return json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Refusal("bad_value", "JSON") from error


def _text(body: bytes, policy: charset.Policy) -> str:
    try:
        return charset.decode(body, policy).text.lstrip("\ufeff")
    except charset.Undecodable as error:
        raise Refusal("undecodable", str(error)) from error


def _json(text: str, settings: Mapping[str, object]) -> list[Record]:
    try:
        value = json.loads(text)
        for name in filter(None, str(settings.get("records") or "").split(".")):
            value = value[name]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refusal("bad_value", "JSON") from error
    return [flatten(one) for one in (value if isinstance(value, list) else [value])]


def _csv(text: str, settings: Mapping[str, object]) -> list[Record]:
    columns = settings.get("columns")
    names = list(map(str, columns)) if isinstance(columns, list) else None
    delimiter = str(settings.get("delimiter") or ",")[:1]
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), names, delimiter=delimiter)
        rows = [row for row in reader if any(value for value in row.values())]
    except csv.Error as error:
        raise Refusal("bad_value", "CSV") from error
    wrong = [row for row in rows if None in row or None in row.values()]
    if wrong:
        raise Refusal("bad_value", f"CSV: {len(wrong)}")  # a line with more or fewer columns
    return [{name.strip(): value for name, value in row.items()} for row in rows]


def _fixed(body: bytes, settings: Mapping[str, object], policy: charset.Policy) -> list[Record]:
    """Widths count bytes, as the programs do that write such files; cut first, decode after."""
    widths = settings.get("widths")
    if not isinstance(widths, Sequence) or not widths:
        raise Refusal("missing_field", "widths")
    total = sum(int(width) for _name, width in widths)
    records = []
    for line in body.replace(b"\r\n", b"\n").split(b"\n"):
        if not line.strip():
            continue
        if len(line) < total - int(widths[-1][1]):
            raise Refusal("bad_value", f"{len(line)}/{total}")
        record, place = {}, 0
        for name, width in widths:
            record[str(name)] = _text(line[place : place + int(width)], policy).strip()
            place += int(width)
        records.append(record)
    return records


def _xml(text: str, settings: Mapping[str, object]) -> list[Record]:
    root = read_xml(text)
    name = str(settings.get("records") or "")
    found = [one for one in root.iter() if _local(one.tag) == name] if name else [root]
    return [flatten_xml(one) for one in found]


def _local(name: str) -> str:
    return name.rpartition("}")[2]
