"""SOAP 1.1 and 1.2 without I/O: envelopes read and written, a WSDL of what we offer.

One operation takes texts and gives a text back (``Call(FuncCode, input)`` and its kind), or takes
all facts as texts (.asmx). XML is read without entities and document types.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from . import records
from .causes import Refusal

SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
NAMESPACE = "urn:jiaohao:his"
HEARTBEAT = "Heartbeat"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True)
class Request:
    """A call: the operation, its arguments by name, and the version of SOAP to answer in."""

    operation: str
    arguments: Mapping[str, str]
    soap: str = SOAP11


class Fault(Exception):
    """The other side answered with a fault; ``args[0]`` is its text."""


def arguments_of(settings: Mapping[str, object]) -> tuple[str, list[str]]:
    """The operation and its parameters, as settings name them."""
    method = str(settings.get("method") or "Call")
    given = settings.get("arguments")
    if isinstance(given, list) and given:
        return method, [str(one) for one in given]
    function = str(settings.get("function") or "FuncCode")
    return method, [function, str(settings.get("body") or "input")]


def read_request(text: str) -> Request:
    """The call in an envelope. Raises Refusal."""
    root = records.read_xml(text)
    namespace, name = _split(root.tag)
    if name != "Envelope" or namespace not in (SOAP11, SOAP12):
        raise Refusal("bad_value", "Envelope")
    body = root.find(f"{{{namespace}}}Body")
    if body is None or len(body) == 0:
        raise Refusal("missing_field", "Body")
    call = body[0]
    arguments = {_split(one.tag)[1]: _text(one) for one in call}
    return Request(_split(call.tag)[1], arguments, namespace)


def read_result(text: str) -> str:
    """The text that an operation gave back; an XML result as its source. Raises Fault, Refusal."""
    root = records.read_xml(text)
    namespace, name = _split(root.tag)
    body = root.find(f"{{{namespace}}}Body") if name == "Envelope" else None
    if body is None or len(body) == 0:
        raise Refusal("missing_field", "Body")
    if _split(body[0].tag)[1] == "Fault":
        words = [part.strip() for part in body[0].itertext() if part.strip()]
        raise Fault(": ".join(words)[:300])
    return _text(body[0][0]) if len(body[0]) else ""


def write_request(operation: str, arguments: Mapping[str, str], namespace: str, soap: str) -> str:
    """The envelope of a call with texts, document/literal wrapped."""
    inner = "".join(f"<{name}>{_safe(text)}</{name}>" for name, text in arguments.items())
    return _envelope(f"<{operation} xmlns={quoteattr(namespace)}>{inner}</{operation}>", soap)


def write_result(request: Request, text: str) -> str:
    """The envelope of what an operation gives back."""
    name = request.operation
    inner = f"<{name}Result>{_safe(text)}</{name}Result>"
    body = f'<{name}Response xmlns="{NAMESPACE}">{inner}</{name}Response>'
    return _envelope(body, request.soap)


def write_fault(text: str, sender: bool, soap: str = SOAP11) -> str:
    """A fault: the caller's (``sender``) or ours."""
    said = _safe(text)
    if soap == SOAP12:
        code = "Sender" if sender else "Receiver"
        body = (
            f"<s:Fault><s:Code><s:Value>s:{code}</s:Value></s:Code><s:Reason>"
            f'<s:Text xml:lang="en">{said}</s:Text></s:Reason></s:Fault>'
        )
    else:
        code = "Client" if sender else "Server"
        body = (
            f"<s:Fault><faultcode>s:{code}</faultcode><faultstring>{said}</faultstring></s:Fault>"
        )
    return _envelope(body, soap)


def content_type(soap: str) -> str:
    """The media type of a version."""
    return "application/soap+xml" if soap == SOAP12 else "text/xml"


def write_wsdl(settings: Mapping[str, object], address: str) -> str:
    """The published description: the operation of this interface, and a heartbeat."""
    method, names = arguments_of(settings)
    operations = {method: names, HEARTBEAT: []}
    return _WSDL.format(
        ns=NAMESPACE,
        address=quoteattr(address),
        elements="".join(_elements(name, args) for name, args in operations.items()),
        messages="".join(_MESSAGE.format(name=name) for name in operations),
        porttype="".join(_PORT.format(name=name) for name in operations),
        binding11="".join(_BOUND.format(name=name, p="soap", ns=NAMESPACE) for name in operations),
        binding12="".join(
            _BOUND.format(name=name, p="soap12", ns=NAMESPACE) for name in operations
        ),
    )


def valid_names(names: Sequence[str]) -> bool:
    """Whether these can be names of XML elements."""
    return all(_NAME.fullmatch(name) for name in names)


def _elements(name: str, arguments: Sequence[str]) -> str:
    inner = "".join(
        f'<xs:element name="{one}" type="xs:string" minOccurs="0"/>' for one in arguments
    )
    result = f'<xs:element name="{name}Result" type="xs:string"/>'
    return _ELEMENT.format(name=name, inner=inner) + _ELEMENT.format(
        name=f"{name}Response", inner=result
    )


def _envelope(body: str, soap: str) -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{soap}"><s:Body>{body}'
        "</s:Body></s:Envelope>"
    )


def _split(tag: str) -> tuple[str, str]:
    namespace, _, name = tag.rpartition("}")
    return namespace.lstrip("{"), name


def _text(element: ET.Element) -> str:
    """The text of an element; XML that stands there unescaped, as its source."""
    if len(element):
        return "".join(ET.tostring(child, encoding="unicode") for child in element)
    return element.text or ""


def _safe(text: str) -> str:
    """Escaped, without the characters that XML cannot hold."""
    return escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text))


_ELEMENT = (
    '<xs:element name="{name}"><xs:complexType><xs:sequence>{inner}</xs:sequence>'
    "</xs:complexType></xs:element>"
)
_MESSAGE = (
    '<message name="{name}In"><part name="parameters" element="t:{name}"/></message>'
    '<message name="{name}Out"><part name="parameters" element="t:{name}Response"/></message>'
)
_PORT = (
    '<operation name="{name}"><input message="t:{name}In"/><output message="t:{name}Out"/>'
    "</operation>"
)
_BOUND = (
    '<operation name="{name}"><{p}:operation soapAction="{ns}/{name}" style="document"/>'
    '<input><{p}:body use="literal"/></input><output><{p}:body use="literal"/></output>'
    "</operation>"
)
_WSDL = (
    '<?xml version="1.0" encoding="utf-8"?><definitions xmlns="http://schemas.xmlsoap.org/wsdl/"'
    ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"'
    ' xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:t="{ns}"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema" name="Jiaohao" targetNamespace="{ns}">'
    '<types><xs:schema targetNamespace="{ns}" elementFormDefault="qualified">{elements}'
    '</xs:schema></types>{messages}<portType name="JiaohaoPort">{porttype}</portType>'
    '<binding name="JiaohaoSoap" type="t:JiaohaoPort"><soap:binding'
    ' transport="http://schemas.xmlsoap.org/soap/http"/>{binding11}</binding>'
    '<binding name="JiaohaoSoap12" type="t:JiaohaoPort"><soap12:binding'
    ' transport="http://schemas.xmlsoap.org/soap/http"/>{binding12}</binding>'
    '<service name="Jiaohao"><port name="JiaohaoSoap" binding="t:JiaohaoSoap">'
    "<soap:address location={address}/></port>"
    '<port name="JiaohaoSoap12" binding="t:JiaohaoSoap12"><soap12:address location={address}/>'
    "</port></service></definitions>"
)
