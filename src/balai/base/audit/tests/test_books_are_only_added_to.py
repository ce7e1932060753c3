"""The two books can be written to and read; nobody who runs the city can change a line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import get_user_model
from django.db import ProgrammingError, connection, transaction
from django.db.models import ProtectedError
from django.db.utils import IntegrityError

from balai.base.audit.actions import MOST_WORDS, ReasonMissing, record_act, record_disclosure
from balai.base.audit.models import AuditEntry, Disclosure, DisclosureReason
from balai.base.audit.queries import acts_on, looks_at, looks_in_case

if TYPE_CHECKING:
    from balai.base.people.models import User

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
WORDS = "Perlu bertanya letak lubang di gang itu"

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return get_user_model().objects.create_user("petugas@example.id", name="Petugas")


@pytest.fixture
def citizen() -> User:
    return get_user_model().objects.create_user("warga@example.id", name="Warga")


@pytest.mark.parametrize("table", ["audit_auditentry", "audit_disclosure"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET reference = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_running_city_cannot_change_a_book(table: str, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_an_act_is_found_by_its_object(officer: User) -> None:
    record_act(code="membership.granted", by=officer, reference="m-1", now=NOW)
    record_act(code="membership.ended", by=None, reference="m-1", now=NOW)
    record_act(code="membership.ended", by=None, reference="m-2", now=NOW)
    assert [entry.code for entry in acts_on("m-1")] == ["membership.ended", "membership.granted"]


def test_a_person_sees_who_looked(officer: User, citizen: User) -> None:
    record_disclosure(by=officer, about=citizen, reference="JKT-1", reason="contact", words=WORDS, now=NOW)
    look = looks_at(citizen).get()
    assert (look.by, look.reason, look.words, look.at) == (officer, DisclosureReason.CONTACT, WORDS, NOW)
    assert not looks_at(officer).exists()
    assert looks_in_case("JKT-1").get() == look


def test_a_look_at_a_reporter_without_an_account_is_kept_with_the_case(officer: User) -> None:
    record_disclosure(by=officer, about=None, reference="JKT-2", reason="safety", words=WORDS, now=NOW)
    assert looks_in_case("JKT-2").count() == 1


@pytest.mark.parametrize(
    ("reason", "words"),
    [("", WORDS), ("curiosity", WORDS), ("contact", ""), ("contact", "  ok     ok  "), ("law", "x" * (MOST_WORDS + 1))],
)
def test_a_look_without_a_reason_is_refused_and_leaves_nothing(
    officer: User, citizen: User, reason: str, words: str
) -> None:
    with pytest.raises(ReasonMissing):
        record_disclosure(by=officer, about=citizen, reference="JKT-1", reason=reason, words=words, now=NOW)
    assert not Disclosure.objects.exists()


def test_the_table_itself_refuses_a_look_at_nobody(officer: User) -> None:
    with pytest.raises(IntegrityError, match="audit_disclosure_about_someone"), transaction.atomic():
        Disclosure.objects.create(by=officer, reason="law", words=WORDS, at=NOW)


def test_who_looked_cannot_be_deleted(officer: User, citizen: User) -> None:
    record_disclosure(by=officer, about=citizen, reference="JKT-1", reason="contact", words=WORDS, now=NOW)
    record_act(code="membership.granted", by=officer, reference="m-1", now=NOW)
    for person in (officer, citizen):
        with pytest.raises(ProtectedError):
            person.delete()
    assert AuditEntry.objects.count() == Disclosure.objects.count() == 1
