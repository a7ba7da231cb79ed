import pytest

from device_registry.core import token as rules


def test_tokens_are_different_plausible_and_fit_a_path():
    tokens = {rules.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(map(rules.plausible, tokens))


@pytest.mark.parametrize(
    "wrong", ["", None, 7, b"x" * 43, "x" * 42, "x" * 44, "x" * 42 + "%", "x" * 43 + "\n"]
)
def test_what_has_not_the_form_of_a_token_is_not_plausible(wrong):
    assert not rules.plausible(wrong)


def test_a_hash_is_the_same_each_time_and_is_no_token_itself():
    token = rules.new_token()
    assert rules.token_hash(token) == rules.token_hash(token)
    assert rules.token_hash(token) != rules.token_hash(rules.new_token())
    assert not rules.plausible(rules.token_hash(token))


def test_a_token_in_a_path_is_masked_and_the_rest_is_kept():
    for _ in range(100):
        token = rules.new_token()
        line = f'"GET /queue/screen/{token}?x=1 HTTP/1.1" 200'
        assert rules.masked(line) == '"GET /queue/screen/…?x=1 HTTP/1.1" 200'


def test_addresses_without_a_token_are_not_masked():
    for text in ("/web/assets/1/abc/web.assets.min.js", "/" + "x" * 44, "x" * 43, 200, None):
        assert rules.masked(text) == text
