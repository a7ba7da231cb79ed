import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.numbering import format_number


@pytest.mark.parametrize(
    ("prefix", "seq", "width", "expected"),
    [
        ("A", 1, 3, "A001"),
        ("A", 999, 3, "A999"),
        ("A", 1000, 3, "A1000"),
        ("专", 8, 2, "专08"),
        ("", 5, 1, "5"),
    ],
)
def test_a_number_is_a_prefix_and_a_padded_count(prefix, seq, width, expected):
    assert format_number(prefix, seq, width) == expected


@pytest.mark.parametrize("seq", [0, -1])
def test_there_is_no_number_before_the_first(seq):
    with pytest.raises(ValueError, match="counts from 1"):
        format_number("A", seq)


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_two_patients_of_a_queue_never_share_a_number(one, other):
    assert (format_number("A", one) == format_number("A", other)) == (one == other)
