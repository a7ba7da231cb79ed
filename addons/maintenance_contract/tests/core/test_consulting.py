from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core.consulting import BY_HOSPITAL, FLOWS, after, open_verbs

WALKS = st.tuples(
    st.sampled_from(sorted(FLOWS)),
    st.lists(st.sampled_from(sorted({verb for flow in FLOWS.values() for verb in flow}))),
)


@given(WALKS)
def test_nothing_is_accepted_that_was_not_delivered_or_answered(walk):
    kind, verbs = walk
    state, before = "asked", None
    for verb in verbs:
        following = after(kind, state, verb)
        if following:
            before, state = state, following
    if state == "accepted":
        assert before in ("answered", "delivered")


@given(WALKS)
def test_from_everywhere_but_the_end_there_is_a_way_on(walk):
    kind, verbs = walk
    state = "asked"
    for verb in verbs:
        state = after(kind, state, verb) or state
    assert bool(open_verbs(kind, state)) == (state != "accepted")


def test_the_hospital_s_own_verbs_are_part_of_a_flow():
    assert BY_HOSPITAL <= {verb for flow in FLOWS.values() for verb in flow}


def test_a_fault_has_no_such_flow():
    assert open_verbs("fault", "asked") == []


@given(WALKS)
def test_no_change_is_planned_or_delivered_that_the_hospital_has_not_approved(walk):
    _kind, verbs = walk
    state, approved = "asked", False
    for verb in verbs:
        following = after("change", state, verb)
        if not following:
            continue
        state = following
        approved = approved or state == "approved"
        if state in ("planned", "delivered", "returned", "accepted"):
            assert approved
