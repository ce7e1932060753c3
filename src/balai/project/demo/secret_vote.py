"""The demo's secret vote: counted, with an archive that anybody verifies. Its keys and codes are thrown away at the end."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from random import Random
from secrets import SystemRandom

from balai.apps.votes import service as votes
from balai.base import clock
from balai.base.people.models import Organisation
from balai.engines.belenios.ballots import make_ballot
from balai.engines.belenios.credentials import new_credential, public_credential
from balai.engines.belenios.encoding import compact
from balai.engines.belenios.tally import Tally, decrypt_tally
from balai.engines.belenios.trustees import TrusteeKey, new_private_key
from balai.project.demo.log_ins import SUBDISTRICT
from balai.project.demo.people import Cast

TRUSTEES = ("auditor", "puskesmas", "lapak")
REGISTRAR = "verifikator"
HOUSEHOLDS, VOTERS = 24, 19
GATE = votes.QuestionDraft(
    words={
        "id": "Apakah portal Gang Ampiun ditutup pada malam hari?",
        "en": "Shall the gate of Gang Ampiun close at night?",
    },
    options=[
        votes.OptionDraft({"id": "Ya, pukul 23.00 sampai 04.00", "en": "Yes, from 11 p.m. to 4 a.m."}),
        votes.OptionDraft({"id": "Ya, dengan penjaga", "en": "Yes, with somebody on duty"}),
        votes.OptionDraft({"id": "Tidak", "en": "No"}),
    ],
    at_least=0,
)


def gate_within(seconds: float, cast: Cast, now: datetime) -> None:
    """The whole secret vote, open for so many seconds.

    Raises:
        NotOpen: that was too short for this machine.
    """
    secure = SystemRandom()
    poll = _released(cast, seconds, now - timedelta(days=9))
    keys = {name: new_private_key(secure) for name in TRUSTEES}
    for name, key in keys.items():
        text = compact(TrusteeKey.of(key, secure).written())
        votes.hand_in_key(code=poll.code, text=text, by=cast.officers[name], now=now)
    uuid = votes.SecretElection.objects.get(poll=poll).uuid
    codes = [new_credential(secure) for _household in range(HOUSEHOLDS)]
    public = [public_credential(code, uuid) for code in codes]
    votes.hand_in_codes(code=poll.code, public=public, by=cast.officers[REGISTRAR], now=now)
    poll = votes.open_poll(code=poll.code, now=now - timedelta(days=7))
    election = votes.election_of(votes.SecretElection.objects.get(poll=poll).text)
    chance = Random(23)  # noqa: S311 (invented choices; what hides them is secure)
    for code in codes[:VOTERS]:
        place = chance.choice((1, 1, 2, 2, 2, 3, 0))
        choices = [[int(number == place) for number in range(4)]]
        votes.take_ballot(code=poll.code, text=make_ballot(election, code, choices, secure), now=now)
    while (closing := clock.now()) < poll.closes_at:
        time.sleep(0.05)
    votes.close_poll(code=poll.code, now=closing)
    votes.sum_up(code=poll.code, now=closing)
    tally = Tally.read(votes.SecretElection.objects.get(poll=poll).tally, election)
    for name, key in keys.items():
        text = decrypt_tally(election, tally, key, secure)
        votes.hand_in_share(code=poll.code, text=text, by=cast.officers[name], now=closing)
    votes.ask_for_answer(code=poll.code, now=closing)


def _released(cast: Cast, seconds: float, at: datetime) -> votes.Poll:
    draft = votes.PollDraft(
        title={"id": "Portal Gang Ampiun", "en": "The gate of Gang Ampiun"},
        summary={
            "id": "Tetangga berbeda pendapat. Karena itu pilihan tiap rumah dirahasiakan.",
            "en": "Neighbours disagree, so what each house chooses stays secret.",
        },
        opens_at=at + timedelta(days=2),
        closes_at=clock.now() + timedelta(seconds=seconds),
        kind="secret",
    )
    owner = Organisation.objects.get(code=SUBDISTRICT)
    poll = votes.make_poll(draft=draft, owner=owner, by=cast.officers["petugas"], now=at)
    votes.add_question(code=poll.code, draft=GATE, by=cast.officers["petugas"], now=at)
    lines = "".join(f"Rumah {number:02d}\n" for number in range(1, HOUSEHOLDS + 1))
    listed = votes.read_list(f"nama\n{lines}".encode())
    votes.say_who(code=poll.code, who={"kind": "list"}, listed=listed, by=cast.officers["petugas"], now=at)
    people = [cast.officers[name] for name in TRUSTEES]
    votes.appoint_trustees(code=poll.code, people=people, by=cast.officers["petugas"], now=at)
    return votes.release_poll(code=poll.code, by=cast.officers["lurah"], now=at)
