"""Background processes are ended by identity, never by number alone."""

import json
import os
import subprocess
import sys

from house.processes import Service, children, started_at

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_a_service_is_found_again_by_its_pid_file_and_ended(tmp_path):
    Service("sleeper", tmp_path, SLEEPER).start()
    again = Service("sleeper", tmp_path, SLEEPER)
    pid = again.pid
    assert pid in children(os.getpid())
    assert again.stop()
    assert started_at(pid) is None
    assert not again.stop()


def test_a_stranger_with_the_recorded_pid_is_left_alone(tmp_path):
    with subprocess.Popen(SLEEPER) as stranger:
        record = {"pid": stranger.pid, "started": "another boot:1"}
        (tmp_path / "sleeper.pid").write_text(json.dumps(record))
        service = Service("sleeper", tmp_path, SLEEPER)
        assert service.pid is None
        assert not service.stop()
        assert stranger.poll() is None
        stranger.kill()


def test_a_killed_service_starts_again(tmp_path):
    service = Service("sleeper", tmp_path, SLEEPER)
    service.start()
    first = service.pid
    service.kill()
    assert not service.alive
    service.start()
    assert service.pid not in (None, first)
    service.stop()
