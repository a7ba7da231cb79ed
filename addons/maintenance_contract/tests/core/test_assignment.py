from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core.assignment import Candidate, Work, best, judge, propose

SETS = st.frozensets(st.integers(1, 4), max_size=3)
CANDIDATES = st.builds(
    Candidate,
    key=st.integers(1, 99),
    hospitals=SETS,
    skills=SETS,
    sites=SETS,
    open_tickets=st.integers(0, 12),
    at_most=st.integers(0, 8),
    on_duty=st.booleans(),
    away=st.booleans(),
    papers=st.sampled_from(["", "ended"]),
    knows=st.booleans(),
)
WORK = st.builds(
    Work,
    hospital=st.integers(1, 4),
    skills=SETS,
    places=st.lists(st.integers(1, 4), max_size=3).map(tuple),
    urgent=st.booleans(),
)


@given(WORK, st.lists(CANDIDATES, max_size=6))
def test_nobody_without_hospital_or_papers_is_given_a_ticket(work, candidates):
    chosen = best(propose(work, candidates))
    if chosen:
        fit = [one for one in candidates if one.key == chosen.key]
        assert any(work.hospital in one.hospitals and not one.papers for one in fit)
        assert not {"no_skill", "full"} & set(chosen.reasons)


@given(WORK, st.lists(CANDIDATES, max_size=6))
def test_everybody_is_told_and_those_out_of_the_question_come_last(work, candidates):
    found = propose(work, candidates)
    assert sorted(one.key for one in found) == sorted(one.key for one in candidates)
    out = [one.against is not None for one in found]
    assert out == sorted(out)


def one(key, **more):
    return Candidate(key, frozenset({1}), **more)


def first(work, *candidates):
    return propose(work, candidates)[0].key


def test_the_resident_engineer_is_asked_first_and_who_is_on_duty_for_what_cannot_wait():
    resident, duty = one(1, sites=frozenset({7})), one(2, on_duty=True)
    assert first(Work(1, places=(9, 7)), resident, duty) == 1
    assert first(Work(1, places=(9, 7), urgent=True), resident, duty) == 2


def test_skills_count_and_so_does_room_for_one_more():
    skilled, busy = one(1, skills=frozenset({3})), one(2, skills=frozenset({3}), open_tickets=5)
    assert first(Work(1, frozenset({3})), busy, skilled) == 1
    full = one(3, skills=frozenset({3}), sites=frozenset({7}), open_tickets=8, at_most=8)
    assert first(Work(1, frozenset({3}), (7,)), full, skilled) == 1


def test_reasons_are_told():
    found = judge(Work(1, frozenset({3, 4})), one(1, skills=frozenset({3}), knows=True))
    assert found.reasons == ("some_skills", "knows_device", "free")
    assert judge(Work(2), one(1)).against == "other_hospital"
    assert judge(Work(1), one(1, papers="ended")).against == "papers"


def test_with_nobody_fit_nobody_is_given_the_ticket():
    assert best(propose(Work(1, frozenset({3})), [one(1)])) is None
    assert best([]) is None
