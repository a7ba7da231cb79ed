"""What is served over HTTP: REST, SOAP, FHIR."""

from collections.abc import Mapping

from ..proof import WAYS
from ..soap import arguments_of, valid_names
from .problem import Problem, missing, not_one_of, plain_secret


def check(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with the settings of any of them."""
    found = not_one_of(settings, "auth", WAYS) + plain_secret(settings, "key", "password")
    needs = {"key": ("key",), "hmac": ("key",), "basic": ("user", "password")}
    found += missing(settings, *needs.get(str(settings.get("auth")), ()))
    if settings.get("auth") == "none" and not settings.get("allow"):
        found += missing(settings, "allow")
    return found


def check_soap(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with the settings of our SOAP service."""
    method, names = arguments_of(settings)
    if valid_names([method, *names]):
        return check(settings)
    wrong = Problem(
        "method",
        "“method”, “function”, “body”, “arguments” are names of XML elements",
        "“method”“function”“body”“arguments”须为 XML 元素名",
    )
    return [wrong, *check(settings)]
