"""What tests of pages share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings

from balai.base.memo import forget_all


@pytest.fixture
def demo(settings: Settings, db: None) -> Iterator[None]:
    """The city in demo mode, where the pattern gallery is open."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, demo=True)
    forget_all()
    yield
    forget_all()
