"""A message read lazily: segments are split at once, fields only when asked for.

Segments end by CR. Where a message has no CR at all, by LF (many senders do so); where it has
one, a LF is text or the second half of CRLF. Decode before splitting: 464 GBK characters have
a second byte that equals a separator.
"""

from collections.abc import Iterable, Iterator, Sequence

from .escape import Separators, escape, unescape

HEADERS = ("MSH", "FHS", "BHS")
BOM = "\ufeff"
_USUAL = Separators()
_USUAL_HEADER = "MSH|^~\\&|"
EAGER = 8  # segments split at once: those with the patient and the visit


class NotHl7(ValueError):
    """The text is no HL7 v2 message; ``args[0]`` says what is missing."""


class Segment:
    """One line of a message. Numbers of fields, components and repeats follow HL7 (from 1)."""

    __slots__ = ("_fields", "raw", "seps")

    def __init__(self, raw: str, seps: Separators) -> None:
        """``raw``: the line without its end."""
        self.raw = raw
        self.seps = seps
        self._fields: list[str] | None = None

    @property
    def name(self) -> str:
        """The three letters at the start."""
        return self.raw[:3]

    def field(self, number: int) -> str:
        """The field as it stands, escapes and repeats included; "" when absent."""
        fields = self._fields
        if fields is None:
            fields = self._fields = split_fields(self.raw, self.seps.field)
        return fields[number] if number < len(fields) else ""

    def repeats(self, number: int) -> list[str]:
        """The repeats of a field; [] when it is empty."""
        field = self.field(number)
        if not field:
            return []
        return field.split(self.seps.repeat) if self.seps.repeat else [field]

    def get(self, number: int, component: int = 1, sub: int = 1, repeat: int = 1) -> str:
        """One value with its escapes resolved; "" when absent or HL7's null (``""``)."""
        return _pick(self.field(number), self.seps, component, sub, repeat)

    def part(self, repeat: str, component: int = 1, sub: int = 1) -> str:
        """One component of a repeat, escapes resolved."""
        return _part(repeat, self.seps, component, sub)

    def text(self, number: int) -> str:
        """A whole field as text (a field of type ST or TX, where ^ and & are not expected)."""
        return unescape(self.field(number), self.seps)


class Message:
    """A message as a list of segments. Raises NotHl7 when it does not begin with MSH."""

    __slots__ = ("_fields", "_index", "_lines", "_plain", "seps")

    def __init__(self, text: str) -> None:
        """``text``: the decoded body of a frame."""
        self._lines = lines = split_lines(text)
        if text.startswith(_USUAL_HEADER):
            self.seps = seps = _USUAL
        elif lines and lines[0].startswith("MSH"):
            self.seps = seps = read_separators(lines[0])
        else:
            raise NotHl7("no MSH segment at the start")
        # No repeats, escapes, subcomponents, nulls after MSH-2: a field is words and ^.
        self._plain = seps is _USUAL and '"' not in text and max(map(text.rfind, "~\\&")) < 9
        self._fields: dict[str, list[str]] = {}  # of the first segment of each name
        for line in lines[:EAGER]:
            if line[:3] not in self._fields:
                self._fields[line[:3]] = split_fields(line, seps.field)
        self._index: dict[str, list[Segment]] | None = None

    def __iter__(self) -> Iterator[Segment]:
        """All segments in order."""
        return iter(self.segments)

    @property
    def segments(self) -> list[Segment]:
        """All segments in order."""
        return [Segment(line, self.seps) for line in self._lines]

    @property
    def msh(self) -> Segment:
        """The header."""
        return Segment(self._lines[0], self.seps)

    def segment(self, name: str) -> Segment | None:
        """The first segment of that name."""
        found = self.all(name)
        return found[0] if found else None

    def all(self, name: str) -> list[Segment]:
        """Every segment of that name, in order."""
        index = self._index
        if index is None:
            index = self._index = {}
            for line in self._lines:
                index.setdefault(line[:3], []).append(Segment(line, self.seps))
        return index.get(name, [])

    def get(self, name: str, number: int, component: int = 1, sub: int = 1) -> str:
        """A value of the first segment of that name; "" when there is none.

        Most fields are one word, and most messages have nothing to be resolved in any of them.
        """
        try:
            field = self._fields[name][number]
        except (KeyError, IndexError):
            field = self._late(name, number)
        if component == 1 and field.isalnum():
            return field if sub == 1 else ""
        if self._plain and number != 2:
            parts = field.split("^", component)
            return parts[component - 1] if sub == 1 and component <= len(parts) else ""
        return _pick(field, self.seps, component, sub, 1) if field else ""

    def _late(self, name: str, number: int) -> str:
        """A field of a segment that was not split yet, or is not there."""
        fields = self._fields.get(name)
        if fields is None:
            line = next((line for line in self._lines[EAGER:] if line[:3] == name), "")
            fields = self._fields[name] = split_fields(line, self.seps.field)
        return fields[number] if number < len(fields) else ""

    @property
    def kind(self) -> tuple[str, str]:
        """Message type and event, e.g. ("ADT", "A04"); the event falls back to EVN-1."""
        return self.get("MSH", 9, 1), self.get("MSH", 9, 2) or self.get("EVN", 1)

    @property
    def control_id(self) -> str:
        """MSH-10."""
        return self.msh.text(10).strip()

    def render(self) -> str:
        """The message as text, CR after each segment."""
        return "".join(line + "\r" for line in self._lines)


