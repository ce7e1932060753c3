"""A service says who may ask for it; whatever door the submission came through, the action holds to it."""

from __future__ import annotations

import pytest

from balai.apps.cases.actions.services import activate_services
from balai.apps.cases.models import Case
from balai.apps.cases.refusals import AccountNeeded
from balai.apps.cases.tests.samples import NOW, colleague, report
from balai.base.packs import Pack
from balai.base.people.models import User


def only_for(who: list[str], pack: Pack) -> None:
    source = next(one for one in pack.services if one["service"] == "report.road")
    activate_services(sources=[{**source, "who": who}], now=NOW)


def test_a_service_for_citizens_wants_an_account(jakarta: Pack) -> None:
    only_for(["citizen"], jakarta)
    with pytest.raises(AccountNeeded):
        report()
    assert not Case.objects.exists()
    assert report(by=User.objects.create_user("sari@example.org")).is_new


def test_an_officer_takes_it_in_for_somebody_without_one(jakarta: Pack) -> None:
    only_for(["citizen"], jakarta)
    assert report(by=colleague("front_desk").user).is_new


def test_a_service_for_everyone_wants_none(jakarta: Pack) -> None:
    assert report().is_new
