"""A clock read while a class is built freezes the moment the server started."""

import ast

import pytest
from sources import ADDONS, python_files, tree, where

CLOCKS = {"now", "today", "utcnow", "context_today", "time", "monotonic"}
FILES = [p for p in python_files("*/**/*.py") if "tests" not in p.parts]


def built_with_class(node):
    """Nodes below that run at import: everything but bodies of functions and lambdas."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _signature(child)
            continue
        yield child
        yield from built_with_class(child)


def _signature(function):
    defaults = [d for d in (*function.args.defaults, *function.args.kw_defaults) if d]
    for part in (*function.decorator_list, *defaults):
        yield from ast.walk(part)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ADDONS)))
def test_no_clock_is_read_while_a_module_is_loaded(path):
    read = [
        f"{where(path, node)} {ast.unparse(node)}"
        for node in built_with_class(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
    ]
    assert not read
