"""Adds up JUnit files into one line of counts."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field


@dataclass
class Counts:
    """Numbers of tests; ``names`` are those that failed, ``again`` those tried a second time."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    names: list = field(default_factory=list)
    again: list = field(default_factory=list)

    def add_file(self, path):
        """The cases of one file; a missing or broken file is one failure."""
        try:
            cases = list(ElementTree.parse(path).iter("testcase"))
        except (OSError, ElementTree.ParseError):
            return self.fail(f"{path.stem}: wrote no result")
        for case in cases:
            self._add_case(case)
        if not cases:
            self.fail(f"{path.stem}: ran no test")

    def _add_case(self, case):
        tags = {child.tag for child in case}
        if tags & {"failure", "error"}:
            self.fail(f"{case.get('classname', '')} {case.get('name', '')}".strip())
        elif "skipped" in tags:
            self.skipped += 1
        else:
            self.passed += 1

    def add_again(self, names):
        """Tests with a second try: the result file holds their first one too, as if it passed."""
        self.again += names
        self.passed -= len(names)

    def fail(self, name):
        self.failed += 1
        self.names.append(name)

    def line(self):
        more = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{more}"
