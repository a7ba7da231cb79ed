"""The virtual environment: made without pip or ensurepip, filled from the locks by hash."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from house import apt, command
from house.files import fingerprint, stamp, stamped
from house.machine import has_apt
from house.paths import ROOT, cache
from house.report import Stop

LOCKS = {"run": ["requirements.lock"], "dev": ["requirements.lock", "requirements-dev.lock"]}
OFFLINE = (
    "see that this machine reaches its Python package index (pip's own settings) and run again"
)


class Venv:
    """One folder a Python version; ``kind`` run is what Odoo needs, dev adds tests and lint."""

    def __init__(self):
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        if not (3, 10) <= sys.version_info[:2] <= (3, 13):
            raise Stop(
                f"Odoo 19 runs on Python 3.10 to 3.13; this is {version}",
                "give another one, e.g.  make run PYTHON=python3.11",
            )
        self.folder = cache() / f"venv-{version}"
        self.python = self.folder / "bin" / "python"
        self.site = self.folder / "lib" / f"python{version}" / "site-packages"

    def ready(self, kind):
        return any(stamped(self._mark(k), self._key(k)) for k in ("dev", kind))

    def make(self, kind):
        """Idempotent; what pip finished installing before an interruption is kept."""
        if self.ready(kind):
            return
        if command.output([self.python, "-c", "import sys"]) is None:
            shutil.rmtree(self.folder, ignore_errors=True)
            command.run(
                [sys.executable, "-m", "venv", "--without-pip", self.folder],
                log="pip",
                remedy="install the package of Python that holds the module venv",
            )
        pip = self._pip()
        self._install(pip, self._only("setuptools"))
        for lock in LOCKS[kind]:
            self._install(pip, ROOT / lock)
        self._name_odoo()
        stamp(self._mark(kind), self._key(kind))

    def add(self, lock):
        """Install what only some want, from a lock of its own."""
        self._install(self._pip(), lock)

    def _install(self, pip, lock):
        """Sources are built with the setuptools of the lock, nothing fetched beside it."""
        options = ["--require-hashes", "--no-deps", "--no-build-isolation", "--no-compile",
                   "--disable-pip-version-check", "--no-warn-script-location", "--retries", "5",
                   "--progress-bar", "off", "--cache-dir", cache() / "pip"]  # fmt: skip
        command.run([self.python, *pip, "install", *options, "-r", lock], log="pip", what="pip",
                    remedy=OFFLINE)  # fmt: skip

    def _only(self, package):
        """The entry of one package of the lock, as a lock of its own."""
        lines, keep = [], False
        for line in (ROOT / LOCKS["run"][0]).read_text(encoding="utf-8").splitlines():
            if not line.startswith(" "):
                keep = line.startswith(f"{package}==")
            if keep:
                lines.append(line)
        path = self.folder / f"{package}.lock"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def _pip(self):
        """Arguments that make Python a pip: ensurepip's wheel, or the one Debian packages."""
        wheels = [*_ensurepip_wheels(), *Path("/usr/share/python-wheels").glob("pip-*.whl")]
        wheels += (cache() / "pip-wheel").rglob("pip-*.whl")
        if not wheels and has_apt():
            own = apt.PrivateApt.release()
            own.update()
            debs = own.download("python3-pip-whl")
            apt.unpack(debs.glob("python3-pip-whl_*.deb"), cache() / "pip-wheel")
            wheels += (cache() / "pip-wheel").rglob("pip-*.whl")
        if not wheels:
            raise Stop("no pip here, and no way to get one", "install pip or python3-venv")
        return [f"{wheels[-1]}/pip"]

    def _name_odoo(self):
        """Tells pip that Odoo 19 is there, for add-ons that are packages themselves."""
        stub = self.site / "odoo-19.0.0.dist-info"
        stub.mkdir(exist_ok=True)
        text = "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0.0\n"
        (stub / "METADATA").write_text(text, encoding="utf-8")
        (stub / "INSTALLER").write_text("jiaohao\n", encoding="utf-8")
        (stub / "RECORD").touch()

    def _mark(self, kind):
        folder = self.folder / "stamps" / kind
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _key(self, kind):
        locks = [(ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS[kind]]
        return fingerprint(sys.version, os.path.realpath(sys.executable), *locks)


def _ensurepip_wheels():
    found = importlib.util.find_spec("ensurepip")
    folder = Path(found.origin).parent if found and found.origin else None
    return sorted(folder.glob("_bundled/pip-*.whl")) if folder else []
