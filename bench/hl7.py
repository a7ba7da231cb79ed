"""(c) HL7 messages a second: stored and acknowledged, and applied to queues."""

import time

import mllp_foundry
import mllp_load
import mllp_rivals
import procs
from screens import free_port, listens
from stage import FOLDER

CONNECTIONS = (1, 8, 32, 128)
MOST = 32  # so many and more get all messages, fewer get fewer
LEFT = "SELECT count(*) FROM his_inbox WHERE state IN ('new', 'retry')"
STATES = "SELECT state, count(*) FROM his_inbox GROUP BY state"
APPLIED = """
SELECT count(*), extract(epoch FROM max(done_at) - min(done_at)) FROM his_inbox
 WHERE state = 'done' AND id > %d
"""
PATIENCE = 180


def acked(port, connections, frames):
    """Messages a second that came back with AA; all must."""
    ((accepted, begin, end),) = procs.together(mllp_load.send, [(port, connections, list(frames))])
    if accepted != len(frames):
        raise RuntimeError(f"{accepted} of {len(frames)} messages were accepted")
    return accepted / (end - begin)


def beside(target, connections, frames):
    """Messages a second of another server, ``target(port)`` in a process of its own."""
    port = free_port()
    server = procs._CONTEXT.Process(target=target, args=(port,), daemon=True)
    server.start()
    try:
        listens(port)
        return acked(port, connections, frames)
    finally:
        server.kill()
        server.join()


def beside_foundry(report, connections, frames):
    """The same messages to MessageFoundry, where it is installed."""
    command = mllp_foundry.program(FOLDER)
    if command is None:
        return
    with mllp_foundry.serving(command, FOLDER) as port:
        rate = acked(port, connections, frames)
    name = f"MessageFoundry {mllp_foundry.VERSION}, {connections} connections"
    report.add("hl7", name, rate, "/s")


def applied(stage):
    """Messages a second that his_apply turns into entries, from a full inbox."""
    (last,) = procs.execute("SELECT coalesce(max(id), 0) FROM his_inbox WHERE state = 'done'")[0]
    (waiting,) = procs.execute(LEFT)[0]
    begin = time.monotonic()
    stage.instance.apply.start()
    try:
        while procs.execute(LEFT)[0][0]:
            if time.monotonic() - begin > PATIENCE:
                raise RuntimeError(f"not applied in {PATIENCE} s: {procs.execute(STATES)}")
            time.sleep(0.2)
    finally:
        stage.instance.apply.stop()
    done, seconds = procs.execute(APPLIED % last)[0]
    if done != waiting:
        raise RuntimeError(f"{done} of {waiting} messages were applied: {procs.execute(STATES)}")
    return done / float(seconds)


def measure(stage, report, messages):
    instance, department = stage.instance, stage.facts["department"]
    instance.apply.stop()
    instance.gateway.start()
    stamp = time.strftime("%Y%m%d%H%M%S+0000", time.gmtime())
    try:
        for connections in CONNECTIONS:
            count = max(200, messages * min(connections, MOST) // MOST)
            frames = list(mllp_load.messages(count, department, stamp))
            beneath = beside(mllp_load.framing_only, connections, frames)
            rate = acked(instance.ports["mllp"], connections, frames)
            aim = ">= 5,000/s" if connections == MOST else ""
            report.add("hl7", f"stored and acked, {connections} connections", rate, "/s", beneath,
                       aim, f"n={count}")  # fmt: skip
            few = frames[: max(100, count // 5)]
            rival = beside(mllp_rivals.python_hl7, connections, few)
            report.add("hl7", f"python-hl7, a commit each, {connections} connections", rival, "/s")
            beside_foundry(report, connections, few)
        report.add("hl7", "applied to queues", applied(stage), "/s", aim=">= 2,000/s")
    finally:
        instance.gateway.stop()
