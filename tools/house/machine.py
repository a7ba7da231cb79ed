"""What kind of machine this is."""

import os
import platform
import shutil


def os_release():
    """/etc/os-release as a dict (ID, VERSION_CODENAME …); empty elsewhere."""
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}


def has_debian_packages():
    """True on Debian itself, with apt and dpkg."""
    return os_release().get("ID") == "debian" and has_apt()


def has_apt():
    return all(map(shutil.which, ("apt-get", "apt-config", "dpkg")))


def is_root():
    return os.geteuid() == 0
