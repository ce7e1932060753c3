"""The files of `balai election`: read with bounds, written for their owner alone, never over another."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gmpy2 import mpz

from balai.base.failures import Failure
from balai.engines.belenios.archive import ArchiveWriter
from balai.engines.belenios.encoding import read_json
from balai.engines.belenios.errors import Wrong
from balai.engines.belenios.groups import read_exponent
from balai.engines.belenios.trustees import Pedersen, TrusteeKey, read_pedersen

LARGEST_FILE = 100_000_000


@contextmanager
def refusing(*only: type[Exception]) -> Iterator[None]:
    """What an engine refuses, and what the disk refuses, as failures of a command; or only the latter."""
    try:
        yield
    except Wrong as wrong:
        if only and Wrong not in only:
            raise
        raise Failure("balai.V001", f"{wrong}", "Nothing was written. The place is named first.") from wrong
    except OSError as error:
        raise Failure(
            "balai.V002", f"{error.filename or 'A file'}: {error.strerror}.", "Check the name and the rights."
        ) from error


def read_text(path: Path) -> str:
    """
    Raises:
        Failure: too large, or not UTF-8.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise Failure("balai.V003", f"{path} is too large.", "Is this the right file?")
    try:
        return path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as error:
        raise Failure("balai.V004", f"{path} is no text.", "Is this the right file?") from error


def read_document(path: Path) -> Any:
    return read_json(read_text(path), str(path))


def write_new(path: Path, text: str, *, secret: bool = False) -> None:
    """A new file; readable by its owner alone when it is secret.

    Raises:
        OSError: it is there already, or cannot be written.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


@contextmanager
def appending(path: Path) -> Iterator[ArchiveWriter]:
    """What is written inside goes to the end of the archive: all of it, on the disk, or nothing.

    Raises:
        Wrong: the archive's chain is not sound.
        OSError: the disk is full, say; the archive is as it was.
    """
    with path.open("r+b") as file:
        more = io.BytesIO()
        yield ArchiveWriter.reopen(file, into=more)
        end = file.seek(0, os.SEEK_END)
        try:
            file.write(more.getvalue())
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), end)
            raise


def read_private_key(path: Path) -> mpz:
    """A trustee's private key: a decimal number as a JSON string, as in `.privkey` files."""
    return read_exponent(read_document(path), str(path))


def read_trustee_key(path: Path) -> TrusteeKey:
    """A trustee's public key with its proof, as in `.pubkey` files."""
    return TrusteeKey.read(read_document(path), str(path))


def read_group(path: Path) -> Pedersen:
    """The parameters of trustees of whom some suffice, as in `threshold.json`."""
    return read_pedersen(read_document(path), str(path))


def written(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False) + "\n"
