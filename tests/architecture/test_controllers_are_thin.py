"""A controller authenticates, calls one model method and answers."""

import ast

import pytest
from sources import ADDONS, python_files, tree, where

VERBS = {
    "browse", "create", "filtered_domain", "mapped", "read", "read_group", "search",
    "search_count", "search_fetch", "search_read", "sudo", "unlink", "with_user", "write",
    "execute",
}  # fmt: skip
NOT_RECORDS = {"request.httprequest", "response", "stream", "file"}
CONTROLLERS = python_files("*/controllers/**/*.py")


@pytest.mark.parametrize("path", CONTROLLERS, ids=lambda p: str(p.relative_to(ADDONS)))
def test_a_controller_calls_no_orm_verb(path):
    calls = [
        f"{where(path, node)} {ast.unparse(node.func)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in VERBS
        and ast.unparse(node.func.value) not in NOT_RECORDS
    ]
    assert not calls
