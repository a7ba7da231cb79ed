"""Stored procedures: each driver has its own way to hand results back."""

from collections.abc import Callable, Mapping
from typing import Any

from ...core.mapping import as_text

Rows = list[dict[str, str]]


def call(dialect: str, cursor: Any, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Run the procedure: {"out": values by name, "rows": the first result set}."""
    try:
        out, rows = _CALLS[dialect](cursor, spec["name"], list(spec.get("params") or ()))
    finally:
        cursor.close()
    return {"out": {name: as_text(value) for name, value in out.items()}, "rows": rows}


def _postgresql(
    cursor: Any, name: str, params: list[Mapping[str, Any]]
) -> tuple[dict[str, Any], Rows]:
    """``CALL``; what comes back out is one row."""
    from psycopg import sql

    marks = sql.SQL(", ").join(
        sql.SQL("NULL") if one.get("out") and one.get("value") is None else sql.Placeholder()
        for one in params
    )
    values = [one["value"] for one in params if not (one.get("out") and one.get("value") is None)]
    called = sql.Identifier(*name.split("."))
    cursor.execute(sql.SQL("CALL {}({})").format(called, marks), values)
    rows = _rows(cursor)
    return (dict(rows[0]) if rows and any(one.get("out") for one in params) else {}), rows


def _mysql(cursor: Any, name: str, params: list[Mapping[str, Any]]) -> tuple[dict[str, Any], Rows]:
    """Values go through user variables ``@_name_n``, as the driver sets them."""
    cursor.callproc(name, [one.get("value") for one in params])
    rows = _rows(cursor)
    while cursor.nextset():
        pass
    places = [(place, one["name"]) for place, one in enumerate(params) if one.get("out")]
    if not places:
        return {}, rows
    cursor.execute("SELECT " + ", ".join(f"@_{name}_{place}" for place, _name in places))
    found = cursor.fetchone()
    return {name: value for (_p, name), value in zip(places, found, strict=True)}, rows


def _mssql(cursor: Any, name: str, params: list[Mapping[str, Any]]) -> tuple[dict[str, Any], Rows]:
    import pytds

    given = {
        one["name"] if one["name"].startswith("@") else f"@{one['name']}": (
            pytds.output(value=one.get("value"), param_type="nvarchar(max)")
            if one.get("out")
            else one.get("value")
        )
        for one in params
    }
    returned = cursor.callproc(name, given)
    rows = _rows(cursor)
    names = [one["name"] for one in params]
    out = dict(zip(names, returned, strict=False)) if returned else {}
    return {one["name"]: out.get(one["name"]) for one in params if one.get("out")}, rows


def _oracle(cursor: Any, name: str, params: list[Mapping[str, Any]]) -> tuple[dict[str, Any], Rows]:
    places = [cursor.var(str, 4000) if one.get("out") else one.get("value") for one in params]
    cursor.callproc(name, places)
    return {
        one["name"]: place.getvalue()
        for one, place in zip(params, places, strict=True)
        if one.get("out")
    }, []


_CALLS: dict[str, Callable[..., tuple[dict[str, Any], Rows]]] = {
    "postgresql": _postgresql,
    "mysql": _mysql,
    "mssql": _mssql,
    "oracle": _oracle,
}


def _rows(cursor: Any) -> Rows:
    if not cursor.description:
        return []
    names = [column[0].lower() for column in cursor.description]
    return [dict(zip(names, map(as_text, row), strict=True)) for row in cursor.fetchall()]
