"""Cities to run commands on: prepared once, copied for each file that changes one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from balai.project.testing import open_folder
from balai.project.tests.cities import balai, settings_for


@pytest.fixture(scope="session")
def prepared_home() -> Iterator[Path]:
    """The home of a city that is prepared and has never run. Copy it; change nothing in it."""
    with open_folder() as folder:
        answer = balai(settings_for(folder), "provision")
        assert answer.returncode == 0, answer.stderr
        yield folder


@pytest.fixture(scope="module")
def module_city(prepared_home: Path, module_home: Path) -> Path:
    """A copy of the prepared home, of all tests in a file. Owners and times are copied too."""
    home = module_home / "city"
    subprocess.run(["cp", "-a", str(prepared_home), str(home)], check=True)
    return home
