"""A view, a staging table or a procedure of a foreign database."""

import re
from collections.abc import Mapping

from .problem import Problem, missing, no_number, not_one_of, plain_secret

DRIVERS = ("postgresql", "mysql", "sqlserver", "oracle", "oracle_thick")
MODES = ("poll", "staging", "write")
_NAME = re.compile(r"[^\W\d][\w$#]*(\.[^\W\d][\w$#]*)?")


def check(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with the settings. ``own``: the schema his_stage, nothing to be set."""
    if settings.get("driver") == "own":
        return no_number(settings, "interval", 0.2, 3600)
    found = not_one_of(settings, "driver", DRIVERS) + not_one_of(settings, "mode", MODES)
    found += missing(settings, "host", "database", "user", "view", "key")
    found += plain_secret(settings, "password")
    found += no_number(settings, "port", 1, 65535) + no_number(settings, "interval", 0.2, 3600)
    found += no_number(settings, "sweep", 1, 86400) + no_number(settings, "overlap", 2, 3600)
    if settings.get("driver") == "oracle_thick":
        found += missing(settings, "client_folder")
    if settings.get("mode") == "staging":
        found += missing(settings, "status")
    key = settings.get("key")
    if key and not isinstance(key, list):
        found.append(Problem("key", "“key” is a list of columns", "“key”是列名的列表"))
    for name in ("view", "changed", "day", "status", "error"):
        text = str(settings.get(name) or "")
        if text and not _NAME.fullmatch(text):
            found.append(
                Problem(name, f"“{name}” is a name, not SQL", f"“{name}”只能是名称，不能是 SQL")
            )
    return found
