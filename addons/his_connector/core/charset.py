"""From bytes to text: which charset a message is really in.

MSH-18 often lies (says ASCII, 8859/1 or nothing; the body is GBK or UTF-8), so a policy per
interface says whom to believe. Decoding comes before splitting: in GBK a separator may be the
second byte of a character.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NAMES = {
    "ASCII": "ascii",
    "USASCII": "ascii",
    "UNICODEUTF8": "utf-8",
    "UNICODE": "utf-8",
    "UTF8": "utf-8",
    "GB180302000": "gb18030",
    "GB180302005": "gb18030",
    "GB180302022": "gb18030",
    "GB18030": "gb18030",
    "GBK": "gb18030",
    "CP936": "gb18030",
    "GB2312": "gb18030",
    "GB231280": "gb18030",
    "BIG5": "big5",
    "UNICODEUTF16": "utf-16",
    "UTF16": "utf-16",
    "88591": "latin-1",
    "ISO88591": "latin-1",
}
_TO_HL7 = {"utf-8": "UNICODE UTF-8", "gb18030": "GB 18030-2000"}
_THREE_BYTES = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2}")
_COMMON_HANZI = re.compile(rb"(?:[\xb0-\xd7][\xa1-\xfe])+")
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_ASCII_RUN = re.compile(rb"[\x00-\x7f]{32,}(?=[\x00-\x7f])")  # its last letter stays
_LATIN_WORD = re.compile(rb"[A-Za-z][\xc3-\xdf][\x80-\xbf]")
CHINESE = "gb18030"  # holds GBK and GB2312


class Undecodable(ValueError):
    """The bytes are not text in any charset the policy allows; ``args[0]`` says which."""


@dataclass(frozen=True)
class Policy:
    """Whom to believe. ``default``: charset when nothing is declared.

    ``detected``: the bytes decide, MSH-18 only settles a tie. ``declared``: MSH-18 or the
    default decide. ``strict`` refuses what does not decode, ``replace`` puts U+FFFD.
    """

    mode: Literal["detected", "declared"] = "detected"
    on_error: Literal["strict", "replace"] = "strict"
    default: str = "utf-8"


@dataclass(frozen=True)
class Decoded:
    """The text, the charset it was really in, what MSH-18 said, and characters lost."""

    text: str
    charset: str
    declared: str | None
    replaced: int

    @property
    def lied(self) -> bool:
        """True when MSH-18 names another charset than the body's."""
        return self.declared not in (None, self.charset) and self.charset != "ascii"


def decode(raw: bytes, policy: Policy) -> Decoded:
    """Turn a body into text. Raises Undecodable under a strict policy."""
    declared = declared_charset(raw)
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _decoded(raw[len(bom) :] if name == "utf-8" else raw, [name], declared, policy)
    if policy.mode == "declared":
        return _decoded(raw, [declared or policy.default], declared, policy)
    return _decoded(raw, _candidates(raw, declared, policy), declared, policy)


def encode(text: str, charset: str) -> bytes:
    """Bytes of an answer in the sender's charset; what it cannot say becomes ``?``."""
    return text.encode(charset, "replace")


def declared_charset(raw: bytes) -> str | None:
    """The charset MSH-18 names, as Python calls it; None when absent or unknown.

    Names before it may hold GBK characters whose second byte is the separator, so a known
    name at a later place counts too.
    """
    head = re.split(rb"[\r\n]", raw[:2048].lstrip(b"\x00\r\n\xef\xbb\xbf"), maxsplit=1)[0]
    if head[:3] != b"MSH" or len(head) < 4:
        return None
    fields = head.split(head[3:4])
    return next((name for field in fields[17:] if (name := _python_name(field))), None)


def hl7_name(charset: str) -> str:
    """What to write into MSH-18 for a charset; "" for ASCII."""
    return _TO_HL7.get(charset, "")


def _python_name(field: bytes) -> str | None:
    first = field.decode("latin-1").split("~")[0].split("^")[0]
    return _NAMES.get(re.sub(r"[^A-Z0-9]", "", first.upper()))


def _candidates(raw: bytes, declared: str | None, policy: Policy) -> list[str]:
    """Charsets to try, likeliest first."""
    if raw.isascii():
        return ["ascii"]
    wide = [CHINESE, "utf-8"] if _rather_chinese(raw, declared, policy) else ["utf-8", CHINESE]
    if declared and declared not in ("ascii", "latin-1", *wide):
        return [declared, *wide]
    return [*wide, "latin-1"] if declared == "latin-1" else wide


def _rather_chinese(raw: bytes, declared: str | None, policy: Policy) -> bool:
    """Bytes that are UTF-8 and GBK at once: two-byte sequences only, common characters."""
    raw = _ASCII_RUN.sub(b" ", raw)  # an embedded document of megabytes tells nothing
    if declared == "utf-8" or _THREE_BYTES.search(raw) or _LATIN_WORD.search(raw):
        return False
    if (declared or policy.default) == CHINESE:
        return True
    return all(_COMMON_HANZI.fullmatch(run) for run in _HIGH_RUNS.findall(raw))


def _decoded(
    raw: bytes, candidates: Iterable[str], declared: str | None, policy: Policy
) -> Decoded:
    candidates = list(candidates)
    for name in candidates:
        try:
            return Decoded(raw.decode(name), name, declared, 0)
        except UnicodeDecodeError:
            continue
    if policy.on_error == "strict":
        raise Undecodable(", ".join(candidates))
    text = raw.decode(candidates[0], "replace")
    return Decoded(text, candidates[0], declared, text.count("\ufffd"))
