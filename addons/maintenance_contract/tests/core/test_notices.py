import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core.notices import (
    Notice,
    NotSendable,
    Settings,
    request,
    veiled,
    verdict,
)

NOTICE = Notice(
    "k1", "Zhou", "138-0000 1234", "Disaster", "Hall", "https://h.test/service/answer/x"
)


def sent(kind, **more):
    wanted = request(Settings(kind, "https://n.test/send", **more), NOTICE, {})
    return wanted, json.loads(wanted.body)


def test_the_log_needs_no_request():
    assert request(Settings("sink"), NOTICE, {}) is None


def test_wecom_mentions_the_person_and_has_no_bearer():
    wanted, body = sent("wecom", secret="s")
    assert body["msgtype"] == "text"
    assert body["text"]["mentioned_mobile_list"] == ["13800001234"]
    assert body["text"]["content"].splitlines()[1] == NOTICE.link
    assert "Authorization" not in wanted.headers


@given(st.text(min_size=0, max_size=4000))
def test_wecom_text_keeps_its_limit_in_bytes_and_the_link(text):
    notice = Notice("k", "n", "13800001234", "t", text, NOTICE.link)
    body = json.loads(request(Settings("wecom", "https://n.test/"), notice, {}).body)
    content = body["text"]["content"]
    assert len(content.encode()) <= 2048
    assert NOTICE.link in content


def test_a_text_message_carries_number_key_and_link():
    wanted, body = sent("sms", secret="tell")
    assert (body["phone"], body["id"]) == ("13800001234", "k1")
    assert NOTICE.link in body["text"]
    assert wanted.headers["Authorization"] == "Bearer tell"
    assert wanted.headers["Idempotency-Key"] == "k1"


def test_a_secret_comes_from_the_environment_or_is_missed_by_name():
    settings = Settings("webhook", "https://n.test/${ENV:JIAOHAO_KEY}")
    assert request(settings, NOTICE, {"JIAOHAO_KEY": "abc"}).url == "https://n.test/abc"
    with pytest.raises(NotSendable, match="JIAOHAO_KEY"):
        request(settings, NOTICE, {})


def test_other_variables_of_the_server_are_not_for_the_taking():
    settings = Settings("webhook", "https://n.test/${ENV:PGPASSWORD}")
    assert "PGPASSWORD" in request(settings, NOTICE, {"PGPASSWORD": "x"}).url


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "ftp://n.test", "https://"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(NotSendable, match="address"):
        request(Settings("webhook", url), NOTICE, {})


def test_without_a_telephone_number_no_text_message():
    nobody = Notice("k", "Li", "", "t", "")
    with pytest.raises(NotSendable, match="Li"):
        request(Settings("sms", "https://n.test"), nobody, {})


@pytest.mark.parametrize(
    ("kind", "status", "body", "said"),
    [
        ("wecom", 200, b'{"errcode":0,"errmsg":"ok"}', ""),
        ("wecom", 200, b"<html>proxy</html>", "no errcode in the answer"),
        ("sms", 200, b'{"code":"OK"}', ""),
        ("sms", 200, b'{"code":17,"message":"no money"}', "17 no money"),
        ("webhook", 204, b"", ""),
        ("webhook", 302, b"", "HTTP 302"),
        ("sms", 503, b"", "HTTP 503"),
    ],
)
def test_what_an_answer_means(kind, status, body, said):
    assert verdict(kind, status, body) == said


@given(st.text(alphabet="0123456789-+ ", max_size=20))
def test_a_number_in_the_log_hides_its_middle(phone):
    digits = [one for one in phone if one.isdigit()]
    assert len([one for one in veiled(phone) if one.isdigit()]) <= 7 or len(digits) <= 7


def test_settings_and_requests_do_not_print_their_secrets():
    settings = Settings("webhook", "https://n.test", "topsecret")
    assert "topsecret" not in repr(settings) + repr(request(settings, NOTICE, {}))
