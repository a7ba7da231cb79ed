"""A vendor's library: called by a script, its rows read like a view's."""

from collections.abc import Mapping

from ..dll.script import ScriptError, parse
from .problem import Problem, missing, no_number


def check(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with the settings; of the script every place."""
    found = missing(settings, "script") + no_number(settings, "interval", 0.2, 3600)
    if not settings.get("out"):
        found += missing(settings, "key", "columns")
    script = settings.get("script")
    if not isinstance(script, Mapping):
        return found
    try:
        parse(script)
    except ScriptError as error:
        found += [
            Problem(
                f"script.{one.place}", f"{one.place}: {one.remedy}", f"{one.place}：{one.remedy}"
            )
            for one in error.problems
        ]
    return found
