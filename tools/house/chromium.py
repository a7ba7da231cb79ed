"""A headless Chromium for tests: the machine's, or the packages unpacked privately."""

import os
import shutil
from pathlib import Path

from house import apt, command, pins
from house.files import fingerprint, stamp, stamped, write
from house.machine import has_debian_packages
from house.paths import cache
from house.report import Stop

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OWN = "install Chromium, or name one: make test CHROMIUM=/path/to/chromium"

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{root}/fontcache</cachedir>
  <alias><family>sans-serif</family><prefer>
    <family>Liberation Sans</family><family>WenQuanYi Micro Hei</family></prefer></alias>
  <alias><family>serif</family><prefer>
    <family>Liberation Serif</family><family>WenQuanYi Micro Hei</family></prefer></alias>
</fontconfig>
"""
WRAPPER = """#!/bin/sh
# Starts the unpacked Chromium with the libraries and fonts unpacked beside it.
root={root}
export LD_LIBRARY_PATH="{libraries}"
export FONTCONFIG_FILE="$root/fonts.conf"
export XDG_DATA_DIRS="$root/usr/share"
exec "$root/usr/lib/chromium/chromium" --no-sandbox "$@"
"""


def path():
    """An executable Chromium, fetched when none is there."""
    given = os.environ.get("CHROMIUM")
    if given:
        if not os.access(given, os.X_OK):
            raise Stop(f"CHROMIUM={given} cannot be executed", OWN)
        return Path(given)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else _unpacked()


def present():
    """True when nothing needs fetching."""
    known = any(map(shutil.which, NAMES)) or os.environ.get("CHROMIUM")
    return bool(known) or (_folder() / ".complete").exists()


def _folder():
    return cache() / "chromium"


def _unpacked():
    root = _folder()
    packages = pins.load()["chromium"]
    key = fingerprint(*packages, root)
    wrapper = root / "bin" / "chromium"
    if stamped(root, key):
        return wrapper
    if not has_debian_packages():
        raise Stop("no Chromium here, and this is not Debian", OWN)
    release = apt.PrivateApt.release()
    release.update()
    debs = release.download_closure(*packages)
    shutil.rmtree(root, ignore_errors=True)
    apt.unpack(debs, root)
    _write_wrapper(root, wrapper)
    if not command.output([wrapper, "--version"]):
        command.run([wrapper, "--version"], log="chromium", what="the unpacked Chromium")
    stamp(root, key)
    return wrapper


def _write_wrapper(root, wrapper):
    write(root / "fonts.conf", FONTS.format(root=root))
    text = WRAPPER.format(root=root, libraries=":".join(map(str, _library_folders(root))))
    write(wrapper, text, mode=0o755)


def _library_folders(root):
    """Folders of shared libraries, also private ones such as pulseaudio's."""
    tops = [*root.glob("usr/lib/*-linux-gnu*"), *root.glob("lib/*-linux-gnu*")]
    below = [path for top in tops for path in sorted(top.iterdir()) if path.is_dir()]
    return tops + [path for path in below if any(path.glob("lib*.so*"))]
