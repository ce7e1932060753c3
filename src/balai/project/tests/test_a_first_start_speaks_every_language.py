"""At the first start of a fresh clone no message is compiled yet; its pages speak the city's language all the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import balai

PACKAGE = Path(balai.__file__).parent
START = """
from balai.project.catalogues import compile_catalogues
from balai.project.nursery import load_what_was_prepared
from balai.project.ready import configuration_or_failure, set_up_django
set_up_django(configuration_or_failure())
print(compile_catalogues() > 0)
load_what_was_prepared()
from django.utils.translation import gettext, override
for language in ("id", "en"):
    with override(language):
        print(gettext("Report a problem"))
"""
"""What `balai run` does, in its order: the preparation compiles once Django is loaded."""


def test_messages_compiled_after_loading_are_spoken(tmp_path: Path) -> None:
    fresh = tmp_path / "src" / "balai"
    shutil.copytree(PACKAGE, fresh, ignore=shutil.ignore_patterns("*.mo", "__pycache__", "tests", "static"))
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", START],
        env=os.environ
        | {
            "PYTHONPATH": str(fresh.parent),
            "BALAI_HOME": str(tmp_path / "home"),
            "BALAI_CITY": str(PACKAGE.parent.parent / "cities" / "jakarta"),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert said.stdout.splitlines() == ["True", "Laporkan masalah", "Report a problem"], said.stderr
