"""What is served over HTTP, or asked there (``mode: poll``): REST, SOAP, FHIR."""

from collections.abc import Mapping

from ..proof import WAYS
from ..soap import arguments_of, valid_names
from .problem import Problem, missing, no_number, not_one_of, plain_secret

ASKING = ("", "none", "key", "basic", "hmac", "bearer")  # how we prove ourselves


def check(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with the settings of any of them."""
    if settings.get("mode") == "poll":
        return check_asking(settings) + missing(settings, "row_key")
    found = not_one_of(settings, "auth", WAYS) + plain_secret(settings, "key", "password")
    needs = {"key": ("key",), "hmac": ("key",), "basic": ("user", "password")}
    found += missing(settings, *needs.get(str(settings.get("auth")), ()))
    if settings.get("auth") == "none" and not settings.get("allow"):
        found += missing(settings, "allow")
    return found


def check_soap(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with the settings of our SOAP service."""
    if settings.get("mode") == "poll":
        return _check_call(settings)
    method, names = arguments_of(settings)
    if valid_names([method, *names]):
        return check(settings)
    wrong = Problem(
        "method",
        "“method”, “function”, “body”, “arguments” are names of XML elements",
        "“method”“function”“body”“arguments”须为 XML 元素名",
    )
    return [wrong, *check(settings)]


def check_fhir(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with the settings of FHIR; rows that are asked for have their own ids."""
    return check_asking(settings) if settings.get("mode") == "poll" else check(settings)


def check_asking(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with the settings of a side that we ask."""
    found = missing(settings, *([] if settings.get("wsdl") else ["url"]))
    way = {"auth": settings.get("auth") or ""}
    found += not_one_of(way, "auth", ASKING) + plain_secret(settings, "key", "password")
    found += no_number(settings, "interval", 0.2, 3600) + no_number(settings, "sweep", 1, 86400)
    for name in ("url", "wsdl"):
        text = str(settings.get(name) or "http://")
        if not text.startswith(("http://", "https://")):
            found.append(
                Problem(name, f"“{name}” begins with http(s)://", f"“{name}”须以 http(s):// 开头")
            )
    key = settings.get("row_key")
    if key and not isinstance(key, list):
        found.append(Problem("row_key", "“row_key” is a list of names", "“row_key”是字段名的列表"))
    return found


def _check_call(settings: Mapping[str, object]) -> list[Problem]:
    found = check_asking(settings) + missing(settings, "row_key", "method")
    if not isinstance(settings.get("arguments"), Mapping):
        needs = {"arguments": settings.get("template") or settings.get("line")}
        found += missing(needs, "arguments")
    return found
