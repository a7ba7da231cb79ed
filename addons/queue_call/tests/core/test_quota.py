"""Quotas are never passed by those who ask first, and the tightest one decides."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.quota import Quota, left, over

SOURCES = ["appointment", "walk_in", "kiosk"]
QUOTAS = st.lists(
    st.builds(
        Quota,
        limit=st.integers(0, 12),
        half=st.sampled_from(["", "am", "pm"]),
        source=st.sampled_from(["", *SOURCES]),
    ),
    max_size=4,
)


def test_without_a_quota_there_is_no_limit():
    assert left([], "am", "kiosk", {"kiosk": 500}) is None
    assert left([Quota(3, half="pm")], "am", "kiosk", {}) is None


def test_the_tightest_quota_decides():
    quotas = [Quota(30), Quota(10, source="kiosk")]
    assert left(quotas, "am", "kiosk", {"kiosk": 10}) == 0
    assert left(quotas, "am", "walk_in", {"kiosk": 10}) == 20


@given(QUOTAS, st.lists(st.sampled_from(SOURCES), max_size=40))
def test_who_asks_first_never_passes_a_quota(quotas, arrivals):
    numbers = Counter()
    for source in arrivals:
        rest = left(quotas, "am", source, numbers)
        if rest is None or rest > 0:
            numbers[source] += 1
    assert not over(quotas, "am", numbers)
    for source in SOURCES:
        rest = left(quotas, "am", source, numbers)
        if rest:
            assert not over(quotas, "am", numbers + Counter({source: rest}))
            assert over(quotas, "am", numbers + Counter({source: rest + 1}))
