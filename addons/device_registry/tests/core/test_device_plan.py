from hypothesis import given
from hypothesis import strategies as st

from device_registry.core.plan import inside


@given(st.floats(), st.floats())
def test_whatever_was_dropped_where_stands_on_the_picture(x, y):
    assert all(0 <= part <= 1 for part in inside(x, y))


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_a_point_on_the_picture_stays_where_it_is(x, y):
    assert inside(x / 1000, y / 1000) == (x / 1000, y / 1000)
