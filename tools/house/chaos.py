"""make chaos: calls under random kill -9 of HTTP workers and database backends, counted after;
then screens under cut cables, power cuts, wrong clocks, restarts: each call shown and spoken once.
"""

import os
import subprocess

from house import command, toolchain
from house.paths import BUILD, ROOT, TOOLS
from house.report import Progress

CALLS, SCREEN_CALLS = "100000", "10000"
TESTS = ("tests/system/test_chaos.py", "tests/system/test_screen_chaos.py")


def chaos(*arguments):
    """Exit code. CALLS=5000 SCREEN_CALLS=500 make it shorter; figures: build/chaos*.json."""
    tools = toolchain.make(Progress(toolchain.steps("dev")), "dev")
    env = tools.env()
    env["PYTHONPATH"] = os.pathsep.join([str(TOOLS), env["PYTHONPATH"]])
    env["CHAOS_CALLS"] = os.environ.get("CALLS") or CALLS
    env["CHAOS_REPORT"] = str(BUILD / "chaos.json")
    env["CHAOS_SCREEN_CALLS"] = os.environ.get("SCREEN_CALLS") or SCREEN_CALLS
    env["CHAOS_SCREEN_REPORT"] = str(BUILD / "chaos-screens.json")
    argv = [tools.venv.python, "-m", "pytest", "-q", "-s", *TESTS, *arguments]
    return subprocess.run(list(map(str, argv)), env=command.environment(env), cwd=ROOT).returncode
