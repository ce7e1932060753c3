"""A pack's organisations are loaded in a few statements; those that leave it are closed, never deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balai.base.areas.actions import load_areas
from balai.base.audit.models import AuditEntry
from balai.base.packs import Pack
from balai.base.packs.shape import schema_of
from balai.base.people.actions import OrganisationsLoaded, load_organisations
from balai.base.people.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _areas(jakarta_pack: Pack) -> None:
    load_areas(pack=jakarta_pack, by=None, now=NOW)


def load(pack: Pack) -> OrganisationsLoaded:
    return load_organisations(pack=pack, by=None, now=NOW)


def test_all_come_in_few_statements_with_parents_and_areas(jakarta_pack: Pack) -> None:
    with CaptureQueriesContext(connection) as queries:
        loaded = load(jakarta_pack)
    assert loaded == OrganisationsLoaded(len(jakarta_pack.organisations), 0, 0)
    assert len(queries) <= 12
    office = Organisation.objects.select_related("parent", "area").get(code="kelurahan-31.71.06.1003")
    assert office.parent is not None
    assert office.area is not None
    assert (office.parent.code, office.area.name) == ("kecamatan-31.71.06", "Cikini")
    assert office.name_in("en") == "Cikini Subdistrict Office"
    assert office.name_in("jv") == "Kelurahan Cikini"
    assert office.path.startswith("dki/kota-31.71/")


def test_twice_changes_nothing(jakarta_pack: Pack) -> None:
    load(jakarta_pack)
    assert load(jakarta_pack) == OrganisationsLoaded(0, 0, 0)
    assert AuditEntry.objects.filter(code="organisations.loaded").count() == 1


def test_one_that_left_the_pack_is_closed_and_opens_again_when_it_returns(jakarta_pack: Pack) -> None:
    load(jakarta_pack)
    Organisation.objects.create(code="warga", kind=OrganisationKind.COMMUNITY, names={"id": "Warga"}, path="warga/")
    last = jakarta_pack.organisations[-1]
    smaller = replace(jakarta_pack, organisations=jakarta_pack.organisations[:-1])
    assert load(smaller) == OrganisationsLoaded(0, 0, 1)
    assert not Organisation.objects.get(code=last.code).is_active
    assert Organisation.objects.get(code="warga").is_active
    assert load(jakarta_pack) == OrganisationsLoaded(0, 1, 0)


def test_a_new_name_or_parent_is_taken_over(jakarta_pack: Pack) -> None:
    load(jakarta_pack)
    changed = tuple(
        replace(item, names={"id": "Baru", "en": "New"}, email="halo@demo.balai.example")
        if item.code == "bpbd"
        else item
        for item in jakarta_pack.organisations
    )
    assert load(replace(jakarta_pack, organisations=changed)) == OrganisationsLoaded(0, 1, 0)
    assert Organisation.objects.get(code="bpbd").names == {"id": "Baru", "en": "New"}


def test_the_kinds_of_the_schema_are_those_of_the_table() -> None:
    assert set(schema_of("organisations")["$defs"]["kind"]["enum"]) == set(OrganisationKind.values)
