"""What class a statement is of: only the classes an interface is allowed may leave the gateway.

The last fence, not the only one: the hospital's account should have no more rights than this.
"""

import re
from collections.abc import Iterable
from typing import Literal

Class = Literal["select", "insert", "update", "procedure", "session", "other"]
CLASSES: tuple[Class, ...] = ("select", "insert", "update", "procedure")
NEEDS = {
    "poll": ("select",),
    "staging": ("select", "update"),
    "staging_out": ("select", "insert"),
    "procedure": ("procedure",),
}
_NOISE = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | \[[^\]]*\] | --[^\n]* | /\*.*?\*/""",
    re.VERBOSE | re.DOTALL,
)
_WRITES = re.compile(
    r"\b(insert|update|delete|merge|truncate|drop|create|alter|grant|revoke|exec|execute|call|"
    r"into|replace|begin|copy|load|lock)\b"
)
_FIRST: dict[str, Class] = {
    "select": "select", "with": "select", "insert": "insert", "update": "update",
    "call": "procedure", "exec": "procedure", "execute": "procedure", "begin": "procedure",
    "{call": "procedure", "set": "session", "show": "session", "rollback": "session",
    "commit": "session", "{?": "procedure",
}  # fmt: skip


def classify(sql: str) -> Class:
    """The class of one statement; "other" for several at once and for everything that destroys.

    >>> classify("SELECT name FROM patient -- DROP TABLE")
    'select'
    >>> classify("select 1; delete from patient")
    'other'
    >>> classify("SELECT * INTO copy FROM patient")
    'other'
    """
    bare = " ".join(_NOISE.sub(lambda found: _kept(found[0]), sql).lower().split()).rstrip("; ")
    words = bare.split()
    kind = _FIRST.get(words[0], "other") if words else "other"
    if kind == "procedure":
        return kind if _one_call(bare) else "other"
    if ";" in bare:
        return "other"
    rest = bare[len(words[0]) :] if words else ""
    if kind == "select" and _WRITES.search(rest.replace("for update", "")):
        return "other"
    if kind == "update" and re.search(r"\b(delete|drop|truncate|exec|call)\b", rest):
        return "other"
    return kind


def refused(kind: Class, allowed: Iterable[str]) -> bool:
    """Whether a statement of this class must not run."""
    return kind != "session" and kind not in set(allowed)


def _one_call(bare: str) -> bool:
    """``begin p(:a); end`` is one call; ``begin p; delete …; end`` is not."""
    inner = re.sub(r"^begin\b|\bend$", "", bare).strip("; ")
    return ";" not in inner and not re.search(
        r"\b(insert|update|delete|drop|truncate|alter|grant|immediate|create)\b", inner
    )


def _kept(noise: str) -> str:
    """Comments vanish, quoted things become a name without meaning."""
    return " " if noise.startswith(("--", "/*")) else " x "
