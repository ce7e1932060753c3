"""Compiles the message catalogues (.po, for people) into the form that gettext reads (.mo)."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import polib

from balai.base.failures import Failure

PACKAGE = Path(__file__).resolve().parent.parent


def stale_catalogues(package: Path = PACKAGE) -> list[Path]:
    """The catalogues that were written after they were last compiled."""
    found = sorted(package.rglob("locale/*/LC_MESSAGES/*.po"))
    return [path for path in found if not _is_fresh(path)]


def _is_fresh(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns


def compile_catalogues(package: Path = PACKAGE) -> int:
    """Compile every stale catalogue; how many.

    Raises:
        Failure: a catalogue cannot be read, or its folder not be written.
    """
    stale = stale_catalogues(package)
    for path in stale:
        try:
            text = polib.pofile(str(path)).to_binary()
            _replace(path.with_suffix(".mo"), text)
        except (OSError, ValueError) as error:
            raise Failure(
                "balai.R004",
                f"The message catalogue {path} cannot be compiled: {error}",
                "Mend the line that it names, or make its folder writable.",
            ) from error
    return len(stale)


def forget_messages() -> None:
    """Let Django read the catalogues anew.

    Models ask for messages while they are loaded. Where nothing is compiled yet, as at the first start of a fresh clone,
    Django remembers that there are none, and whatever is forked from such a process would speak English for good.
    """
    from django.utils.translation.reloader import translation_file_changed  # noqa: PLC0415 (compiling needs no Django)

    translation_file_changed(None, Path("django.mo"))


def _replace(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a process that starts meanwhile reads the old or the new file."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)
