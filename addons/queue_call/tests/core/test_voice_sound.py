"""Syllables as the model says them, and clips that are all equally loud."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_call.core.voice.ipa import FINALS, TOKENS, NotPinyin, phonemes, sound, tokens
from queue_call.core.voice.loudness import PEAK_DBTP, levelled, loudness
from queue_call.voice import loud

# Syllable → its sound, from tables of Mandarin phonology (toneless notation of the model).
KNOWN = {
    "qing3": "ʨʰi↓ŋ", "zhang1": "ꭧa→ŋ", "xiao3": "ɕjau↓", "ming2": "mi↗ŋ", "dao4": "tau↘",
    "san1": "sa→n", "hao4": "xau↘", "zhen3": "ꭧə↓n", "shi4": "ʂɨ↘", "jiu4": "ʨjou↘",
    "ling2": "li↗ŋ", "yao1": "jau→", "er4": "ɚ↘", "liu4": "ljou↘", "ri4": "ɻɨ↘", "zi5": "ʦɨ",
    "wei4": "wei↘", "yue4": "ɥe↘", "lv4": "ly↘", "nüe4": "nɥe↘", "xuan1": "ɕɥɛ→n",
    "qun2": "ʨʰy↗n", "wo3": "wo↓", "bo2": "pwo↗", "ei1": "ei→", "chuang1": "ꭧʰwa→ŋ",
}  # fmt: skip


@pytest.mark.parametrize("syllable", KNOWN)
def test_a_syllable_sounds_as_the_tables_say(syllable):
    assert sound(syllable) == KNOWN[syllable]


@pytest.mark.parametrize("strange", ["", "ma", "ma6", "xx1", "q1", "请", "to1", "mea1"])
def test_what_is_no_syllable_is_refused(strange):
    with pytest.raises(NotPinyin):
        sound(strange)


def test_pauses_are_punctuation_and_words_are_apart():
    assert phonemes(["qing3", "ei1", ",", "dao4"]) == "ʨʰi↓ŋ ei→, tau↘"
    assert phonemes(["dao4", "|", "qing3"]) == "tau↘. ʨʰi↓ŋ"


def test_every_sound_has_a_number_of_the_model():
    for final in FINALS.values():
        assert set(final) - {"0"} <= set(TOKENS)
    assert tokens("ꭧa→ŋ") == [23, 43, 171, 112]


def tone(rate, seconds, level, hertz=440):
    return [level * math.sin(2 * math.pi * hertz * n / rate) for n in range(int(rate * seconds))]


@settings(max_examples=12)
@given(st.sampled_from([22050, 24000, 48000]), st.floats(0.02, 0.9), st.floats(0.3, 1.2))
def test_every_clip_becomes_equally_loud_and_no_peak_is_above_the_ceiling(rate, level, seconds):
    made = levelled(tone(rate, seconds, level), rate)
    assert abs(loudness(made, rate) + 16) <= 0.5
    assert max(map(abs, made)) <= 10 ** (PEAK_DBTP / 20) + 1e-6


def test_speech_like_noise_with_sharp_peaks_becomes_equally_loud():
    rng = random.Random(7)
    rate = 24000
    bursts = [rng.gauss(0, 0.05) * (3 if n // 2400 % 3 == 0 else 0.6) for n in range(rate * 2)]
    bursts[5000] = 1.0
    made = levelled(bursts, rate)
    assert abs(loudness(made, rate) + 16) <= 0.5
    assert max(map(abs, made)) <= 10 ** (PEAK_DBTP / 20) + 1e-6


def test_silence_stays_silence():
    assert levelled([0.0] * 5000, 24000) == [0.0] * 5000
    assert loudness([], 24000) == -math.inf


@settings(max_examples=12)
@given(st.sampled_from([22050, 24000, 48000]), st.floats(0.01, 0.9), st.floats(0.05, 1.5))
def test_the_renderer_s_quick_loudness_is_the_rule_s(rate, level, seconds):
    samples = tone(rate, seconds, level)
    samples[len(samples) // 2] = 0.95  # a click
    quick = loud.loudness(np.array(samples), rate)
    assert abs(quick - loudness(samples, rate)) < 0.01
    made = loud.levelled(np.array(samples), rate)
    assert np.allclose(made, levelled(samples, rate), atol=2e-3)


def test_quick_silence_stays_silence():
    assert not loud.levelled(np.zeros(5000), 24000).any()
    assert loud.loudness(np.zeros(0), 24000) == -math.inf
