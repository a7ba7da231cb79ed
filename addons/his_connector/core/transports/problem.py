"""A setting that cannot work."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..secrets import is_named


@dataclass(frozen=True)
class Problem:
    """``field``: the setting; ``remedy``: what to write there, English and Chinese."""

    field: str
    remedy: str
    remedy_zh: str


def missing(settings: Mapping[str, object], *names: str) -> list[Problem]:
    """A problem for each of the settings that is empty."""
    return [
        Problem(name, f"“{name}” must be given", f"必须填写“{name}”")
        for name in names
        if settings.get(name) in (None, "", [], {})
    ]


def not_one_of(settings: Mapping[str, object], name: str, known: tuple[str, ...]) -> list[Problem]:
    """A problem when the setting is none of ``known``."""
    if settings.get(name) in known:
        return []
    words = ", ".join(known)
    return [Problem(name, f"“{name}” is one of: {words}", f"“{name}”只能是：{words}")]


def no_number(
    settings: Mapping[str, object], name: str, least: float, most: float
) -> list[Problem]:
    """A problem when the setting is given and no number within the bounds."""
    value = settings.get(name)
    if value is None or (
        isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value <= most
    ):
        return []
    return [
        Problem(
            name,
            f"“{name}” is a number from {least} to {most}",
            f"“{name}”是 {least} 到 {most} 的数",
        )
    ]


def plain_secret(settings: Mapping[str, object], *names: str) -> list[Problem]:
    """A problem for a secret written out: it belongs into the gateway's environment."""
    return [
        Problem(
            name,
            f"“{name}”: write ${{SECRET:NAME}} and set it under Secrets, or ${{ENV:NAME}} and set"
            " the variable for the gateway",
            f"“{name}”：请写 ${{SECRET:名称}} 并在“密钥”页填写，或写 ${{ENV:变量名}} 并在网关的"
            "环境变量中设置",
        )
        for name in names
        if settings.get(name) and not is_named(settings[name])
    ]
