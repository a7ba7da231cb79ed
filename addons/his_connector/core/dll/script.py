"""A call script: which functions of a library are called, in which order, with what.

Real interfaces are never one function. A health-insurance library wants ``init`` once, then for
each request ``start``, ``put`` for each field, ``run``, ``getbyname`` for each result, row by row.
A script is plain data (JSON), so that a new library needs no code::

    {"library": "/opt/vendor/libinsure.so", "convention": "cdecl", "charset": "gb18030",
     "timeout_ms": 5000, "memory_mb": 512, "repeatable": false,
     "setup":    [{"function": "newinterface", "returns": "pointer", "keep": "h"}],
     "call":     [{"function": "put", "for_each": "fields",
                   "args": [{"pointer": "$h"}, {"text": "${item}"}, {"text": "${value}"}],
                   "expect": ">= 0"}, …],
     "teardown": [{"function": "destroy", "args": [{"pointer": "$h"}]}]}

An argument is one of ``int``, ``long``, ``double``, ``text``, ``pointer`` (in), ``out`` (a buffer
of that many bytes; ``as`` names the result), ``out_int``, ``out_pointer`` (``as`` likewise). Texts
may hold ``${name}``: a field of the request, or ``item`` and ``value`` within ``for_each``.
``for_each``: ``fields`` (name and value of each field of the request) or ``wanted`` (name of each
result asked for). ``while``: the steps in ``do`` are repeated, one row each, as long as its step
meets its ``expect``, ``limit`` times at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

TYPES_IN = ("int", "long", "double", "text", "pointer")
TYPES_OUT = ("out", "out_int", "out_pointer")
RETURNS = ("int", "long", "double", "pointer", "text", "none")
CONVENTIONS = ("cdecl", "stdcall")
LISTS = ("", "fields", "wanted")
MAX_BUFFER = 16 * 1024 * 1024
MAX_ROWS = 10_000

_EXPECT = re.compile(r"(==|!=|>=|<=|>|<)\s*(-?\d+)")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a script: ``place`` (``call[2].args[0]``) and what to write instead."""

    place: str
    remedy: str


class ScriptError(ValueError):
    """A script that cannot run; ``problems`` names every one."""

    def __init__(self, problems: list[Problem]) -> None:
        """Carry all problems; the text shows the first."""
        self.problems = problems
        first = problems[0]
        super().__init__(f"{first.place}: {first.remedy}")


@dataclass(frozen=True)
class Argument:
    """One argument: ``kind`` of TYPES_IN or TYPES_OUT, its value (size of an ``out``), its name."""

    kind: str
    value: Any
    name: str = ""


@dataclass(frozen=True)
class Step:
    """One call of a function, or (with ``do``) rows read while its result is as expected."""

    function: str
    args: tuple[Argument, ...] = ()
    returns: str = "int"
    expect: tuple[str, int] | None = None
    keep: str = ""
    for_each: str = ""
    do: tuple[Step, ...] = ()
    limit: int = 1000


@dataclass(frozen=True)
class Script:
    """A whole script; ``timeout_ms`` for one request, ``memory_mb`` for the child (0: no limit).

    ``repeatable``: a request whose end is not known (crash, time-out) may be sent again.
    """

    library: str
    convention: str
    charset: str
    timeout_ms: int
    memory_mb: int
    repeatable: bool
    setup: tuple[Step, ...]
    call: tuple[Step, ...]
    teardown: tuple[Step, ...]


def parse(document: Mapping[str, Any]) -> Script:
    """Return the script of a JSON document. Raises ScriptError with every problem found."""
    problems = check(document)
    if problems:
        raise ScriptError(problems)
    return Script(
        library=document["library"],
        convention=document.get("convention", "cdecl"),
        charset=document.get("charset", "utf-8"),
        timeout_ms=document.get("timeout_ms", 10_000),
        memory_mb=document.get("memory_mb", 0),
        repeatable=bool(document.get("repeatable", False)),
        setup=_steps(document.get("setup", ())),
        call=_steps(document["call"]),
        teardown=_steps(document.get("teardown", ())),
    )


def check(document: Mapping[str, Any]) -> list[Problem]:
    """Return every problem of a document, [] when it can run."""
    return [*_check_head(document), *_check_parts(document)]


def expected(step: Step, result: Any) -> bool:
    """Return whether a result is what the step expects; without an expectation any is.

    >>> expected(Step("run", expect=(">=", 0)), -1)
    False
    """
    if step.expect is None:
        return True
    sign, wanted = step.expect
    found = int(result or 0)
    return {
        "==": found == wanted,
        "!=": found != wanted,
        ">=": found >= wanted,
        "<=": found <= wanted,
        ">": found > wanted,
        "<": found < wanted,
    }[sign]


