"""The city's services come into force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from balai.apps.cases.definitions import current_versions
from balai.apps.cases.models import ServiceVersion
from balai.apps.transparency.service import Said, state
from balai.engines.casework.reading import version_of


@transaction.atomic
def activate_services(*, sources: Iterable[Mapping[str, Any]], now: datetime) -> list[str]:
    """Make these definitions the current ones, and retire each current one that is not among them.

    Cases that are under way keep their version. Returns the codes of the services that changed.
    """
    wanted = {source["service"]: source for source in sources}
    current = {row.code: row for row in ServiceVersion.objects.filter(retired_at__isnull=True)}
    changed: list[str] = []
    said: list[Said] = []
    for code, row in current.items():
        if code not in wanted or version_of(wanted[code]) != row.version:
            ServiceVersion.objects.filter(id=row.id).update(retired_at=now)
            changed.append(code)
            said.append(Said("service.retired", now, {"service": code, "version": row.version}))
    for code, source in wanted.items():
        version = version_of(source)
        if code in current and current[code].version == version:
            continue
        ServiceVersion.objects.update_or_create(
            code=code, version=version, defaults={"definition": source, "activated_at": now, "retired_at": None}
        )
        changed.append(code)
        said.append(Said("service.activated", now, {"service": code, "version": version}))
    state(said)
    current_versions.forget()
    transaction.on_commit(current_versions.forget)  # another thread may have read the old ones until now
    return sorted(set(changed))
