"""Servers and tools of others that tests talk to, unpacked from Debian's packages.

Nothing is installed: programs run from the cache folder with the libraries beside them.
"""

import os
import shutil

from house import apt
from house.files import exclusive, fingerprint, stamp, stamped
from house.machine import has_debian_packages
from house.paths import cache
from house.report import Stop

PACKAGES = ("mariadb-server", "mariadb-server-core", "vsftpd", "dcmtk", "libh2-java")


def get():
    """The folder with the unpacked packages; fetched at the first use."""
    root = cache() / "peers"
    with exclusive(cache() / "lock-peers", "peers of the tests"):
        if not stamped(root, fingerprint(*PACKAGES, root)):
            _unpack(root)
    return root


def program(root, name):
    """The path of a program below ``root``."""
    for folder in ("usr/sbin", "usr/bin", "sbin", "bin"):
        if (path := root / folder / name).exists():
            return path
    raise Stop(
        f"{name} is not among the unpacked packages", "name its package in tools/house/peers.py"
    )


def environment(root):
    """Variables with which the programs find their libraries and dictionaries."""
    tops = [*root.glob("usr/lib/*-linux-gnu*"), *root.glob("lib/*-linux-gnu*")]
    dictionaries = sorted(root.glob("usr/share/libdcmtk*/dicom.dic"))
    return {
        **os.environ,
        "LD_LIBRARY_PATH": ":".join(map(str, tops)),
        "DCMDICTPATH": str(dictionaries[0]) if dictionaries else "",
    }


def _unpack(root):
    if not has_debian_packages():
        raise Stop("peers of the tests come as Debian packages", "run these tests on Debian")
    release = apt.PrivateApt.release("peers")
    release.update()
    debs = release.download_closure(*PACKAGES)
    shutil.rmtree(root, ignore_errors=True)
    apt.unpack(debs, root)
    stamp(root, fingerprint(*PACKAGES, root))
