"""make bench: what the product does, beside what the same work costs without it.

    python bench/run.py [--quick] [--only PART,PART] [--workers 2] [--share 0.5] [--keep]

Figures go to stdout and to ``build/bench.json``. The floor of a figure is measured in the same
run, so ratios hold on a busy or slow machine; absolute values do not.
"""

import argparse
import importlib
import sys

from report import Report
from stage import BUILD, Stage

PARTS = (
    "startup",
    "order",
    "calls",
    "screens",
    "sound",
    "hospital",
    "hl7",
    "outage",
    "parse",
    "dll",
    "views",
    "history",
    "heartbeat",
    "statement",
)
SIZES = {
    "full": {
        "calls": {"total": 240},
        "screens": {"sizes": (10, 200, 1000), "calls": 40, "pause": 0.25},
        "hospital": {
            "screens": 380,
            "callers": 276,
            "kiosks": 40,
            "seconds": 120,
            "calls_s": 2,
            "takes_s": 1.6,
        },
        "sound": {"seconds": 180, "calls_s": 2, "zones": 4},
        "hl7": {"messages": 6000},
        "outage": {"events": 200_000},
        "parse": {"seconds": 3.0},
        "dll": {"calls": 5000, "crashes": 100},
        "views": {"rows": 1_000_000, "rounds": 100},
        "startup": {"rounds": 3},
        "order": {"rounds": 60},
        "history": {"entries": 1_000_000},
        "heartbeat": {"devices": 10_000, "seconds": 60},
        "statement": {"tickets": 5000},
    },
    "quick": {
        "calls": {"total": 60},
        "screens": {"sizes": (10, 200), "calls": 15, "pause": 0.2},
        "hospital": {
            "screens": 380,
            "callers": 276,
            "kiosks": 40,
            "seconds": 30,
            "calls_s": 2,
            "takes_s": 1.6,
        },
        "sound": {"seconds": 45, "calls_s": 2, "zones": 4},
        "hl7": {"messages": 1500},
        "outage": {"events": 5000},
        "parse": {"seconds": 1.0},
        "dll": {"calls": 1000, "crashes": 20},
        "views": {"rows": 100_000, "rounds": 30},
        "startup": {"rounds": 1},
        "order": {"rounds": 30},
        "history": {"entries": 100_000},
        "heartbeat": {"devices": 10_000, "seconds": 20},
        "statement": {"tickets": 5000},
    },
}


def main(arguments):
    options = _options(arguments)
    report = Report(options=vars(options))
    sizes = SIZES["quick" if options.quick else "full"]
    for what in ("screens", "callers", "kiosks"):
        sizes["hospital"][what] = round(sizes["hospital"][what] * options.share)
    for what in ("calls_s", "takes_s"):
        sizes["hospital"][what] *= options.share
    failed = []
    with Stage(options.workers, options.keep) as stage:
        for part in options.only.split(","):
            print(f"{part}:", flush=True)
            try:
                importlib.import_module(part).measure(stage, report, **sizes[part])
            except Exception as error:  # noqa: BLE001 - the other parts are still worth having
                print(f"  NOT measured: {type(error).__name__}: {error}", flush=True)
                failed.append(part)
    report.options["not_measured"] = failed
    print(f"\n{report.table()}")
    report.write(BUILD / "bench.json")
    print(f"\n{BUILD / 'bench.json'} written" + (f"; NOT measured: {failed}" if failed else ""))
    return 1 if failed else 0


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds, fewer screens")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    parser.add_argument("--workers", type=int, default=2, help="HTTP workers; 0: threads")
    parser.add_argument("--keep", action="store_true", help="do not make the database anew")
    parser.add_argument("--share", type=float, default=1.0, help="this share of the hospital")
    options = parser.parse_args(arguments)
    unknown = set(options.only.split(",")) - set(PARTS)
    if unknown:
        parser.error(f"unknown part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
