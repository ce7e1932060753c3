"""New votes are told to whoever asked for it, by topic and area; to nobody else, never twice, and not any more after that."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.votes.actions.opening import open_poll, release_poll
from balai.apps.votes.actions.telling import want_no_more, want_to_hear
from balai.apps.votes.models import Interest, Poll
from balai.apps.votes.news import tell_interested
from balai.apps.votes.tests.offices import desk_of
from balai.apps.votes.tests.test_pictures_of_votes import ABOUT
from balai.apps.votes.tests.things import CIKINI, PARK, PEGANGSAAN, draft, person, resident
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.notifications.models import Notification
from balai.base.packs import Pack
from balai.base.people.models import User


def wishing(topics: list[str], area: str = "") -> User:
    user = person()
    found = Area.objects.get(code=area) if area else None
    want_to_hear(by=user, topics=topics, area=found, now=clock.now())
    return user


def opened_vote(topic: str = "green") -> Poll:
    """Of the office of Cikini."""
    resident()
    poll = draft(PARK, topic=topic)
    release_poll(code=poll.code, by=person(), now=clock.now())
    return open_poll(code=poll.code, now=clock.now())


def told(poll: Poll) -> set[str]:
    return set(Notification.objects.filter(event=f"vote:{poll.code}:opened").values_list("recipient", flat=True))


@pytest.mark.parametrize(
    ("topics", "area", "hears"),
    [
        ([], "", True),
        (["green"], "", True),
        (["care", "green"], "", True),
        (["care"], "", False),
        ([], CIKINI, True),
        ([], "31.71.06", True),  # the district around it
        ([], "31.71", True),
        ([], PEGANGSAAN, False),
        ([], "31.74", False),
        (["green"], PEGANGSAAN, False),
    ],
)
def test_who_chose_that_topic_and_area_is_told(jakarta: Pack, topics: list[str], area: str, hears: bool) -> None:
    user = wishing(topics, area)
    poll = opened_vote()
    tell_interested(code=poll.code, now=clock.now())
    assert told(poll) == ({f"user:{user.pk}"} if hears else set())


def test_a_vote_of_no_topic_is_told_to_those_who_want_all(jakarta: Pack) -> None:
    every, _some = wishing([]), wishing(["green"])
    poll = opened_vote(topic="")
    assert tell_interested(code=poll.code, now=clock.now()) == 1
    assert told(poll) == {f"user:{every.pk}"}


def test_each_is_told_once_here_and_by_mail_in_their_language(jakarta: Pack) -> None:
    user = wishing(["green"])
    User.objects.filter(pk=user.pk).update(language="en")
    poll = opened_vote()
    for _turn in range(2):
        tell_interested(code=poll.code, now=clock.now())
    rows = {row.channel: row for row in Notification.objects.filter(recipient=f"user:{user.pk}")}
    assert set(rows) == {"in_app", "email"}
    assert "Cikini park" in rows["email"].subject
    assert reverse("votes:interest") in rows["email"].body  # how to end it
    assert rows["in_app"].link == reverse("votes:poll", args=[poll.code])


def test_it_is_told_by_a_job_of_the_opening(jakarta: Pack) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    poll = opened_vote()
    assert ProcrastinateJob.objects.filter(task_name="votes.tell_of_vote", args={"code": poll.code}).count() == 1


def test_nobody_is_told_without_having_asked_or_after_having_ended_it(jakarta: Pack) -> None:
    user = wishing([])
    assert want_no_more(user_id=user.pk) == 1
    poll = opened_vote()
    assert tell_interested(code=poll.code, now=clock.now()) == 0
    assert not Notification.objects.filter(event__startswith=f"vote:{poll.code}").exists()


def test_the_page_keeps_changes_and_deletes_the_choice(jakarta: Pack) -> None:
    client, user = Client(headers={"accept-language": "en"}), person()
    page = reverse("votes:interest")
    assert client.get(page).status_code == 302  # to log in
    client.force_login(user)
    assert client.post(page, {"area": "99.99"}).status_code == 422
    assert client.post(page, {"topics": ["green", "care"], "area": CIKINI}).status_code == 302
    assert client.post(page, {"topics": ["green"], "area": ""}).status_code == 302
    kept = Interest.objects.get()
    assert (kept.user, kept.topics, kept.area) == (user, ["green"], None)
    assert "Tell me no more" in client.get(page).content.decode()
    assert client.post(reverse("votes:no-interest")).status_code == 302
    assert not Interest.objects.exists()
    assert "Hear of new votes" in client.get(reverse("votes:list")).content.decode()


def test_the_office_says_what_a_vote_is_about(jakarta: Pack) -> None:
    officer = desk_of("officer")
    assert officer.post(reverse("votes:make"), ABOUT | {"topic": "none such"}).status_code == 422
    assert officer.post(reverse("votes:make"), ABOUT | {"topic": "streets"}).status_code == 302
    assert Poll.objects.get().topic == "streets"
