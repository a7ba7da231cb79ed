"""What hospitals hand over, as data: an operator takes one, changes names, and sees it work.

A preset is ``{key, name, name_zh, transport, settings, mapping, facts}``. ``facts`` says where
its names come from; what could not be checked against a real system says so there, and the
interface document prints it.
"""

from collections.abc import Mapping

from . import four_views, messages, staging, wst846

PRESETS: Mapping[str, Mapping[str, object]] = {
    str(preset["key"]): preset
    for module in (four_views, staging, messages, wst846)
    for preset in module.PRESETS
}


def for_transport(transport: str) -> list[Mapping[str, object]]:
    """The presets of one transport, in the order of the list."""
    return [preset for preset in PRESETS.values() if preset["transport"] == transport]
