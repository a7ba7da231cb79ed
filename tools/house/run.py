"""make run, down, status, shell, update: the demo hospital."""

import json
import os
import re
import time

from house import database, pages, postgres, toolchain
from house.files import exclusive, write
from house.instance import DEFAULT_PORTS, Instance, choose_ports
from house.paths import BUILD, addons
from house.processes import Service
from house.report import Progress, Stop, say, table
from house.venv import Venv
from house.web import Session

NAME = "jiaohao"
FOLDER = BUILD / "run"
FACTS = BUILD / "run.json"
STATE = FOLDER / "state.json"
PG_PORT = 5469


def run():
    """Set up what is missing, start what does not run, print the table."""
    began = time.monotonic()
    with exclusive(BUILD / "lock", "set-up"):
        facts = _run()
    show(facts)
    say(f"Ready after {time.monotonic() - began:.0f} s. `make down` ends it.")


def _run():
    progress = Progress(toolchain.steps("run") + 3)
    tools = toolchain.make(progress, "run")
    with progress.step("PostgreSQL"):
        server = postgres.get(tools.venv, BUILD / "postgres", PG_PORT)
        server.start()
    databases = database.Databases(tools, server, BUILD / "odoo-data")
    with progress.step("Database of the demo hospital"):
        fresh = _prepare(databases)
    with progress.step("Odoo, gateway, apply, simulated HIS"):
        live = instance(tools, server)
        if fresh:
            live.stop()
        facts = _start(live, databases, fresh)
    return facts


def _prepare(databases):
    """Make or update the database. True when running processes must start anew."""
    state, key = _state(), database.sources_key(databases.tools)
    there = NAME in databases.server.databases()
    if there and state.get("key") == key:
        return False
    _stop_services()
    template = databases.template()
    if there and state.get("addons") == addons():
        say("      our add-ons have changed: updating the database")
        databases.update(NAME)
    else:
        _create(databases, template)
    _remember(key=key, addons=addons(), facts=pages.read(databases, NAME))
    return True


def _create(databases, template):
    draft = f"{NAME}_demo"
    databases.install(draft, template)
    pages.load_demo(databases, draft)
    databases.rename(draft, NAME)


def instance(tools, server):
    """The demo's processes, on the ports of the last start while those are ours or free."""
    known = _state().get("ports")
    live = Instance(tools, server, NAME, FOLDER, BUILD / "odoo-data", known or DEFAULT_PORTS)
    if any(service.alive for service in live.services):
        return live
    wanted = {
        name: int(os.environ.get(f"{name.upper()}_PORT", port))
        for name, port in DEFAULT_PORTS.items()
    }
    ports = choose_ports(wanted)
    _remember(ports=ports)
    return Instance(tools, server, NAME, FOLDER, BUILD / "odoo-data", ports)


def _start(live, databases, fresh):
    live.configure()
    live.start()
    known = _state().get("facts") or pages.read(databases, NAME)
    if not os.environ.get("NO_SIMULATOR"):
        live.simulate(known["devices"])
    facts = {
        "base_url": live.base_url,
        "mllp": f"127.0.0.1:{live.ports['mllp']}" if live.gateway else "",
        "database": NAME,
        "pages": pages.pages(known, live.base_url),
        "devices": known["devices"],
        "processes": {service.name: service.pid for service in live.services},
        "config": str(live.config),
    }
    if fresh:
        _warm(facts)
    write(FACTS, json.dumps(facts, ensure_ascii=False, indent=1), mode=0o600)
    return facts


def _warm(facts):
    """Open each kind of page once: Odoo builds bundles of scripts at their first request."""
    users, seen = {}, set()
    for page in facts["pages"]:
        login = page["login"]
        if login not in users:
            users[login] = Session(facts["base_url"], timeout=180)
            if login:
                users[login].login(login, page["password"])
        for bundle in re.findall(r'"(/web/assets/[^"]+)"', users[login].get(page["url"]).text):
            if bundle not in seen:
                users[login].get(bundle)
                seen.add(bundle)


def show(facts):
    rows = [
        (p["name"], p["url"], f"{p['login']} / {p['password']}" if p["login"] else "–")
        for p in facts["pages"]
    ]
    if facts["mllp"]:
        rows.append(("HL7 v2 over MLLP", facts["mllp"], "–"))
    say()
    table(rows, ("page", "address", "login / password"))


def down():
    """End what `make run` started, and nothing else."""
    with exclusive(BUILD / "lock", "set-up"):
        ended = _stop_services()
        server = _server()
        if server and server.own and server.stop():
            ended.append("postgres")
    FACTS.unlink(missing_ok=True)
    say("Ended: " + ", ".join(ended) if ended else "Nothing of ours was running.")


def status():
    if not FACTS.exists():
        raise Stop("nothing runs", "make run")
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    show(facts)
    for name in facts["processes"]:
        pid = _service(name).pid
        say(f"{name:15} {'runs, pid ' + str(pid) if pid else 'does not run; see build/run'}")


def shell():
    """Replaces this process by an Odoo shell on the demo database."""
    tools, server = _running()
    from house.command import environment

    argv = tools.odoo_argv("shell", "-c", FOLDER / "odoo.conf", "-d", NAME, "--no-http")
    env = environment({**tools.env(), **server.connection()})
    os.execvpe(str(argv[0]), list(map(str, argv)), env)


def update():
    """Update our add-ons in the demo database, restart its processes."""
    _running()
    state = _state()
    state.pop("key", None)
    write(STATE, json.dumps(state))
    run()


def clean():
    """Forget the demo database and all results; downloads stay."""
    import shutil

    down()
    server = _server()
    if server and not server.own:
        server.drop(NAME)
    elif server:
        shutil.rmtree(server.folder, ignore_errors=True)
    for path in BUILD.glob("*"):
        if path.name != "lock":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _running():
    if not FACTS.exists():
        raise Stop("the demo hospital does not run", "make run")
    tools = toolchain.make(Progress(toolchain.steps("run")), "run")
    return tools, _server()


def _server():
    venv = Venv()
    return postgres.get(venv, BUILD / "postgres", PG_PORT) if venv.python.exists() else None


def _stop_services():
    names = ("his_simulator", "his_apply", "his_gateway", "odoo")
    return [name for name in names if _service(name).stop()]


def _service(name):
    return Service(name, FOLDER, [])


def _state():
    try:
        return json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _remember(**more):
    write(STATE, json.dumps({**_state(), **more}), mode=0o600)
