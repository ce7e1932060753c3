"""What polls do by themselves goes on, whatever becomes of one of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balai.apps.cases.service import activate_services
from balai.apps.votes.actions.opening import release_poll
from balai.apps.votes.models import Poll
from balai.apps.votes.polls import ANSWER_SERVICE, unanswered
from balai.apps.votes.tasks import keep_time
from balai.apps.votes.tests.test_results_can_be_counted_again import finished
from balai.apps.votes.tests.things import draft, person, resident
from balai.apps.votes.views.common import state_words
from balai.base import clock
from balai.base.packs import Pack


def released(who: dict[str, object]) -> str:
    poll = draft(who=who)
    release_poll(code=poll.code, by=person(), now=clock.now())
    return poll.code


def test_one_vote_that_breaks_holds_up_no_other(jakarta: Pack, caplog: pytest.LogCaptureFixture) -> None:
    resident()
    broken: dict[str, object] = {"kind": "radius", "longitude": "rahasia"}
    sound: dict[str, object] = {"kind": "everyone"}
    codes = [released(who) for who in (broken, sound, broken)]
    keep_time()
    assert [Poll.objects.get(code=code).state for code in codes] == ["ready", "open", "ready"]
    assert sum(code in caplog.text for code in codes) == 2
    assert "rahasia" not in caplog.text


def test_where_no_service_answers_nobody_is_asked(jakarta: Pack) -> None:
    poll, now = finished([[[0]]]), clock.now()
    assert unanswered(now) == [poll.code]
    activate_services(sources=[one for one in jakarta.services if one["service"] != ANSWER_SERVICE], now=now)
    assert unanswered(now) == []


def test_a_vote_that_never_opened_does_not_open_soon() -> None:
    now = clock.now()
    poll = Poll(state="ready", opens_at=now, closes_at=now + timedelta(hours=1))
    assert state_words(poll, now) != state_words(poll, poll.closes_at)
