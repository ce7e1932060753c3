"""Neither an act nor a look can be changed or taken back by the running city."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from balai.base.audit.actions import record_act, record_disclosure
from balai.base.audit.models import AuditEntry, Disclosure
from balai.base.audit.queries import looks_at, looks_at_record
from balai.base.people.models import User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def look(about: User | None = None, words: str = "The citizen asked us to call.") -> Disclosure:
    officer = User.objects.create_user("officer@example.org")
    return record_disclosure(
        by=officer,
        organisation="kelurahan-a",
        about=about,
        reference="JKT-0000-0000",
        purpose="case",
        words=words,
        now=NOW,
    )


def test_a_look_is_seen_by_the_person_it_was_about() -> None:
    citizen = User.objects.create_user("citizen@example.org")
    found = look(citizen)
    assert looks_at(citizen.id) == [found] == looks_at_record("JKT-0000-0000")


def test_a_look_without_a_reason_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="audit_disclosure_has_reason"):
        look(words="")


CHANGES: list[Callable[[], object]] = [
    lambda: Disclosure.objects.update(words="Nothing."),
    lambda: Disclosure.objects.all().delete(),
    lambda: AuditEntry.objects.update(act="nothing"),
    lambda: AuditEntry.objects.all().delete(),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_recorded_cannot_be_changed(change: Callable[[], object]) -> None:
    look()
    record_act(by=None, act="role.granted", object="user:1", now=NOW, data={"role": "officer"})
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        change()
