"""Collects figures, prints them as a table, keeps them as JSON."""

import json
import os
import platform
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path


def percentile(values, share):
    """The value below which ``share`` (0-1) of the values lie; no interpolation."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass
class Figure:
    """One measurement. ``floor`` is what the same work costs without us, measured beside it."""

    part: str
    name: str
    value: float
    unit: str
    floor: float | None = None
    aim: str = ""
    note: str = ""

    @property
    def ratio(self):
        return self.value / self.floor if self.floor else None


@dataclass
class Report:
    """All figures of a run, in the order in which they were taken."""

    options: dict = field(default_factory=dict)
    figures: list = field(default_factory=list)
    began: float = field(default_factory=time.time)

    def add(self, part, name, value, unit, floor=None, aim="", note=""):
        figure = Figure(part, name, round(value, 3), unit, floor and round(floor, 3), aim, note)
        self.figures.append(figure)
        print("  " + _line(figure), flush=True)

    def latency(self, part, name, seconds, floor=None, aim=""):
        """p50 and p99 of latencies given in seconds, as milliseconds."""
        for label, share in (("p50", 0.5), ("p99", 0.99)):
            below = floor and percentile(floor, share) * 1000
            value = percentile(seconds, share) * 1000
            self.add(part, f"{name} {label}", value, "ms", below, aim if label == "p99" else "",
                     f"n={len(seconds)}")  # fmt: skip

    def table(self):
        lines = [f"{'part':8} {'what':44} {'value':>12} {'floor':>10} {'ratio':>6}  aim"]
        return "\n".join(lines + [_line(figure) for figure in self.figures])

    def write(self, path):
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        facts = {
            "taken_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.began)),
            "seconds": round(time.time() - self.began, 1),
            "machine": {
                "cores": os.cpu_count(),
                "load": os.getloadavg()[0],
                "python": platform.python_version(),
            },
            "options": self.options,
            "figures": [asdict(one) | {"ratio": one.ratio} for one in self.figures],
        }
        path.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _line(one):
    floor = f"{one.floor:10.2f}" if one.floor is not None else " " * 10
    ratio = f"{one.ratio:6.2f}" if one.ratio is not None else " " * 6
    value = f"{one.value:.2f} {one.unit}"
    return f"{one.part:8} {one.name:44} {value:>12} {floor} {ratio}  {one.aim} {one.note}".rstrip()
