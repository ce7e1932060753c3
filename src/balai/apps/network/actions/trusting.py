"""Who belongs with whom: asking, accepting, refusing, leaving. Every step is an officer's, and a signed letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from balai.apps.network.actions.describing import describe
from balai.apps.network.actions.letters import is_by, write_letter
from balai.apps.network.actions.reading import take_description
from balai.apps.network.descriptors import Description, Refused, fingerprint_of, read_description
from balai.apps.network.models import Letter, Membership, Peer
from balai.apps.network.ourselves import WELL_KNOWN, may_reach_loopback, own_address
from balai.apps.network.rules import ASKING, NEXT
from balai.apps.network.visiting import Road, road_to
from balai.base.audit.actions import record_act
from balai.base.errors import Refusal
from balai.base.outside.fetching import Failed
from balai.base.outside.places import NotAllowed, site_of
from balai.base.people.models import User
from balai.engines.transparency.documents import NotSigned, read_document, signers_of
from balai.engines.transparency.notes import read_key

Documents = Sequence[Mapping[str, Any]]


class NotAnAddress(Refusal):
    """This is not the address of another city. Write https:// and its name."""

    code = "network.address"
    status = 422


class CannotBeRead(Refusal):
    """The other installation cannot be read: %(reason)s."""

    code = "network.unread"
    status = 502


class OtherKey(Refusal):
    """The key there is not the one that you were told: it is %(found)s."""

    code = "network.other_key"


class NothingAsked(Refusal):
    """There is no question from there that waits for an answer."""

    code = "network.nothing_asked"


class NotAMember(Refusal):
    """There is nothing to leave: we are not with them."""

    code = "network.not_a_member"


def tidy_address(address: str) -> str:
    """An address in its one form.

    Raises:
        NotAnAddress: it is none, or our own.
    """
    try:
        tidy = str(site_of(address.rstrip("/"), loopback=may_reach_loopback()))
    except NotAllowed as error:
        raise NotAnAddress from error
    if tidy == own_address():
        raise NotAnAddress
    return tidy


def meet(*, address: str, now: datetime, fingerprint: str = "", road: Road | None = None) -> Peer:
    """Read who is there and remember the keys: at first sight by their own word, later by the known ones'.

    The fingerprint that an officer was told, of a key that signed, stands above what we knew: so a city whose keys all
    changed while nobody read it is believed again. What we saw of its log stays, and must be continued.

    Raises:
        CannotBeRead: there is no descriptor that can be believed.
        OtherKey: no key with the fingerprint that the officer was told has signed.
    """
    peer = Peer.objects.filter(address=address).first()
    told = "".join(fingerprint.split()).lower()
    trusted = [read_key(line) for line in peer.keys] if peer and not told else []
    try:
        road = road or road_to(address)
        file = road.get(WELL_KNOWN, what="descriptor")
        found = read_description(file, site=address, now=now, trusted=trusted)
    except (Failed, Refused) as error:
        raise CannotBeRead(reason=error.code) from error
    if peer and not told and found.sequence < peer.sequence:
        raise CannotBeRead(reason="city.replayed")
    if told:
        _signed_as_told(found, told)
    with transaction.atomic():
        if peer is None:
            peer = Peer.objects.create(address=address, trust=Peer.Trust.ENDED, since=now, next_at=None)
        take_description(peer=peer, found=found, now=now)
        _believe_waiting_letters(peer)
    return peer


def _signed_as_told(found: Description, told: str) -> None:
    try:
        signers_of(found.document, [key for key in found.keys if key.public.hex() == told])
    except NotSigned as error:
        raise OtherKey(found=fingerprint_of(found.keys[-1])) from error


def _believe_waiting_letters(peer: Peer) -> None:
    """Letters that came before we knew the keys: those that they signed are believed, the others are gone."""
    for letter in Letter.objects.filter(address=peer.address, is_ours=False, is_verified=False):
        if is_by(read_document(bytes(letter.file), kind="letter"), peer):
            Letter.objects.filter(pk=letter.pk).update(is_verified=True)
        else:
            letter.delete()


def ask(
    *, address: str, kind: Letter.Kind, network: str, now: datetime, fingerprint: str = "", documents: Documents = ()
) -> Peer:
    """Ask another installation to take us in, or invite it. Their yes makes the trust mutual.

    Raises:
        NotAnAddress, CannotBeRead, OtherKey: it cannot be asked.
    """
    address = tidy_address(address)
    describe(now=now)
    peer = meet(address=address, now=now, fingerprint=fingerprint)
    with transaction.atomic():
        if Peer.Trust.ASKED_BY_US in NEXT[Peer.Trust(peer.trust)]:
            _turn(peer, Peer.Trust.ASKED_BY_US, now)
        write_letter(to=address, kind=kind, network=network, now=now, documents=documents)
    return peer


