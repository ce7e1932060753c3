"""One of everything that a supervisor's address can be about, in Cikini: for the test that walks every address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from balai.apps.cases.models import Case
from balai.apps.supervision.models import Inspection, Sample, Transfer
from balai.base import clock
from balai.base.people.models import Absence, Membership, User


def parts_of_addresses(people: dict[str, User], case: Case) -> dict[str, dict[str, Any]]:
    """The parts of each address of supervision that has any, by its name; `people` by their roles."""
    now = clock.now()
    today, officer, supervisor = now.date(), people["officer"], people["supervisor"]
    member = Membership.objects.get(user=officer)
    office = member.organisation
    sample = Sample.objects.create(
        organisation=office, since=today, until=today, percent=5, seed="00", finished=1, drawn_by=supervisor,
        drawn_at=now,
    )  # fmt: skip
    inspection = Inspection.objects.create(
        sample=sample, case=case, seq=3, doer=officer, organisation=office, finished_at=now
    )
    transfer = Transfer.objects.create(
        key=uuid4(), by=supervisor, role="supervisor", organisation=office, target=office, begun_at=now, ended_at=now
    )
    absence = Absence.objects.create(
        user=officer, stand_in=supervisor, organisation=office, role="officer", since=today,
        until=today + timedelta(days=3), arranged_by=supervisor, arranged_at=now,
    )  # fmt: skip
    person = {"public_id": officer.public_id}
    return {
        "supervision:sample": {"number": sample.pk},
        "supervision:finding": {"number": inspection.pk},
        "supervision:transfer_result": {"key": transfer.pk},
        "supervision:sheet": {"office": office.code},
        "supervision:end_absence": {"public_id": absence.public_id},
        "supervision:person": person,
        "supervision:grant_role": person,
        "supervision:end_role": person | {"number": member.pk},
    }
