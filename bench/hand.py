"""Runs with Odoo's libraries: the hospital of the benchmark, and calls without HTTP.

JSON lines in, JSON lines out; started by ``stage.Hand``.
"""

import json
import os
import sys
import time
import traceback
import uuid

import old
import paperwork
from odoo import SUPERUSER_ID, api, http, sql_db
from odoo.modules.registry import Registry
from odoo.service import security
from odoo.tools import config

ZONES = 100
SCREENS_PER_ZONE = 10
HALL_STAFF = 20
LARGE = (38, 7)  # so many zones have so many doctors, for a large hospital
KIOSKS = 40
DEPARTMENT = "BENCH"


class Commands:
    """Each public method is a command."""

    def __init__(self, database):
        self.registry = Registry(database)

    def run(self, order):
        if order["do"] in ("calls", "shout", "looks"):  # these have transactions of their own
            return getattr(self, order.pop("do"))(**order)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            return getattr(self, order.pop("do"))(env, **order)

    def seed(self, env, password):
        """A hospital of zones with ten hall screens each; twenty doctors in the first zone."""
        env.company.write({"queue_tz": "Asia/Shanghai"})
        hash_ = _password_hash(env, password)
        zones = [_zone(env, n, _staff(n)) for n in range(ZONES)]
        env.flush_all()
        env.cr.execute("UPDATE res_users SET password = %s WHERE login LIKE 'bench-%%'", (hash_,))
        screens = [
            {"token": token, "zone": zone["zone"]}
            for zone in zones
            for token in _screens(env, zone["zone"])
        ]
        env["his.interface"].create({"name": "Bench", "code_ids": [(0, 0, _code(zones[1]))]})
        kiosks = [_kiosk(env, zones[n % LARGE[0]]) for n in range(KIOSKS)]
        return {"zones": zones, "screens": screens, "kiosks": kiosks, "department": DEPARTMENT}

    def bus_last(self, env):
        env.cr.execute("SELECT coalesce(max(id), 0) FROM bus_bus")
        return env.cr.fetchone()[0]

    def logins(self, env, users):
        """Session ids of these users, without the seconds that hashing their passwords takes."""
        found = []
        for user in env["res.users"].browse(users):
            session = http.root.session_store.new()
            session.update(http.get_default_session(), db=env.cr.dbname)
            session.uid, session.login = user.id, user.login
            session.context = {"lang": "en_US", "uid": user.id}
            session.session_token = security.compute_session_token(session, env(user=user.id))
            http.root.session_store.save(session)
            found.append(session.sid)
        return found

    def clear(self, env, queue):
        """Nobody waits in the queue any more."""
        left = env["queue.entry"].search(
            [("queue_id", "=", queue), ("state", "in", ("registered", "waiting", "benched"))]
        )
        for entry in left:
            entry._cancel("bench")

    def speakers(self, env, zones, tokens):
        """A loudspeaker for each zone, on the screen with this token: name and number, once."""
        speakers, devices = env["queue.speaker"], env["maintenance.equipment"]
        for zone, token in zip(zones, tokens, strict=True):
            speaker = speakers.search([("zone_id", "=", zone)]) or speakers.create(
                {"name": "Hall", "zone_id": zone}
            )
            device = devices._by_token(token)
            lines = [] if speaker.device_ids else [(0, 0, {"device_id": device.id})]
            speaker.write({"times": 1, "chime": False, "device_ids": lines})

    def forget_clips(self, env):
        env.cr.execute("DELETE FROM queue_voice_clip")

    def patients(self, env, queue, count, names=()):
        env["queue.lock"]._read_committed()  # as requests do: the renderer works beside it
        day, half = env.company._queue_half_day()
        run = uuid.uuid4().hex[:8]
        requests = [
            {
                "company_id": env.company.id,
                "patient": {"mrn": f"{run}-{n}", "name": names[n] if names else "张小明"},
                "visit_ref": f"{run}-{n}",
                "queue_id": queue,
                "service_date": day,
                "half_day": half,
                "source": "walk_in",
            }
            for n in range(count)
        ]
        env["queue.entry"]._register_all(requests)._check_in()

    def sessions(self, env, zone):
        """Open a session of every doctor of a zone; [(session, user)]."""
        opened = []
        for doctor in zone["doctors"]:
            mine = env["queue.session"].with_user(doctor["user"])
            mine._open(doctor["point"], [zone["queue"]])
            opened.append((mine._of_user().id, doctor["user"]))
        return opened

    def shout(self, zone, mark):
        """Send a message of usual size to a zone's screens; when the commit began."""
        with self.registry.cursor() as cr:
            one = api.Environment(cr, SUPERUSER_ID, {})["queue.zone"].browse(zone)
            message = {"from": 0, "seq": 0, "calls": [{"id": mark}], "rows": ["x" * 700]}
            one._bus_send("queue_call/zone", message)
            return time.monotonic()

    def grow(self, env, queues, count):
        """Give these queues entries of earlier days; how many."""
        made = old.add(env, queues, count)
        env.cr.commit()
        with sql_db.db_connect(env.cr.dbname).cursor() as cr:
            cr.execute("ANALYZE")
            cr.commit()
        return made

    def statement(self, env, count):
        """What a statement of a year with so many tickets takes; nothing of it stays."""
        return paperwork.statement(env, count)

    def looks(self, zone, session, rounds):
        """The quickest of some rounds of what staff ask for: {name: seconds}."""
        number, user = session
        looks = {
            "call next": (user, lambda env: env["queue.session"].browse(number)._call_next()),
            "caller": (user, lambda env: env["queue.session"].browse(number)._staff_state()),
            "screens": (SUPERUSER_ID, lambda env: env["queue.zone"].browse(zone)._board()),
            "desk": (SUPERUSER_ID, lambda env: env["queue.desk"].desk_state([zone])),
        }
        return {name: self._quickest(*look, rounds) for name, look in looks.items()}

    def _quickest(self, user, look, rounds):
        found = []
        for _ in range(rounds):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, user, {"lang": "en_US"})
                env["queue.lock"]._read_committed()
                begin = time.perf_counter()
                look(env)
                cr.flush()
                found.append(time.perf_counter() - begin)
        return min(found)

    def calls(self, sessions, calls):
        """Call from a process for each session, all at once; [(done, begin, end)]."""
        sql_db.close_all()
        start = time.monotonic() + 0.5 + 0.1 * len(sessions)
        children = [self._child(session, user, calls, start) for session, user in sessions]
        return [_answer(pipe, pid) for pipe, pid in children]

    def _child(self, session, user, calls, start):
        reader, writer = os.pipe()
        pid = os.fork()
        if pid:
            os.close(writer)
            return reader, pid
        try:
            text = json.dumps(self._call(session, user, calls, start))
        except Exception:  # noqa: BLE001 - told to the parent
            text = json.dumps({"error": traceback.format_exc()})
        os.write(writer, text.encode())
        os._exit(0)

    def _call(self, session, user, calls, start):
        self._next(session, user, warm=True)
        time.sleep(max(0, start - time.monotonic()))
        begin, done = time.monotonic(), 0
        for _ in range(calls):
            done += self._next(session, user)
        return done, begin, time.monotonic()

    def _next(self, session, user, warm=False):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, user, {"lang": "en_US"})
            env["queue.lock"]._read_committed()
            one = env["queue.session"].browse(session)
            state = one._staff_state() if warm else one._call_next(str(uuid.uuid4()))
            return bool(state["current"])


