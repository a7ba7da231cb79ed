"""Runs other programs: output to a log, its end shown when the program fails."""

import os
import subprocess

from house.paths import BUILD
from house.report import Stop

TAIL = 25  # lines shown of the log of a failed program


def run(argv, *, log=None, env=None, cwd=None, remedy="", what=None, **options):
    """Run to the end. Raises Stop with the tail of its output when it fails."""
    path = BUILD / "logs" / f"{log or 'setup'}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        start = file.tell()
        file.write(f"$ {' '.join(map(str, argv))}\n".encode())
        file.flush()
        try:
            done = subprocess.run(
                list(map(str, argv)),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env=environment(env),
                cwd=cwd,
                **options,
            )
        except FileNotFoundError as error:
            raise Stop(f"the program {argv[0]} is missing", remedy) from error
    if done.returncode:
        raise Stop(
            f"{what or argv[0]} failed (exit {done.returncode}). Its last lines, from {path}:\n"
            + tail(path, start),
            remedy or "run the same command again; what was finished is kept",
        )


def output(argv, *, env=None, **options):
    """Standard output of a program as text, or None when it fails or is missing."""
    try:
        done = subprocess.run(
            list(map(str, argv)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=environment(env),
            **options,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def environment(extra=None):
    """The caller's environment plus ``extra`` (None removes), without Python's own knobs."""
    merged = {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONPATH")}
    for key, value in (extra or {}).items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = str(value)
    return merged


def tail(path, start=0):
    with path.open("rb") as file:
        file.seek(start)
        lines = file.read().decode("utf-8", "replace").splitlines()
    return "\n".join("    " + line for line in lines[-TAIL:])
