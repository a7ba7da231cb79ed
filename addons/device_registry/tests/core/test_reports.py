from hypothesis import given, settings
from hypothesis import strategies as st

from device_registry.core import heartbeat

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=3,
)


@given(
    report=st.dictionaries(st.sampled_from((*heartbeat.NUMBERS, *heartbeat.TEXTS, "x")), ANYTHING)
)
@settings(derandomize=True, deadline=None)
def test_whatever_a_device_says_fits_the_table(report):
    kept = heartbeat.clean(report)
    assert set(kept) == {*heartbeat.NUMBERS, *heartbeat.TEXTS}
    for key in heartbeat.NUMBERS:
        assert kept[key] is None or -(2**31) <= kept[key] < 2**31
    for key in heartbeat.TEXTS:
        text = kept[key]
        assert text is None or (0 < len(text) <= heartbeat.LONGEST and "\x00" not in text)
        assert text is None or text.encode("utf-8")


def test_half_a_surrogate_pair_is_left_out():
    assert heartbeat.clean({"version": "a\ud800b"})["version"] == "ab"


def test_sound_may_be_told_as_yes_and_no():
    assert heartbeat.clean({"audio": True})["audio"] == "on"
    assert heartbeat.clean({"audio": False})["audio"] == "off"
