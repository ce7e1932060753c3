"""A town that holds a secret vote: its people, their keys and codes, the devices played by the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

from balai.apps.votes.actions.closing import close_poll
from balai.apps.votes.actions.keys import appoint_trustees, hand_in_key
from balai.apps.votes.actions.opening import open_poll, release_poll
from balai.apps.votes.actions.secrets import hand_in_codes, hand_in_share, sum_up, take_ballot
from balai.apps.votes.elections import archive_of, election_of
from balai.apps.votes.models import Poll, SecretElection
from balai.apps.votes.rules import SMALLEST_CELL
from balai.apps.votes.tests.hurry import Done, in_time, passed
from balai.apps.votes.tests.things import PARK, draft, person, resident
from balai.base import clock
from balai.base.people.models import User
from balai.engines.belenios.ballots import make_ballot
from balai.engines.belenios.credentials import new_credential, public_credential
from balai.engines.belenios.encoding import compact
from balai.engines.belenios.tally import Tally, decrypt_tally
from balai.engines.belenios.trustees import TrusteeKey, new_private_key

CHANCE = Random(7)


class Election:
    """A secret poll with its people: `secrets` are the trustees' keys, `codes` the voting codes."""

    def __init__(self, *, voters: int = 3, trustees: int = 3, threshold: int = 0) -> None:
        voters = max(voters, SMALLEST_CELL)
        for _voter in range(voters):
            resident()
        self.trustees = [person(f"Wali {number}") for number in range(trustees)]
        self.poll = draft(PARK, kind="secret")
        appoint_trustees(code=self.poll.code, people=self.trustees, threshold=threshold, by=person(), now=clock.now())
        self.releaser = person("Penyelia")
        self.poll = release_poll(code=self.poll.code, by=self.releaser, now=clock.now())
        self.registrar = person("Petugas pendaftaran")
        self.uuid = SecretElection.objects.get(poll=self.poll).uuid
        self.secrets = [new_private_key(CHANCE) for _trustee in self.trustees]
        self.codes = [new_credential(CHANCE) for _voter in range(voters)]

    def parts(self, skip: Sequence[str] = ()) -> None:
        if "keys" not in skip:
            for user, secret in zip(self.trustees, self.secrets, strict=True):
                text = compact(TrusteeKey.of(secret, CHANCE).written())
                hand_in_key(code=self.poll.code, text=text, by=user, now=clock.now())
        if "codes" not in skip:
            self.hand_in_codes(self.codes)

    def hand_in_codes(self, codes: Sequence[str], by: User | None = None) -> None:
        public = [public_credential(code, self.uuid) for code in codes]
        hand_in_codes(code=self.poll.code, public=public, by=by or self.registrar, now=clock.now())

    def open(self) -> Poll:
        self.parts()
        self.poll = open_poll(code=self.poll.code, now=clock.now())
        return self.poll

    def held(self, vote: Callable[[], Done]) -> Done:
        """Open it for as long as `vote` needs, and close it."""
        self.parts()

        def within(seconds: float) -> Done:
            Poll.objects.filter(pk=self.poll.pk).update(closes_at=clock.now() + timedelta(seconds=seconds))
            self.poll = open_poll(code=self.poll.code, now=clock.now())
            return vote()

        done = in_time(within)
        self.close()
        return done

    def fill(self, choice: int = 0) -> None:
        """A ballot of each voter but the first three, so that the sum is one of many."""
        for voter in range(3, len(self.codes)):
            self.cast(voter, choice)

    def ballot(self, voter: int, choice: int) -> str:
        election = election_of(SecretElection.objects.get(poll=self.poll).text)
        choices = [[int(place == choice) for place in range(3)]]
        return make_ballot(election, self.codes[voter], choices, CHANCE)

    def cast(self, voter: int, choice: int) -> str:
        return take_ballot(code=self.poll.code, text=self.ballot(voter, choice), now=clock.now())

    def close(self) -> Poll:
        now = passed(self.poll)
        close_poll(code=self.poll.code, now=now)
        self.poll = sum_up(code=self.poll.code, now=now)
        return self.poll

    def share(self, trustee: int) -> str:
        kept = SecretElection.objects.get(poll=self.poll)
        election = election_of(kept.text)
        return decrypt_tally(election, Tally.read(kept.tally, election), self.secrets[trustee], CHANCE)

    def opened_by_all(self) -> Poll:
        for number, user in enumerate(self.trustees):
            self.poll = hand_in_share(code=self.poll.code, text=self.share(number), by=user, now=clock.now())
        return self.poll


def saved(poll: Poll, path: Path) -> Path:
    with archive_of(poll) as file:
        path.write_bytes(file.read())
    return path
