"""(f) A call and the desk after years: the same looks before and after a million old entries.

The old entries stay in the benchmark's database, so that it is made anew by the next run.
"""

import stage as staging

ROUNDS = 40


def _look(stage, zone):
    stage.fresh_line(zone["queue"], 90)
    sessions = stage.hand.ask("sessions", zone={**zone, "doctors": zone["doctors"][:1]})
    return stage.hand.ask("looks", zone=zone["zone"], session=sessions[0], rounds=ROUNDS)


def measure(stage, report, entries):
    zones = stage.facts["zones"]
    zone = zones[0]
    _look(stage, zone)  # warm
    before = _look(stage, zone)
    (staging.FOLDER / "key").unlink(missing_ok=True)
    count = stage.hand.ask("grow", queues=[one["queue"] for one in zones], count=entries)
    after = _look(stage, zone)
    for name, seconds in after.items():
        report.add(
            "history", f"{name} with {count} old entries", seconds * 1000, "ms",
            before[name] * 1000, "<= 1.2x", f"n={ROUNDS}; floor: without them"
        )  # fmt: skip
