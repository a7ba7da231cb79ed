"""Settings with the secrets that they name, for whoever opens a line."""

from collections.abc import Mapping
from typing import Any

from .database.drivers import secret


def resolved(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with their secrets read from the environment. Raises NotConfigured."""
    names = ("key", "user", "password", "token")
    return {
        name: secret(str(value)) if name in names and value else value
        for name, value in settings.items()
    }
