"""Interfaces and code maps, read from Odoo's tables."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import dict_row

from ..core.charset import Policy
from ..core.codes import CodeMap, DoctorTarget
from ..core.mapping import load as load_plan
from ..core.profile import Profile
from ..core.reach import PARAMETER, Network, networks
from ..core.secrets import fill

_INTERFACES = """
SELECT i.*, coalesce(nullif(i.tz, ''), c.queue_tz, 'Asia/Shanghai') AS zone
FROM his_interface i JOIN res_company c ON c.id = i.company_id
WHERE i.active ORDER BY i.sequence, i.id
"""
_CODES = """
SELECT interface_id, kind, code, coalesce(department_code, '') AS department_code,
       queue_id, practitioner_id, class_id
FROM his_code_map WHERE active
"""
_SECRETS = "SELECT interface_id, name, kept_value FROM his_secret WHERE kept_value <> ''"


async def load_reach(connection: "psycopg.AsyncConnection[Any]") -> list[Network]:
    """What may be called. Raises psycopg.Error, and ValueError for a list that cannot be read."""
    query = "SELECT value FROM ir_config_parameter WHERE key = %s"
    found = await (await connection.execute(query, [PARAMETER])).fetchone()
    return networks((found and found[0]) or "")


@dataclass(frozen=True)
class Interface:
    """An interface as the gateway serves it."""

    name: str
    port: int
    profile: Profile
    codes: CodeMap
    transport: str = "mllp"
    settings: Mapping[str, Any] = field(default_factory=dict)


async def load(connection: "psycopg.AsyncConnection[Any]") -> list[Interface]:
    """All active interfaces, the first one first. Raises psycopg.Error."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        rows = await (await cursor.execute(_INTERFACES)).fetchall()
        codes = await (await cursor.execute(_CODES)).fetchall()
        secrets = await (await cursor.execute(_SECRETS)).fetchall()
    kept: dict[int, dict[str, str]] = {}
    for one in secrets:
        kept.setdefault(one["interface_id"], {})[one["name"]] = one["kept_value"]
    return [
        Interface(
            row["name"],
            row["port"],
            read_profile(row),
            read_codes(codes, row["id"]),
            row["transport"],
            fill(json.loads(row["settings"] or "{}"), kept.get(row["id"], {})),
        )
        for row in rows
    ]


def read_profile(row: Mapping[str, Any]) -> Profile:
    """The settings in a row of his_interface (with ``zone``, the name of a time zone)."""
    return Profile(
        interface_id=row["id"],
        company_id=row["company_id"],
        charset=Policy(row["charset_mode"], row["charset_error"], row["charset_default"]),
        zone=ZoneInfo(row["zone"]),
        reused_id=row["reused_id"],
        unmapped=row["unmapped_ack"],
        unknown_doctor=row["unknown_doctor"],
        limit=row["size_limit_mb"] * 1024 * 1024,
        paths=json.loads(row["paths"] or "{}"),
        plan=load_plan(json.loads(row["mapping"])) if row.get("mapping") else None,
    )


def read_codes(rows: list[dict[str, Any]], interface_id: int) -> CodeMap:
    """The code map of one interface from rows of his_code_map."""
    mine = [row for row in rows if row["interface_id"] == interface_id]
    return CodeMap(
        departments={r["code"]: r["queue_id"] for r in mine if r["kind"] == "department"},
        doctors={
            (r["department_code"], r["code"]): DoctorTarget(r["practitioner_id"], r["queue_id"])
            for r in mine
            if r["kind"] == "doctor"
        },
        classes={r["code"]: r["class_id"] for r in mine if r["kind"] == "class"},
    )
