"""Command line, Odoo's configuration file and libpq's environment → settings."""

import argparse
import configparser
import os
from dataclasses import dataclass

CONF_KEYS = {
    "db_host": "host",
    "db_port": "port",
    "db_user": "user",
    "db_password": "password",
    "db_sslmode": "sslmode",
}


@dataclass(frozen=True)
class Settings:
    """``conninfo``: libpq parameters; ``port``: overrides that of the first interface."""

    conninfo: dict[str, str]
    host: str
    port: int | None
    port_file: str | None
    log_level: str
    max_connections: int
    max_waiting: int


def read_settings(argv: list[str]) -> Settings:
    """Settings of a command line. Exits with a usage text when the database is not named."""
    parser = _parser()
    args = parser.parse_args(argv)
    options = read_odoo_config(args.config)
    database = args.database or options.get("db_name", "").split(",")[0]
    database = database or os.environ.get("PGDATABASE", "")
    if database in ("", "False"):
        parser.error("which database? give -d NAME, db_name in the configuration, or PGDATABASE")
    return Settings(
        conninfo={**connection_options(options), "dbname": database},
        host=args.host,
        port=args.port,
        port_file=args.port_file,
        log_level=args.log_level,
        max_connections=args.max_connections,
        max_waiting=args.max_waiting,
    )


def read_odoo_config(path: str | None) -> dict[str, str]:
    """The [options] of Odoo's file at ``path``, $ODOO_RC or ~/.odoorc; {} without one."""
    candidates = [path, os.environ.get("ODOO_RC"), os.path.expanduser("~/.odoorc")]
    name = next((name for name in candidates if name), None)
    config = configparser.ConfigParser(interpolation=None)
    if name:
        config.read(name)
    return dict(config["options"]) if config.has_section("options") else {}


def connection_options(options: dict[str, str]) -> dict[str, str]:
    """libpq parameters; what is absent is left to libpq's own environment."""
    given = {target: options.get(key, "") for key, target in CONF_KEYS.items()}
    return {key: value for key, value in given.items() if value not in ("", "False", "None")}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="his_gateway", description="Receives HL7 v2 over MLLP into the inbox."
    )
    parser.add_argument("-c", "--config", help="Odoo's configuration file")
    parser.add_argument("-d", "--database", help="the hospital's database")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--port", type=int, help="port instead of the first interface's; 0: any free one"
    )
    parser.add_argument("--port-file", help="where to write the first interface's real port")
    parser.add_argument("--log-level", default="info", choices=["debug", "info", "warning"])
    parser.add_argument("--max-connections", type=int, default=256)
    parser.add_argument("--max-waiting", type=int, default=2000, help="messages before the store")
    return parser
