"""Everything a command needs, found or fetched: Python, Odoo, Node.js, Chromium."""

from __future__ import annotations

import os
from dataclasses import dataclass

from house import chromium, fonts, node, odoo_source, venv, voice
from house.paths import cache


@dataclass
class Toolchain:
    """The parts, ready for use."""

    venv: venv.Venv
    odoo: odoo_source.Odoo
    node: node.Node | None = None
    chromium: str | None = None

    def odoo_argv(self, *arguments):
        return [self.venv.python, self.odoo.script, *arguments]

    def env(self):
        """Variables for every program that imports Odoo."""
        known = {
            "PYTHONPATH": os.pathsep.join([str(self.odoo.library)]),
            "PATH": os.pathsep.join([str(self.venv.folder / "bin"), os.environ.get("PATH", "")]),
            "PYTHONUNBUFFERED": "1",
            "ODOO_RC": None,
            "JIAOHAO_FONT": fonts.known(),
            "JIAOHAO_VOICE": voice.known(),
        }
        if self.chromium:
            folder = os.path.dirname(self.chromium)
            known["PATH"] = os.pathsep.join([known["PATH"], folder])
        return known


def steps(kind):
    """How many steps make() reports."""
    return {"run": 2, "dev": 4}[kind]


def make(progress, kind, browser=True):
    """Fetch what is missing. ``kind`` run: to run the suite; dev: tests and lint too."""
    environment_of_python = venv.Venv()
    with progress.step("Odoo 19", cache() / "apt"):
        odoo = odoo_source.get()
        fonts.path()
    with progress.step("Python packages", cache() / "pip"):
        environment_of_python.make(kind)
    tools = Toolchain(environment_of_python, odoo)
    if kind == "dev":
        with progress.step("Node.js"):
            tools.node = node.Node(environment_of_python)
        with progress.step("Chromium", cache() / "apt"):
            tools.chromium = str(chromium.path()) if browser else None
    return tools


def load():
    """The tool chain of an earlier make(progress, "dev"), for tests that run inside it."""
    python = venv.Venv()
    tools = Toolchain(python, odoo_source.get())
    tools.node = node.Node(python)
    tools.chromium = str(chromium.path())
    return tools
