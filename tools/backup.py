"""Backups of a live database with its files, and the proof that one can be restored.

    python tools/backup.py make  --to DIR [-c odoo.conf] [-d DATABASE]
    python tools/backup.py list  --to DIR
    python tools/backup.py check --to DIR [--name 20261124T010000Z]
    python tools/backup.py restore --to DIR [--name …] --as NEW_DATABASE
    python tools/backup.py drill --to DIR

Runs with Odoo's Python (psycopg2) beside a running Odoo. The dump and the counts in its manifest
are of one snapshot. Files are kept once for all backups under the SHA-1 that Odoo names them by. A
backup bears its name only when it is complete. ``drill`` restores the newest one beside the live
database, compares counts and every file, says how long it took and removes the copy.
"""

import argparse
import configparser
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

import psycopg2
from psycopg2 import sql

sys.path.insert(0, str(Path(__file__).resolve().parent))

from house.generations import superfluous

STAMP = "%Y%m%dT%H%M%SZ"
DUMP, MANIFEST = "database.dump", "manifest.json"


class Wrong(Exception):
    """What is wrong, and what to do; ends the command with exit code 1."""


class Place:
    """Where the live database and its files are."""

    def __init__(self, options):
        told = configparser.ConfigParser(interpolation=None)
        if options.config and not told.read(options.config):
            raise Wrong(f"{options.config} cannot be read: name Odoo's configuration with -c")
        known = dict(told["options"]) if told.has_section("options") else {}
        self.env = dict(os.environ)
        for variable, key in (("PGHOST", "db_host"), ("PGPORT", "db_port"),
                              ("PGUSER", "db_user"), ("PGPASSWORD", "db_password")):  # fmt: skip
            if known.get(key, "False") not in ("", "False"):
                self.env[variable] = known[key]
        self.database = options.database or known.get("db_name") or os.environ.get("PGDATABASE")
        if not self.database:
            raise Wrong("which database? name it with -d, or as db_name in the configuration")
        folder = options.data_dir or known.get("data_dir") or "~/.local/share/Odoo"
        self.store = Path(folder).expanduser() / "filestore"

    def connect(self, database=None):
        env = self.env
        return psycopg2.connect(
            dbname=database or self.database, host=env.get("PGHOST"), port=env.get("PGPORT"),
            user=env.get("PGUSER"), password=env.get("PGPASSWORD"),
        )  # fmt: skip

    def run(self, *argv):
        done = subprocess.run(list(map(str, argv)), env=self.env, capture_output=True, text=True)
        if done.returncode:
            raise Wrong(f"{argv[0]} failed: {done.stderr.strip()[-800:]}")


def make(place, home):
    """Make a backup; return its folder."""
    began = time.monotonic()
    name = _free_name(home)
    draft = home / f"{name}.part"
    draft.mkdir(parents=True)
    try:
        with closing(place.connect()) as link:
            link.set_session(isolation_level="REPEATABLE READ", readonly=True)
            cr = link.cursor()
            cr.execute("SELECT pg_export_snapshot()")
            snapshot = cr.fetchone()[0]
            place.run("pg_dump", "-Fc", "-Z", "6", f"--snapshot={snapshot}", "-f", draft / DUMP,
                      place.database)  # fmt: skip
            counts, files, versions = _counts(cr), _files(cr), _versions(cr)
        missing = _pool(place.store / place.database, home / "pool", files)
        manifest = {
            "database": place.database,
            "made_at": name,
            "dump_sha256": _digest(draft / DUMP, hashlib.sha256()),
            "dump_bytes": (draft / DUMP).stat().st_size,
            "counts": counts,
            "files": files,
            "missing": missing,
            "addons": versions,
            "seconds": round(time.monotonic() - began, 1),
        }
        _write(draft / MANIFEST, manifest)
        draft.rename(home / name)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    print(f"{home / name}: {sum(counts.values())} rows, {len(files)} files,"
          f" {manifest['dump_bytes'] >> 20} MB, {manifest['seconds']} s")  # fmt: skip
    if missing:
        print(f"  {len(missing)} files were missing in the filestore already, e.g. {missing[0]}")
    return home / name


def _free_name(home):
    """A name by the second; two backups of one second wait for the next."""
    while (home / (name := datetime.now(timezone.utc).strftime(STAMP))).exists():
        time.sleep(0.1)
    return name


def prune(home):
    """Remove backups that no generation keeps, and files that no backup names."""
    for stamp in superfluous([one.name for one in _all(home)], STAMP):
        shutil.rmtree(home / stamp)
        print(f"removed {stamp}")
    named = {file for one in _all(home) for file in _manifest(one)["files"]}
    for path in (home / "pool").glob("*/*"):
        if f"{path.parent.name}/{path.name}" not in named:
            path.unlink()


def check(home, folder):
    """Raise Wrong unless dump and files are what was written down."""
    manifest = _manifest(folder)
    if _digest(folder / DUMP, hashlib.sha256()) != manifest["dump_sha256"]:
        raise Wrong(f"{folder / DUMP} is damaged: take another backup")
    gone = set(manifest["missing"])
    for file in manifest["files"]:
        path = home / "pool" / file
        if file not in gone and (not path.exists() or not _is_named_right(path)):
            raise Wrong(f"{path} is missing or damaged: take another backup")
    return manifest


