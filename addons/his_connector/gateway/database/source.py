"""One foreign database as one interface may use it: every statement is classed and counted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ...core.drift import type_class
from ...core.mapping import as_text
from ...core.statements import classify, refused
from . import drivers

PART = 1000  # rows of one frame


class Forbidden(Exception):
    """A statement of a class that this interface may not use."""


class Source:
    """Statements of one interface on its database. Used by one thread."""

    def __init__(self, settings: Mapping[str, Any], allowed: Sequence[str]) -> None:
        """Nothing is connected yet. Raises drivers.NotConfigured."""
        self.settings, self.allowed = dict(settings), tuple(allowed)
        self.counts: Counter[str] = Counter()
        self._engine = drivers.engine(settings, read_only=set(allowed) <= {"select"})
        self._columns: dict[str, dict[str, tuple[str, str]]] = {}
        sa.event.listen(self._engine, "before_cursor_execute", self._watch)

    @property
    def dialect(self) -> str:
        """SQLAlchemy's name of the database's kind."""
        return self._engine.dialect.name

    def close(self) -> None:
        """Leave the database."""
        self._engine.dispose()

    def take_counts(self) -> dict[str, int]:
        """Statements by class since the last time; refused ones as ``refused``."""
        counts, self.counts = dict(self.counts), Counter()
        return counts

    # -- reading --------------------------------------------------------------------------------
    def version(self) -> str:
        """The server's version, as its driver tells it."""
        with self._engine.connect() as connection:
            return ".".join(map(str, connection.dialect.server_version_info or ()))

    def clock(self) -> str:
        """The database's own time, as text without offset."""
        with self._engine.connect() as connection:
            at = connection.execute(sa.text(drivers.CLOCKS[self.dialect])).scalar_one()
        return _naive(at).isoformat()

    def columns(self, view: str) -> dict[str, str]:
        """Name in lower case → class of type, as the view is now."""
        probe = sa.select(sa.text("*")).select_from(_table(view)).where(sa.text("1=0"))
        with self._engine.connect() as connection:
            described = connection.execute(probe).cursor.description
        self._columns[view] = {
            column[0].lower(): (
                column[0],
                type_class(drivers.type_name(self.dialect, column[1])),
            )
            for column in described
        }
        return {name: kind for name, (_real, kind) in self._columns[view].items()}

    def rows(self, spec: Mapping[str, Any]) -> Iterator[list[list[str]]]:
        """The texts of ``spec``'s columns in parts.

        ``spec``: view, columns, and any of changed + since, day + begin + end, where, order,
        limit. Texts of times are as the database has them.
        """
        if spec["view"] not in self._columns:
            self.columns(spec["view"])
        with self._engine.connect() as connection:
            stream = connection.execution_options(stream_results=True, yield_per=PART)
            for part in stream.execute(self._select(spec)).partitions():
                yield [[as_text(value) for value in row] for row in part]

    def _select(self, spec: Mapping[str, Any]) -> "sa.Select[Any]":
        view = spec["view"]
        select = sa.select(*(self._column(view, name) for name in spec["columns"]))
        select = select.select_from(_table(view))
        if spec.get("since"):
            name = spec["changed"]
            bound = self._bound(view, name, spec["since"], "changed_format")
            select = select.where(self._column(view, name) > bound)
        if spec.get("day"):
            name = spec["day"]
            begin, end = (
                self._bound(view, name, spec[which], "day_format") for which in ("begin", "end")
            )
            column = self._column(view, name)
            select = select.where(column >= begin, column < end)
        for name, values in (spec.get("where") or {}).items():
            select = select.where(self._column(view, name).in_(values))
        if spec.get("order"):
            select = select.order_by(*(self._column(view, name) for name in spec["order"]))
        return select.limit(spec["limit"]) if spec.get("limit") else select

    def _column(self, view: str, name: str) -> "sa.ColumnClause[Any]":
        """A column by its real spelling; one that is not there is left to the database."""
        real, _kind = self._columns.get(view, {}).get(name.lower(), (name, ""))
        return sa.column(real)

    def _bound(self, view: str, name: str, text: str, form: str) -> "sa.ColumnElement[Any]":
        """A point in time as the column's type compares it."""
        at = datetime.fromisoformat(text)
        kind = self._columns.get(view, {}).get(name.lower(), ("", "date"))[1]
        if kind == "date":
            return sa.literal(at)
        default = "%Y-%m-%d %H:%M:%S" if form == "changed_format" else "%Y-%m-%d"
        printed = at.strftime(str(self.settings.get(form) or default))
        return sa.literal(int(printed)) if kind == "number" else sa.literal(printed)

    # -- writing --------------------------------------------------------------------------------
    def mark(self, spec: Mapping[str, Any]) -> int:
        """Set columns of rows: ``view``, ``key`` (columns), ``marks`` [(key values, columns)],
        ``where`` the rows must still be; returns how many rows were met."""
        view, met = spec["view"], 0
        if view not in self._columns:
            self.columns(view)
        with self._engine.begin() as connection:
            for values, columns in spec["marks"]:
                change = sa.update(_table(view, *self._names(view, columns)))
                pairs = {**dict(zip(spec["key"], values, strict=True)), **spec.get("where", {})}
                for name, value in pairs.items():
                    change = change.where(
                        self._column(view, name) == self._value(view, name, value)
                    )
                given = {
                    self._column(view, n).name: self._value(view, n, v) for n, v in columns.items()
                }
                met += connection.execute(change.values(given)).rowcount
        return met

    def insert(self, spec: Mapping[str, Any]) -> bool:
        """Insert ``row`` into ``view``; False when a row with ``unless`` is there already."""
        view = spec["view"]
        if view not in self._columns:
            self.columns(view)
        row = {self._column(view, n).name: self._value(view, n, v) for n, v in spec["row"].items()}
        unless = spec.get("unless") or {}
        with self._engine.begin() as connection:
            if unless:
                there = sa.select(sa.literal(1)).select_from(_table(view))
                for name, value in unless.items():
                    there = there.where(self._column(view, name) == self._value(view, name, value))
                if connection.execute(there).first():
                    return False
            connection.execute(sa.insert(_table(view, *row)).values(row))
        return True

    def procedure(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """Call ``name`` with ``params`` [{name, value, out}]; {"out": {…}, "rows": [{…}]}."""
        from .procedures import call

        with self._engine.begin() as connection:
            self._watch(None, None, f"CALL {spec['name']}()")
            return call(self.dialect, connection.connection.cursor(), spec)

    def statement(self, spec: Mapping[str, Any]) -> list[dict[str, str]]:
        """A select that somebody wrote (``sql`` with ``:names``); texts by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.text(spec["sql"]), spec.get("params") or {})
            names = [name.lower() for name in rows.keys()]
            limit = int(spec.get("limit") or 1000)
            return [
                dict(zip(names, map(as_text, row), strict=True)) for row in rows.fetchmany(limit)
            ]

    # -- the fence ------------------------------------------------------------------------------
    def _watch(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        kind = classify(statement)
        if refused(kind, self.allowed):
            self.counts["refused"] += 1
            raise Forbidden(f"class {kind} is not allowed: {', '.join(self.allowed)}")
        self.counts[kind] += 1

    def _names(self, view: str, columns: Mapping[str, Any]) -> list[str]:
        return [self._column(view, name).name for name in columns]

    def _value(self, view: str, name: str, value: Any) -> Any:
        """A text as the column's type wants it."""
        kind = self._columns.get(view, {}).get(name.lower(), ("", "text"))[1]
        if value is None or not isinstance(value, str):
            return value
        if kind == "date":
            return datetime.fromisoformat(value) if value else None
        if kind == "number" and value:
            return int(value) if value.lstrip("-").isdigit() else float(value)
        return value


def _table(view: str, *columns: str) -> sa.TableClause:
    schema, _, name = view.rpartition(".")
    return sa.table(name, *(sa.column(one) for one in columns), schema=schema or None)


def _naive(at: Any) -> datetime:
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    if isinstance(at, date) and not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day)
    return at.replace(tzinfo=None)
