"""Rules live in core; core is plain Python that anybody can run and read."""

import ast
import sys

import pytest
from sources import ADDONS, ROOT, python_files, tree, where

CORE = [path for path in python_files("*/core/**/*.py")]
MAX_LINES, MAX_FILE = 40, 300
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}


def imports(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            yield node, absolute(path, node)


def absolute(path, node):
    if not node.level:
        return node.module
    package = path.relative_to(ADDONS).with_suffix("").parts[: -node.level]
    return ".".join([*package, *filter(None, [node.module])])


@pytest.mark.parametrize("path", CORE, ids=lambda p: str(p.relative_to(ADDONS)))
def test_core_imports_only_the_standard_library_and_its_own_package(path):
    own = f"{path.relative_to(ADDONS).parts[0]}.core"
    strangers = [
        f"{where(path, node)} imports {name}"
        for node, name in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and name != own
        and not name.startswith(own + ".")
    ]
    assert not strangers


@pytest.mark.parametrize("path", CORE, ids=lambda p: str(p.relative_to(ADDONS)))
def test_core_reads_no_clock(path):
    read = [
        f"{where(path, node)} reads {ast.unparse(node.func)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and ast.unparse(node.func.value) in {"datetime", "date", "time", "datetime.datetime"}
    ]
    assert not read


@pytest.mark.parametrize("path", CORE, ids=lambda p: str(p.relative_to(ADDONS)))
def test_core_fits_in_one_look(path):
    long = [
        f"{where(path, node)} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno - node.lineno >= MAX_LINES
    ]
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > MAX_FILE:
        long.append(f"{path.relative_to(ROOT)}: {lines} lines")
    assert not long