def _answer(pipe, pid):
    with os.fdopen(pipe) as file:
        answer = json.loads(file.read())
    os.waitpid(pid, 0)
    if isinstance(answer, dict):
        raise RuntimeError(answer["error"])
    return answer


def _password_hash(env, password):
    return env["res.users"]._crypt_context().hash(password)


def _zone(env, number, staff):
    zone = env["queue.zone"].create({"name": f"Zone {number}", "code": f"BZ{number}"})
    queue = env["queue.queue"].create(
        {
            "name": f"Queue {number}",
            "code": f"BQ{number}",
            "zone_id": zone.id,
            "prefix": "B",
        }
    )
    queue._set_rules({"basis": "number"})
    doctors = [_doctor(env, zone, number, seat) for seat in range(staff)]
    return {"zone": zone.id, "queue": queue.id, "doctors": doctors}


def _doctor(env, zone, number, seat):
    point = env["queue.service.point"].create({"name": f"Room {seat}", "zone_id": zone.id})
    login = f"bench-{number}-{seat}"
    groups = env.ref("queue_call.group_queue_doctor") + env.ref("base.group_user")
    user = env["res.users"].create(
        {"name": login, "login": login, "group_ids": [(6, 0, groups.ids)]}
    )
    env["queue.practitioner"].create({"name": login, "user_id": user.id})
    return {"login": login, "user": user.id, "point": point.id}


def _staff(number):
    """Doctors of a zone."""
    if number == 0:
        return HALL_STAFF
    return LARGE[1] if number < LARGE[0] else 1


def _kiosk(env, zone):
    kiosk = env["maintenance.equipment"].create(
        {"name": "Kiosk", "device_kind": "kiosk", "queue_zone_id": zone["zone"]}
    )
    kiosk._pair()
    return {"token": kiosk.device_token, "queue": f"q{zone['queue']}"}


def _code(zone):
    return {"kind": "department", "code": DEPARTMENT, "queue_id": zone["queue"]}


def _screens(env, zone):
    screens = env["maintenance.equipment"].create(
        [
            {"name": f"Screen {zone}-{n}", "device_kind": "hall_screen", "queue_zone_id": zone}
            for n in range(SCREENS_PER_ZONE)
        ]
    )
    for screen in screens:
        screen._pair()
    return [screen.device_token for screen in screens]


def main(conf, database):
    config.parse_config(["-c", conf, "-d", database, "--no-http"])
    answers, sys.stdout = sys.stdout, sys.stderr
    commands = Commands(database)
    for line in sys.stdin:
        try:
            answer = {"result": commands.run(json.loads(line))}
        except Exception:  # noqa: BLE001 - told to the asker
            answer = {"error": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
