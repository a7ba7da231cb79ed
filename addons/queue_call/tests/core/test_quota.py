"""Quotas are never passed by those who ask first, and the tightest one decides."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.quota import Quota, beyond, left

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
def test_who_asks_first_never_passes_a_quota_and_only_the_rest_is_flagged(quotas, arrivals):
    numbers, refused = Counter(), []
    for source in arrivals:
        rest = left(quotas, "am", source, numbers)
        refused.append(rest == 0)
        if rest != 0:
            numbers[source] += 1
    for one in quotas:
        if one.half in ("", "am"):
            assert sum(n for known, n in numbers.items() if one.source in ("", known)) <= one.limit
    flags = beyond(quotas, "am", {}, arrivals)
    assert flags.index(True) == refused.index(True) if any(refused) else not any(flags)


def test_a_full_quota_of_one_source_flags_no_other():
    quotas = [Quota(1, source="kiosk")]
    assert beyond(quotas, "am", {"kiosk": 2}, ["appointment", "kiosk"]) == [False, True]
