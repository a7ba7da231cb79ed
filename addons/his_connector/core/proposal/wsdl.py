"""What a WSDL offers, and which of it gives the registrations of a day. No I/O.

>>> question(Operation("GetReg", "urn:x", "urn:x/GetReg", "1.1", ("beginDate", "endDate", "dept")))
{'beginDate': '$day', 'endDate': '$day', 'dept': ''}
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..causes import Refusal
from ..records import read_xml

_SOAP = {
    "http://schemas.xmlsoap.org/wsdl/soap/": "1.1",
    "http://schemas.xmlsoap.org/wsdl/soap12/": "1.2",
}
_LIST = re.compile(r"get|query|list|search|find|cx|hq|chaxun|huoqu", re.IGNORECASE)
_ABOUT = re.compile(r"reg|queue|appoint|patient|visit|gh|pd|yy|guahao|paidui|yuyue", re.IGNORECASE)
_COMPACT = re.compile(r"(yyyymmdd|rq|riqi)", re.IGNORECASE)
_DAY = re.compile(r"date|day|begin|start|end|rq|riqi|sj|time|from|until", re.IGNORECASE)


@dataclass(frozen=True)
class Operation:
    """A method: ``arguments`` are the texts it takes, ``address`` where it is served."""

    name: str
    namespace: str
    action: str
    soap: str
    arguments: tuple[str, ...]
    address: str = ""


def read_wsdl(text: str) -> list[Operation]:
    """The operations, the likeliest to give registrations first. Raises Refusal.

    Types are read where they stand in the document; one that is imported has no arguments here.
    """
    root = read_xml(text)
    if _local(root.tag) != "definitions":
        raise Refusal("bad_value", "definitions")
    elements = _elements(root)
    inputs = _inputs(root)
    found: dict[str, Operation] = {}
    for binding in _all(root, "binding"):
        version = _version(binding)
        if not version:
            continue
        address = _address(root, str(binding.get("name")))
        for one in _children(binding, "operation"):
            name = str(one.get("name"))
            said = next((c for c in one if _local(c.tag) == "operation"), None)
            action = str(said.get("soapAction") or "") if said is not None else ""
            space, arguments = elements.get(inputs.get(name, name), (_target(root), ()))
            found.setdefault(name, Operation(name, space, action, version, arguments, address))
    return sorted(found.values(), key=_likely)


def question(operation: Operation) -> dict[str, str]:
    """Templates for the arguments: days where their names say so, else empty."""
    return {name: _template(name) for name in operation.arguments}


def settings_of(operation: Operation, url: str) -> dict[str, object]:
    """Settings of an interface that calls it again and again."""
    address = operation.address if operation.address.startswith("http") else url.partition("?")[0]
    return {
        "mode": "poll",
        "url": address,
        "method": operation.name,
        "namespace": operation.namespace,
        "action": operation.action,
        "soap": operation.soap,
        "arguments": question(operation),
    }


def _template(name: str) -> str:
    if not _DAY.search(name):
        return ""
    return "$date" if _COMPACT.search(name) else "$day"


def _likely(operation: Operation) -> tuple[int, str]:
    name = operation.name
    points = 2 * bool(_ABOUT.search(name)) + bool(_LIST.match(name))
    days = any(_DAY.search(one) for one in operation.arguments)
    return -points - days, name


def _elements(root: ET.Element) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Name of a global element → its namespace and the names of its parts."""
    found = {}
    for schema in _all(root, "schema"):
        types = {str(one.get("name")): one for one in _children(schema, "complexType")}
        for element in _children(schema, "element"):
            named = types.get(str(element.get("type") or "").rpartition(":")[2])
            parts = _all(named if named is not None else element, "element")
            names = tuple(str(one.get("name")) for one in parts if one.get("name"))
            own = str(element.get("name"))
            wrapped = tuple(name for name in names if name != own) if named is None else names
            found[own] = (str(schema.get("targetNamespace") or _target(root)), wrapped)
    return found


def _inputs(root: ET.Element) -> dict[str, str]:
    """Operation → the element of its input message."""
    messages: Mapping[str, str] = {
        str(one.get("name")): str(part.get("element") or "").rpartition(":")[2]
        for one in _children(root, "message")
        for part in _children(one, "part")
    }
    found = {}
    for port in _children(root, "portType"):
        for one in _children(port, "operation"):
            for given in _children(one, "input"):
                message = str(given.get("message") or "").rpartition(":")[2]
                found[str(one.get("name"))] = messages.get(message, "") or str(one.get("name"))
    return found


def _version(binding: ET.Element) -> str:
    for child in binding:
        space, _, name = child.tag.rpartition("}")
        if name == "binding":
            return _SOAP.get(space.lstrip("{"), "")
    return ""


def _address(root: ET.Element, binding: str) -> str:
    for port in _all(root, "port"):
        if str(port.get("binding") or "").rpartition(":")[2] == binding:
            for child in port:
                if _local(child.tag) == "address":
                    return str(child.get("location") or "")
    return ""


def _target(root: ET.Element) -> str:
    return str(root.get("targetNamespace") or "")


def _all(root: ET.Element, name: str) -> Iterator[ET.Element]:
    return (one for one in root.iter() if _local(one.tag) == name)


def _children(element: ET.Element, name: str) -> list[ET.Element]:
    return [one for one in element if _local(one.tag) == name]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
