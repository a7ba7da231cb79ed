"""Who may do what with which model: one row a model. A model that is missing fails the test.

A profile is {group: letters}, of read, write, create, unlink; a group that is not named may
nothing. Whoever is in no group of the queue (portal, public, a plain user) may nothing at all.
"""

from types import MappingProxyType

GROUPS = tuple("nurse doctor desk_lead manager admin auditor".split())
READERS = MappingProxyType(dict.fromkeys(GROUPS, "r"))


def profile(**letters):
    """Return what all may do, read, and what some may do besides."""
    return {**READERS, **letters}


# Set up by managers; what other records point at is archived, not deleted.
KEPT = profile(manager="rwc", admin="rwc")
SETUP = profile(manager="rwcu", admin="rwcu")
# What happened, and rules: written by the verbs and by _set_rules alone.
RECORD = profile()
# A window that a person opens, fills and leaves.
WINDOW = {group: "rwcu" for group in GROUPS if group != "auditor"}
# For managers and auditors only.
REPORT = {"manager": "r", "admin": "r", "auditor": "r"}
REPORT_WINDOW = {"manager": "rwcu", "admin": "rwcu", "auditor": "rwcu"}
NOBODY = {}
# Health education: made by the desk's leads, too; what hangs on a programme goes with it.
MADE = profile(desk_lead="rwc", manager="rwcu", admin="rwcu")
MADE_PARTS = profile(desk_lead="rwcu", manager="rwcu", admin="rwcu")
NOTICE_WINDOW = {group: "rwcu" for group in GROUPS if group not in ("auditor", "doctor")}
ALL_WINDOW = dict.fromkeys(GROUPS, "rwcu")

TABLE = {
    "queue.zone": KEPT,
    "queue.queue": KEPT,
    "queue.service.point": KEPT,
    "queue.practitioner": KEPT,
    "queue.practitioner.share": SETUP,
    "queue.class": SETUP,
    "queue.quota": SETUP,
    "queue.rule": RECORD,
    "queue.rule.change": RECORD,
    "queue.session": RECORD,
    "queue.patient": RECORD,
    "queue.visit": RECORD,
    "queue.line": RECORD,
    "queue.entry": RECORD,
    "queue.event": RECORD,
    "queue.call": RECORD,
    "queue.call.ack": RECORD,
    "queue.keypad.press": REPORT,
    "queue.counter": REPORT,
    "queue.journey.counter": REPORT,
    "queue.preparation": SETUP,
    "queue.preparation.tick": RECORD,
    "queue.seat": KEPT,
    "queue.screen.layout": SETUP,
    "queue.drug.kind": SETUP,
    "queue.prescription": RECORD,
    "queue.access.log": REPORT,
    "queue.wait.promise": REPORT,
    "queue.wait.error": REPORT,
    "queue.statistic": REPORT,
    "queue.room.time": REPORT,
    "queue.delivery.day": REPORT,
    "queue.report": REPORT_WINDOW,
    "queue.request": NOBODY,
    "queue.phone": NOBODY,
    "queue.speaker": {"manager": "rwc", "admin": "rwc", "auditor": "r"},
    "queue.speaker.device": {"manager": "rwcu", "admin": "rwcu", "auditor": "r"},
    "queue.speaker.hour": REPORT,
    "queue.voice.template": {"manager": "rwcu", "admin": "rwcu", "auditor": "r"},
    "queue.voice.word": {"manager": "rwcu", "admin": "rwcu", "auditor": "r"},
    "queue.voice.pack": {"manager": "rwcu", "admin": "rwcu", "auditor": "r"},
    "queue.voice.recording": {"manager": "rwcu", "admin": "rwcu", "auditor": "r"},
    "queue.voice.reading": RECORD,
    "queue.voice.reading.change": WINDOW,
    "queue.desk.register": WINDOW,
    "queue.desk.change": WINDOW,
    "queue.session.stop": WINDOW,
    "queue.media": MADE,
    "queue.media.page": RECORD,
    "queue.media.file": RECORD,
    "queue.media.log": REPORT,
    "queue.media.upload": NOBODY,
    "queue.media.volume": SETUP,
    "queue.media.play": REPORT,
    "queue.media.play.day": REPORT,
    "queue.media.report": REPORT_WINDOW,
    "queue.media.week": ALL_WINDOW,
    "queue.programme": MADE,
    "queue.programme.time": MADE_PARTS,
    "queue.programme.item": MADE_PARTS,
    "queue.roster": SETUP,
    "queue.announcement": RECORD,
    "queue.announcement.text": SETUP,
    "queue.announcement.said": RECORD,
    "queue.announcement.start": NOTICE_WINDOW,
}
# Not bound to one hospital by a company of their own: by what they hang on, or by their maker.
WITHOUT_COMPANY = ("queue.request",)
