"""A secret poll is set up by people who do not share their parts, takes ballots, and is opened by its trustees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from secrets import SystemRandom

from django.db import IntegrityError, transaction

from balai.apps.transparency.service import Said, state
from balai.apps.votes.actions.closing import publish
from balai.apps.votes.actions.keys import trustees_of
from balai.apps.votes.actions.locking import locked_poll, waiting_poll
from balai.apps.votes.calls import SHARE, call
from balai.apps.votes.elections import (
    counted_texts,
    election_of,
    programs_hash,
    result_to_show,
    secret_questions,
    tally_of,
    title_of,
    too_few,
)
from balai.apps.votes.models import (
    Credential,
    Poll,
    PollState,
    SecretBallot,
    SecretElection,
    Share,
    Trustee,
)
from balai.apps.votes.polls import makers_of, questions_of
from balai.apps.votes.refusals import (
    AlreadyIn,
    BallotAmiss,
    CodesAmiss,
    EnoughBallots,
    KeyAmiss,
    NotNow,
    NotOpen,
    NotTheTrustee,
    PartsMissing,
    RolesMixed,
)
from balai.apps.votes.rules import MOST_BALLOTS, SMALLEST_CELL
from balai.apps.votes.urns import ENOUGH, Sealed, urn_of
from balai.base.audit.actions import record_act
from balai.base.errors import Refusal
from balai.base.people.models import User
from balai.engines.belenios.checking import largest_ballot, verify_ballot
from balai.engines.belenios.credentials import Roll, credential_key, new_uuid, roll_text
from balai.engines.belenios.elections import make_election
from balai.engines.belenios.encoding import read_json
from balai.engines.belenios.errors import Wrong
from balai.engines.belenios.groups import in_group, read_element
from balai.engines.belenios.tally import Tally, check_partial_decryption, compute_result, result_text
from balai.engines.belenios.trustees import TrusteeKey, read_trustees

BATCH = 2000
LARGEST_SHARE = 2_000_000


@transaction.atomic
def hand_in_codes(*, code: str, public: Sequence[str], by: User, now: datetime) -> int:
    """Keep the public halves of the voting codes, one for each entry of the roll, in an order that tells nothing.

    Raises:
        UnknownPoll.
        NotNow: so too when codes are there already; a poll that is taken back forgets them.
        RolesMixed: whoever makes, changes, releases or opens the poll hands out no codes.
        CodesAmiss: not as many as people on the roll, one twice, or one that is no number of the group.
    """
    poll = waiting_poll(code)
    if by.pk in {*makers_of(poll), poll.released_by_id, *poll.trustees.values_list("user_id", flat=True)}:
        raise RolesMixed
    if poll.credentials.exists():
        raise NotNow
    try:
        ordered = sorted(public, key=lambda text: (len(text), text))
        if len(ordered) != poll.roll_count:
            raise CodesAmiss(count=poll.roll_count or 0)
        Roll.of(ordered)
        if not all(in_group(read_element(text, "code")) for text in ordered):
            raise CodesAmiss(count=poll.roll_count)
    except Wrong as wrong:
        raise CodesAmiss(count=poll.roll_count or 0) from wrong
    Credential.objects.bulk_create(
        (Credential(poll=poll, text=text, digest=credential_key(text)) for text in ordered), batch_size=BATCH
    )
    SecretElection.objects.filter(poll=poll).update(roll=roll_text(ordered))
    record_act(code="votes.codes", by=by, reference=poll.code, now=now)
    return len(ordered)


def prepare_election(poll: Poll) -> None:
    """Name the election of a poll that is being released, so that codes and keys can be made for it."""
    SecretElection.objects.filter(poll=poll, text="").delete()
    SecretElection.objects.create(poll=poll, uuid=new_uuid(SystemRandom()))


def found_election(poll: Poll, *, now: datetime) -> dict[str, str]:
    """Put the election together at the opening of its poll; what the log is told of it.

    Raises:
        PartsMissing: a trustee's key or the voting codes are not there yet.
    """
    codes = list(poll.credentials.order_by("pk").values_list("text", flat=True))
    if len(codes) != poll.roll_count:
        raise PartsMissing
    kept = SecretElection.objects.select_for_update().get(poll=poll)
    trustees = trustees_of(poll)
    election = make_election(
        uuid=kept.uuid, name=title_of(poll), description=poll.code, questions=secret_questions(questions_of(poll)),
        public_key=trustees.public_key,
    )  # fmt: skip
    kept.text, kept.trustees, kept.roll = election.text, trustees.text, roll_text(codes)
    kept.begun_at = int(now.timestamp())
    kept.save()
    return {"election": election.fingerprint, "programs": programs_hash()}


def take_ballot(*, code: str, text: str, now: datetime) -> str:
    """Verify a ballot and keep it; its tracker. When this returns outside a transaction, the ballot is on disk.

    Raises:
        UnknownPoll: so too for a poll that is not secret.
        NotOpen: it came before the opening, or at the second of the closing or later.
        BallotAmiss: something about it does not hold, or its code is not on the roll; `place` says where.
        AlreadyIn: this very ballot is in the urn already; `tracker` is its name.
        EnoughBallots: of this code no more are taken.
    """
    urn = urn_of(code)
    if len(text) > largest_ballot(urn.election):
        raise BallotAmiss(place="ballot")
    try:
        ballot = verify_ballot(text, urn.election, None)
    except Wrong as wrong:
        raise BallotAmiss(place=wrong.place) from wrong
    tracker = ballot.tracker
    try:
        if urn.take(Sealed(credential_key(ballot.credential), tracker, text), now=now):
            return tracker
        refusal: Refusal = BallotAmiss(place="ballot, credential")
    except IntegrityError as error:
        if ENOUGH not in str(error):
            raise NotOpen from error
        refusal = EnoughBallots(most=MOST_BALLOTS)
    if SecretBallot.objects.filter(poll=urn.poll, tracker=tracker).exists():
        raise AlreadyIn(tracker=tracker)
    raise refusal


@transaction.atomic
def sum_up(*, code: str, now: datetime) -> Poll:
    """Multiply the last ballots of a closed poll into one, for the trustees to open.

    A sum of fewer ballots than the smallest cell would tell how single people voted: nobody is asked to open it, no
    part in opening it is taken, and the result says that there were too few.

    Raises:
        UnknownPoll, NotNow.
    """
    poll = locked_poll(code)
    kept = SecretElection.objects.select_for_update().filter(poll=poll).first()
    if poll.state != PollState.CLOSED or kept is None or kept.tally:
        raise NotNow
    tally, kept.tallied = tally_of(election_of(kept.text), counted_texts(poll))
    kept.tally = tally.text()
    kept.save(update_fields=["tally", "tallied"])
    state([Said("vote.sum", now, {"poll": poll.code, "ballots": kept.tallied}, subject=f"vote:{poll.code}")])
    if kept.tallied < SMALLEST_CELL:
        return publish(poll, too_few(poll, kept.tallied), now=now)
    call(poll, [(trustee, SHARE) for trustee in poll.trustees.select_related("user")], now=now)
    return poll


@transaction.atomic
def hand_in_share(*, code: str, text: str, by: User, now: datetime) -> Poll:
    """Keep a trustee's part in opening the sum; with the last one that is needed the result is there.

    Raises:
        UnknownPoll, NotNow, NotTheTrustee.
        KeyAmiss: a proof of it does not hold.
    """
    poll = locked_poll(code)
    kept = SecretElection.objects.select_for_update().filter(poll=poll).first()
    if poll.state != PollState.CLOSED or kept is None or not kept.tally:
        raise NotNow
    trustee = poll.trustees.filter(user=by).first()
    if trustee is None or Share.objects.filter(trustee=trustee).exists():
        raise NotTheTrustee
    factors = text.strip().splitlines()[0] if text.strip() else ""
    _check_share(kept, trustee, factors)
    place = Share.objects.filter(poll=poll).count() + 1
    Share.objects.create(poll=poll, trustee=trustee, place=place, text=factors, at=now)
    record_act(code="votes.share", by=by, reference=poll.code, now=now)
    there = list(Share.objects.filter(poll=poll).values_list("trustee__number", flat=True))
    return poll if read_trustees(kept.trustees).lacking(there) else _opened(poll, kept, now)


def _check_share(kept: SecretElection, trustee: Trustee, factors: str) -> None:
    election = election_of(kept.text)
    key = TrusteeKey.read(read_json(trustee.key, "key"), "key").public_key
    try:
        if len(factors) > LARGEST_SHARE:
            raise KeyAmiss
        check_partial_decryption(factors, election, Tally.read(kept.tally, election), key)
    except Wrong as wrong:
        raise KeyAmiss from wrong


def _opened(poll: Poll, kept: SecretElection, now: datetime) -> Poll:
    election, trustees = election_of(kept.text), read_trustees(kept.trustees)
    tally = Tally.read(kept.tally, election)
    factors = {
        share.trustee.number: check_partial_decryption(
            share.text, election, tally, trustees.keys[share.trustee.number - 1].public_key
        )
        for share in Share.objects.filter(poll=poll).select_related("trustee")
    }
    numbers = compute_result(tally, trustees, factors, kept.tallied)
    kept.result = result_text(numbers)
    kept.save(update_fields=["result"])
    return publish(poll, result_to_show(poll, questions_of(poll), numbers, kept.tallied), now=now)
