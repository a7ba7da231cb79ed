"""Dependencies point one way; the two columns do not know each other."""

import ast

import pytest
from sources import ADDONS, addons, manifest, python_files, tree, where

ALLOWED = {
    "device_registry": set(),
    "queue_call": {"device_registry"},
    "his_connector": {"queue_call", "device_registry"},
    "maintenance_contract": {"device_registry"},
    "inspection": {"maintenance_contract", "device_registry"},
}
ODOO_CE = {
    "base", "bus", "mail", "maintenance", "portal", "rating", "resource", "web", "website",
}  # fmt: skip


def test_every_add_on_has_a_known_place():
    assert set(addons()) <= set(ALLOWED)


@pytest.mark.parametrize("addon", addons())
def test_a_manifest_depends_downwards_only(addon):
    strangers = set(manifest(addon).get("depends", [])) - ALLOWED[addon] - ODOO_CE
    assert not strangers


@pytest.mark.parametrize("addon", addons())
def test_a_manifest_says_lgpl_and_series_19(addon):
    content = manifest(addon)
    assert content["license"] == "LGPL-3"
    assert content["version"].startswith("19.0.")


@pytest.mark.parametrize("addon", addons())
def test_no_module_imports_upwards(addon):
    ours = set(ALLOWED) - ALLOWED[addon] - {addon}
    wrong = [
        f"{where(path, node)} {ast.unparse(node)}"
        for path in python_files(f"{addon}/**/*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        and ours & set(ast.unparse(node).replace(",", " ").replace(".", " ").split())
        and not (isinstance(node, ast.ImportFrom) and node.level)
    ]
    assert not wrong


def test_every_add_on_has_its_folder_explained():
    missing = [a for a in addons() if not (ADDONS / a / "README.md").is_file()]
    assert not missing
