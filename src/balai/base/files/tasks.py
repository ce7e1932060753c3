"""What happens to contents in the background."""

from __future__ import annotations

from datetime import datetime

from balai.base import clock
from balai.base.files import storage
from balai.base.files.models import StoredFile
from balai.base.jobs import defer, every, task

_PAGE = 500


@task(name="files.remove_content")
def remove_content(sha256: str) -> None:
    """Remove an erased content from the disk, unless a row still has it; later, when it was written just now."""
    if StoredFile.objects.filter(sha256=sha256).exists():
        return
    now = clock.now()
    if not storage.remove(sha256, now=now):
        defer(remove_content, sha256=sha256, at=now + storage.SETTLED)


@task(name="files.sweep")
def sweep_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Once a night, when few people bring pictures."""
    sweep(now=clock.now())


every("40 19 * * *")(sweep_nightly)


def sweep(*, now: datetime) -> int:
    """Remove what no row knows: contents of requests that were rolled back, and half-written files; how many."""
    removed = storage.remove_unfinished(now=now)
    page: list[str] = []
    for sha256 in storage.settled_contents(now=now):
        page.append(sha256)
        if len(page) == _PAGE:
            removed += _remove_unknown(page, now=now)
            page = []
    return removed + _remove_unknown(page, now=now)


def _remove_unknown(digests: list[str], *, now: datetime) -> int:
    known = set(StoredFile.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    return sum(storage.remove(sha256, now=now) for sha256 in set(digests) - known)
