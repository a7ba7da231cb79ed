import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_registry.core.protocol import checks, frames, modbus, sign

BYTE = st.integers(0, 255)
NAMED = st.sampled_from(sorted(frames.FORMS))


def reply(address, bits):
    body = bytes([address, 2, 1, bits])
    return body + checks.crc16_modbus(body)


@given(NAMED, st.lists(st.tuples(BYTE, BYTE), max_size=12), st.data())
def test_any_cut_of_a_stream_gives_the_same_frames(name, presses, data):
    form = frames.FORMS[name]
    stream = b"".join(form.build(*press) for press in presses)
    reader, found = frames.Reader(form), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += reader.feed(stream[:size])
        stream = stream[size:]
    assert found == presses
    assert reader.bad == 0


@given(st.binary(max_size=40), st.tuples(BYTE, BYTE))
def test_a_frame_behind_noise_is_found_once_its_mark_is_seen(noise, press):
    form = frames.FORMS["marked6"]
    clean = bytes(byte for byte in noise if byte != 0xAA)
    reader = frames.Reader(form)
    assert reader.feed(clean + form.build(*press)) == [press]
    assert reader.bad == len(clean)


@given(st.tuples(BYTE, BYTE), st.integers(0, 5), st.integers(1, 255))
def test_a_damaged_frame_is_no_press(press, place, flip):
    form = frames.FORMS["marked6"]
    frame = bytearray(form.build(*press))
    frame[place] ^= flip
    assert frames.Reader(form).feed(bytes(frame)) == []


def test_a_form_that_contradicts_itself_is_refused():
    for wrong in (
        {"address_at": 0, "start": b"\xaa"},
        {"key_at": 9},
        {"key_at": 1},
        {"check": "md5"},
    ):
        with pytest.raises(ValueError, match="address_at|check|key_at"):
            frames.Form(**({"length": 6, "address_at": 1, "key_at": 2} | wrong))


def test_a_repeated_frame_is_one_press_and_a_later_one_another():
    once = frames.Once()
    assert [once.counts((1, 1), at) for at in (0.0, 0.1, 0.2, 0.6)] == [True, False, False, True]
    assert once.counts((2, 1), 0.65)


@given(BYTE, BYTE, st.binary(max_size=8), st.binary(max_size=8))
def test_an_answer_is_found_among_what_others_said(address, bits, before, after):
    told = modbus.answer(before + reply(address, bits) + after, address)
    assert told is not None
    assert told == bits or bytes([address, 2, 1, told]) in before + reply(address, bits) + after


@given(BYTE, BYTE, st.integers(0, 5), st.integers(1, 255))
def test_a_damaged_answer_says_nothing(address, bits, place, flip):
    frame = bytearray(reply(address, bits))
    frame[place] ^= flip
    assert modbus.answer(bytes(frame), address) is None


def test_a_key_counts_when_it_goes_down_and_a_lost_answer_changes_nothing():
    keys, found = modbus.Keys(), []
    for at, bits in ((0, 1), (1, 1), (2, None), (3, 1), (4, 0), (5, 1), (6, 0b10000001)):
        found.append(keys.told(bits, float(at)))
    assert found == [[1], [], [], [], [], [1], [8]]


def test_a_contact_that_bounces_is_one_press():
    keys = modbus.Keys()
    assert [keys.told(bits, at) for at, bits in ((0.0, 1), (0.05, 0), (0.1, 1))] == [[1], [], []]


@given(st.integers(0, 247), st.integers(0, 99999))
def test_a_sign_s_frame_is_four_bytes_with_their_sum(address, number):
    frame = sign.show(address, number)
    assert len(frame) == 4
    assert frame[3] == sum(frame[:3]) & 0xFF


def test_a_sign_shows_the_digits_of_a_number_and_is_dark_without_one():
    assert sign.digits("A043") == 43
    assert sign.digits("—") is None
    assert sign.show(5, None)[1:3] == b"\xff\xff"
