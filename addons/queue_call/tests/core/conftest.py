"""One deterministic, quick hypothesis profile for the pure tests of this folder."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "queue-core",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("queue-core")


@pytest.fixture(scope="session")
def addon():
    """The folder of the add-on."""
    return Path(__file__).parents[2]
