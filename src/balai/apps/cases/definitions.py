"""The services of the running city: the current ones, and each version that some case still follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from balai.apps.cases.models import ServiceVersion
from balai.base.memo import remembered, remembered_each
from balai.engines.casework.definition import Service
from balai.engines.casework.reading import read_service


@remembered_each(most=512)
def service_of(version_id: int) -> Service:
    """The definition of a version; versions never change, so each is read once per process."""
    return read_service(ServiceVersion.objects.values_list("definition", flat=True).get(id=version_id))


@remembered(seconds=10)
def current_versions() -> Mapping[str, int]:
    """The id of the current version of each service, by code; a new version is seen within ten seconds."""
    return dict(ServiceVersion.objects.filter(retired_at__isnull=True).order_by("code").values_list("code", "id"))


def current_services() -> dict[str, Service]:
    """The services offered now, by code."""
    return {code: service_of(version_id) for code, version_id in current_versions().items()}


def current_source(code: str) -> Mapping[str, Any] | None:
    """The parsed file of a service that is offered now, as its version is the hash of; None when there is none."""
    found: Mapping[str, Any] | None = (
        ServiceVersion.objects.filter(code=code, retired_at__isnull=True).values_list("definition", flat=True).first()
    )
    return found
