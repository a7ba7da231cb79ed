"""The command line of the simulated HIS."""

import argparse
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timezone
from pathlib import Path

from .day import live, plan_day
from .hospital import ZONE, Visit
from .kiosk import Kiosks
from .line import Line
from .messages import CHARSETS
from .player import Player, Way
from .rows import rows_of
from .steps import Step, play
from .ways import WAYS, open_way

_logger = logging.getLogger("his_simulator")

PATIENTS_OF_A_DAY = 120
PATIENTS_OF_A_HALF_DAY = 30
SPEED = 60.0
MLLP_PORT = 2575


def parser() -> argparse.ArgumentParser:
    """The options; those of ``odoo`` are taken and not needed."""
    found = argparse.ArgumentParser(
        prog="his_simulator",
        description="A SIMULATED hospital information system: sends invented patients of the demo"
        " hospital, by MLLP or by the way of one of the sample interfaces. Without --day patients"
        " come at the present time.",
    )
    add = found.add_argument
    add(
        "--way",
        choices=["mllp", *WAYS],
        default="mllp",
        help="; ".join(["mllp: HL7 v2", *(f"{name}: {way.TITLE}" for name, way in WAYS.items())]),
    )
    add("--host", default="127.0.0.1", help="of the gateway (default: %(default)s)")
    add(
        "--port",
        type=int,
        help="of the gateway, or our own where the gateway asks us (default:"
        " 2575 for mllp, else that of the sample interface)",
    )
    add(
        "--key",
        default=os.environ.get("HIS_SAMPLE_KEY", ""),
        help="what proves us to REST and FHIR (default: the variable HIS_SAMPLE_KEY)",
    )
    add("--folder", default="/var/lib/jiaohao/his", help="for files (default: %(default)s)")
    add(
        "--settings",
        type=json.loads,
        default={},
        help="JSON: driver, host, port, database, user,"
        " password of the database of views or staging; the tables are made there",
    )
    add("--port-file", type=Path, help="read the port from this file, which the gateway wrote")
    when = found.add_mutually_exclusive_group()
    when.add_argument("--day", type=_day, help="play this day: YYYY-MM-DD or today")
    when.add_argument(
        "--live",
        action="store_true",
        help="patients at the present time, without end (the default): a small crowd, then one"
        " every 20 to 40 seconds up to --patients in a half-day",
    )
    add("--speed", type=_speed, default=SPEED, help="of a day: 60 plays an hour in a minute; 0 is"
        " as fast as answers come (default: %(default)s)")  # fmt: skip
    add("--patients", type=_count, help=f"of a day (default: {PATIENTS_OF_A_DAY}); live: the most"
        f" in a half-day (default: {PATIENTS_OF_A_HALF_DAY})")  # fmt: skip
    add("--seed", type=int, default=1, help="equal seeds and days give equal patients")
    add("--mark", default="", help="start of the patients' numbers of a day (default: day + seed)")
    add("--charset", choices=list(CHARSETS), default="utf-8")
    add("--check-in", action="append", default=[], metavar="TOKEN",
        help="let patients check in at the kiosk with this token; may be repeated")  # fmt: skip
    add("--base-url", default="http://127.0.0.1:8069", help="of Odoo, for --check-in")
    add("-c", "--config", help=argparse.SUPPRESS)
    add("-d", "--database", help=argparse.SUPPRESS)
    return found


def main(argv: list[str]) -> int:
    """Play; the exit status is 0 when every message was accepted."""
    options = parser().parse_args(argv)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(name)s: %(message)s"
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    line = _way(options, stop)
    kiosks = Kiosks(options.base_url, options.check_in, stop) if options.check_in else None
    if options.day:
        player, begin = Player(line, kiosks, stop, options.speed), None
    else:
        player, begin = Player(line, kiosks, stop, 1.0), datetime.now(timezone.utc)
    _logger.info("SIMULATED HIS: %s, invented patients", options.day or "live")
    tally = player.play(steps(options, begin), begin)
    _logger.info("end: %s", tally)
    if getattr(line, "serving", False) and not stop.is_set():
        _logger.info("still answering; end with Ctrl+C")
        stop.wait()
    line.close()
    return 0 if tally.content else 1


def steps(options: argparse.Namespace, now: datetime | None) -> Iterator[Step]:
    """What the options ask for; ``now`` (aware) is the present when no day is played."""
    if now is None:
        number = PATIENTS_OF_A_DAY if options.patients is None else options.patients
        visits: Iterable[Visit] = plan_day(
            options.day, number, options.seed, options.charset, options.mark
        )
    else:
        number = options.patients or PATIENTS_OF_A_HALF_DAY
        visits = live(now, number, options.seed, options.charset)
    return play(visits, options.charset) if options.way == "mllp" else rows_of(visits)


def _way(options: argparse.Namespace, stop: threading.Event) -> Way:
    if options.way != "mllp":
        return open_way(options.way, options, stop)
    options.port = options.port or MLLP_PORT
    return Line(_address(options), stop)


def _address(options: argparse.Namespace) -> Callable[[], tuple[str, int]]:
    """Where the gateway listens; a port file is read anew, for a gateway that was restarted."""

    def address() -> tuple[str, int]:
        if options.port_file:
            return options.host, int(options.port_file.read_text())
        return options.host, options.port

    return address


def _day(text: str) -> date:
    if text == "today":
        return datetime.now(ZONE).date()
    return date.fromisoformat(text)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError(text)
    return count


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 <= speed < float("inf"):
        raise ValueError(text)
    return speed
