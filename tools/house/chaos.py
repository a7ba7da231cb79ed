"""make chaos: calls under random kill -9 of HTTP workers and database backends, counted after;
then screens under cut cables, power cuts, wrong clocks, restarts: each call shown and spoken once;
then messages of a HIS under cut lines, lost answers and kill -9: the oracle's state at the end.
"""

import os
import subprocess

from house import command, toolchain
from house.paths import BUILD, ROOT, TOOLS
from house.report import Progress

CALLS, SCREEN_CALLS, HIS_MESSAGES = "100000", "10000", "100000"
TESTS = {
    "calls": "tests/system/test_chaos.py",
    "screens": "tests/system/test_screen_chaos.py",
    "his": "tests/system/test_his_chaos.py",
}


def chaos(*arguments):
    """Exit code; figures: build/chaos*.json.

    CALLS=5000 SCREEN_CALLS=500 HIS_MESSAGES=5000 make it shorter, PARTS=his,screens choose.
    """
    parts = [part for part in TESTS if part in os.environ.get("PARTS", ",".join(TESTS)).split(",")]
    tools = toolchain.make(Progress(toolchain.steps("dev")), "dev")
    env = tools.env()
    env["PYTHONPATH"] = os.pathsep.join([str(TOOLS), env["PYTHONPATH"]])
    env["CHAOS_CALLS"] = os.environ.get("CALLS") or CALLS
    env["CHAOS_REPORT"] = str(BUILD / "chaos.json")
    env["CHAOS_SCREEN_CALLS"] = os.environ.get("SCREEN_CALLS") or SCREEN_CALLS
    env["CHAOS_SCREEN_REPORT"] = str(BUILD / "chaos-screens.json")
    env["HIS_MESSAGES"] = os.environ.get("HIS_MESSAGES") or HIS_MESSAGES
    env["CHAOS_HIS_REPORT"] = str(BUILD / "chaos-his.json")
    argv = [tools.venv.python, "-m", "pytest", "-q", "-s", *map(TESTS.get, parts), *arguments]
    return subprocess.run(list(map(str, argv)), env=command.environment(env), cwd=ROOT).returncode
