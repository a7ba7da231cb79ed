"""make test, unit, tour: every kind of test, and one line of counts at the end."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time

from house import command, toolchain
from house.counts import Counts
from house.files import exclusive
from house.paths import ADDONS, BUILD, ROOT
from house.report import Progress, say
from house.testbed import Testbed

RESULTS = BUILD / "test-results"
PATIENCE = 40 * 60  # seconds a group of tests may take
HANGS = 300  # seconds after which a single test of the running suite is ended
SECOND = 3  # so many tests of the running suite may wait in vain once: a busy machine is no fault
SECOND_TRY = ("--reruns=1", "--only-rerun=TimeoutError")
AGAIN = re.compile(r"^(tests/\S+) RERUN\b", re.MULTILINE)
PROBLEM = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")
EXCHANGE = ("test_his", "test_foreign")
NODE_GLOBS = ("*/static/tests/**/*.test.mjs", "*/static/tests/**/*.test.cjs")


class Group:
    """Tests run by one program; its output goes to a log, its results to a JUnit file."""

    def __init__(self, name, argv, env, watched=None):
        self.name, self.argv, self.env, self.watched = name, argv, env, watched
        self.result = RESULTS / f"{name}.xml"
        self.log = RESULTS / f"{name}.log"
        self.code = None

    def run(self):
        began = time.monotonic()
        for path in filter(None, (self.result, self.watched)):
            path.unlink(missing_ok=True)
        with self.log.open("wb") as log:
            self.code = self._call(log)
        say(f"      {self.name}: {'ok' if self.code == 0 else 'NOT ok'}"
            f" ({time.monotonic() - began:.0f} s)")  # fmt: skip

    def _call(self, log):
        try:
            return subprocess.run(
                list(map(str, self.argv)), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, env=command.environment(self.env), cwd=ROOT,
                timeout=PATIENCE,
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            log.write(f"\nended after {PATIENCE} s\n".encode())
            return -1

    def count(self, counts):
        """Adds results; a bad exit or a warning in the watched log is a failure of its own."""
        before = counts.failed
        counts.add_file(self.result)
        counts.add_again(tried_again(self.log))
        if self.code and counts.failed == before:
            counts.fail(f"{self.name}: exit code {self.code}, see {self.log}")
        for line in problems(self.watched):
            counts.fail(f"{self.name}: in Odoo's log: {line[:300]}")
        if counts.failed > before:
            say(f"\n──── end of {self.log}")
            say(command.tail(self.log))


def tried_again(path):
    """Names of the tests that a log calls tried a second time."""
    return AGAIN.findall(path.read_text(encoding="utf-8", errors="replace"))


def problems(path):
    """Lines of an Odoo log that are a warning or worse."""
    if not path or not path.exists():
        return []
    text = path.read_text(encoding="utf-8", errors="replace")
    return [line for line in text.splitlines() if PROBLEM.match(line)]


def test():
    """Everything. Exit code 0 only when all passed."""
    with exclusive(BUILD / "lock-test", "test run"):
        return _test()


def _test():
    progress = Progress(toolchain.steps("dev") + 4)
    tools = toolchain.make(progress, "dev")
    _empty_results()
    bed = Testbed(tools)
    with progress.step("Test databases"):
        bed.start()
        try:
            bed.clone("plain", "jiaohao_tests")
            bed.demo()
        except BaseException:
            bed.server.stop()
            raise
    twin = None
    try:
        with progress.step("Pure tests, and tests inside Odoo"):
            groups = [*pure_groups(tools), odoo_group(tools, bed)]
            _together(groups[:-1], groups[-1:])
        with progress.step("Tests of the running suite"):
            twin = bed.twin() if _lanes() > 1 else None
            groups += _system(tools, bed, twin)
    finally:
        with progress.step("Cleaning up"):
            for server in filter(None, (bed.server, twin and twin.server)):
                server.stop()
    return _close(groups, progress)


def unit():
    """Pure tests only."""
    tools = toolchain.make(progress := Progress(toolchain.steps("dev")), "dev")
    _empty_results()
    groups = pure_groups(tools)
    _together(groups)
    return _close(groups, progress)


def tour():
    """Browser tests only: tours inside Odoo and the pages of the running suite."""
    progress = Progress(toolchain.steps("dev") + 1)
    tools = toolchain.make(progress, "dev")
    _empty_results()
    bed = Testbed(tools)
    with progress.step("Tours and browser tests"):
        bed.start()
        bed.clone("plain", "jiaohao_tests")
        groups = _one(odoo_group(tools, bed, "-k", "tour"))
        groups += _one(system_group(tools, "-k", "browser or page or screen"))
        bed.server.stop()
    return _close(groups, progress)


def pure_groups(tools):
    """Core, architecture and house tests by pytest; JavaScript by node."""
    folders = [*ADDONS.glob("*/tests/core"), ROOT / "tests/architecture", ROOT / "tests/house"]
    result = f"--junitxml={RESULTS}/pure.xml"
    argv = [tools.venv.python, "-m", "pytest", "-q", result, *filter(_has_tests, folders)]
    groups = [Group("pure", argv, tools.env())]
    files = sorted(path for glob in NODE_GLOBS for path in ADDONS.glob(glob))
    if files:
        argv = [*tools.node.node, "--test", "--test-reporter=spec",
                "--test-reporter-destination=stdout", "--test-reporter=junit",
                f"--test-reporter-destination={RESULTS}/javascript.xml", *files]  # fmt: skip
        groups.append(Group("javascript", argv, tools.env()))
    return groups


def odoo_group(tools, bed, *more):
    """TransactionCase, HttpCase and tours by pytest-odoo on a prepared database."""
    folders = [path for path in ADDONS.glob("*/tests") if any(path.glob("test_*.py"))]
    config, log = bed.folder / "odoo-tests.conf", RESULTS / "odoo.odoo.log"
    from house.database import configuration

    ports = {"http": 8169, "gevent": 8172}
    configuration(config, tools, bed.server, bed.databases.data_dir, ports, logfile=log,
                  db_name="jiaohao_tests", max_cron_threads="0")  # fmt: skip
    argv = [tools.venv.python, "-m", "pytest", "-q", "-o", "addopts=", "-o", "filterwarnings=",
            "-p", "no:cacheprovider", "--odoo-database=jiaohao_tests", f"--odoo-config={config}",
            "--odoo-log-level=warn", "--odoo-http", "--ignore-glob=*/tests/core/*",
            f"--junitxml={RESULTS}/odoo.xml", *more, *folders]  # fmt: skip
    env = {**tools.env(), **bed.server.connection()}
    return Group("odoo", argv, env, watched=log)


def system_group(tools, *more, name="system", files=(ROOT / "tests/system",), home=None):
    """Processes, peers and browser on a private running instance.

    What was waited for in vain is tried once more, and named at the end; a wrong result is not.
    """
    argv = [tools.venv.python, "-m", "pytest", "-v", f"--timeout={HANGS}", "--durations=15",
            *SECOND_TRY, f"--junitxml={RESULTS}/{name}.xml", *more, *files]  # fmt: skip
    where = {"JIAOHAO_TESTBED": str(home)} if home else {}
    return Group(name, argv, {**tools.env(), **where, "CHROMIUM": tools.chromium})


def _system(tools, bed, twin):
    """What people see and what is exchanged with others' systems, on a suite each."""
    files = sorted((ROOT / "tests/system").glob("test_*.py"))
    exchange = [file for file in files if file.name.startswith(EXCHANGE)]
    pages = [file for file in files if file not in exchange]
    groups = [
        system_group(tools, name="system-pages", files=pages, home=bed.folder),
        system_group(tools, name="system-exchange", files=exchange, home=(twin or bed).folder),
    ]
    if twin:
        _together(groups[:1], groups[1:])
    else:
        _together(groups)
    return groups


def _lanes():
    """Two instances side by side want four cores; LANES=2 insists, LANES=1 forgoes."""
    return int(os.environ.get("LANES") or (2 if (os.cpu_count() or 1) >= 4 else 1))


def _has_tests(folder):
    return any(folder.rglob("test_*.py"))


def _one(group):
    group.run()
    return [group]


def _together(*lanes):
    """Lanes at the same time, the groups of a lane one after the other."""
    threads = [
        threading.Thread(target=lambda lane=lane: [group.run() for group in lane]) for lane in lanes
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _empty_results():
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)


def _close(groups, progress):
    counts = Counts()
    for group in groups:
        group.count(counts)
    if len(counts.again) > SECOND:
        counts.fail(f"{len(counts.again)} tests needed a second try, {SECOND} may")
    for name in counts.again:
        say(f"SECOND TRY {name}")
    for name in counts.names:
        say(f"FAILED {name}")
    say(f"{progress.elapsed:.0f} s; results in {RESULTS.relative_to(ROOT)}/")
    sys.stderr.flush()
    say(counts.line())
    return 1 if counts.failed or not counts.passed else 0