def _steps(items: Any) -> tuple[Step, ...]:
    return tuple(_step(item) for item in items)


def _step(item: Mapping[str, Any]) -> Step:
    source = item["while"] if "while" in item else item
    match = _EXPECT.fullmatch(str(source.get("expect", "")).strip())
    return Step(
        function=source["function"],
        args=tuple(_argument(one) for one in source.get("args", ())),
        returns=source.get("returns", "int"),
        expect=(match[1], int(match[2])) if match else None,
        keep=source.get("keep", ""),
        for_each=source.get("for_each", ""),
        do=_steps(item.get("do", ())),
        limit=item.get("limit", 1000),
    )


def _argument(item: Mapping[str, Any]) -> Argument:
    kind = next(key for key in item if key in TYPES_IN + TYPES_OUT)
    return Argument(kind, item[kind], str(item.get("as", "")))


def _check_head(document: Mapping[str, Any]) -> Iterator[Problem]:
    if not isinstance(document.get("library"), str) or not document["library"].strip():
        yield Problem("library", "write the path of the .dll or .so")
    if document.get("convention", "cdecl") not in CONVENTIONS:
        yield Problem("convention", f"one of {', '.join(CONVENTIONS)}")
    try:
        "".encode(str(document.get("charset", "utf-8")))
    except LookupError:
        yield Problem("charset", "a charset such as gb18030, gbk or utf-8")
    for key, least in (("timeout_ms", 1), ("memory_mb", 0)):
        if not _is_whole(document.get(key, least)) or document.get(key, least) < least:
            yield Problem(key, f"a whole number of at least {least}")


def _check_parts(document: Mapping[str, Any]) -> Iterator[Problem]:
    if not document.get("call"):
        yield Problem("call", "at least one step")
    for part in ("setup", "call", "teardown"):
        items = document.get(part) or ()
        if not isinstance(items, (list, tuple)):
            yield Problem(part, "a list of steps")
            continue
        for number, item in enumerate(items):
            yield from _check_step(f"{part}[{number}]", item)


def _check_step(place: str, item: Any) -> Iterator[Problem]:
    if not isinstance(item, Mapping):
        yield Problem(place, 'a step such as {"function": "run"}')
        return
    if "while" in item:
        yield from _check_rows(place, item)
        return
    if not isinstance(item.get("function"), str) or not item["function"].isidentifier():
        yield Problem(f"{place}.function", "the name of a function of the library")
    if item.get("returns", "int") not in RETURNS:
        yield Problem(f"{place}.returns", f"one of {', '.join(RETURNS)}")
    if item.get("for_each", "") not in LISTS:
        yield Problem(f"{place}.for_each", "fields or wanted")
    if item.get("expect") and not _EXPECT.fullmatch(str(item["expect"]).strip()):
        yield Problem(f"{place}.expect", "a comparison such as == 0 or >= 0")
    for number, argument in enumerate(item.get("args", ())):
        yield from _check_argument(f"{place}.args[{number}]", argument)


def _check_rows(place: str, item: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _check_step(f"{place}.while", item["while"])
    if isinstance(item["while"], Mapping) and not item["while"].get("expect"):
        yield Problem(f"{place}.while.expect", "say when there is another row, such as >= 0")
    if not item.get("do"):
        yield Problem(f"{place}.do", "the steps that read one row")
    if not _is_whole(item.get("limit", 1)) or not 1 <= item.get("limit", 1) <= MAX_ROWS:
        yield Problem(f"{place}.limit", f"a whole number from 1 to {MAX_ROWS}")
    for number, one in enumerate(item.get("do") or ()):
        yield from _check_step(f"{place}.do[{number}]", one)


def _check_argument(place: str, item: Any) -> Iterator[Problem]:
    kinds = (
        [key for key in item if key in TYPES_IN + TYPES_OUT] if isinstance(item, Mapping) else []
    )
    if len(kinds) != 1:
        yield Problem(place, f"exactly one of {', '.join(TYPES_IN + TYPES_OUT)}")
        return
    kind, value = kinds[0], item[kinds[0]]
    if kind in TYPES_OUT and not item.get("as"):
        yield Problem(f"{place}.as", "a name for the result")
    if kind == "out" and not (_is_whole(value) and 1 <= value <= MAX_BUFFER):
        yield Problem(f"{place}.out", f"the size of the buffer, 1 to {MAX_BUFFER} bytes")
    if kind in ("int", "long") and not (_is_whole(value) or _is_name(value)):
        yield Problem(f"{place}.{kind}", "a whole number, ${field} or $kept")
    if kind == "pointer" and value not in (0, None) and not str(value).startswith("$"):
        yield Problem(f"{place}.pointer", "0 or a kept name such as $h")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("$")
