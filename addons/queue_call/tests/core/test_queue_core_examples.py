"""The examples in the docstrings of core are part of the specification: they run here."""

import doctest
import importlib
import pkgutil

import pytest

from queue_call import core

MODULES = sorted(part.name for part in pkgutil.iter_modules(core.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name):
    module = importlib.import_module(f"queue_call.core.{name}")
    assert module.__doc__
    assert doctest.testmod(module).failed == 0


def test_the_table_in_the_package_names_every_module():
    named = set(MODULES) - {"surnames"}
    assert all(f"``{name}``" in core.__doc__ for name in named)
