"""Files that nothing points to any more: found, and forgotten, without touching one that somebody is about to use."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet
from django.utils.module_loading import import_string

from balai.base import clock
from balai.base.files.actions import erase_file
from balai.base.files.models import StoredFile
from balai.base.jobs import every, task

SETTLED = timedelta(days=1)
"""How long a file may wait for whatever it was brought for. Drafts hold theirs for longer, and say so."""
BATCH = 200
MOST_IN_A_NIGHT = 5_000
"""So that a mistake about what is left over can be noticed and stopped."""

Holder = Callable[[Collection[StoredFile]], set[int]]
"""Says which of these files are in use somewhere that no foreign key shows: primary keys."""


@task(name="files.erase_leftovers")
def erase_leftovers_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Once a night, before the sweep of contents that no row knows."""
    erase_leftovers(now=clock.now(), limit=MOST_IN_A_NIGHT)


every("20 19 * * *")(erase_leftovers_nightly)


def erase_leftovers(*, now: datetime, limit: int = BATCH) -> int:
    """Forget at most `limit` files, older than a day, that no row points to and no holder claims; how many.

    A row that is just being pointed to is locked by its foreign key, and is left for another night.
    """
    erased, after = 0, 0
    while erased < limit:
        with transaction.atomic():
            page = list(_unpointed(now, after).select_for_update(skip_locked=True)[:BATCH])
            if not page:
                break
            after = page[-1].pk
            # Asked again, of rows that are locked now: what was pointed to since the first look is seen here.
            still = set(_unpointed(now, 0).filter(pk__in=[file.pk for file in page]).values_list("pk", flat=True))
            still -= _claimed(page)
            for file in page:
                if file.pk in still and erased < limit:
                    erase_file(file=file, by=None, now=now)
                    erased += 1
    return erased


def _unpointed(now: datetime, after: int) -> QuerySet[StoredFile]:
    """Files without any row that points to them, whichever table it stands in, in the order of their keys."""
    found = StoredFile.objects.filter(erased_at__isnull=True, created_at__lt=now - SETTLED, pk__gt=after)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        pointing = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        found = found.filter(~Exists(pointing))
    return found.order_by("pk")


def _claimed(files: Collection[StoredFile]) -> set[int]:
    holders: list[Holder] = [import_string(place) for place in settings.BALAI_FILE_HOLDERS]
    return set().union(*(holder(files) for holder in holders))
