"""Each test keeps its files in a folder of its own."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    """An empty BALAI_HOME with a space in its name."""
    folder = tmp_path / "a home"
    settings.CONFIGURATION = dataclasses.replace(settings.CONFIGURATION, home=folder)
    return folder
