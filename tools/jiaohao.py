#!/usr/bin/env python3
"""The command line of the house: ``python3 tools/jiaohao.py VERB``, usually by way of make."""

import sys
from pathlib import Path

if sys.version_info < (3, 10):
    sys.exit(
        f"Python 3.10 or newer is needed; this is {sys.version.split()[0]}.\n"
        "  What to do: give another one, e.g.  make run PYTHON=python3.11"
    )

sys.path.insert(0, str(Path(__file__).resolve().parent))

from house.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
