"""Screens without a browser: the page's own scripts under node, see ``box/box.cjs``."""

import json
import subprocess
from pathlib import Path

from house import toolchain
from house.paths import ADDONS

SOURCES = ADDONS / "queue_call" / "static" / "src"
# Runs in `odoo shell`: hall screens of a zone, the doors of its first rooms.
SEED = """
import json
zone = env["queue.zone"].browse(%(zone)d)
points = env["queue.service.point"].search([("zone_id", "=", zone.id)], limit=%(doors)d)
screens = env["maintenance.equipment"]
for n in range(%(halls)d):
    screens += screens.create({"name": f"Hall {zone.id}-{n}", "device_kind": "hall_screen",
                               "queue_zone_id": zone.id})
for point in points:
    screens += screens.create({"name": f"Door {point.id}", "device_kind": "door_screen",
                               "queue_zone_id": zone.id, "queue_point_ids": [(6, 0, point.ids)]})
screens._pair()
env.flush_all()
env.cr.execute("UPDATE maintenance_equipment SET paired_at = now() - interval '1 day'"
               " WHERE id IN %%s", (tuple(screens.ids),))
speaker = env["queue.speaker"].create(
    {"name": "Loudspeaker", "zone_id": zone.id,
     "device_ids": [(0, 0, {"device_id": screens[0].id})]})
print(json.dumps([{"id": one.id, "token": one.device_token, "kind": one._queue_kind(),
                   "point": one.queue_point_ids[:1].id, "speaks": one == screens[0]}
                  for one in screens]))
"""


def scripts():
    """The page's scripts in the order in which a box loads them."""
    found = [*sorted((SOURCES / "core").glob("*.js")), *sorted((SOURCES / "services").glob("*.js"))]
    return [str(one) for one in [*found, SOURCES / "screen" / "screen.js"]]


class Boxes:
    """A node process with many screens of one zone."""

    def __init__(self, suite, zone, halls, doors, skew_ms=300_000):
        code = SEED % {"zone": zone, "halls": halls, "doors": doors}
        self.screens = json.loads(suite.shell(code).strip())
        node = toolchain.load().node
        script = Path(__file__).parent / "box" / "box.cjs"
        self.log = (suite.instance.folder / "boxes.log").open("ab")
        self.process = subprocess.Popen(
            [*node.node, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        skews = (0, skew_ms, -skew_ms)
        facts = [
            {
                "key": f"d{one['id']}",
                "skew_ms": skews[turn % 3],
                "speaks": one["speaks"],
                "config": self._config(one),
            }
            for turn, one in enumerate(self.screens)
        ]
        self.ask("screens", list=facts, base=suite.url, scripts=scripts())

    @staticmethod
    def _config(one):
        return {
            "token": one["token"], "key": f"d{one['id']}", "kind": one["kind"], "zone": "",
            "lang": "zh_CN", "tz": "Asia/Shanghai", "build": "test", "ws_version": "19.0-2",
            "pulse_ms": 2000, "night_hour_utc": 19,
        }  # fmt: skip

    def ask(self, what, **more):
        self.process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the boxes ended; see {self.log.name}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
        self.log.close()