def accept(*, address: str, now: datetime, fingerprint: str = "", by: User | None = None) -> Peer:
    """Say yes to everything that was asked from there. From now on both read and witness each other.

    `by` stands in the book of acts; nobody does where a command said yes.

    Raises:
        NotAnAddress, CannotBeRead, OtherKey, NothingAsked: it cannot be accepted.
    """
    address = tidy_address(address)
    describe(now=now)
    peer = meet(address=address, now=now, fingerprint=fingerprint)
    with transaction.atomic():
        open_letters = _unanswered(address)
        for letter in open_letters:
            write_letter(to=address, kind=Letter.Kind.ACCEPTANCE, network=letter.network, now=now, answers=letter)
            _join(peer, letter.network, now)
        _turn(peer, Peer.Trust.TRUSTED, now)
        record_act(code="network.accepted", by=by, now=now, reference=peer.address[:120])
    return peer


def refuse(*, address: str, now: datetime) -> None:
    """Say no to everything that was asked from there; nothing there needs to be read for that.

    Raises:
        NothingAsked: nothing was asked.
    """
    address = tidy_address(address)
    with transaction.atomic():
        strange, _kinds = Letter.objects.filter(address=address, is_ours=False, is_verified=False).delete()
        for letter in [] if strange else _unanswered(address):
            write_letter(to=address, kind=Letter.Kind.REFUSAL, network=letter.network, now=now, answers=letter)
        Peer.objects.filter(address=address, trust=Peer.Trust.ASKED_BY_THEM).update(trust=Peer.Trust.ENDED, since=now)


def leave(*, address: str, network: str, now: datetime, documents: Documents = ()) -> None:
    """Leave a network with them; without a network: all of them, and trust ends.

    Raises:
        NotAMember: there is nothing to leave.
    """
    address = tidy_address(address)
    with transaction.atomic():
        peer = Peer.objects.select_for_update().filter(address=address).exclude(trust=Peer.Trust.ENDED).first()
        if peer is None or (network and not peer.memberships.filter(network=network, until__isnull=True).exists()):
            raise NotAMember
        write_letter(to=address, kind=Letter.Kind.LEAVING, network=network, now=now, documents=documents)
        _part(peer, network, now)


def heard(*, letter: Letter, now: datetime) -> None:
    """What a believed letter of theirs changes here: a question waits for an officer, an answer takes effect."""
    peer = Peer.objects.select_for_update().filter(address=letter.address).first()
    if peer is None or not letter.is_verified:
        return
    trust = Peer.Trust(peer.trust)
    if letter.kind in ASKING:
        if Peer.Trust.ASKED_BY_THEM in NEXT[trust]:
            _turn(peer, Peer.Trust.ASKED_BY_THEM, now)
    elif letter.kind == Letter.Kind.LEAVING:
        _part(peer, letter.network, now)
    else:
        _answered(peer, letter, now)


def _answered(peer: Peer, letter: Letter, now: datetime) -> None:
    """An answer counts only to a question of ours to them that has none yet."""
    number = read_document(bytes(letter.file), kind="letter").body["answers"]
    question = Letter.objects.filter(is_ours=True, address=peer.address, kind__in=ASKING, answered_by__isnull=True)
    asked = next((one for one in question if str(one.number) == number and one.network == letter.network), None)
    if asked is None or peer.trust == Peer.Trust.ENDED or _was_left_since(asked):
        return
    Letter.objects.filter(pk=asked.pk).update(answered_by=letter)
    if letter.kind == Letter.Kind.ACCEPTANCE:
        _join(peer, letter.network, now)
        _turn(peer, Peer.Trust.TRUSTED, now)
    elif peer.trust == Peer.Trust.ASKED_BY_US:
        _turn(peer, Peer.Trust.ENDED, now)


def _was_left_since(question: Letter) -> bool:
    """Whether one side left the other after the question: a late yes does not bring back what was ended."""
    later = Letter.objects.filter(address=question.address, kind=Letter.Kind.LEAVING, is_verified=True)
    return later.filter(id__gt=question.pk, network__in=["", question.network]).exists()


def _unanswered(address: str) -> list[Letter]:
    rows = Letter.objects.filter(
        address=address, is_ours=False, is_verified=True, kind__in=ASKING, answered_by__isnull=True
    )
    found = list(rows.order_by("id"))
    if not found:
        raise NothingAsked
    return found


def _join(peer: Peer, network: str, now: datetime) -> None:
    Membership.objects.get_or_create(peer=peer, network=network, until=None, defaults={"since": now})


def _part(peer: Peer, network: str, now: datetime) -> None:
    rows = peer.memberships.filter(until__isnull=True)
    (rows.filter(network=network) if network else rows).update(until=now)
    if not network:
        _turn(peer, Peer.Trust.ENDED, now)


def _turn(peer: Peer, trust: Peer.Trust, now: datetime) -> None:
    """Trust changes only along `NEXT`; a trusted peer is read at once."""
    if peer.trust == trust or (trust not in NEXT[Peer.Trust(peer.trust)] and trust != Peer.Trust.TRUSTED):
        return
    peer.trust, peer.since = trust, now
    peer.next_at = now if trust == Peer.Trust.TRUSTED else None
    Peer.objects.filter(pk=peer.pk).update(trust=trust, since=now, next_at=peer.next_at)
