"""Tries a hospital's database step by step and says in words what works: run on the spot.

    python addons/his_connector/gateway/database/selftest.py SETTINGS.json [--write]

SETTINGS.json holds an interface's settings. Nothing is changed without ``--write``, which inserts
one row marked ``selftest`` where the settings name a table for events. SQL Server and Oracle could
not be tried where this was written; here they are.
"""

import json
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ADDON = Path(__file__).resolve().parents[2]
Say = Callable[[str], None]


def register_bare_package() -> None:
    """Make ``his_connector`` importable without running the add-on's ``__init__``."""
    package = types.ModuleType(ADDON.name)
    package.__path__ = [str(ADDON)]
    sys.modules.setdefault(ADDON.name, package)


def steps(settings: dict[str, Any], write: bool) -> Iterator[tuple[str, Callable[[], str]]]:
    """(what is tried, the trial: returns what was seen, raises what went wrong)."""
    from his_connector.core.statements import NEEDS
    from his_connector.gateway.database.source import Source

    found: dict[str, Any] = {}

    def connect() -> str:
        mode = str(settings.get("mode") or "poll")
        allowed = {*NEEDS.get(mode, ("select",)), *(("insert",) if write else ())}
        found["source"] = Source(settings, sorted(allowed))
        return f"{found['source'].dialect} {found['source'].version()}"

    def columns() -> str:
        found["columns"] = found["source"].columns(settings["view"])
        return ", ".join(f"{name}:{kind}" for name, kind in found["columns"].items())

    def rows() -> str:
        wanted = [*settings["key"], *filter(None, (settings.get("changed"), settings.get("day")))]
        spec = {"view": settings["view"], "columns": wanted, "limit": 5}
        return f"{sum(len(part) for part in found['source'].rows(spec))}"

    def since() -> str:
        at = found["source"].clock()
        spec = {"view": settings["view"], "columns": settings["key"], "limit": 5,
                "changed": settings["changed"], "since": at}  # fmt: skip
        return f"{sum(len(part) for part in found['source'].rows(spec))}"

    def fence() -> str:
        from his_connector.gateway.database.source import Forbidden

        try:
            found["source"].statement({"sql": "DELETE FROM his_connector_selftest"})
        except Forbidden:
            return "DELETE"
        raise RuntimeError("a DELETE was not held back")

    def insert() -> str:
        from his_connector.gateway.senders.database import COLUMNS

        row = dict.fromkeys(COLUMNS, None) | {"event_id": "selftest", "event": "selftest"}
        spec = {"view": settings["out"]["view"], "row": row, "unless": {"event_id": "selftest"}}
        return "new" if found["source"].insert(spec) else "there"

    yield "连接数据库 connect", connect
    yield "数据库时间 clock", lambda: found["source"].clock()
    yield "视图的列 columns", columns
    yield "读取样例 rows", rows
    if settings.get("changed"):
        yield "按时间读取 since", since
    yield "越权语句被拦截 fence", fence
    if write and (settings.get("out") or {}).get("view"):
        yield "写入事件表 insert", insert


def run(settings: dict[str, Any], write: bool, say: Say) -> int:
    """Try all steps; the exit status. No value of a patient is printed."""
    for name, trial in steps(settings, write):
        try:
            say(f"[ OK ] {name}: {trial()}")
        except Exception as error:  # noqa: BLE001  # whatever it is, the reader must see it
            from his_connector.gateway.database.child import failure

            told = failure(error)
            say(f"[失败] {name}: {told['kind']}: {told['text']}")
            return 1
    return 0


def main(argv: list[str]) -> int:
    """Run from the command line."""
    words = [word for word in argv if not word.startswith("--")]
    if len(words) != 1:
        sys.stderr.write(__doc__ or "")
        return 2
    settings = json.loads(Path(words[0]).read_text(encoding="utf-8"))
    return run(settings, "--write" in argv, lambda line: sys.stdout.write(line + "\n"))


if __name__ == "__main__":
    sys.path.pop(0)  # this folder must shadow no package
    register_bare_package()
    sys.exit(main(sys.argv[1:]))
