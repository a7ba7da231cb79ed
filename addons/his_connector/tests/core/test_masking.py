"""No name, no number of a patient in a log, whoever's error quotes them."""

import io
import logging

from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.masking import error_text, guard, mask

FAMILY = st.sampled_from("王李张刘陈欧阳珅玘买𠮷")
NAMES = st.tuples(FAMILY, st.text("小明丽华國強弢·", min_size=1, max_size=3)).map("".join)
NUMBERS = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True) | st.from_regex(
    r"1[3-9][0-9]{9}", fullmatch=True
)
FORMS = st.sampled_from(
    [
        'null value in column "name"\nDETAIL:  Failing row contains (7, {name}, {number}).',
        "duplicate key\nDETAIL:  Key (mrn)=({number}) already exists.",
        "invalid input syntax for type integer: \"{name}\"\nLINE 1: SELECT '{number}'",
        "bad query: INSERT INTO queue_patient VALUES ('{name}', '{number}')",
        "{{'name': '{name}', 'id_no': '{number}'}}",
        "cannot register {name} {number}",
        "PID|1||{number}^^^H^MR||{name}",
        'unterminated "{name}',
    ]
)


def written(log):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    guard([handler])
    guard([handler])
    logger = logging.Logger("odoo.sql_db")
    logger.addHandler(handler)
    log(logger)
    assert len(handler.filters) == 1
    return stream.getvalue()


@given(FORMS, NAMES, NUMBERS)
def test_neither_name_nor_number_is_left(form, name, number):
    text = form.format(name=name, number=number)
    for masked in (mask(text), error_text(ValueError(text))):
        assert name not in masked
        assert number not in masked


@given(FORMS, NAMES, NUMBERS)
def test_logs_keep_where_it_happened_and_not_to_whom(form, name, number):
    def log(logger):
        try:
            try:
                raise KeyError(form.format(name=name, number=number))
            except KeyError as error:
                raise RuntimeError(name) from error
        except RuntimeError as error:
            logger.warning("message 7 failed: %s", error)
            logger.exception("message 8 failed")
            logger.error("bad query: SELECT '%s'", name)

    text = written(log)
    assert name not in text
    assert number not in text
    assert "test_masking.py" in text
    assert "KeyError" in text
    assert "RuntimeError" in text


def test_what_says_nothing_about_people_stays():
    for text in ("connection refused", "deadlock detected", "server closed the connection"):
        assert mask(text) == text
    host = 'connection to server at "10.0.0.7", port 5432 failed'
    assert mask(host) == host
    assert error_text(ConnectionError()) == "ConnectionError"
