"""What every page asks for is put together and planned once, and says the same as Django would."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from balai.base.middleware.read_only import is_refused_write, read_only
from balai.base.people.models import Organisation, User
from balai.base.statements import Asked, rows_of

above = Asked(Organisation, "WHERE main.code = ANY(%s) ORDER BY main.id", beside="parent")


@pytest.fixture
def offices(db: None) -> list[Organisation]:
    top = Organisation.objects.create(code="top", kind="province", names={"id": "Atas", "en": "Top"}, path="top/")
    below = Organisation.objects.create(code="low", kind="agency", names={}, path="top/low/", parent=top)
    return [top, below]


def test_instances_are_those_of_django(offices: list[Organisation]) -> None:
    found = above(["top", "low"])
    assert found == offices
    for instance, django in zip(found, Organisation.objects.order_by("id"), strict=True):
        fields = [field.attname for field in Organisation._meta.concrete_fields]
        assert [getattr(instance, name) for name in fields] == [getattr(django, name) for name in fields]
    with CaptureQueriesContext(connection) as asked:
        assert [office.parent for office in found] == [None, offices[0]]
    assert not asked.captured_queries


def test_a_person_is_found_by_number_as_ever(db: None) -> None:
    person = User.objects.create_user("one@example.org", "word", name="One")
    assert User.objects.get(pk=str(person.pk)) == person
    assert User.objects.get(pk=person.pk).created_at == person.created_at
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=0)


def test_plans_are_kept(db: None) -> None:
    for number in range(3):
        assert rows_of("SELECT %s::int + 40", [number]) == [(number + 40,)]
    assert rows_of("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int + 40%%'") == [(1,)]


def test_they_are_counted_and_logged_without_their_values(db: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        rows_of("SELECT %s::text", ["secret"])
    assert [query["sql"] for query in asked.captured_queries] == ["SELECT %s::text"]


@pytest.mark.django_db(transaction=True)
def test_reading_only_ends_with_the_transaction() -> None:
    with pytest.raises(Exception) as caught, read_only():  # noqa: PT011 (what it is, is asked below)
        User.objects.create_user("two@example.org", "word")
    assert is_refused_write(caught.value)
    with transaction.atomic():
        User.objects.create_user("two@example.org", "word")
    assert User.objects.filter(email="two@example.org").exists()
