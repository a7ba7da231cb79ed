"""Files in a folder, on an FTP or an SFTP server."""

from collections.abc import Mapping

from .problem import Problem, missing, no_number, not_one_of, plain_secret

WAYS = ("folder", "ftp", "sftp")
FORMATS = ("hl7", "json", "csv", "fixed", "xml")


def check(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with the settings."""
    found = not_one_of(settings, "way", WAYS) + missing(settings, "folder")
    found += not_one_of({"format": settings.get("format") or "hl7"}, "format", FORMATS)
    found += no_number(settings, "interval", 0.2, 3600) + plain_secret(settings, "password")
    if settings.get("way") in ("ftp", "sftp"):
        found += missing(settings, "host", "user")
    if settings.get("way") == "sftp":
        found += missing(settings, "host_key")
    if settings.get("format") == "fixed":
        found += missing(settings, "widths")
    return found
