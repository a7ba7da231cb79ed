"""Twenty doctors and eight kiosks at work over HTTP, each with the patience of a good client."""

import json
import threading
import time
import uuid
from dataclasses import dataclass, field

from house.web import RpcError, Session

PATIENCE = 60.0  # seconds a client keeps trying one request
PAUSE = 0.2

# Runs in `odoo shell`: a zone of its own, so that nothing of the demo stands in the way.
SEED = """
import json
zone = env["queue.zone"].create({"name": "并发诊区 %(mark)s", "code": "%(mark)s"})
queue, numbers = (
    env["queue.queue"].create({"name": f"并发 {n}", "code": f"%(mark)s{n}", "prefix": n,
                               "zone_id": zone.id})
    for n in ("K", "N")
)
zone._set_rules({"basis": "check_in"})
hash_ = env["res.users"]._crypt_context().hash("%(password)s")
groups = env.ref("queue_call.group_queue_doctor") + env.ref("base.group_user")
doctors, kiosks = [], []
for n in range(%(doctors)d):
    point = env["queue.service.point"].create({"name": f"{n}诊室", "zone_id": zone.id})
    login = f"%(mark)s-{n}"
    user = env["res.users"].create(
        {"name": login, "login": login, "group_ids": [(6, 0, groups.ids)]})
    env["queue.practitioner"].create({"name": login, "user_id": user.id})
    doctors.append({"login": login, "point": point.id})
env.flush_all()
env.cr.execute("UPDATE res_users SET password = %%s WHERE login LIKE '%(mark)s-%%%%'", (hash_,))
for n in range(%(kiosks)d):
    kiosk = env["maintenance.equipment"].create(
        {"name": f"%(mark)s kiosk {n}", "device_kind": "kiosk", "queue_zone_id": zone.id})
    kiosk._pair()
    kiosks.append(kiosk.device_token)
day, half = env.company._queue_half_day()
env["queue.entry"]._register_all([
    {"company_id": env.company.id, "patient": {"mrn": f"%(mark)s-{n}", "name": "张小明"},
     "visit_ref": f"%(mark)s-{n}", "queue_id": queue.id, "service_date": day, "half_day": half,
     "source": "walk_in"}
    for n in range(%(patients)d)
])._check_in()
print(json.dumps({"zone": zone.id, "queue": queue.id, "numbers": numbers.id,
                  "doctors": doctors, "kiosks": kiosks}))
"""


@dataclass
class Outcome:
    """What the clients were told. ``tries`` counts every request sent, repeats included."""

    called: list = field(default_factory=list)
    numbers: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    slowest: float = 0.0
    tries: int = 0


class Crowd:
    """A zone with its doctors and kiosks, and the work they do at the same time."""

    def __init__(self, suite, doctors, kiosks, patients):
        self.suite, self.mark = suite, f"CC{uuid.uuid4().hex[:6].upper()}"
        facts = {"mark": self.mark, "doctors": doctors, "kiosks": kiosks}
        code = SEED % {**facts, "patients": patients, "password": self.mark}
        self.facts = json.loads(suite.shell(code).strip())
        self.zone, self.queue = self.facts["zone"], self.facts["queue"]
        self.outcome, self.lock = Outcome(), threading.Lock()

    def open_rooms(self):
        """Log in all doctors and open their rooms."""
        self.doctors = []
        for one in self.facts["doctors"]:
            session = Session(self.suite.url).login(one["login"], self.mark)
            session.rpc("/queue/caller/open", point_id=one["point"], queue_ids=[self.queue])
            self.doctors.append(session)

    def work(self, calls, numbers, disturb=None):
        """Everybody at once; ``disturb(stop)`` runs beside them. Returns the Outcome."""
        stop = threading.Event()
        jobs = [(self._doctor, session, calls) for session in self.doctors]
        jobs += [(self._kiosk, token, numbers) for token in self.facts["kiosks"]]
        gate = threading.Barrier(len(jobs))
        threads = [threading.Thread(target=self._do, args=(gate, *job)) for job in jobs]
        villain = threading.Thread(target=disturb or (lambda _stop: None), args=(stop,))
        for thread in (*threads, villain):
            thread.start()
        for thread in threads:
            thread.join()
        stop.set()
        villain.join()
        return self.outcome

    def _do(self, gate, job, who, times):
        gate.wait()
        try:
            for _ in range(times):
                job(who, str(uuid.uuid4()))
        except Exception as error:  # noqa: BLE001 - told to the test
            with self.lock:
                self.outcome.errors.append(repr(error))

    def _doctor(self, session, request_id):
        state = self._patiently(
            lambda: session.rpc("/queue/caller/do", verb="next", request_id=request_id)
        )
        if state.get("refused") or not state["current"]:
            raise AssertionError(f"not called: {state.get('message')}")
        with self.lock:
            self.outcome.called.append(state["current"]["entry"])

    def _kiosk(self, token, request_id):
        body = {"queue": f"q{self.facts['numbers']}", "request_id": request_id}
        answer = self._patiently(lambda: self._take(token, body))
        with self.lock:
            self.outcome.numbers.append(answer["number"])

    def _take(self, token, body):
        answer = Session(self.suite.url, token).post("/queue/kiosk/take", json=body)
        if answer.status != 200:
            raise RpcError({"message": f"HTTP {answer.status}: {answer.text[:300]}"})
        return answer.json()

    def _patiently(self, send):
        """Send until there is an answer, as a page does: the same request, again and again."""
        begin = time.monotonic()
        while True:
            with self.lock:
                self.outcome.tries += 1
            try:
                answer = send()
                break
            except (OSError, ValueError, RpcError) as error:
                if time.monotonic() - begin > PATIENCE:
                    raise TimeoutError(f"no answer in {PATIENCE} s: {error!r}") from error
                time.sleep(PAUSE)
        with self.lock:
            self.outcome.slowest = max(self.outcome.slowest, time.monotonic() - begin)
        return answer