def restore(place, home, folder, name):
    """Restore a backup as a new database; return its manifest."""
    manifest = check(home, folder)
    with closing(place.connect("postgres")) as link:
        link.autocommit = True
        cr = link.cursor()
        cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cr.fetchone():
            raise Wrong(f"database {name} exists: choose another name, nothing is overwritten")
        cr.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        place.run("pg_restore", "--no-owner", "--exit-on-error", "-j", "2", "-d", name,
                  folder / DUMP)  # fmt: skip
        for file in set(manifest["files"]) - set(manifest["missing"]):
            target = place.store / name / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(home / "pool" / file, target)
    except BaseException:
        drop(place, name)
        raise
    return manifest


def drill(place, home):
    """Restore the newest backup beside the live database, compare, remove it; print the times."""
    began = time.monotonic()
    folder, name = _newest(home), f"{place.database}_drill"
    drop(place, name)  # what an aborted drill left
    manifest = restore(place, home, folder, name)
    try:
        with closing(place.connect(name)) as link:
            cr = link.cursor()
            found = _counts(cr)
        wrong = {one: (count, found.get(one)) for one, count in manifest["counts"].items()
                 if found.get(one) != count}  # fmt: skip
        if wrong:
            raise Wrong(f"the restored database differs: {wrong}")
        store = place.store / name
        bad = [file for file in manifest["files"] if file not in manifest["missing"]
               and not _is_named_right(store / file)]  # fmt: skip
        if bad:
            raise Wrong(f"{len(bad)} restored files differ, e.g. {bad[0]}")
    finally:
        drop(place, name)
    took = time.monotonic() - began
    files = len(manifest["files"])
    print(f"drill of {folder.name}: {len(found)} tables, {sum(found.values())} rows and {files}"
          f" files equal; restored and compared in {took:.0f} s")  # fmt: skip


def drop(place, name):
    """Remove a restored copy with its files; nothing happens when there is none."""
    with closing(place.connect("postgres")) as link:
        link.autocommit = True
        query = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        link.cursor().execute(query)
    shutil.rmtree(place.store / name, ignore_errors=True)


def _counts(cr):
    cr.execute("SELECT schemaname, relname FROM pg_stat_user_tables ORDER BY schemaname, relname")
    counts = {}
    for schema, table in cr.fetchall():
        cr.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table)))
        counts[f"{schema}.{table}"] = cr.fetchone()[0]
    return counts


def _files(cr):
    cr.execute("SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL")
    return sorted(row[0] for row in cr.fetchall())


def _versions(cr):
    cr.execute("SELECT name, latest_version FROM ir_module_module WHERE state = 'installed'")
    return dict(cr.fetchall())


def _pool(store, pool, files):
    """Keep what the pool lacks; return the names of files that are not in the filestore."""
    missing = []
    for file in files:
        source, target = store / file, pool / file
        if target.exists():
            continue
        if not source.exists():
            missing.append(file)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(target.name + ".part")
        shutil.copyfile(source, draft)
        draft.rename(target)
    return missing


def _is_named_right(path):
    return path.exists() and _digest(path, hashlib.sha1(usedforsecurity=False)) == path.name


def _digest(path, digest):
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _write(path, data):
    with path.open("w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _manifest(folder):
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def _all(home):
    return sorted(one for one in home.glob("*T*Z") if (one / MANIFEST).exists())


def _newest(home):
    found = _all(home)
    if not found:
        raise Wrong(f"no backup in {home}: make one first")
    return found[-1]


def main(arguments):
    """Exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("verb", choices=("make", "list", "check", "restore", "drill"))
    parser.add_argument("--to", required=True, type=Path, help="folder of the backups")
    parser.add_argument("-c", "--config", help="Odoo's configuration file")
    parser.add_argument("-d", "--database")
    parser.add_argument("--data-dir", help="Odoo's data_dir")
    parser.add_argument("--name", help="a backup by its name; else the newest")
    parser.add_argument("--as", dest="new", help="name of the restored database")
    options = parser.parse_args(arguments)
    try:
        place = Place(options)
        home = options.to / place.database
        _do(options, place, home)
    except (Wrong, OSError, psycopg2.Error) as error:
        print(f"NOT done: {error}", file=sys.stderr)
        return 1
    return 0


def _do(options, place, home):
    if options.verb == "make":
        make(place, home)
        prune(home)
    elif options.verb == "drill":
        drill(place, home)
    elif options.verb == "list":
        for one in _all(home):
            told = _manifest(one)
            print(f"{one.name}  {told['dump_bytes'] >> 20} MB  {len(told['files'])} files")
    else:
        folder = home / options.name if options.name else _newest(home)
        if options.verb == "check":
            check(home, folder)
            print(f"{folder.name} is whole")
        elif not options.new:
            raise Wrong("--as: name the database to restore into")
        else:
            restore(place, home, folder, options.new)
            print(f"restored as {options.new}; run `odoo neutralize -d {options.new}` before"
                  " starting a copy beside the live one")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
