"""Marks shared by the tests outside the add-ons."""

import pytest


@pytest.fixture(scope="session")
def root(pytestconfig):
    """Folder of the clone."""
    return pytestconfig.rootpath
