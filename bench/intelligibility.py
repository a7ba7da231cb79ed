"""Are the spoken calls understood? A speech recogniser writes down what the engines say.

    python bench/intelligibility.py --asr FOLDER [--models FOLDER] [--engine kokoro]

Not part of ``make bench`` nor of the tests: the recogniser (`faster-whisper` and a converted model
of Whisper) is large. Thirty hard calls, as loudspeakers say them, are compared with what was
heard, on pinyin without tones; homophones count as right. The recogniser makes errors of its own,
so the figures are lower bounds.
"""

import argparse
import math
import random
import re
import sys
import types
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin

ADDON = Path(__file__).resolve().parents[1] / "addons" / "queue_call"
NAMES = (
    "单小明 解放军 仇英 查良镛 曾国强 区志伟 盖叫天 任我行 朴素云 翟天明 尉迟恭 长孙无忌"
    " 万俟卨 欧阳娜娜 司马相如 买买提·吐尔逊 阿依古丽 吕海燕 覃伟 乐嘉 华建国 冼星海 缪小红"
    " 牟文静 佘太君 逄先知 郗慧敏 员俊杰 葛优 张伟"
).split()
ROOMS = ("3号诊室", "12诊室", "203诊室", "CT二室", "抢救室", "B超室")
LETTERS = "ABCDE"
RATE = 16000
GAP_S = 0.12
_DIGITS = dict(zip("零幺一二两三四五六七八九", "011223456789", strict=True))


def main(arguments):
    options = _options(arguments)
    _bare_package()
    from faster_whisper import WhisperModel

    from queue_call.voice import engines

    recogniser = WhisperModel(options.asr, device="cpu", compute_type="int8", cpu_threads=2)
    found = engines.ready(options.models, options.voice)
    for engine in found:
        if options.engine in ("", engine.name):
            for noise in (None, 15):
                _tell(engine, noise, [_heard(recogniser, engine, one, noise) for one in _calls()])


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--asr", required=True, help="folder of a model for faster-whisper")
    parser.add_argument("--models", default="", help="folder made by make voice")
    parser.add_argument("--voice", default="zf_xiaoyi")
    parser.add_argument("--engine", default="", help="only this one")
    return parser.parse_args(arguments)


def _bare_package():
    """Make ``queue_call`` importable without Odoo."""
    package = types.ModuleType("queue_call")
    package.__path__ = [str(ADDON)]
    sys.modules.setdefault("queue_call", package)


def _spoken(run):
    found = pinyin(run, style=Style.TONE3, neutral_tone_with_five=True, errors=lambda x: [""])
    return tuple(one[0] for one in found)


def _calls():
    from queue_call.core.voice import plan

    pick = random.Random(11)
    for name in NAMES:
        number = f"{pick.choice(LETTERS)}{pick.randint(1, 199):03}"
        order = plan.Order(number=number, name=name, room=pick.choice(ROOMS))
        yield order, plan.plan(order, plan.Style(), _spoken).clips


def _heard(recogniser, engine, call, noise):
    import numpy

    from queue_call.core.voice import pack, wav
    from queue_call.core.voice.loudness import levelled

    order, clips = call
    parts = []
    for clip in clips:
        pcm = engine.say(clip, 1.0)
        parts.append(levelled(wav.resampled(pcm.samples, pcm.rate, RATE), RATE))
    samples = numpy.array(pack.joined(parts, RATE, GAP_S), dtype=numpy.float32)
    if noise is not None:
        power = float(numpy.mean(samples**2)) / 10 ** (noise / 10)
        random_ = numpy.random.default_rng(5)
        samples = samples + random_.normal(0, math.sqrt(power), len(samples)).astype("float32")
    pieces, _info = recogniser.transcribe(
        samples,
        language="zh",
        beam_size=5,
        initial_prompt="医院叫号：请A零一二号，到三号诊室就诊。",
    )
    text = "".join(piece.text for piece in pieces)
    said = [re.sub(r"\d", "", one) for clip in clips for one in clip.syllables if one.isalnum()]
    name = [re.sub(r"\d", "", one) for one in _name_of(order)]
    return {"said": said, "heard": _toneless(text), "name": name, "number": order.number,
            "text": text}  # fmt: skip


def _name_of(order):
    from queue_call.core.voice.names import say_name

    return [one for one in say_name(order.name, _spoken, "").syllables if one.isalnum()]


def _toneless(text):
    text = re.sub(r"\d", lambda found: "零一二三四五六七八九"[int(found.group())], text)
    found = []
    for run in re.findall(r"[A-Za-z]|[\u3400-\u9fff]+", text):
        found += [run.lower()] if run.isascii() else lazy_pinyin(run)
    return found


def _distance(one, other):
    row = list(range(len(other) + 1))
    for at, left in enumerate(one, 1):
        before, row[0] = row[0], at
        for to, right in enumerate(other, 1):
            before, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, before + (left != right))
    return row[-1]


def _same(syllable):
    """One form for what nobody tells apart, or the recogniser writes otherwise."""
    letters = {"ei": "a", "bi": "b", "xi": "c", "di": "d", "yi": "yi", "yao": "yi"}
    return letters.get(syllable, syllable).replace("ü", "v").replace("lue", "lve")


def _tell(engine, noise, calls):
    errors = sounds = names = numbers = 0
    for one in calls:
        said, heard = map(lambda part: [_same(x) for x in part], (one["said"], one["heard"]))
        errors += _distance(said, heard)
        sounds += len(said)
        name = " ".join(map(_same, one["name"]))
        right = f" {name} " in f" {' '.join(heard)} "
        names += right
        digits = "".join(
            _DIGITS.get(char, char) for char in one["text"] if char in _DIGITS or char.isdigit()
        )
        numbers += digits.startswith(one["number"][1:])
        print(f"  {'✓' if right else '✗'} {one['number']} {one['text']}")
    where = "quiet" if noise is None else f"noise {noise} dB below"
    print(f"{engine.name}, {where}: syllables wrong {100 * errors / sounds:.1f} %,"
          f" names {names}/{len(calls)}, numbers {numbers}/{len(calls)}")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
