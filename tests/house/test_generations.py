from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from house.generations import superfluous

FORM = "%Y%m%dT%H%M%SZ"
BEGIN = datetime(2026, 1, 1)


def stamps(hours):
    return [(BEGIN + timedelta(hours=hour)).strftime(FORM) for hour in hours]


def test_a_year_of_nightly_backups_keeps_days_weeks_and_months():
    nights = stamps(range(0, 24 * 365, 24))
    kept = sorted(set(nights) - set(superfluous(nights, FORM)))
    assert kept[-15:] == nights[-15:]
    assert 25 < len(kept) < 15 + 8 + 12
    months = {stamp[:6] for stamp in kept}
    assert len(months) == 12


@given(st.sets(st.integers(0, 24 * 900), min_size=1, max_size=60))
def test_the_newest_stays_and_pruning_twice_removes_nothing_more(hours):
    all_ = stamps(hours)
    gone = set(superfluous(all_, FORM))
    left = [stamp for stamp in all_ if stamp not in gone]
    assert max(all_) in left
    assert superfluous(left, FORM) == []
