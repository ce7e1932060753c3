"""Trustees are named and make the key of a secret poll: each one of their own, or all a common one of whom some suffice.

The common key takes three rounds (`engines.belenios.threshold`): a certificate, a polynomial with a sealed letter for
each other trustee, an answer to the letters. A round begins when all have ended the one before; the city only hands on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from balai.apps.votes.actions.drafting import draft_of
from balai.apps.votes.actions.locking import waiting_poll
from balai.apps.votes.calls import CERTIFICATE, KEY, OUTPUT, POLYNOMIAL, call
from balai.apps.votes.models import Poll, PollState, Trustee
from balai.apps.votes.polls import makers_of
from balai.apps.votes.refusals import (
    KeyAmiss,
    NotNow,
    NotTheTrustee,
    PartsMissing,
    RolesMixed,
    ThresholdAmiss,
    TooFewTrustees,
)
from balai.apps.votes.rules import FEWEST_TRUSTEES, MOST_TRUSTEES
from balai.base.audit.actions import record_act
from balai.base.people.models import User
from balai.engines.belenios.encoding import compact, read_json
from balai.engines.belenios.errors import Wrong
from balai.engines.belenios.messages import Signed, certificate_keys
from balai.engines.belenios.threshold import (
    Answer,
    Polynomial,
    check_answer,
    check_certificates,
    check_polynomial,
    gather,
    sort_letters,
)
from balai.engines.belenios.trustees import Single, TrusteeKey, Trustees, make_trustees

LARGEST_PART = 200_000
"""Letters of what a trustee hands in: a sealed letter for each of twelve is some 4,000."""


@transaction.atomic
def appoint_trustees(*, code: str, people: Sequence[User], by: User, now: datetime, threshold: int = 0) -> None:
    """Say who holds the parts of the key; takes the place of whoever was said before.

    With a `threshold` below their number so many of them open the result; with 0 all are needed.

    Raises:
        UnknownPoll, NotNow.
        TooFewTrustees: or too many, or one named twice.
        ThresholdAmiss: one alone could open everything, or more are needed than there are.
        RolesMixed: whoever makes or changes the poll, or names its trustees, holds no key of it.
    """
    poll = draft_of(code)
    if len({person.pk for person in people}) != len(people) or not FEWEST_TRUSTEES <= len(people) <= MOST_TRUSTEES:
        raise TooFewTrustees(least=FEWEST_TRUSTEES, most=MOST_TRUSTEES)
    if threshold and not FEWEST_TRUSTEES <= threshold <= len(people):
        raise ThresholdAmiss(least=FEWEST_TRUSTEES)
    if {person.pk for person in people} & {*makers_of(poll), by.pk}:
        raise RolesMixed
    poll.threshold = 0 if threshold == len(people) else threshold
    poll.save(update_fields=["threshold"])
    poll.trustees.all().delete()
    Trustee.objects.bulk_create(Trustee(poll=poll, number=at, user=person) for at, person in enumerate(people, 1))
    record_act(code="votes.trustees", by=by, reference=poll.code, now=now)


def forget_keys(poll: Poll) -> None:
    """Whoever takes a poll back lets its trustees begin anew."""
    poll.trustees.update(certificate="", polynomial="", key="", sealed_key="", at=None)


def step_before_opening(poll: Poll, trustee: Trustee) -> str:
    """What a trustee has to hand in now; nothing while others are not so far, and when all is done."""
    if poll.state != PollState.READY or trustee.key:
        return ""
    if not poll.threshold:
        return KEY
    if not trustee.certificate:
        return CERTIFICATE
    if poll.trustees.filter(certificate="").exists():
        return ""
    if not trustee.polynomial:
        return POLYNOMIAL
    return "" if poll.trustees.filter(polynomial="").exists() else OUTPUT


@transaction.atomic
def hand_in_key(*, code: str, text: str, by: User, now: datetime) -> Trustee:
    """Keep what a trustee has to hand in next: a public key with its proof, or this round's part of a common key.

    Raises:
        UnknownPoll, NotTheTrustee.
        NotNow: so too when it is there already, or others must be first; a poll that is taken back forgets all.
        KeyAmiss: it is no such part, or something in it does not hold.
    """
    poll = waiting_poll(code)
    trustee = poll.trustees.filter(user=by).first()
    if trustee is None:
        raise NotTheTrustee
    step = step_before_opening(poll, trustee)
    if not step:
        raise NotNow
    try:
        _TAKING[step](poll, trustee, read_json(text.strip(), step, largest=LARGEST_PART))
    except Wrong as wrong:
        raise KeyAmiss from wrong
    trustee.at = now
    trustee.save(update_fields=["certificate", "polynomial", "key", "sealed_key", "at"])
    record_act(code=f"votes.{step}", by=by, reference=poll.code, now=now)
    call_trustees(poll, now=now)
    return trustee


def call_trustees(poll: Poll, *, now: datetime) -> None:
    """Tell each trustee whose turn it is before the opening, once for each step."""
    trustees = poll.trustees.select_related("user").order_by("number")
    call(poll, [(trustee, step_before_opening(poll, trustee)) for trustee in trustees], now=now)


def _take_key(_poll: Poll, trustee: Trustee, content: Any) -> None:
    trustee.key = compact(TrusteeKey.read(content, KEY).written())


def _take_certificate(poll: Poll, trustee: Trustee, content: Any) -> None:
    certificate = Signed.read(content, CERTIFICATE)
    certificate_keys(certificate, CERTIFICATE)
    check_certificates([*_certificates(poll), certificate])
    trustee.certificate = compact(certificate.written())


def _take_polynomial(poll: Poll, trustee: Trustee, content: Any) -> None:
    polynomial = Polynomial.read(content, POLYNOMIAL)
    check_polynomial(_certificates(poll), polynomial, trustee.number, poll.threshold)
    trustee.polynomial = compact(polynomial.written())


def _take_output(poll: Poll, trustee: Trustee, content: Any) -> None:
    answer = Answer.read(content, OUTPUT)
    check_answer(_certificates(poll), _polynomials(poll), answer, trustee.number)
    trustee.key, trustee.sealed_key = compact(answer.key.written()), answer.private_key


_TAKING: Mapping[str, Callable[[Poll, Trustee, Any], None]] = {
    KEY: _take_key,
    CERTIFICATE: _take_certificate,
    POLYNOMIAL: _take_polynomial,
    OUTPUT: _take_output,
}


def certificate_texts(poll: Poll) -> list[str]:
    """What is there of the certificates, in the order of the trustees."""
    return list(poll.trustees.exclude(certificate="").order_by("number").values_list("certificate", flat=True))


def _certificates(poll: Poll) -> list[Signed]:
    return [Signed.read(read_json(text, CERTIFICATE), CERTIFICATE) for text in certificate_texts(poll)]


def _polynomials(poll: Poll) -> list[Polynomial]:
    texts = poll.trustees.order_by("number").values_list("polynomial", flat=True)
    return [Polynomial.read(read_json(text, POLYNOMIAL, largest=LARGEST_PART), POLYNOMIAL) for text in texts]


def letters_for(poll: Poll, trustee: Trustee) -> str:
    """The sealed letters of all to one trustee, once all are there.

    Raises:
        PartsMissing: somebody has not written yet.
    """
    if not poll.threshold or poll.trustees.filter(polynomial="").exists():
        raise PartsMissing
    return compact(sort_letters(_certificates(poll), _polynomials(poll))[trustee.number - 1].written())


def trustees_of(poll: Poll) -> Trustees:
    """The file of all trustees' keys, everything in it checked.

    Raises:
        PartsMissing: a trustee's key is not there yet.
    """
    rows = list(poll.trustees.order_by("number"))
    if not rows or not all(row.key for row in rows):
        raise PartsMissing
    keys = [TrusteeKey.read(read_json(row.key, KEY), KEY) for row in rows]
    if not poll.threshold:
        return make_trustees([Single(key) for key in keys])
    answers = [Answer(row.sealed_key, key) for row, key in zip(rows, keys, strict=True)]
    return make_trustees([gather(_certificates(poll), _polynomials(poll), answers, poll.threshold)])
