"""A private running suite and a browser for end-to-end tests.

Run:  make test      or      .cache/venv/bin/python -m pytest tests/system -k name

Fixtures
========
``suite`` (session)  One private instance: its own database with the demo hospital, own ports, own
    PostgreSQL. Odoo, ``his_gateway`` and ``his_apply`` are separate processes.
``fresh`` (function)  The same suite, healthy: every part that a test killed runs again (no data
    is reset; make your own patients with unique numbers).
``browser`` (session)  Headless Chromium. ``page`` (function): a blank page, closed at the end.

suite
-----
``suite.url``               "http://127.0.0.1:8123"      ``suite.database``  its name
``suite.mllp``              ("127.0.0.1", 2575)
``suite.send_hl7(text_or_bytes, timeout=10) -> str``     one MLLP round trip; the ACK as text
``suite.login(login, password="jiaohao-demo") -> Session``       (nurse, doctor1, doctor2, admin …)
``suite.device(name) -> Device``     by its name (内科大厅屏 …): .id .name .kind .token .url
``suite.devices(kind=None) -> [Device]``
``suite.sql(query, *params) -> [tuple]``      autocommit, psycopg style (%s)
``suite.shell(code) -> str``     runs Python in ``odoo shell`` (env, self); what it prints. Commits.
                                 Seconds slow: prefer ``session.call`` or sql.
``suite.odoo / suite.gateway / suite.apply / suite.voice / suite.postgres``  processes, each with
    ``.pid`` ``.alive`` ``.log`` (Path)
    ``.stop()``     SIGTERM, waits            ``.kill()``    SIGKILL at once, children too
    ``.start()``    starts, waits until healthy       ``.restart()``  stop + start
    Ports stay the same over a restart.
``suite.odoo.start(workers=2)``  the same with HTTP workers (then no websocket on this port)
``suite.odoo.worker_pids()``     pids of HTTP workers, to be killed singly
``suite.postgres.restart()``     -m fast, as an administrator would

Session (one logged-in user, cookies kept; not thread-safe: one per thread)
-------
``session.get(path) -> Answer``   ``session.post(path, data=None, json=None, headers=None)``
``session.rpc(path, **params)``     ``type="jsonrpc"`` route; the result, RpcError(.name .message)
``session.call(model, method, *args, **kwargs)``  public ORM method by call_kw
``session.cookie``        "session_id=…"  for a websocket or browser     ``session.uid``
``Answer``: .status .text .json() .headers
``suite.visitor(token=None) -> Session``  not logged in; sends X-Device-Token when given

page
----
``page.open(url)``                waits for load
``page.use(session)``             take over the login of a Session (sets its cookie)
``page.eval("js expression")``    value as JSON (promises are awaited), JsError when it throws
``page.wait("js condition", timeout=10) -> value``   polls every 50 ms until truthy, TimeoutError
``page.text(css="body") -> str``  innerText   ``page.click(css)``   ``page.type(css, text)``
``page.key("F1")`` / ``page.key("z", ctrl=True)``
``page.offline(True|False)``      network gone for this page: new connections fail, open
                                  sockets go silent, as when a cable is pulled
``page.hide(True|False)``         the tab sleeps (frozen) / wakes up
``page.size(width, height)``      ``page.screenshot(path)``
``page.console -> [str]``         errors and warnings of the page so far
``page.close()``
``browser.page() -> Page``        more pages (several screens); each has own cookies
"""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))


@pytest.fixture(scope="session")
def suite():
    from suite import Suite

    with Suite() as running:
        yield running


@pytest.fixture
def fresh(suite):
    suite.heal()
    yield suite
    suite.heal()


@pytest.fixture(scope="session")
def bed():
    """The tests' PostgreSQL, without a suite on it."""
    from house import toolchain
    from house.testbed import Testbed

    found = Testbed(toolchain.load())
    running = found.server.alive
    found.start()
    yield found
    if not running:
        found.server.stop()


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory):
    """A hospital's MariaDB whose database speaks GBK."""
    from foreign import MariaDb

    with MariaDb(tmp_path_factory.mktemp("mariadb")) as server:
        yield server


@pytest.fixture(scope="session")
def postgres(bed):
    """A hospital's database in PostgreSQL, with an account of its own."""
    from foreign import Postgres

    with Postgres(bed.server) as server:
        yield server


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    from browser import Browser

    from house import toolchain

    chromium = os.environ.get("CHROMIUM") or toolchain.load().chromium
    with Browser(chromium, tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture
def page(browser):
    blank = browser.page()
    yield blank
    blank.close()
