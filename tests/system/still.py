"""A screen's page as one file, without any server: its bundle, and people that exist nowhere."""

import ast
import importlib
import json
import sys
import types
from pathlib import Path

ADDONS = Path(__file__).parents[2] / "addons"
SIZES = ((1920, 1080), (1080, 1920), (1366, 768), (3840, 2160))
WORDS = {
    "room": ("诊室", "Room"),
    "doctor": ("医生", "Doctor"),
    "now": ("正在就诊", "Now"),
    "next": ("候诊", "Next"),
    "waiting": ("等候", "Waiting"),
    "people": ("人", "people"),
    "passed": ("过号", "Passed"),
    "free": ("空闲", "Free"),
    "paused": ("暂停", "Paused"),
    "closed": ("未开诊", "Closed"),
    "suspended": ("停诊", "Clinic stopped"),
    "bench": ("请在门前候诊", "Please wait at this door"),
    "called": ("请进", "Please come in"),
    "in_service": ("就诊中", "In service"),
    "please": ("请", "Please"),
    "go_to": ("请到 %(room)s", "Please go to %(room)s"),
    "nobody": ("目前没有诊室开放", "No room is open at present"),
    "age_s": ("数据为%(value)s秒前，正在重连", "Data %(value)s s old, reconnecting"),
    "connecting": ("正在连接", "Connecting"),
    "live": ("实时", "Live"),
    "lost": ("连接中断", "Connection lost"),
    "calls": ("最近呼叫", "Latest calls"),
    "rx_preparing": ("配药中", "Being prepared"),
    "rx_ready": ("已配好，等候叫号", "Ready"),
    "rx_called": ("请取药", "Please collect"),
    "nobody_waits": ("目前无人等候", "Nobody waits at present"),
}


def core(name):
    """A pure module of the add-on, without Odoo."""
    if "queue_call" not in sys.modules:
        package = types.ModuleType("queue_call")
        package.__path__ = [str(ADDONS / "queue_call")]
        sys.modules["queue_call"] = package
    return importlib.import_module(f"queue_call.core.{name}")


def bundle(name="queue_call.assets_screen"):
    """The files of a bundle, in order, each once."""
    manifest = ast.literal_eval((ADDONS / "queue_call/__manifest__.py").read_text("utf-8"))
    found = []
    for pattern in manifest["assets"][name]:
        files = (path for path in sorted(ADDONS.glob(pattern)) if path.is_file())
        found += [path for path in files if path not in found]
    return found


def config(kind, orientation, document=None, skin="night", rooms=0, **head):
    """What the server writes into the page of a preview."""
    layout = core("layout")
    document = document or core("layout_defaults").default_document(kind, orientation)
    assert not layout.check(document, orientation), layout.check(document, orientation)
    told = core("layout_sample").sample(kind, rooms)
    return {
        "key": "still",
        "kind": "door" if kind == "door" else "hall",
        "zone": "",
        "token": "",
        "lang": "zh_CN",
        "tz": "Asia/Shanghai",
        "texts": {key: {"local": pair[0], "en": pair[1]} for key, pair in WORDS.items()},
        "preview": told | {"layout": layout.wire("l1", document, orientation, skin)} | head,
    }


def write(folder, values):
    """The page as a file; returns its address."""
    files = bundle()
    styles = "\n".join(path.read_text("utf-8") for path in files if path.suffix == ".css")
    scripts = "\n".join(path.read_text("utf-8") for path in files if path.suffix == ".js")
    data = json.dumps(values).replace("<", "\\u003c")
    path = Path(folder) / "screen.html"
    path.write_text(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><style>{styles}</style></head><body>'
        f'<div id="jh"></div><script type="application/json" id="jh-config">{data}</script>'
        f"<script>{scripts}</script></body></html>",
        encoding="utf-8",
    )
    return path.as_uri()
