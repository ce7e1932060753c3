"""Web processes load compiled code: where it is missing, one program compiles for all of them, and says when it is whole."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from balai.apps.mobility import compiling


def marks(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("whole-*"))


def test_one_program_compiles_for_all_who_wait() -> None:
    folder = Path(os.environ["NUMBA_CACHE_DIR"])  # where the tests' own searches are compiled, so that it is soon done
    folder.mkdir(parents=True, exist_ok=True)
    for mark in marks(folder):
        (folder / mark).unlink(missing_ok=True)
    (folder / "whole-of-another-edition").touch()
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(compiling.have_compiled, [folder, folder])) == [True, True]
    assert marks(folder) == [f"whole-{compiling.edition()}"]


def test_what_is_whole_is_not_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f"whole-{compiling.edition()}").touch()
    monkeypatch.setattr(sys, "executable", "/nowhere")  # nothing can be run
    assert compiling.have_compiled(tmp_path)


@pytest.mark.parametrize("program", ["/nowhere", "/bin/false"])
def test_where_it_fails_that_is_said_and_nobody_is_held_up(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    assert not compiling.have_compiled(tmp_path)
    assert marks(tmp_path) == []
    assert [record.levelname for record in caplog.records] == ["ERROR"]
