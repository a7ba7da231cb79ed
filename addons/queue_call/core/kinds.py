"""Kinds of queues: what happens to a patient there step by step, as data. One engine for all.

A kind knows no order and calls nobody: lines, verbs and rules are those of every queue. It says
in which **steps** a visit stands there, which of them can be called, and what a call, a finish or
a return does to the step. Three sorts of steps:

* **before**: the patient waits; the desk moves him on (``Step.to``). Only a ``ready`` step can be
  called, and leads to ``Step.called``;
* **at** the room, window or seat: entered by the call alone. ``Step.done`` follows when he is
  finished, ``Step.back`` when he leaves unfinished (on hold, no-show, away, call taken back);
* **end**: nothing follows.

The catalogue itself is ``core.kind_catalogue``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .states import AT_POINT, MOVES

Text = tuple[str, str]
"""English and Chinese side by side, as everywhere in ``core``."""

Value = str | int | bool


@dataclass(frozen=True)
class Step:
    """Where a visit stands in a queue of its kind.

    ``wait``: why he is not called yet, to the patient (steps before that are not ready).
    ``to``: where the desk may move him by hand, ``rounds``: of these, the ones that begin the
    next round (bottle). ``minutes``: the rule that says how long he is not called after having
    entered it. ``aside``: finishing here does not end the visit, he waits again (two windows).
    """

    code: str
    name: Text
    ready: bool = False
    to: tuple[str, ...] = ()
    called: str = ""
    back: str = ""
    done: str = ""
    wait: Text | None = None
    rounds: frozenset[str] = frozenset()
    minutes: str = ""
    aside: bool = False

    @property
    def at(self) -> bool:
        """Return whether the patient is at the room, window or seat."""
        return bool(self.done)

    @property
    def end(self) -> bool:
        """Return whether nothing follows."""
        return not (self.to or self.called or self.done)


@dataclass(frozen=True)
class Kind:
    """A kind of queue.

    ``start``: the first step, and ``start_if``: (rule, step) pairs, where the first rule that is
    on names another one. ``exclusive``: while he is served here he cannot be called elsewhere
    (whoever is *called* never can; but a relative may stand at a pharmacy's window). ``says``:
    what a called patient is asked to do at the ``{point}``. ``leads``: kinds that often follow.
    ``rules``: rules with another default than in a clinic. ``seats``: he takes a seat when called.
    """

    code: str
    name: Text
    steps: Mapping[str, Step]
    start: str
    says: Text
    start_if: tuple[tuple[str, str], ...] = ()
    exclusive: bool = True
    seats: bool = False
    leads: tuple[str, ...] = ()
    rules: Mapping[str, Value] = field(default_factory=dict)

    def first(self, rules: object) -> Step | None:
        """Return the step of a patient who is registered; None where the kind has no steps.

        ``rules``: an object with the rules as attributes (a Policy).
        """
        named = (step for rule, step in self.start_if if getattr(rules, rule))
        return self.steps.get(next(named, self.start))

    def step(self, code: str | None) -> Step | None:
        """Return the step of a code; of an unknown or empty one the first; None without steps."""
        return self.steps.get(code or "") or self.steps.get(self.start)

    def at_point(self, code: str | None) -> Step | None:
        """Return the step that a call leads to; from a step that is not ready, by the next one."""
        here = self.step(code)
        if here is None or here.at:
            return here
        ready = here if here.called else next(one for one in self.steps.values() if one.called)
        return self.steps[ready.called]


class IllegalStep(Exception):
    """``step`` cannot follow: ``here`` is the step now (or None), ``allowed`` what may follow."""

    def __init__(self, step: str, here: Step | None) -> None:
        """Name the step that was wanted and what can be done instead."""
        self.step, self.here = step, here
        self.allowed = here.to if here else ()
        super().__init__(f"step {step!r} does not follow {here.code if here else None!r}")


def move(kind: Kind, code: str | None, wanted: str) -> Step:
    """Return the step that the desk moves a visit to; raise IllegalStep if it may not.

    >>> from .kind_catalogue import KINDS
    >>> move(KINDS["exam"], "preparing", "ready").ready
    True
    """
    here = kind.step(code)
    if here is None or wanted not in here.to:
        raise IllegalStep(wanted, here)
    return kind.steps[wanted]


def after(kind: Kind, code: str | None, target: str) -> Step | None:
    """Return the step that goes with a verb which leads to the state ``target``.

    None where the kind has no steps. The same step means: the verb does not touch it.
    """
    here = kind.step(code)
    if here is None:
        return None
    if target in AT_POINT:
        return kind.at_point(here.code)
    if target == "finished":
        return kind.steps[(kind.at_point(here.code) or here).done] if not here.end else here
    if here.at and target not in ("cancelled", "transferred"):
        return kind.steps[here.done if here.aside and target == "away" else here.back]
    return here


def verb_for(kind: Kind, code: str | None, verb: str) -> str:
    """Return the verb that is really done: to finish at a first window is to wait for a second."""
    here = kind.step(code)
    return "send_away" if verb == "finish" and here and here.aside else verb


def target(verb: str) -> str:
    """Return the state that a verb leads to."""
    return MOVES[verb].target


def is_ready(step: Step | None, missing: int = 0) -> bool:
    """Return whether an entry in this step can be called, with so many preparations missing."""
    if step is None:
        return not missing
    return step.at or step.end or (step.ready and not missing)
