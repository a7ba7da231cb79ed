"""A backup of the live demo hospital, restored beside it: equal, whole, and somebody can log in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from house import command, pages

TOOL = Path(__file__).parents[2] / "tools" / "backup.py"
COPY = "jiaohao_restored"
LOGIN = """
told = {"type": "password", "login": "nurse", "password": "%s"}
print("<<begin>>", env["res.users"].authenticate(told, {"interactive": False})["uid"], "<<end>>")
"""


@pytest.fixture
def backup(suite, tmp_path):
    """Call with a verb and options; (exit code, what it said)."""
    server, databases = suite.postgres, suite.bed.databases
    path = os.pathsep.join([str(server.binaries), os.environ["PATH"]])
    env = {**suite.bed.tools.env(), **server.connection(), "PATH": path}

    def call(verb, *options):
        argv = [sys.executable, TOOL, verb, "--to", tmp_path, "-d", suite.database,
                "--data-dir", databases.data_dir, *options]  # fmt: skip
        done = subprocess.run(
            list(map(str, argv)), env=command.environment(env), capture_output=True, text=True
        )
        return done.returncode, done.stdout + done.stderr

    yield call
    databases.drop(COPY)


def test_a_backup_of_a_live_hospital_is_restored_whole_and_damage_is_found(suite, backup, tmp_path):
    code, words = backup("drill")
    assert code == 1
    assert "no backup" in words
    for _twice in range(2):
        code, words = backup("make")
        assert code == 0, words
    code, words = backup("drill")
    assert code == 0, words
    assert "equal" in words
    assert f"{suite.database}_drill" not in suite.postgres.databases()
    code, words = backup("restore", "--as", COPY)
    assert code == 0, words
    uid = suite.bed.databases.script(COPY, LOGIN % pages.PASSWORD)
    assert suite.sql("SELECT login FROM res_users WHERE id = %s", int(uid)) == [("nurse",)]
    code, words = backup("restore", "--as", COPY)
    assert code == 1
    assert "nothing is overwritten" in words

    home = tmp_path / suite.database
    newest = max(home.glob("*Z")) / "database.dump"
    data = bytearray(newest.read_bytes())
    data[len(data) // 2] ^= 1
    newest.write_bytes(data)
    for verb in ("check", "drill"):
        code, words = backup(verb)
        assert code == 1
        assert "damaged" in words
    older = min(home.glob("*Z")).name
    assert backup("check", "--name", older)[0] == 0
    next((home / "pool").glob("*/*")).unlink()
    code, words = backup("check", "--name", older)
    assert code == 1
    assert "missing or damaged" in words
