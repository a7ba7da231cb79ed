#!/usr/bin/env python3
"""Tells the device registry how a server or PC is: disk, services, PostgreSQL, backups (item B9).

    JIAOHAO_TOKEN=... python3 jiaohao_agent.py --server https://queue.hospital.example \\
        --disk /var/lib/postgresql --service odoo --service nginx \\
        --postgres "dbname=postgres user=monitor" --backups /var/backups/jiaohao

Plain Python 3.8 or later, nothing to install, one file to copy. The token is that of the device in
the registry (*Devices*, *Pair*); it is read from the environment or from ``--token-file``, so that
it stands in no list of processes. What cannot be found out is left out, never guessed. A report
that does not get through is told with the next: only the newest counts.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

VERSION = "agent 1"
TIMEOUT_S = 15
LAG_SQL = (
    "SELECT CASE WHEN pg_is_in_recovery()"
    " THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp())"
    " ELSE (SELECT extract(epoch FROM max(coalesce(replay_lag, interval '0')))"
    " FROM pg_stat_replication) END"
)


def disk(path):
    """{free_mb, free_share in percent} of the file system that holds a path."""
    usage = shutil.disk_usage(path)
    return {"free_mb": usage.free >> 20, "free_share": round(100 * usage.free / usage.total)}


def uptime(text):
    """{uptime_s} from what /proc/uptime says."""
    return {"uptime_s": int(float(text.split()[0]))}


def services(names, run=subprocess.run):
    """{services}: those that do not run, by name; "-" when all do; nothing when none is named."""
    if not names:
        return {}
    down = [name for name in names if not _active(name, run)]
    return {"services": ",".join(down) or "-"}


def _active(name, run):
    done = run(["systemctl", "is-active", "--quiet", name], timeout=TIMEOUT_S, check=False)
    return done.returncode == 0


def replica(conninfo, run=subprocess.run):
    """{replica_lag_s}: how far the standby is behind; nothing when there is none, or no answer."""
    if not conninfo:
        return {}
    done = run(
        ["psql", "-XAtq", "-d", conninfo, "-c", LAG_SQL],
        timeout=TIMEOUT_S, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    text = done.stdout.decode(errors="replace").strip()
    return {"replica_lag_s": max(0, int(float(text)))} if done.returncode == 0 and text else {}


def backups(folder, now):
    """{backup_age_s} of the newest file below a folder; nothing when there is none."""
    if not folder:
        return {}
    times = [one.stat().st_mtime for one in Path(folder).rglob("*") if one.is_file()]
    return {"backup_age_s": max(0, int(now - max(times)))} if times else {}


def collect(wish, now):
    """Return the report of this moment; what fails is left out and named on stderr."""
    report = {"version": VERSION}
    parts = [
        lambda: disk(wish.disk),
        lambda: uptime(Path("/proc/uptime").read_text()),
        lambda: services(wish.service),
        lambda: replica(wish.postgres),
        lambda: backups(wish.backups, now),
    ]
    for part in parts:
        try:
            report.update(part())
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            complain(f"not found out: {error}")
    return report


def complain(words):
    """Say on stderr what went wrong; the journal keeps it."""
    sys.stderr.write(words + "\n")


def tell(server, token, report):
    """Send a report; returns the server's answer. Raises OSError when it does not get through."""
    request = urllib.request.Request(
        server.rstrip("/") + "/device/heartbeat",
        json.dumps(report).encode(),
        {"Content-Type": "application/json", "X-Device-Token": token},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
        return json.load(answer)


def skew_ms(answer, sent, received):
    """How far this clock is ahead of the server's, from one question and its answer."""
    there = time.mktime(time.strptime(answer["now"][:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
    there += float("0." + answer["now"][20:23])
    return round(1000 * ((sent + received) / 2 - there))


def options(argv=None):
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--server", required=True, help="address of the queue calling system")
    parser.add_argument("--token-file", help="file with the device's token")
    parser.add_argument("--disk", default="/", help="a path on the disk to watch")
    parser.add_argument("--service", action="append", default=[], help="systemd unit; repeatable")
    parser.add_argument("--postgres", help="how psql reaches the database")
    parser.add_argument("--backups", help="folder in which backups appear")
    parser.add_argument("--every", type=int, default=60, help="seconds between reports")
    parser.add_argument("--once", action="store_true", help="report once and end")
    return parser.parse_args(argv)


def secret(wish):
    """Return the token. Raises SystemExit with what to do when there is none."""
    token = os.environ.get("JIAOHAO_TOKEN", "")
    if wish.token_file:
        token = Path(wish.token_file).read_text().strip()
    if not token:
        raise SystemExit("no token: set JIAOHAO_TOKEN or give --token-file")
    return token


def main(argv=None):
    """Report again and again; returns 1 when the only report did not get through."""
    wish = options(argv)
    token, known = secret(wish), {}
    while True:
        sent, failed = time.time(), 0
        try:
            answer = tell(wish.server, token, dict(collect(wish, sent), **known))
            known = {"skew_ms": skew_ms(answer, sent, time.time())}
        except (OSError, ValueError, KeyError) as error:
            failed = 1
            complain(f"not told: {error}")
        if wish.once:
            return failed
        time.sleep(max(1, wish.every - (time.time() - sent)))


if __name__ == "__main__":
    sys.exit(main())
