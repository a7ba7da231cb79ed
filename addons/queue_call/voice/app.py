"""The life of the renderer: claim a wanted clip, make it, keep it; wait for the next."""

import argparse
import configparser
import logging
import os
import signal
import socket
import time

import psycopg

from ..core.voice import schema
from ..core.voice.phrase import Phrase
from . import engines, sound
from .engines.pack import Packs

_logger = logging.getLogger("queue_voice")

BEAT_S = 5.0
WAIT_S = 1.0  # how long nothing is heard of a signal to end
RETRY_S = 1.0
SOON = 10  # a smaller priority: the call is out already
SLOW_S = 1.5
_OPTIONS = {
    "db_host": "host",
    "db_port": "port",
    "db_user": "user",
    "db_password": "password",
    "db_sslmode": "sslmode",
}


class Renderer:
    """Makes the clips of one database, one after the other, the most urgent first."""

    def __init__(self, conninfo, found):
        """``found``: engines, the best first."""
        self.conninfo, self.engines = conninfo, found
        self.packs = Packs()
        self.made, self.beat_at = 0, 0.0
        self.stopping = False
        self.pace = 0.0  # seconds the best engine takes for a clip, of late

    def run(self):
        """Render until a signal comes, whatever happens to the database."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            try:
                self._serve()
            except psycopg.errors.UndefinedTable:
                _logger.info("queue_call is not installed in this database yet")
            except psycopg.Error as error:
                _logger.warning("database: %s", error)
            if not self.stopping:
                time.sleep(RETRY_S)
        _logger.info("made %d clips", self.made)

    def _stop(self, _number, _frame):
        self.stopping = True

    def _serve(self):
        with psycopg.connect(**self.conninfo, autocommit=True) as connection:
            connection.execute(f"LISTEN {schema.CHANNEL}")
            self.packs.connection = connection
            while not self.stopping:
                self._beat(connection)
                if not self._one(connection):
                    for _notice in connection.notifies(timeout=WAIT_S, stop_after=1):
                        pass

    def _one(self, connection):
        """Make one clip; False when none is wanted."""
        row = connection.execute(schema.CLAIM).fetchone()
        if not row:
            return False
        key, data, speed, tries, priority, voice = row
        try:
            engine, clip = self._make(Phrase.from_json(data), speed, voice, priority < SOON)
        except engines.CannotSay as error:
            connection.execute(schema.FAIL, (0, str(error)[:200], key))
        except (ValueError, ArithmeticError, RuntimeError, MemoryError) as error:
            _logger.warning("clip %s, try %d: %s", key[:8], tries, type(error).__name__)
            connection.execute(schema.FAIL, (schema.MAX_TRIES, str(error)[:200], key))
        else:
            kept = (clip.audio, clip.duration_ms, clip.lufs, engine, key)
            connection.execute(schema.KEEP, kept)
            self.made += 1
        return True

    def _make(self, phrase, speed, voice="", urgent=False):
        """Return (name of the engine, clip) by the first engine that can say it.

        A call that is out waits for nobody: while the best engine is slow on a busy machine, the
        next one says what is ``urgent``.
        """
        reasons = []
        hurry = urgent and self.pace > SLOW_S and len(self.engines) > 1
        for engine in self.packs.ranked(self.engines, voice, hurry):
            begin = time.monotonic()
            try:
                made = engine.name, sound.finish(engine.say(phrase, speed))
                if engine is self.engines[0]:
                    self.pace = 0.7 * self.pace + 0.3 * (time.monotonic() - begin)
                elif hurry:
                    self.pace *= 0.97  # now and then the best engine is tried again
                return made
            except engines.CannotSay as error:
                reasons.append(f"{engine.name}: {error}")
        raise engines.CannotSay("; ".join(reasons) or "no engine on this machine")

    def _beat(self, connection):
        if time.monotonic() - self.beat_at < BEAT_S:
            return
        self.beat_at = time.monotonic()
        names = ",".join(engine.name for engine in self.engines) or "silence"
        facts = {"host": socket.gethostname(), "pid": os.getpid(), "engines": names}
        connection.execute(schema.BEAT, facts | {"made": self.made})


def main(argv):
    """Run the renderer; returns the exit status."""
    args = _parser().parse_args(argv)
    logging.basicConfig(
        level=args.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    options = _odoo_options(args.config)
    database = args.database or options.get("db_name", "").split(",")[0]
    if database in ("", "False"):
        _parser().error("which database? give -d NAME")
    known = {target: options.get(key, "") for key, target in _OPTIONS.items()}
    conninfo = {key: value for key, value in known.items() if value not in ("", "False", "None")}
    os.nice(args.nice)
    found = engines.ready(args.models, args.voice)
    _logger.info("engines: %s", ", ".join(one.name for one in found) or "none, only the chime")
    Renderer({**conninfo, "dbname": database}, found).run()
    return 0


def _odoo_options(path):
    config = configparser.ConfigParser(interpolation=None)
    name = path or os.environ.get("ODOO_RC")
    if name:
        config.read(name)
    return dict(config["options"]) if config.has_section("options") else {}


def _parser():
    parser = argparse.ArgumentParser(prog="queue_voice", description="Renders the spoken calls.")
    parser.add_argument("-c", "--config", help="Odoo's configuration file")
    parser.add_argument("-d", "--database", help="the hospital's database")
    parser.add_argument(
        "--models", default=os.environ.get("JIAOHAO_VOICE", ""), help="folder made by make voice"
    )
    parser.add_argument("--voice", default="zf_xiaoyi", help="zf_xiaoyi or zm_yunxia")
    parser.add_argument("--nice", type=int, default=5, help="how far it stands back for others")
    parser.add_argument("--log-level", default="info", choices=["debug", "info", "warning"])
    return parser
