"""make chaos: calls under random kill -9 of HTTP workers and database backends, counted after."""

import os
import subprocess

from house import command, toolchain
from house.paths import BUILD, ROOT, TOOLS
from house.report import Progress

CALLS = "100000"


def chaos(*arguments):
    """Exit code. CALLS=5000 makes it shorter; all figures stand in build/chaos.json."""
    tools = toolchain.make(Progress(toolchain.steps("dev")), "dev")
    env = tools.env()
    env["PYTHONPATH"] = os.pathsep.join([str(TOOLS), env["PYTHONPATH"]])
    env["CHAOS_CALLS"] = os.environ.get("CALLS") or CALLS
    env["CHAOS_REPORT"] = str(BUILD / "chaos.json")
    argv = [tools.venv.python, "-m", "pytest", "-q", "-s", "tests/system/test_chaos.py", *arguments]
    return subprocess.run(list(map(str, argv)), env=command.environment(env), cwd=ROOT).returncode
