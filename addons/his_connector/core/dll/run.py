"""Runs a call script against a library that somebody else has loaded: no ctypes in here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .script import Argument, Script, Step, expected

_NAME = re.compile(r"\$\{([^}]*)\}")

Call = Callable[[str, list[tuple[str, Any]], str], tuple[Any, list[Any]]]
"""(function, [(kind, value)], kind of the result) → (result, [values of the out arguments])."""


class StepFailed(Exception):
    """A function answered something else than the script expects."""

    def __init__(self, place: str, step: Step, result: Any) -> None:
        """``place``: which step, such as ``call[2]``."""
        self.place, self.function, self.result = place, step.function, result
        wanted = " ".join(map(str, step.expect or ()))
        super().__init__(f"{place}: {step.function} answered {result!r}, expected {wanted}")


@dataclass
class Request:
    """What one request brings and collects."""

    fields: Mapping[str, str] = field(default_factory=dict)
    wanted: Iterable[str] = ()
    values: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)


class Runner:
    """Keeps what ``keep`` has named (handles) from setup to teardown."""

    def __init__(self, script: Script, call: Call) -> None:
        """``call`` carries out one call; see ``Call``."""
        self.script, self.call = script, call
        self.kept: dict[str, Any] = {}

    def setup(self) -> None:
        """Run the steps that come once. Raises StepFailed."""
        self._steps("setup", self.script.setup, Request())

    def request(self, fields: Mapping[str, str], wanted: Iterable[str] = ()) -> Request:
        """Run the steps of one request and return what they collected. Raises StepFailed."""
        request = Request(fields, list(wanted))
        self._steps("call", self.script.call, request)
        return request

    def teardown(self) -> None:
        """Run the closing steps. Raises StepFailed."""
        self._steps("teardown", self.script.teardown, Request())

    def _steps(self, place: str, steps: Iterable[Step], request: Request) -> None:
        for number, step in enumerate(steps):
            where = f"{place}[{number}]"
            if step.do:
                self._rows(where, step, request)
            else:
                for item in _items(step, request):
                    self._one(where, step, request, item)

    def _rows(self, place: str, step: Step, request: Request) -> None:
        for _row in range(step.limit):
            if not expected(step, self._carry_out(step, request, {})):
                return
            row = Request(request.fields, request.wanted)
            self._steps(f"{place}.do", step.do, row)
            request.rows.append(row.values)

    def _one(self, place: str, step: Step, request: Request, item: Mapping[str, str]) -> None:
        result = self._carry_out(step, request, item)
        if not expected(step, result):
            raise StepFailed(place, step, result)

    def _carry_out(self, step: Step, request: Request, item: Mapping[str, str]) -> Any:
        known = {**request.fields, **item}
        arguments = [(one.kind, self._value(one, known, request)) for one in step.args]
        result, outs = self.call(step.function, arguments, step.returns)
        names = [_filled(one.name, known) for one in step.args if one.kind.startswith("out")]
        for name, value in zip(names, outs, strict=True):
            request.values[name] = value
            self.kept[name] = value
        if step.keep:
            self.kept[step.keep] = result
            request.values[step.keep] = result
        return result

    def _value(self, argument: Argument, known: Mapping[str, str], request: Request) -> Any:
        value = argument.value
        if argument.kind.startswith("out"):
            return value
        if isinstance(value, str) and value.startswith("$") and not value.startswith("${"):
            return self.kept[value[1:]]
        text = _filled(value, known) if isinstance(value, str) else value
        if argument.kind in ("int", "long"):
            return int(text)
        return float(text) if argument.kind == "double" else text


def _items(step: Step, request: Request) -> list[dict[str, str]]:
    if step.for_each == "fields":
        return [{"item": name, "value": value} for name, value in request.fields.items()]
    if step.for_each == "wanted":
        return [{"item": name} for name in request.wanted]
    return [{}]


def _filled(text: str, known: Mapping[str, str]) -> str:
    return _NAME.sub(lambda match: str(known.get(match[1], "")), text)
