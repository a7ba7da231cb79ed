"""Escape sequences of HL7 v2.5.1, chapter 2.7: ``\\F\\ \\S\\ \\T\\ \\R\\ \\E\\ \\Xhh..\\ \\.br\\``.

Read once, from left to right: ``\\E\\R\\`` is the text ``\\R\\`` and not a separator.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Separators:
    """The five characters a message declares in MSH-1 and MSH-2."""

    field: str = "|"
    component: str = "^"
    repeat: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"

    @property
    def msh2(self) -> str:
        """The text of MSH-2."""
        return self.component + self.repeat + self.escape + self.subcomponent


def unescape(value: str, seps: Separators) -> str:
    """The text meant by ``value``; a sequence that is not closed or not known stays as it is."""
    mark = seps.escape
    if not mark or mark not in value:
        return value
    out: list[str] = []
    position = 0
    while True:
        start = value.find(mark, position)
        end = value.find(mark, start + 1) if start >= 0 else -1
        if end < 0:
            out.append(value[position:])
            return "".join(out)
        out.append(value[position:start])
        meant = _meaning(value[start + 1 : end], seps)
        if meant is None:  # not a sequence: this mark is text, the next may open one
            out.append(value[start:end])
            position = end
        else:
            out.append(meant)
            position = end + 1


def escape(text: str, seps: Separators) -> str:
    """``text`` made safe to stand in a field: separators, escapes and line ends."""
    if text.isalnum():
        return text
    mark = seps.escape
    table = {
        mark: f"{mark}E{mark}",
        seps.field: f"{mark}F{mark}",
        seps.component: f"{mark}S{mark}",
        seps.repeat: f"{mark}R{mark}",
        seps.subcomponent: f"{mark}T{mark}",
        "\r": f"{mark}X0D{mark}",
        "\n": f"{mark}X0A{mark}",
    }
    return "".join(table.get(char, char) for char in text)


def _meaning(code: str, seps: Separators) -> str | None:
    simple = {
        "F": seps.field,
        "S": seps.component,
        "T": seps.subcomponent,
        "R": seps.repeat,
        "E": seps.escape,
        ".br": "\n",
        "H": "",
        "N": "",
    }
    if code in simple:
        return simple[code]
    if code[:1] == "X":
        return _hexadecimal(code[1:])
    return None


def _hexadecimal(digits: str) -> str | None:
    try:
        raw = bytes.fromhex(digits)
    except ValueError:
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
