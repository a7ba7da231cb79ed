"""What an interface's settings say below ``out``: what the HIS is told, whatever the way."""

from collections.abc import Mapping

from ..outgoing import EVENTS
from .problem import Problem, no_number, not_one_of

MODES = ("all", "latest")


def check(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with ``out``: send (events), mode, parallel, give_up_hours."""
    out = settings.get("out")
    if out is None:
        return []
    if not isinstance(out, dict):
        return [Problem("out", "“out” is an object {…}", "“out”须为对象 {…}")]
    found = no_number(out, "parallel", 1, 64) + no_number(out, "give_up_hours", 0.1, 720)
    if "mode" in out:
        found += not_one_of(out, "mode", MODES)
    events = out.get("send", [])
    if not isinstance(events, list) or set(map(str, events)) - set(EVENTS):
        known = ", ".join(EVENTS)
        found.append(
            Problem("send", f"“send” is a list of: {known}", f"“send”为列表，只能含：{known}")
        )
    return found
