"""A document of a case, whatever its service: for the test that walks every address."""

from __future__ import annotations

from django.db.models import F

from balai.apps.cases.models import Case, Event
from balai.base import clock


def parts_of_addresses(case: Case) -> dict[str, dict[str, object]]:
    """The parts of each address that is about a document or a signature, by its name."""
    now = clock.now()
    number = f"{case.reference}-1"
    case.refresh_from_db(fields=["last_seq"])
    Case.objects.filter(id=case.id).update(last_seq=F("last_seq") + 1)
    data = {"document": "letter", "number": number, "sha256": "0" * 64, "issued_on": now.date().isoformat()}
    Event.objects.bulk_create(
        [Event(case=case, seq=case.last_seq + 1, kind="document_issued", at=now, role="officer", data=data)]
    )
    found: dict[str, dict[str, object]] = {"desk:cosign": {"digest": "0" * 64}}
    for name in ("desk:document", "reports:own-document", "reports:private-document"):
        found[name] = {"number": number}
    return found