def split_fields(line: str, mark: str) -> list[str]:
    """The fields of a segment, its name first; of a header the separator counts as field 1."""
    fields = line.split(mark)
    if fields[0] in HEADERS:
        fields.insert(1, mark)
    return fields


def split_lines(text: str) -> list[str]:
    """The segments of a text by the CR rule, blank ones and leading noise dropped."""
    if text.startswith("MSH") and "\n" not in text and "\x00" not in text:
        lines = text.split("\r")
        if not lines[-1]:
            lines.pop()
        if "" in lines or any(map(str.isspace, lines)):
            lines = [line for line in lines if line and not line.isspace()]
        return lines
    text = text.lstrip(BOM + "\x00\r\n \t")
    parts = text.split("\r" if "\r" in text else "\n")
    stripped = (part.strip("\n\x00") for part in parts)
    return [line for line in stripped if line.strip()]


def read_separators(header: str) -> Separators:
    """The separators declared by a header segment (MSH, FHS or BHS)."""
    if header.startswith(_USUAL_HEADER):
        return _USUAL
    if len(header) < 4 or header[3].isalnum() or header[3].isspace():
        raise NotHl7("no field separator after the header's name")
    declared = header[4:].split(header[3], 1)[0]
    default = Separators(field=header[3])
    if not declared:
        return default
    chars = (declared + default.msh2[len(declared) :])[:4] if len(declared) < 4 else declared[:4]
    return Separators(header[3], *chars)


def build(segments: Iterable[Sequence[object]], seps: Separators | None = None) -> str:
    """Text of a message from rows of fields; the first cell of a row is the segment's name.

    A cell is a text (escaped), None (empty), a tuple of components, or a list of repeats; a
    component may be a tuple of subcomponents. The header row starts with what follows MSH-2.
    """
    seps = seps or Separators()
    return "".join(_build_line(row, seps) + "\r" for row in segments)


def _build_line(row: Sequence[object], seps: Separators) -> str:
    name, *cells = row
    fields = [_build_field(cell, seps) for cell in cells]
    if name in HEADERS:
        fields.insert(0, seps.msh2)
    return seps.field.join([str(name), *fields])


def _build_field(cell: object, seps: Separators) -> str:
    if isinstance(cell, list):
        return seps.repeat.join(_build_repeat(repeat, seps) for repeat in cell)
    return _build_repeat(cell, seps)


def _build_repeat(cell: object, seps: Separators) -> str:
    if not isinstance(cell, tuple):
        return _text(cell, seps)
    return seps.component.join(
        seps.subcomponent.join(_text(sub, seps) for sub in component)
        if isinstance(component, tuple)
        else _text(component, seps)
        for component in cell
    )


def _text(value: object, seps: Separators) -> str:
    return "" if value is None else escape(str(value), seps)


def _nth(value: str, separator: str, number: int) -> str:
    if not separator or separator not in value:
        return value if number == 1 else ""
    if number == 1:
        return value[: value.index(separator)]
    parts = value.split(separator, number)
    return parts[number - 1] if number <= len(parts) else ""


def _pick(field: str, seps: Separators, component: int, sub: int, repeat: int) -> str:
    """One value of a field, escapes resolved."""
    if not field:
        return ""
    if component == 1 and repeat == 1 and sub == 1 and field.isalnum():
        return field  # nothing to split, nothing to unescape
    if repeat > 1 or (seps.repeat and seps.repeat in field):
        repeats = field.split(seps.repeat) if seps.repeat else [field]
        field = repeats[repeat - 1] if repeat <= len(repeats) else ""
    return _part(field, seps, component, sub)


def _part(repeat: str, seps: Separators, component: int, sub: int) -> str:
    """One component of a repeat, escapes resolved."""
    value = _nth(repeat, seps.component, component)
    if value.isalnum():
        return value if sub == 1 else ""
    value = _nth(value, seps.subcomponent, sub)
    if value == '""':
        return ""
    return unescape(value, seps) if seps.escape in value else value
