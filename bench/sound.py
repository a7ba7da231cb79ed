"""(s) From the press of *next* to the first sample out of the loudspeaker, in real Chromium.

Each zone has one hall screen that speaks; doctors press in turn, so that all loudspeakers together
begin two calls a second. A call is cut after half a second: four pages stand for the sixteen
loudspeakers that two whole calls a second would need, and none waits for its own last call. New
patients check in meanwhile, as many as are called, and their names are rendered beside it. By
espeak, and by the natural voice where its model is there (``make voice``, or a folder in
``BENCH_VOICE``). The chime is switched off: the first sample is speech.
"""

import json
import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import procs
from report import percentile
from stage import FOLDER, ROOT

from house import chromium, voice

sys.path.insert(0, str(ROOT / "tests" / "system"))

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲建国志文辉鑫宇欣悦晨轩雨婷思佳"
AHEAD = 8  # patients a zone who wait when the calls begin
PATIENCE_S = 240
WARM_S = 15  # of calls that are not counted: pages and server have read what they keep
# Keeps, for each call, the page's wall clock (ms) at the moment of the first sample.
EAR = """
(() => {
  const screen = jiaohao.screen, voice = screen.voice, said = (window.said = {});
  const play = jiaohao.Sound.prototype.play;
  jiaohao.Sound.prototype.play = function (clips, times, volume, chime) {
    const span = play.call(this, clips, times, volume, chime);
    span.end = Math.min(span.end, span.start + 0.5);
    const item = voice.state.playing;
    if (item && item.call) {
      const at = Date.now() + 1000 * (span.start - this.context.currentTime);
      said[item.call] = { at: at, engine: clips.length ? clips[clips.length - 1].engine : "" };
    }
    return span;
  };
  const report = screen.report.bind(screen);
  screen.report = (kind, items) => {
    (Array.isArray(items) ? items : [items]).forEach((one) => {
      if (kind === "spoken") said[one.call] = Object.assign({ how: one.how }, said[one.call]);
    });
    report(kind, items);
  };
  return true;
})()
"""
READY = (
    "window.jiaohao && jiaohao.screen && jiaohao.screen.voice && jiaohao.screen.voice.sound"
    " && jiaohao.screen.voice.sound.state() === 'ok'"
)
OPEN_CLIPS = (
    "SELECT count(*) FROM queue_voice_clip"
    " WHERE priority <= 10 AND state IN ('wanted', 'rendering')"
)


def measure(stage, report, seconds, calls_s, zones):
    """In one process with threads: pages find their websocket on the port they came from.

    With HTTP workers it lies on another port, which only a proxy in front brings together; without
    one the pages hear of a call by their pulse, a second or two later.
    """
    stage.instance.odoo.stop()
    stage.instance.odoo.start()
    try:
        _measure(stage, report, seconds, calls_s, zones)
    finally:
        stage.instance.odoo.stop()  # the next part starts it with its workers


def _measure(stage, report, seconds, calls_s, zones):
    for engine, models in _engines():
        if models is None:
            report.add("sound", f"{engine}: model not there, not measured", 0, "")
            continue
        _one(stage, report, engine, models, seconds, calls_s, zones)


def _engines():
    kokoro = os.environ.get("BENCH_VOICE") or voice.known()
    return [("espeak", ""), ("kokoro", kokoro)]


class Halls:
    """Zones with a speaking screen each, their doctors and their patients."""

    def __init__(self, stage, zones, browser):
        self.stage, self.random = stage, random.Random(7)
        self.zones = stage.facts["zones"][:zones]
        first = {}
        for one in stage.facts["screens"]:
            first.setdefault(one["zone"], one["token"])
        tokens = [first[one["zone"]] for one in self.zones]
        stage.hand.ask("speakers", zones=[one["zone"] for one in self.zones], tokens=tokens)
        self.doctors = [stage.doctor(one["zone"]) for one in self.zones]
        for one in self.zones:
            stage.hand.ask("clear", queue=one["queue"])
            self.arrive(one, AHEAD)
        self.pages = [self._open(browser, token) for token in tokens]

    def _open(self, browser, token):
        page = browser.page()
        page.size(1280, 720)
        page.open(f"{self.stage.url}/queue/screen/{token}")
        page.wait(READY, 120)
        page.eval(EAR)
        return page

    def arrive(self, zone, count):
        names = ["".join(self.random.choice(part) for part in (SURNAMES, GIVEN, GIVEN))
                 for _ in range(count)]  # fmt: skip
        self.stage.hand.ask("patients", queue=zone["queue"], count=count, names=names)

    def heard(self):
        """{call: {at, engine, how}} of all screens."""
        found = {}
        for page in self.pages:
            found |= json.loads(page.eval("JSON.stringify(window.said)"))
        return {int(call): one for call, one in found.items()}


def _one(stage, report, engine, models, seconds, calls_s, zones):
    from browser import Browser

    stage.hand.ask("forget_clips")
    service = stage.instance.voice
    service.stop()
    service.start("--models", models or str(FOLDER / "none"))
    folder = FOLDER / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with Browser(chromium.path(), folder) as browser:
            halls = Halls(stage, zones, browser)
            made, took = _rendered()
            report.add(
                "sound", f"{engine}: clips rendered ahead", made / took, "/s", note=f"n={made}"
            )
            _press(halls, WARM_S, calls_s)
            pressed = _press(halls, seconds, calls_s)
            time.sleep(8)  # the last ones are said
            _tell(report, engine, pressed, halls.heard())
    finally:
        service.stop()


def _rendered():
    """Wait until nothing is wanted soon; (clips made, seconds that the renderer worked)."""
    begun = time.monotonic()
    while procs.execute(OPEN_CLIPS)[0][0] and time.monotonic() - begun < PATIENCE_S:
        time.sleep(0.5)
    made, took = procs.execute(
        "SELECT count(*), sum(extract(epoch FROM ready_at - claimed_at))::float"
        " FROM queue_voice_clip WHERE state = 'ready'"
    )[0]
    return made, max(0.001, took or 0.0)


def _press(halls, seconds, calls_s):
    """{call: wall clock in seconds when its key was pressed}."""
    pressed, count = {}, int(seconds * calls_s)
    begun = time.monotonic()

    def press(turn):
        at = time.time()
        pressed[halls.doctors[turn % len(halls.doctors)].next()] = at

    with ThreadPoolExecutor(4) as pool:
        jobs = []
        for turn in range(count):
            time.sleep(max(0, begun + turn / calls_s - time.monotonic()))
            jobs.append(pool.submit(press, turn))
            halls.arrive(halls.zones[turn % len(halls.zones)], 1)
        for job in jobs:
            job.result()
    return pressed


def _tell(report, engine, pressed, heard):
    part = "sound"
    took = [heard[call]["at"] / 1000 - at for call, at in pressed.items() if call in heard]
    spoken = [call for call in pressed if heard.get(call, {}).get("how") == "spoken"]
    by_engine = [call for call in spoken if heard[call].get("engine") == engine]
    if not took:
        raise RuntimeError("nothing was heard")
    for label, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
        report.add(part, f"{engine}: press of next -> first sample {label}",
                   1000 * percentile(took, share), "ms",
                   aim="<= 800" if label == "p95" else "", note=f"n={len(took)}")  # fmt: skip
    report.add(part, f"{engine}: said in full", 100 * len(spoken) / len(pressed), "%",
               note=f"{len(by_engine)} of {len(spoken)} by this engine")  # fmt: skip
    report.add(part, f"{engine}: not heard at all", len(pressed) - len(took), "", aim="0")
