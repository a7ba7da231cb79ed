"""Odoo 19: a folder of the user, the Debian package unpacked, or a shallow clone."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from house import apt, command, pins
from house.files import fingerprint, sha256, stamp, stamped
from house.machine import has_debian_packages
from house.paths import ADDONS, cache
from house.report import Stop, say

OWN = "give a folder with Odoo 19.0 Community: make run ODOO_SRC=/path/to/odoo"


@dataclass(frozen=True)
class Odoo:
    """Where Odoo lies. ``name`` tells versions apart."""

    name: str
    script: Path
    library: Path
    addons: tuple[Path, ...]

    @property
    def addons_path(self):
        return ",".join(map(str, (*self.addons, ADDONS)))


def find(folder, name):
    """Odoo in a source tree, or in an unpacked Debian package; None if it is neither."""
    folder = Path(folder).resolve()
    library = folder / "usr/lib/python3/dist-packages"
    if folder.name == "dist-packages":
        folder, library = folder.parents[3], folder
    if (library / "odoo/release.py").is_file():
        return Odoo(name, folder / "usr/bin/odoo", library, (library / "odoo/addons",))
    if (folder / "odoo/release.py").is_file() and (folder / "odoo-bin").is_file():
        parts = (folder / "odoo/addons", folder / "addons")
        return Odoo(name, folder / "odoo-bin", folder, parts)
    return None


def get():
    """The Odoo to use. Order: ODOO_SRC, the Debian package, a clone."""
    given = os.environ.get("ODOO_SRC")
    if given:
        return _given(given)
    reasons = []
    for way in (_debian, _clone):
        try:
            return way()
        except Stop as error:
            reasons.append(f"{error}" + (f"\n    ({error.remedy})" if error.remedy else ""))
    raise Stop("Odoo 19 cannot be had here:\n  - " + "\n  - ".join(reasons), OWN)


def _given(folder):
    found = find(folder, "given-" + fingerprint(folder))
    if not found:
        raise Stop(f"ODOO_SRC={folder} holds no Odoo", OWN)
    return _of_series(found, f"ODOO_SRC={folder}")


def _of_series(found, name):
    release = (found.library / "odoo/release.py").read_text(encoding="utf-8")
    if "version_info = (19, 0" not in release:
        raise Stop(f"{name} is not of series 19.0", OWN)
    return found


def _debian():
    if not has_debian_packages():
        raise Stop("this is not Debian, so there is no package odoo-19")
    pin = pins.load()["odoo"]["debian"]
    folder = cache() / "odoo" / pin["version"]
    if stamped(folder, pin["sha256"]):
        return find(folder, "debian-" + pin["version"])
    if os.environ.get("ODOO_ANY") and (other := _unpacked_other()):
        return other
    return _unpack_debian(pin)


def _unpacked_other():
    """With ODOO_ANY: a version accepted earlier."""
    for folder in sorted((cache() / "odoo").glob("*"), reverse=True):
        if stamped(folder, "any"):
            return find(folder, "debian-" + folder.name)
    return None


def _unpack_debian(pin):
    sid = apt.PrivateApt.suite(pin["suite"])
    sid.update()
    version, key = _choose(sid.version("odoo-19"), pin)
    debs = sid.download(f"odoo-19={version}", *pin["links"])
    _check(debs, version, pin)
    older = apt.PrivateApt.suite("bookworm")
    older.update()
    fonts = older.download(*pin["links_bookworm"])
    folder = cache() / "odoo" / version
    shutil.rmtree(folder, ignore_errors=True)
    apt.unpack([*sorted(debs.glob("*.deb")), *sorted(fonts.glob("*.deb"))], folder)
    stamp(folder, key)
    return find(folder, "debian-" + version)


def _choose(offered, pin):
    """Version to download and the text of its stamp."""
    if offered == pin["version"]:
        return offered, pin["sha256"]
    if not offered or not offered.startswith("19.0."):
        raise Stop(f"the mirror offers no odoo-19 of series 19.0 (offered: {offered})")
    if not os.environ.get("ODOO_ANY"):
        raise Stop(
            f"the mirror has moved on: odoo-19 {offered}, tried with {pin['version']}",
            "accept it with  make run ODOO_ANY=1  (apt still checks its signature)",
        )
    say(f"      taking odoo-19 {offered} as asked (ODOO_ANY); tried with {pin['version']}")
    return offered, "any"


def _check(folder, version, pin):
    """The checksum of the pinned package; another version is vouched for by apt alone."""
    for deb in folder.glob("odoo-19_*.deb"):
        if version not in deb.name.replace("%3a", ":"):
            deb.unlink()
        elif version == pin["version"] and sha256(deb) != pin["sha256"]:
            deb.unlink()
            raise Stop("the odoo-19 package differs from the pinned checksum", "run again")


def _clone():
    """A shallow clone. With a pinned commit nothing else is accepted."""
    pin = pins.load()["odoo"]["git"]
    wanted = pin.get("commit") or pin["branch"]
    folder = cache() / "odoo" / f"git-{wanted}"
    if not stamped(folder, wanted):
        if not shutil.which("git"):
            raise Stop("git is missing")
        folder.mkdir(parents=True, exist_ok=True)
        git = ["git", "-C", folder]
        command.run([*git, "init", "--quiet"], log="git")
        command.run(
            [*git, "fetch", "--quiet", "--depth", "1", pin["url"], wanted],
            log="git", what="git fetch", env={"GIT_TERMINAL_PROMPT": "0"},
        )  # fmt: skip
        command.run([*git, "checkout", "--quiet", "--force", "FETCH_HEAD"], log="git")
        stamp(folder, wanted)
    return _of_series(find(folder, f"git-{wanted}"), f"the clone of {wanted}")
