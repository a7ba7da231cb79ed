"""A Chinese font whose outlines a PDF can embed: the machine's, or a package unpacked privately."""

import os
import shutil
from pathlib import Path

from house import apt, pins
from house.files import fingerprint, stamp, stamped
from house.machine import has_debian_packages
from house.paths import cache

PLACE = Path("usr/share/fonts/truetype/wqy/wqy-microhei.ttc")


def path():
    """The font's file, fetched when none is there; None where there are no Debian packages."""
    given = os.environ.get("JIAOHAO_FONT")
    if given:
        return Path(given)
    own = Path("/") / PLACE
    if own.is_file():
        return own
    return _unpacked() if has_debian_packages() else None


def known():
    """The font's file if it is there already."""
    places = (Path("/") / PLACE, _folder() / PLACE)
    return next((str(place) for place in places if place.is_file()), None)


def _folder():
    return cache() / "fonts"


def _unpacked():
    folder, packages = _folder(), pins.load()["fonts"]
    key = fingerprint(*packages, folder)
    if not stamped(folder, key):
        release = apt.PrivateApt.release("fonts")
        release.update()
        debs = release.download(*packages)
        shutil.rmtree(folder, ignore_errors=True)
        apt.unpack(sorted(debs.glob("*.deb")), folder)
        stamp(folder, key)
    return folder / PLACE
