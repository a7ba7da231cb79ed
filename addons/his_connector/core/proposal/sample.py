"""What somebody pasted or uploaded: its format, where its records stand, and their rows. No I/O."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from .. import charset, records
from ..causes import Refusal

MOST = 200  # rows looked at
_DELIMITERS = "\t|;,"


@dataclass(frozen=True)
class Sample:
    """``settings``: format, records, delimiter as ``records.parse`` takes them; ``hl7``: as is."""

    settings: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]
    text: str = ""


def read_sample(body: bytes, policy: charset.Policy) -> Sample:
    """Read samples of any format. Raises Refusal when there is none in them."""
    try:
        text = charset.decode(body, policy).text.lstrip("\ufeff \r\n\t")
    except charset.Undecodable as error:
        raise Refusal("undecodable", str(error)) from error
    if not text:
        raise Refusal("missing_field", "sample")
    if text[:3] in ("MSH", "FHS", "BHS"):
        return Sample({"format": "hl7"}, (), text)
    settings = _settings(text)
    found = records.parse(
        text.encode("utf-8"), settings, charset.Policy("detected", "strict", "utf-8")
    )
    if not found:
        raise Refusal("missing_field", "records")
    return Sample(settings, tuple(found[:MOST]), text)


def _settings(text: str) -> dict[str, str]:
    if text[0] in "[{":
        return {"format": "json", "records": _list_in(text)}
    if text[0] == "<":
        return {"format": "xml", "records": _element_in(records.read_xml(text))}
    return {"format": "csv", "delimiter": _delimiter_of(text)}


def _list_in(text: str) -> str:
    """The path of the first list of objects; "" when the body is one record itself."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal("bad_value", "JSON") from error
    level: list[tuple[str, object]] = [("", value)]
    while level:
        for path, one in level:
            if isinstance(one, list) and one and all(isinstance(item, dict) for item in one):
                return path
        level = [
            (f"{path}.{name}" if path else name, inner)
            for path, one in level
            if isinstance(one, dict)
            for name, inner in one.items()
            if name and "." not in name
        ]
    return ""


def _element_in(root: ET.Element) -> str:
    """The name of the nearest repeated element that has parts; "" when the root is the record."""
    level = [root]
    while level:
        counts = Counter(_local(child.tag) for one in level for child in one if len(child))
        name, times = max(counts.items(), key=lambda one: one[1], default=("", 0))
        if times > 1:
            return name
        level = [child for one in level for child in one]
    return ""


def _delimiter_of(text: str) -> str:
    """The one that cuts the first lines into equally many parts, most of them."""
    lines = [line for line in text.splitlines() if line.strip()][:20]
    best, most = ",", 1
    for delimiter in _DELIMITERS:
        parts = {len(row) for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)}
        if len(parts) == 1 and max(parts) > most:
            best, most = delimiter, max(parts)
    return best


def _local(name: str) -> str:
    return name.rpartition("}")[2]
