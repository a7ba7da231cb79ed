"""Where things lie. Nothing outside these folders is written."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
TOOLS = ROOT / "tools"
BUILD = ROOT / "build"


def cache():
    """Downloads and unpacked tools: ``.cache/`` in the clone, or below XDG_CACHE_HOME if set."""
    home = os.environ.get("XDG_CACHE_HOME")
    return Path(home) / "jiaohao" if home else ROOT / ".cache"


def outside(name):
    """A folder of this clone outside of it, for a user who cannot enter the clone."""
    mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    return Path("/var/tmp") / f"jiaohao-{os.getuid()}-{mark}" / name


def addons():
    """Names of our add-ons that exist, lower ones first."""
    order = ["device_registry", "queue_call", "his_connector", "maintenance_contract", "inspection"]
    found = {path.parent.name for path in ADDONS.glob("*/__manifest__.py")}
    return [name for name in order if name in found] + sorted(found - set(order))
