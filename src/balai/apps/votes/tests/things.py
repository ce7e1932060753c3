"""Polls and people for the tests of votes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from balai.apps.cases.models import Case
from balai.apps.votes.actions.drafting import (
    OptionDraft,
    PollDraft,
    QuestionDraft,
    add_question,
    make_poll,
    say_who,
)
from balai.apps.votes.actions.keys import appoint_trustees, hand_in_key
from balai.apps.votes.actions.opening import open_poll, release_poll
from balai.apps.votes.actions.secrets import hand_in_codes
from balai.apps.votes.models import Listed, Poll, SecretElection, Voter
from balai.apps.votes.rules import SMALLEST_CELL
from balai.apps.votes.urls import urlpatterns
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.people.models import Organisation, ResidenceSource, User
from balai.base.people.residence import confirm_residence
from balai.engines.belenios.credentials import new_credential, public_credential
from balai.engines.belenios.encoding import compact
from balai.engines.belenios.trustees import TrusteeKey, new_private_key

OFFICE = "kelurahan-31.71.06.1003"
CIKINI, PEGANGSAAN = "31.71.06.1003", "31.71.06.1002"
PARK = QuestionDraft(
    words={"id": "Bagaimana taman kita ditata?", "en": "How shall our park be laid out?"},
    options=[
        OptionDraft({"id": "Taman bermain", "en": "A playground"}),
        OptionDraft({"id": "Kebun warga", "en": "A community garden"}),
        OptionDraft({"id": "Lapangan olahraga", "en": "A sports field"}),
    ],
)
YES_NO = QuestionDraft(
    words={"id": "Setuju jalan ini satu arah?", "en": "Shall this street be one-way?"},
    options=[OptionDraft({"id": "Setuju", "en": "Yes"}), OptionDraft({"id": "Tidak", "en": "No"})],
)
MONEY = QuestionDraft(
    words={"id": "Apa yang dibangun?", "en": "What shall be built?"},
    options=[
        OptionDraft({"id": "Lampu gang", "en": "Lane lights"}, cost=40_000_000),
        OptionDraft({"id": "Saluran air", "en": "A drain"}, cost=70_000_000),
        OptionDraft({"id": "Bak sampah", "en": "Waste bins"}, cost=20_000_000),
    ],
    method="multiple",
    at_most=3,
    budget=100_000_000,
)


def person(name: str = "Warga") -> User:
    return User.objects.create_user(f"{uuid4().hex}@example.org", name=name)


def resident(area: str = CIKINI, *, born: Any = None, name: str = "Warga") -> User:
    """Somebody whose residence has been confirmed."""
    user = person(name)
    confirm_residence(
        user=user, area=Area.objects.get(code=area), identity=f"{uuid4().int % 10**16:016d}", born=born,
        source=ResidenceSource.IDENTITY, by=None, now=clock.now(),
    )  # fmt: skip
    return user


def draft(
    *questions: QuestionDraft,
    who: dict[str, Any] | None = None,
    listed: Sequence[Listed] | None = None,
    seconds: float = 3600,
    **more: Any,
) -> Poll:
    """A draft that opens at once and closes so many seconds from now."""
    now = clock.now()
    about = PollDraft(
        title={"id": "Taman Cikini", "en": "Cikini park"},
        summary={"id": "Kita putuskan bersama.", "en": "We decide together."},
        opens_at=now - timedelta(seconds=1),
        closes_at=now + timedelta(seconds=seconds),
        **more,
    )
    maker = person("Pembuat")
    poll = make_poll(draft=about, owner=Organisation.objects.get(code=OFFICE), by=maker, now=now)
    for question in questions or (PARK,):
        add_question(code=poll.code, draft=question, by=maker, now=now)
    if who is not None:
        poll = say_who(code=poll.code, who=who, listed=listed, by=maker, now=now)
    return poll


def opened(*questions: QuestionDraft, **more: Any) -> Poll:
    """A poll that is open for everyone who is on the roll by now."""
    poll = draft(*questions, **more)
    release_poll(code=poll.code, by=person("Penyelia"), now=clock.now())
    return open_poll(code=poll.code, now=clock.now())


def parts_of_addresses(people: dict[str, User], case: Case) -> dict[str, dict[str, Any]]:
    """The parts of each address of votes that has any: a draft, and an open poll with the reporter on its roll."""
    confirm_residence(
        user=people["reporter"], area=Area.objects.get(code=CIKINI), identity="3171060000000001", born=None,
        source=ResidenceSource.IDENTITY, by=None, now=clock.now(),
    )  # fmt: skip
    running, waiting = opened(letters=True), draft()
    secret, prepared = secret_poll(), secret_poll(ready=True)
    names = [str(part.name) for part in urlpatterns]
    found: dict[str, dict[str, Any]] = {}
    for name in names:
        code = waiting.code if name in DRAFTS else running.code
        code = secret.code if name in SECRETS else prepared.code if name in PREPARED else code
        found[f"votes:{name}"] = {"code": code, "question": 1, "option": 0, "picture": uuid4(), "part": "sertifikat"}
    return found


DRAFTS = {
    "change", "who", "trustees", "add-question", "read-budget", "remove-question", "picture-option", "release", "withdraw", "take-back",
}  # fmt: skip


SECRETS = {"secret", "election", "intake", "archive", "board", "check", "trustee", "trustee-part", "trustee-hand-in"}
PREPARED = {"registrar", "roll", "codes"}


def secret_poll(*, ready: bool = False, seconds: float = 3600) -> Poll:
    """A secret poll of everyone who is confirmed by now, and ten more: open, or only `ready` for keys and codes."""
    for _number in range(SMALLEST_CELL):
        resident()
    chance, trustees = Random(11), [person("Wali"), person("Wali")]
    poll = draft(PARK, kind="secret", seconds=seconds)
    appoint_trustees(code=poll.code, people=trustees, by=person(), now=clock.now())
    poll = release_poll(code=poll.code, by=person("Penyelia"), now=clock.now())
    if ready:
        return poll
    for trustee in trustees:
        text = compact(TrusteeKey.of(new_private_key(chance), chance).written())
        hand_in_key(code=poll.code, text=text, by=trustee, now=clock.now())
    uuid = SecretElection.objects.get(poll=poll).uuid
    public = [public_credential(new_credential(chance), uuid) for _voter in range(poll.roll_count or 0)]
    hand_in_codes(code=poll.code, public=public, by=person("Petugas pendaftaran"), now=clock.now())
    return open_poll(code=poll.code, now=clock.now())


def voters(poll: Poll) -> list[Voter]:
    return list(Voter.objects.filter(poll=poll).order_by("number"))
