"""A poll loses nothing: late commits, deletes, clocks that jump, restored backups."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core import drift, mapping, polling
from his_connector.core.polling import Known, Overlap, Row
from his_connector.core.statements import classify, refused

START = datetime(2026, 11, 22, 8, 0)
seconds = st.floats(0, 600, allow_nan=False).map(lambda value: round(value, 3))


def test_an_overlap_is_two_seconds_or_three_times_the_worst_lag():
    overlap = Overlap()
    assert overlap.span == timedelta(seconds=2)
    overlap.observe(START, START + timedelta(seconds=4))
    overlap.observe(START, START - timedelta(seconds=9))  # not late
    assert (overlap.lag, overlap.span) == (timedelta(seconds=4), timedelta(seconds=12))


@given(
    st.lists(st.tuples(seconds, st.floats(0, 1.9).map(lambda v: round(v, 3))), max_size=80),
    st.lists(st.tuples(seconds, st.integers(-3600, 3600)), max_size=3),
)
def test_no_row_is_lost_under_late_commits_and_clock_steps(writes, steps):
    """Rows carry the source's clock when written and are visible when committed."""

    def clock(at):
        return START + timedelta(seconds=at + sum(d for when, d in steps if when <= at))

    rows = [(at + lag, clock(at), str(n)) for n, (at, lag) in enumerate(writes)]
    seen, before, last = set(), None, 0.0
    for tick in range(0, 640, 5):
        now = clock(tick)
        begin = polling.since(before, now, timedelta(seconds=tick - last), timedelta(seconds=2))
        seen |= {
            key for commit, at, key in rows if commit <= tick and (begin is None or at > begin)
        }
        before, last = now, tick
    assert seen == {key for _commit, _at, key in rows}


@given(st.dictionaries(st.text(max_size=3), st.binary(min_size=1, max_size=2)),
       st.dictionaries(st.text(max_size=3), st.binary(min_size=1, max_size=2)))  # fmt: skip
def test_what_is_taken_and_dropped_makes_ours_equal_to_theirs(ours, theirs):
    known = {key: Known(value, 1) for key, value in ours.items()}
    changes = polling.compare(known, [Row(k, v, {}) for k, v in theirs.items()], complete=True)
    result = {key: value for key, value in ours.items() if key not in changes.gone}
    result |= {row.key: row.hash for row in changes.to_take}
    assert result == theirs
    assert polling.day_hash(result.values()) == polling.day_hash(theirs.values())


def test_a_row_that_goes_back_in_time_is_not_taken():
    known = {"1": Known(b"a", 2, START)}
    changes = polling.compare(known, [Row("1", b"b", {}, START - timedelta(hours=1))], True)
    assert [row.key for row in changes.back] == ["1"]
    assert not changes.to_take


@pytest.mark.parametrize(("known", "gone", "held"), [(100, 3, False), (100, 30, True),
                                                     (30, 19, False), (30, 20, True),
                                                     (1000, 299, False)])  # fmt: skip
def test_many_rows_gone_at_once_are_no_cancellations(known, gone, held):
    changes = polling.Changes(gone=tuple(map(str, range(gone))))
    assert polling.suspicious(known, changes) is held
    assert polling.difference(changes)["counts"]["missing"] == gone


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("select a from b", "select"),
        ("  /* hi */ SELECT 'delete; drop' FROM t -- x", "select"),
        ("with q as (select 1) select * from q", "select"),
        ("with q as (delete from t returning 1) select * from q", "other"),
        ("select 1; drop table t", "other"),
        ("select * into outfile 'x' from t", "other"),
        ("select [update] from t", "select"),
        ("update t set a=1 where id=2", "update"),
        ("insert into t values (1)", "insert"),
        ("delete from t", "other"), ("truncate table t", "other"), ("grant all to x", "other"),
        ("call p(1)", "procedure"), ("BEGIN p(:1); END;", "procedure"),
        ("begin delete from t; end;", "other"), ("exec dbo.p @a=1", "procedure"),
        ("exec p; drop table t", "other"), ("", "other"), ("set transaction read only", "session"),
    ],
)  # fmt: skip
def test_a_statement_is_of_the_class_it_looks_and_nothing_destroys(sql, kind):
    assert classify(sql) == kind
    assert refused(kind, ["select"]) == (kind not in ("select", "session"))


@given(st.text(max_size=60))
def test_any_text_has_a_class_and_several_statements_are_refused(text):
    assert refused(classify(f"select 1; {text or 'x'}x"), ["select"]) or ";" not in text


PLAN = mapping.load(
    {
        "rules": [
            {"target": "mrn", "source": "pid"},
            {"target": "command", "source": "st", "convert": "map:s"},
        ],
        "maps": {"s": {"1": "register"}},
    }
)


def test_a_renamed_column_stops_the_interface_and_the_new_name_is_proposed():
    expected = {"pid": "text", "patient_name": "text"}
    found = {"pid": "text", "patientname": "text"}
    assert drift.compare(expected, found, ["pid", "patient_name"]) == [
        drift.Drift("column_gone", "patient_name → patientname?")
    ]
    assert drift.compare(expected, {**expected, "new": "text"}, list(expected)) == []
    assert drift.compare(expected, {**expected, "pid": "number"}, ["pid"])[0].code == (
        "column_changed"
    )


def test_a_new_code_stops_and_one_bad_row_does_not():
    bad = mapping.Problem("service_date", "day", "bad_value")
    new = mapping.Problem("command", "st", "unknown_code")
    assert drift.of_batch(PLAN, 100, [new]) == drift.Drift("new_code", "st")
    assert drift.of_batch(PLAN, 100, [bad]) is None
    assert drift.of_batch(PLAN, 10, [bad] * 6) == drift.Drift("column_changed", "day")
