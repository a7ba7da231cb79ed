"""make bench: hands over to bench/run.py with everything it needs in place."""

import os
import subprocess

from house import command, toolchain
from house.files import exclusive
from house.paths import BUILD, ROOT, TOOLS
from house.report import Progress


def bench(*arguments):
    """Exit code of the benchmarks. BENCH="--quick" narrows them."""
    tools = toolchain.make(Progress(toolchain.steps("dev")), "dev")
    more = [*arguments, *os.environ.get("BENCH", "").split()]
    env = tools.env()
    env["PYTHONPATH"] = os.pathsep.join([str(TOOLS), env["PYTHONPATH"]])
    with exclusive(BUILD / "lock-bench", "benchmark"):
        argv = [str(tools.venv.python), str(ROOT / "bench" / "run.py"), *more]
        return subprocess.run(argv, env=command.environment(env), cwd=ROOT).returncode
