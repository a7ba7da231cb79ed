"""The closing line is the sum of all results, and silence is a failure."""

import os
import subprocess
import sys

from house.counts import Counts
from house.tests import SECOND_TRY, problems, tried_again

RESULT = """<testsuites><testsuite>
<testcase classname="a" name="good"/>
<testcase classname="a" name="bad"><failure>why</failure></testcase>
<testcase classname="a" name="broken"><error>why</error></testcase>
<testcase classname="a" name="left"><skipped/></testcase>
</testsuite></testsuites>"""


def test_failures_and_errors_both_count_as_failed(tmp_path):
    path = tmp_path / "x.xml"
    path.write_text(RESULT)
    counts = Counts()
    counts.add_file(path)
    assert counts.line() == "1 passed, 2 failed, 1 skipped"
    assert counts.names == ["a bad", "a broken"]


def test_a_missing_result_and_an_empty_one_are_failures(tmp_path):
    counts = Counts()
    counts.add_file(tmp_path / "none.xml")
    (tmp_path / "empty.xml").write_text("<testsuites/>")
    counts.add_file(tmp_path / "empty.xml")
    assert counts.line() == "0 passed, 2 failed"


def test_warnings_of_odoo_are_problems_and_other_lines_are_not(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(
        "2026-01-01 10:00:00,000 12 INFO db odoo.x: fine\n"
        "2026-01-01 10:00:00,000 12 WARNING db odoo.x: not fine\n"
        "  a line below it\n"
    )
    assert len(problems(log)) == 1


def test_only_what_was_waited_for_in_vain_is_tried_again_and_is_named(tmp_path):
    """The real plugin: the log names it, its result counts once, a wrong result stays wrong."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_it.py").write_text(
        "tried = []\n"
        "def test_slow():\n"
        "    tried.append(1)\n"
        "    if len(tried) == 1: raise TimeoutError('10 s')\n"
        "def test_wrong():\n"
        "    tried.append(1)\n"
        "    assert len(tried) == 4\n"
    )
    plugins = ["-p", "no:cacheprovider", "-p", "pytest_rerunfailures"]
    argv = ["-m", "pytest", "-v", *plugins, *SECOND_TRY, "--junitxml=x.xml"]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with (tmp_path / "log").open("wb") as log:
        run = [sys.executable, *argv, "tests"]
        subprocess.run(run, cwd=tmp_path, stdout=log, env=alone, check=False)
    counts = Counts()
    counts.add_again(tried_again(tmp_path / "log"))
    counts.add_file(tmp_path / "x.xml")
    assert counts.again == ["tests/test_it.py::test_slow"]
    assert counts.line() == "1 passed, 1 failed"
