"""What differs between databases: how to connect, to ask the time, to name a type.

SQLAlchemy's Core writes the SQL. Two of these were never run against a real server here (no TDS
and no TNS server can be had): ``sqlserver`` and the two of Oracle; ``selftest.py`` is for them.
"""

import os
import re
import ssl
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ...core.secrets import KEPT

SECONDS = 30  # a statement may take

DIALECTS = {
    "postgresql": ("postgresql+psycopg", 5432),
    "mysql": ("mysql+pymysql", 3306),
    "sqlserver": ("mssql+pytds", 1433),
    "oracle": ("oracle+oracledb", 1521),
    "oracle_thick": ("oracle+oracledb", 1521),
}
CLOCKS = {
    "postgresql": "SELECT clock_timestamp()::timestamp",
    "mysql": "SELECT NOW(6)",
    "mssql": "SELECT SYSDATETIME()",
    "oracle": "SELECT CAST(SYSTIMESTAMP AS TIMESTAMP) FROM dual",
}
PACKAGES = {
    "postgresql": "psycopg",
    "mysql": "pymysql",
    "sqlserver": "pytds sqlalchemy_pytds",
    "oracle": "oracledb",
    "oracle_thick": "oracledb",
}
_SECRET = re.compile(r"\$\{ENV:([A-Za-z_][A-Za-z0-9_]*)\}")


class NotConfigured(Exception):
    """A secret's variable, a package or a client library is missing on this machine."""


def secret(text: str) -> str:
    """``${ENV:NAME}`` replaced by the variable of this process. Raises NotConfigured."""

    def value(found: "re.Match[str]") -> str:
        name = found[1]
        if name not in os.environ:
            raise NotConfigured(f"environment variable {name} is not set")
        return os.environ[name]

    if unset := KEPT.search(text):
        raise NotConfigured(f"secret {unset[1]} of the interface is not set")
    return _SECRET.sub(value, text)


def engine(settings: Mapping[str, Any], read_only: bool) -> sa.Engine:
    """An engine with one connection. Raises NotConfigured."""
    driver = str(settings["driver"])
    missing = [name for name in PACKAGES[driver].split() if not _importable(name)]
    if missing:
        raise NotConfigured(f"Python package {', '.join(missing)} is not installed")
    arguments = _ARGUMENTS[driver](settings, read_only)
    options = {"thick_mode": _thick(settings)} if driver == "oracle_thick" else {}
    return sa.create_engine(
        _url(settings, driver),
        connect_args=arguments,
        poolclass=sa.pool.QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,
        **options,
    )


def type_name(dialect: str, code: Any) -> str:
    """A driver's type of a column as a word that ``core.drift.type_class`` knows."""
    if dialect == "postgresql":
        import psycopg

        known = psycopg.adapters.types.get(code)
        return known.name if known else str(code)
    if dialect == "mysql":
        return _mysql_types().get(code, str(code))
    return str(getattr(code, "name", None) or getattr(code, "__name__", None) or code)


def _url(settings: Mapping[str, Any], driver: str) -> sa.URL:
    name, port = DIALECTS[driver]
    oracle = driver.startswith("oracle")
    query = {"service_name": str(settings["database"])} if oracle else {}
    if driver == "mysql":
        query = {"charset": str(settings.get("charset") or "utf8mb4")}
    host = settings.get("host")  # none: this machine's socket, for our own database only
    return sa.URL.create(
        name,
        username=settings.get("user"),
        password=secret(str(settings.get("password") or "")) or None,
        host=host,
        port=int(settings.get("port") or port) if host else None,
        database=None if oracle else str(settings["database"]),
        query=query,
    )


def _postgresql(settings: Mapping[str, Any], read_only: bool) -> dict[str, Any]:
    zone = settings.get("tz") or "Asia/Shanghai"
    options = f"-c statement_timeout={SECONDS * 1000} -c timezone={zone}"
    if read_only:
        options += " -c default_transaction_read_only=on"
    found = {"connect_timeout": 5, "options": options, "application_name": "his_gateway"}
    if charset := settings.get("charset"):
        found["client_encoding"] = charset
    if settings.get("tls"):
        found["sslmode"] = "require" if settings["tls"] == "trust" else "verify-full"
        found["sslrootcert"] = settings.get("ca") or "system"
    return found


def _mysql(settings: Mapping[str, Any], read_only: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "connect_timeout": 5,
        "read_timeout": SECONDS,
        "write_timeout": SECONDS,
    }
    if read_only:
        found["init_command"] = "SET SESSION TRANSACTION READ ONLY"
    if settings.get("tls"):
        found["ssl"] = _tls(settings)
    return found


def _tls(settings: Mapping[str, Any]) -> ssl.SSLContext:
    """Checked against ``ca`` or the machine's own; ``tls: trust`` takes any certificate."""
    context = ssl.create_default_context(cafile=settings.get("ca") or None)
    if settings["tls"] == "trust":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _sqlserver(settings: Mapping[str, Any], read_only: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"login_timeout": 5, "timeout": SECONDS, "appname": "his_gateway"}
    if read_only:
        found["readonly"] = True
    if settings.get("tls"):
        found["cafile"] = settings.get("ca")
        found["validate_host"] = settings["tls"] != "trust"
    return found


def _oracle(_settings: Mapping[str, Any], _read_only: bool) -> dict[str, Any]:
    return {"tcp_connect_timeout": 5}


_ARGUMENTS = {
    "postgresql": _postgresql,
    "mysql": _mysql,
    "sqlserver": _sqlserver,
    "oracle": _oracle,
    "oracle_thick": _oracle,
}


def _thick(settings: Mapping[str, Any]) -> dict[str, str]:
    """Oracle 11g needs Oracle's own client: its folder, and this process for itself alone."""
    folder = str(settings.get("client_folder") or "")
    if not os.path.isdir(folder):
        raise NotConfigured("folder of Oracle Instant Client (client_folder) not found")
    return {"lib_dir": folder}


def _importable(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(name) is not None


def _mysql_types() -> dict[int, str]:
    from pymysql.constants import FIELD_TYPE

    names = {code: name for name, code in vars(FIELD_TYPE).items() if isinstance(code, int)}
    kinds = FIELD_TYPE
    whole = (kinds.TINY, kinds.SHORT, kinds.INT24, kinds.LONG, kinds.LONGLONG)
    texts = (kinds.BLOB, kinds.VAR_STRING, kinds.STRING)
    return names | dict.fromkeys(whole, "INT") | dict.fromkeys(texts, "VARCHAR")
