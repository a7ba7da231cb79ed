"""One deterministic, quick hypothesis profile for the pure tests of this folder."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "inspection-core",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("inspection-core")
