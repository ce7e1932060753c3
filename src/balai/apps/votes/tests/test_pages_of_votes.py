"""The pages: made by an officer, released by another, voted by residents, counted, and shown."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.votes.actions.closing import close_poll, count_poll
from balai.apps.votes.models import Ballot, Poll
from balai.apps.votes.pseudonyms import letter_code
from balai.apps.votes.refusals import NotOpen
from balai.apps.votes.tests.hurry import in_time, passed
from balai.apps.votes.tests.things import MONEY, PARK, opened, person, resident, voters
from balai.base import clock
from balai.base.packs import Pack


def browser(user: object = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if user is not None:
        client.force_login(user)  # type: ignore[arg-type]
    return client


def test_a_resident_votes_and_votes_again(jakarta: Pack) -> None:
    user = resident()
    poll = opened(PARK, MONEY)
    client, address = browser(user), reverse("votes:vote", args=[poll.code])
    assert "How shall our park be laid out?" in client.get(address).content.decode()
    assert client.post(address, {"q1": "0"}).status_code == 422  # the second question is missing
    for given in ({"q1": "0", "q2": ["0"]}, {"q1": "2", "q2": ["0", "2"]}):
        answer = client.post(address, given)
        assert answer.status_code == 302
    assert [ballot.choices for ballot in Ballot.objects.order_by("number")] == [[[0], [0]], [[2], [0, 2]]]
    page = client.get(reverse("votes:receipt", args=[poll.code])).content.decode()
    assert Ballot.objects.latest("number").receipt in page
    assert Ballot.objects.earliest("number").receipt not in page


def test_who_is_not_on_the_roll_is_told_and_sends_nothing(jakarta: Pack) -> None:
    resident()
    poll = opened()
    client = browser(person())
    address = reverse("votes:vote", args=[poll.code])
    assert "not on the roll" in client.get(address).content.decode()
    assert client.post(address, {"q1": "0"}).status_code == 409
    assert browser().post(address, {"q1": "0"}).status_code == 302  # to log in
    assert not Ballot.objects.exists()


def test_a_proposal_that_has_no_page_does_not_break_the_page_of_a_vote(jakarta: Pack) -> None:
    resident()
    page = browser().get(reverse("votes:poll", args=[opened(proposal="TIDAK / ADA").code]))
    assert "TIDAK / ADA" in page.content.decode()


def test_the_booth_takes_the_code_of_a_letter(jakarta: Pack) -> None:
    resident()
    poll = opened(letters=True)
    code = letter_code(poll.code, bytes(voters(poll)[0].pseudonym))
    client, address = browser(), reverse("votes:booth", args=[poll.code])
    assert client.post(address, {"code": "0000-0000-0000"}).status_code == 403
    assert "playground" in client.post(address, {"code": code.lower().replace("-", " ")}).content.decode()
    assert client.post(address, {"code": code, "ballot": "1"}).status_code == 422
    done = client.post(address, {"code": code, "ballot": "1", "q1": "1"})
    assert done.status_code == 200
    assert Ballot.objects.get().receipt in done.content.decode()
    assert Ballot.objects.get().by_letter


def test_the_booth_takes_nothing_after_the_closing(jakarta: Pack) -> None:
    resident()
    poll = in_time(lambda seconds: opened(letters=True, seconds=seconds))
    code = letter_code(poll.code, bytes(voters(poll)[0].pseudonym))
    passed(poll)
    page = browser().post(reverse("votes:booth", args=[poll.code]), {"code": code, "ballot": "1", "q1": "1"})
    assert "not open now" in page.content.decode()


@pytest.mark.parametrize("live", [False, True])
def test_results_are_hidden_until_the_closing(jakarta: Pack, live: bool) -> None:
    user = resident()
    poll = opened(live_results=live)
    browser(user).post(reverse("votes:vote", args=[poll.code]), {"q1": "1"})
    page = browser().get(reverse("votes:poll", args=[poll.code])).content.decode()
    assert ("Counted by" in page) is live
    assert "Turnout" in page
    assert browser().get(reverse("votes:ballots", args=[poll.code])).status_code == 404


def test_a_counted_vote_is_shown_with_all_ballots(jakarta: Pack) -> None:
    users = [resident(name=f"Warga {number}") for number in range(3)]

    def voted(seconds: float) -> Poll:
        poll = opened(PARK, MONEY, seconds=seconds)
        for number, user in enumerate(users):
            chosen = {"q1": str(number % 2), "q2": ["0", "2"]}
            if browser(user).post(reverse("votes:vote", args=[poll.code]), chosen).status_code != 302:
                raise NotOpen
        return poll

    poll = in_time(voted)
    passed(poll)
    close_poll(code=poll.code, now=clock.now())
    counted = count_poll(code=poll.code, now=clock.now())
    assert counted.result is not None
    assert counted.result["questions"][0]["winners"] == ["1"]
    assert set(counted.result["questions"][1]["winners"]) == {"1", "3"}
    page = browser().get(reverse("votes:poll", args=[poll.code])).content.decode()
    assert "A playground" in page
    assert "Chosen" in page
    assert "Warga 1" not in page
    rows = browser().get(reverse("votes:ballots", args=[poll.code])).content.decode().splitlines()
    assert len(rows) == 4
    names = browser(users[0]).get(reverse("votes:names", args=[poll.code])).content.decode()
    assert "Warga 1" in names
    assert "Warga 1" not in browser(person()).get(reverse("votes:names", args=[poll.code])).content.decode()
    budget = browser().get(reverse("votes:pb", args=[poll.code])).content.decode()
    assert budget.startswith("META\nkey;value\n")
    assert "\nVOTES\nvoter_id;vote\n" in budget


def test_an_officer_makes_a_vote_and_another_releases_it(jakarta: Pack) -> None:
    from balai.apps.votes.tests.offices import desk_of

    maker, releaser = desk_of("officer"), desk_of("supervisor")
    about = {
        "kind": "open", "title_id": "Taman", "title_en": "Park", "summary_id": "Apa", "summary_en": "What",
        "opens_on": "2036-01-05", "opens_time": "08.00", "closes_on": "2036-01-12", "closes_time": "20:00",
        "live_results": "no", "by_area": "no", "letters": "yes", "proposal": "",
    }  # fmt: skip
    wrong = maker.post(reverse("votes:make"), about | {"closes_on": "2036-01-04"})
    assert wrong.status_code == 422
    lost = maker.post(reverse("votes:make"), about | {"proposal": "not / there"})
    assert lost.status_code == 422
    assert "no public proposal" in lost.content.decode()
    where = maker.post(reverse("votes:make"), about).headers["Location"]
    poll = Poll.objects.get()
    question = {
        "words_id": "Apa yang dibangun?", "words_en": "What shall be built?", "hint_id": "", "hint_en": "",
        "method": "multiple", "rule": "equal-shares", "at_least": "1", "at_most": "2", "seats": "1",
        "budget": "100000000",
        "options": "Lampu | Lights | 40.000.000 | 31.71.06.1003\nSaluran | Drain | Rp70.000.000",
    }  # fmt: skip
    add = reverse("votes:add-question", args=[poll.code])
    assert "Line 2" in maker.post(add, question | {"options": "a|b|1\nSaluran | Drain"}).content.decode()
    assert maker.post(add, question).status_code == 302
    assert 'accept=".csv,.xlsx,text/csv"' in maker.get(reverse("votes:who", args=[poll.code])).content.decode()
    listed = io.BytesIO(b"email;nama\nA@example.org;Ani\n;Budi\n")
    listed.name = "daftar.csv"
    assert maker.post(reverse("votes:who", args=[poll.code]), {"kind": "list", "listed": listed}).status_code == 302
    assert poll.listed.count() == 2
    assert "What shall be built?" in maker.get(where).content.decode()
    assert maker.post(reverse("votes:release", args=[poll.code])).status_code == 403
    assert releaser.post(reverse("votes:release", args=[poll.code])).status_code == 302
    poll.refresh_from_db()
    assert poll.state == "ready"
    assert maker.post(add, question).status_code == 409
