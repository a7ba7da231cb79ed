"""Recorded packs: what they say, what they lack, and which recordings are taken."""

import contextlib
import io
import math
import random
import struct
import wave

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_call.core.voice import pack, wav
from queue_call.core.voice.loudness import loudness
from queue_call.core.voice.phrase import Phrase

DIGITS = "零幺二三四五六七八九"
BANK = {"请", "号", "到三号诊室就诊", *"ABC", *DIGITS}
numbers = st.text(DIGITS, min_size=1, max_size=6)


@given(numbers, st.sampled_from("ABC"))
def test_a_bank_of_digits_says_every_number_exactly(number, letter):
    text = f"请{letter}{number}号"
    assert "".join(pack.cover(text, BANK)) == text


@given(numbers)
def test_a_recorded_sentence_beats_its_parts(number):
    text = f"请{number}号"
    assert pack.cover(text, BANK | {text}) == (text,)


@given(numbers, st.sampled_from("王朴𬭎"))
def test_a_pack_says_all_or_nothing(number, strange):
    assert pack.cover(f"请{number}号，{strange}", BANK) is None


@given(st.lists(numbers, min_size=1, max_size=30))
def test_whoever_records_what_is_missing_can_say_everything(found):
    phrases = [Phrase(f"请A{one}号") for one in found] + [Phrase("到CT二室检查")]
    missing = [one.words for one in pack.needs(phrases, set()) if not one.there]
    assert pack.covered(phrases, set(missing)) == (len(set(phrases)), len(set(phrases)))
    assert all(one.there for one in pack.needs(phrases, set(missing)))


def test_names_are_never_asked_for():
    assert pack.needs([Phrase("单小明，到三号诊室就诊", private=True)], set()) == []


def test_what_is_missing_stands_first_and_the_most_used_first():
    phrases = [Phrase("请A幺号"), Phrase("请A二号"), Phrase("到三号诊室就诊")]
    found = pack.needs(phrases, {"到三号诊室就诊"})
    assert [one.words for one in found][-1] == "到三号诊室就诊"
    assert found[0].uses == 2
    assert not found[0].there


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("请.wav", "请"), ("a.WAV", "A"),
        ("包/到三号诊室，就诊.wav", "到三号诊室就诊"), ("包\\号.wav", "号"),
        (".DS_Store", ""), ("__MACOSX/._请.wav", ""), ("包/", ""), ("readme.txt", ""),
    ],
)  # fmt: skip
def test_a_file_says_what_its_name_says(path, said):
    assert pack.said_by(path) == said


@pytest.mark.parametrize("path", ["请.mp3", "，.wav", "长" * 41 + ".wav"])
def test_files_that_are_no_recordings_are_refused(path):
    with pytest.raises(pack.FileRefused):
        pack.said_by(path)


@given(st.text("请到号室就诊零幺二AB", min_size=1, max_size=12))
def test_names_of_a_zip_from_windows_are_read(name):
    assert pack.zip_name(name.encode("gb18030").decode("cp437"), False) == name
    assert pack.zip_name(name, True) == name


# -- recordings --------------------------------------------------------------------------------
def tone(rate, hertz=440, seconds=0.5, size=0.3):
    return [size * math.sin(2 * math.pi * hertz * at / rate) for at in range(round(seconds * rate))]


def file(samples, rate, width=2, channels=1):
    target = io.BytesIO()
    with wave.open(target, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        for one in samples:
            value = round(one * ((1 << (8 * width - 1)) - 1))
            raw = bytes([value + 128]) if width == 1 else struct.pack("<i", value)[:width]
            out.writeframesraw(raw * channels)
    return target.getvalue()


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [16000, 44100])
def test_every_usual_recording_is_taken_in_one_form(rate, channels, width):
    kept, kept_rate = wav.read(wav.accept(file(tone(rate), rate, width, channels)))
    assert kept_rate == wav.RATE
    assert abs(loudness(kept, kept_rate) + 16) < 0.6
    assert 0.45 < len(kept) / kept_rate < 0.56


@settings(max_examples=15, deadline=None)
@given(st.sampled_from([8000, 16000, 22050, 32000, 44100, 48000]), st.integers(200, 3000))
def test_another_rate_keeps_the_tone(rate, hertz):
    out = wav.resampled(tone(rate, hertz), rate)
    wanted = tone(wav.RATE, hertz)[: len(out)]
    middle = slice(600, len(wanted) - 600)
    error = max(abs(a - b) for a, b in zip(out[middle], wanted[middle], strict=True))
    assert error < 0.02


def test_what_the_rate_cannot_carry_is_cut_and_not_folded():
    out = wav.resampled(tone(48000, 17000), 48000)
    assert max(abs(one) for one in out[600:-600]) < 0.02


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "broken"),
        (b"ID3 this is an MP3", "format"),
        (file([0.0] * 12000, 24000), "silent"),
        (file(tone(24000, seconds=0.03), 24000), "short"),
        (file([1.0, -1.0] * 6000, 24000), "clipped"),
        (file(tone(8000, seconds=21), 8000), "long"),
        (file(tone(4000), 4000), "format"),
        (file(tone(24000), 24000)[:30], "broken"),
    ],
)
def test_a_recording_that_cannot_be_used_says_why(data, key):
    with pytest.raises(wav.WavRefused) as refused:
        wav.accept(data)
    assert refused.value.key == key


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 60))
def test_no_bytes_break_the_reader(noise, at):
    whole = bytearray(file(tone(8000, seconds=0.2), 8000))
    whole[at : at + len(noise)] = noise
    with contextlib.suppress(wav.WavRefused):
        assert wav.read(wav.accept(bytes(whole)))[1] == wav.RATE


def test_recordings_are_joined_with_a_breath():
    parts = [[0.1] * random.Random(3).randint(5, 9) for _ in range(3)]
    out = pack.joined(parts, 1000)
    assert len(out) == sum(map(len, parts)) + 2 * 30
