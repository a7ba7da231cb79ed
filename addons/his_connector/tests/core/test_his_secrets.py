"""Secrets are named in settings and filled in at the gateway."""

import json

from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.secrets import fill, is_named


@given(st.text())
def test_a_secret_of_any_letters_takes_its_place_and_breaks_nothing(value):
    settings = json.loads(
        '{"password": "${SECRET:DB}", "port": 1, "out": {"keys": ["a${SECRET:DB}"]}}'
    )
    assert fill(settings, {"DB": value, "OTHER": "x"}) == {
        "password": value, "port": 1, "out": {"keys": [f"a{value}"]},
    }  # fmt: skip


def test_a_secret_that_names_another_is_not_looked_into():
    assert fill("${SECRET:A}", {"A": "${SECRET:B}", "B": "b"}) == "${SECRET:B}"


def test_a_secret_that_is_not_kept_stays_named():
    assert fill({"key": "${SECRET:GONE}"}, {}) == {"key": "${SECRET:GONE}"}
    assert is_named("${SECRET:GONE}")
    assert is_named("${ENV:X}")
    assert not is_named("secret")
