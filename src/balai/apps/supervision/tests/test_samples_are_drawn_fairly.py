"""A second look at finished work: by lot that anybody can repeat, somebody's work never left out, drawn once."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from balai.apps.cases.models import Content, Event
from balai.apps.cases.tests.desk import send, text
from balai.apps.cases.tests.samples import NOW, colleague
from balai.apps.supervision.actions.sampling import (
    AlreadyInspected,
    MayNotSample,
    NothingFinished,
    SampleDaysWrong,
    SampleDrawn,
    draw_sample,
    record_finding,
)
from balai.apps.supervision.models import Finding, Inspection, Sample
from balai.apps.supervision.rules import Draw, drawn
from balai.apps.supervision.tests.scenes import finished, supervisor, told
from balai.base.audit.models import AuditEntry

WORK = some.lists(
    some.tuples(some.integers(1, 9), some.text("ABCDEFGH", min_size=1, max_size=6), some.integers(1, 20)), unique=True
)


@given(WORK, some.integers(1, 100), some.text("0123456789abcdef", min_size=4, max_size=32))
def test_the_draw_is_repeatable_and_everybody_is_in_it(work: list[Draw], percent: int, seed: str) -> None:
    chosen = drawn(work, percent=percent, seed=seed)
    assert chosen == drawn(list(reversed(work)), percent=percent, seed=seed)
    assert set(chosen) <= set(work)
    for doer in {piece[0] for piece in work}:
        own = sum(piece[0] == doer for piece in work)
        assert sum(piece[0] == doer for piece in chosen) == ceil(own * percent / 100)


@given(WORK, some.integers(1, 99))
def test_a_larger_share_holds_the_smaller_one(work: list[Draw], percent: int) -> None:
    assert set(drawn(work, percent=percent, seed="x")) <= set(drawn(work, percent=percent + 1, seed="x"))


@pytest.mark.usefixtures("jakarta")
class TestDrawing:
    DAY = (NOW - timedelta(days=1)).date()

    def draw(self, who: object, percent: int = 50) -> Sample:
        sample: Sample = draw_sample(
            since=self.DAY, until=self.DAY, percent=percent, actor=who.actor, by=who.user, now=NOW  # type: ignore[attr-defined]
        )  # fmt: skip
        return sample

    def test_each_doer_is_looked_at_and_a_period_is_drawn_once(self) -> None:
        one, two = colleague("officer"), colleague("crew")
        officer = colleague("officer")
        for number in range(3):
            finished(one, at=NOW - timedelta(days=1), seed=20 + number)
        finished(officer, at=NOW - timedelta(days=1), seed=30)
        told()
        who, client = supervisor()
        sample = self.draw(who)
        found = sample.inspections.values_list("doer_id", flat=True)
        assert sorted(found) == sorted([one.user.pk, one.user.pk, officer.user.pk])
        assert (sample.finished, two.user.pk in found) == (4, False)
        with pytest.raises(SampleDrawn):
            self.draw(who, percent=60)
        with pytest.raises(SampleDrawn):  # a day more would be another draw of the same work
            draw_sample(
                since=self.DAY - timedelta(days=1), until=self.DAY, percent=50, actor=who.actor, by=who.user, now=NOW
            )
        assert sample.seed in text(client.get(reverse("supervision:sample", args=[sample.pk])))
        assert sample.seed in AuditEntry.objects.get(code="sample.drawn").reference
        rows = client.get(reverse("supervision:sample", args=[sample.pk]) + "?format=csv").content.decode()
        assert rows.count(sample.seed) == 3

    def test_days_that_have_not_passed_and_days_without_work_are_refused(self) -> None:
        who, _ = supervisor()
        with pytest.raises(NothingFinished):
            self.draw(who)
        for since, until in ((0, 0), (3, 4), (70, 1)):
            first, last = NOW.date() - timedelta(days=since), NOW.date() - timedelta(days=until)
            with pytest.raises(SampleDaysWrong):
                draw_sample(since=first, until=last, percent=5, actor=who.actor, by=who.user, now=NOW)
        officer = colleague("officer")
        with pytest.raises(MayNotSample):
            self.draw(officer)

    def test_a_finding_becomes_a_note_once_and_nobody_inspects_their_own_work(self) -> None:
        doer = colleague("officer")
        case = finished(doer, at=NOW - timedelta(days=1), seed=40)
        told()
        who, client = supervisor()
        row: Inspection = self.draw(who).inspections.get()
        address = reverse("supervision:finding", args=[row.pk])
        assert send(client, address, finding="bad", words="Tambalan sudah terkelupas.").status_code == 302
        row.refresh_from_db()
        assert (row.finding, row.inspected_by_id) == ("bad", who.user.pk)
        note = Event.objects.get(case_id=case.id, kind="noted")
        written = Content.objects.get(case_id=case.id, seq=note.seq)
        assert "Tambalan sudah terkelupas." in written.text
        assert written.audience == "officers"
        with pytest.raises(AlreadyInspected):
            record_finding(
                inspection_id=row.pk, finding=Finding.GOOD, words="Bagus.", actor=who.actor, by=who.user, now=NOW,
                key=uuid4(),
            )  # fmt: skip
        own = Inspection.objects.create(
            sample=row.sample, case_id=case.id, seq=99, doer=who.user, organisation=row.organisation, finished_at=NOW
        )
        with pytest.raises(MayNotSample):
            record_finding(
                inspection_id=own.pk, finding=Finding.GOOD, words="Bagus.", actor=who.actor, by=who.user, now=NOW,
                key=uuid4(),
            )  # fmt: skip
