"""Two runs that choose at the same moment do not share a port."""

import socket
import subprocess
import sys
from pathlib import Path

from house import network

CHOOSE = "from house import network; print(network.choose(int({port}))); input()"


def another_run(port):
    return subprocess.Popen(
        [sys.executable, "-c", CHOOSE.format(port=port)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(network.__file__).parents[1],
    )  # fmt: skip


def test_a_port_that_another_run_has_chosen_is_not_chosen_though_nobody_listens_yet():
    first = another_run(41873)
    chosen = int(first.stdout.readline())
    try:
        assert network.choose(chosen) != chosen
    finally:
        first.communicate("\n")
    assert network.choose(chosen) == chosen
    assert network.choose(chosen) == chosen, "one's own port can be chosen again after a restart"


def test_a_port_on_which_somebody_listens_is_not_chosen():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert network.choose(port) != port


def test_a_port_that_was_ours_is_taken_again_though_the_process_before_us_holds_it():
    first = another_run(41973)
    chosen = int(first.stdout.readline())
    try:
        assert network.choose(chosen, ours=True) == chosen
    finally:
        first.communicate("\n")
