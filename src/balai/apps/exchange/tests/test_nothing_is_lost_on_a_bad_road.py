"""A road that loses, doubles, delays and reorders: no complaint is lost or doubled, and both sides end alike."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.actions.working import ask_reporter
from balai.apps.cases.models import Case, Content
from balai.apps.exchange.adapters.sp4n_lapor import assumptions
from balai.apps.exchange.models import Heard, Outgoing, Refused
from balai.apps.exchange.tests.talk import Talk, staff_and_photo
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import PublicState
from balai.engines.casework.story import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jakarta")]

RUNS = 100
"""A thousand in `make soak`."""
TURNS = 14


@pytest.mark.hypothesis
def test_both_sides_end_alike(effort: int) -> None:
    staff, photo = staff_and_photo()
    for seed in range(RUNS * effort):
        with transaction.atomic():
            _run(Talk(Random(seed), staff, photo), f"seed {seed}")
            transaction.set_rollback(True)


def _run(talk: Talk, why: str) -> None:
    talk.forward()
    withdrawn: set[str] = set()
    for _turn in range(TURNS):
        act = talk.chance.random()
        name = talk.chance.choice(sorted(talk.said))
        if act < 0.1:
            talk.forward(confidential=talk.chance.random() < 0.3)
        elif act < 0.3 and name not in withdrawn:
            talk.write(name, talk.chance.choice(("tanggapan_pelapor", "tanggapan_admin", "belum_selesai", "tutup")))
        elif act < 0.33:
            talk.write(name, "disposisi_lain")
            withdrawn.add(name)
        elif act < 0.65:
            talk.work()
        else:
            talk.round()
        talk.pass_time()
    talk.settle()
    _same(talk, withdrawn, why)


def _same(talk: Talk, withdrawn: set[str], why: str) -> None:
    cases = talk.cases()
    assert set(talk.said) - withdrawn <= set(cases) <= set(talk.said), why
    assert Case.objects.filter(channel=assumptions.SOURCE).count() == len(cases), why
    assert not Refused.objects.filter(settled_at__isnull=True).exists(), why
    assert not Outgoing.objects.filter(sent_at__isnull=True).exists(), why
    for name, case in cases.items():
        assert talk.told(name) == talk.outbox(name), why
        shown = assumptions.STATES[PublicState(case.public_state)]
        assert talk.desk.complaints[name].status in (shown, "Selesai"), why
        heard = list(Content.objects.filter(case=case, question="words").values_list("text", flat=True))
        assert [words for words in talk.said[name] if heard.count(words) != 1] == [], why
        theirs = [entry for entry in talk.desk.complaints[name].entries if entry["jenis"] != "tindak_lanjut"]
        assert Heard.objects.filter(foreign_case__foreign_id=name).count() == len(theirs), why
        if name in withdrawn:
            assert not case.is_open, why


def test_a_confidential_complaint_is_private_here() -> None:
    talk = Talk(Random(1), *staff_and_photo())
    open_name, secret_name = talk.forward(), talk.forward(confidential=True)
    talk.settle()
    cases = talk.cases()
    assert (cases[open_name].is_public, cases[secret_name].is_public) == (True, False)
    assert not cases[secret_name].reporter.email


def test_secrecy_that_is_wished_later_holds_from_then_on() -> None:
    talk = Talk(Random(8), *staff_and_photo())
    name = talk.forward("1")
    talk.settle()
    assert talk.cases()[name].is_public
    talk.desk.complaints[name].confidential = True
    talk.settle()
    assert not talk.cases()[name].is_public


def test_a_topic_that_nobody_mapped_waits_and_then_comes_in() -> None:
    talk = Talk(Random(2), *staff_and_photo())
    name = talk.forward("999")
    talk.settle()
    assert talk.cases() == {}
    assert [(row.foreign_id, row.code) for row in Refused.objects.all()] == [(name, "exchange.unknown_topic")]
    talk.desk.complaints[name].topic = "1"
    talk.settle()
    assert set(talk.cases()) == {name}
    assert not Refused.objects.filter(settled_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("point", "area"), [((106.839, -6.191), "31.71.06.1003"), ((2.35, 48.85), "31.74"), (None, "31.74")]
)
def test_a_wide_area_and_any_point_lose_no_complaint(point: tuple[float, float] | None, area: str) -> None:
    """A point in one subdistrict decides; one in another country does not, and the area that was named holds."""
    talk = Talk(Random(6), *staff_and_photo())
    name = talk.desk.forward(topic="1", words="Lubang", area="31.74", at=talk.now, point=point, address="Depan pasar")
    talk.settle()
    case = talk.cases()[name]
    assert case.area is not None
    assert case.area.code == area
    assert (case.longitude is None) == (area == "31.74")
    assert not Refused.objects.exists()


def test_an_answer_that_comes_late_is_the_answer() -> None:
    talk = Talk(Random(7), *staff_and_photo())
    name = talk.forward("1")
    talk.settle()
    case = talk.cases()[name]
    task = case.tasks.select_related("organisation").get()
    assert task.organisation is not None
    actor = Actor(talk.staff[0].user.id, "officer", task.organisation.code)
    ask_reporter(case_id=case.id, step=task.step, words="Di mana?", actor=actor, now=talk.now)
    late = talk.now + timedelta(days=8)
    tick_case(case_id=case.id, now=late)
    talk.now = late
    talk.write(name, "tanggapan_pelapor")
    talk.settle()
    assert case.events.filter(kind=Kind.REPORTER_ANSWERED).exists()
