import itertools

from device_registry.core.site import KINDS, fits


def test_a_place_holds_smaller_ones_only_and_any_may_stand_alone():
    for parent, child in itertools.product(KINDS, KINDS):
        assert fits(parent, child) == (KINDS.index(parent) < KINDS.index(child))
    assert all(fits(None, child) for child in KINDS)
