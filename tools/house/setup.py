"""make setup: fetch and prepare everything, start nothing."""

from house import toolchain
from house.files import exclusive
from house.paths import BUILD
from house.report import Progress, say


def setup():
    with exclusive(BUILD / "lock", "set-up"):
        progress = Progress(toolchain.steps("dev"))
        toolchain.make(progress, "dev")
    say(f"Everything is here ({progress.elapsed:.0f} s).")
