"""A city to run commands on: prepared once, copied for each file that changes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from balai.project.tests.cities import copy_of


@pytest.fixture(scope="module")
def module_city(prepared_home: Path, module_home: Path) -> Path:
    """A copy of the prepared home, of all tests in a file."""
    return copy_of(prepared_home, module_home / "city")
