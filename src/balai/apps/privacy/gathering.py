"""Everything that the city holds on one person, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from balai.apps.cases import service as cases
from balai.apps.mobility import service as mobility
from balai.apps.votes import service as votes
from balai.base.audit.models import AuditEntry
from balai.base.audit.queries import looks_at, looks_in_case
from balai.base.files.models import StoredFile
from balai.base.notifications.queries import notices, recipient_of
from balai.base.people.models import Membership, User
from balai.base.people.residence import residence_of
from balai.web.private_pages import active_language
from balai.web.templatetags.balai import text_of

MOST_NOTICES = 10_000


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is held: the facts that become JSON, and the files that belong to them, each with the name it gets."""

    facts: dict[str, Any]
    files: list[tuple[str, StoredFile]]


def holdings_of(person: User, *, now: datetime) -> Holdings:
    """Everything on one person with an account; a few statements for each of their cases."""
    held = [cases.held_in(case) for case in cases.cases_of(person.pk)]
    told = notices([recipient_of(person)], limit=MOST_NOTICES)
    facts = {
        "made_at": now,
        "account": _account(person),
        "residence": _residence(person),
        "roles": [_role(row) for row in person.memberships.select_related("organisation", "area").order_by("since")],
        "cases": [one.facts for one in held],
        "supported_cases": [{"reference": name, "at": at} for name, at in cases.supported_by(person.pk)],
        "saved_journeys": mobility.saved_held(person.pk),
        "travel_cards": mobility.travel_held(person, language=active_language()),
        "wants_to_hear_of_votes": [
            {"topics": row.topics, "area": row.area.name if row.area else "", "since": row.since}
            for row in votes.Interest.objects.filter(user=person).select_related("area").defer("area__boundary")
        ],
        "unsent_answers": cases.drafts_of(person.pk),
        "messages": [{"at": row.created_at, "subject": row.subject, "text": row.body} for row in told],
        "looks_at_my_data": [_look(look) for look in looks_at(person)],
        "acts_of_mine": [
            {"at": act.at, "what": act.code} for act in AuditEntry.objects.filter(by=person).order_by("at")
        ],
    }
    return Holdings(facts, [named for one in held for named in _named(one)])


def holdings_of_case(case: cases.Case, *, now: datetime) -> Holdings:
    """Everything on one case, for whoever has its private link."""
    held = cases.held_in(case)
    looks = [_look(look) for look in looks_in_case(case.reference)]
    return Holdings({"made_at": now, "cases": [held.facts], "looks_at_my_data": looks}, _named(held))


def _named(held: cases.HeldCase) -> list[tuple[str, StoredFile]]:
    return [
        (f"{held.case.reference}-{number}.{'pdf' if file.is_document else 'jpg'}", file)
        for number, file in enumerate(held.files, start=1)
    ]


def _account(person: User) -> dict[str, Any]:
    return {
        "public_id": str(person.public_id),
        "email": person.email,
        "other_addresses": list(EmailAddress.objects.filter(user=person).values_list("email", flat=True)),
        "name": person.name,
        "language": person.language,
        "created_at": person.created_at,
        "last_login": person.last_login,
        "second_steps": list(Authenticator.objects.filter(user=person).values_list("type", flat=True)),
        "other_ways_to_log_in": list(SocialAccount.objects.filter(user=person).values_list("provider", flat=True)),
    }


def _residence(person: User) -> dict[str, Any] | None:
    found = residence_of(person)
    if found is None:
        return None
    return {"area": found.area.name, "born": found.born, "confirmed": found.source, "at": found.confirmed_at}


def _role(row: Membership) -> dict[str, Any]:
    return {
        "role": row.role,
        "organisation": text_of(row.organisation.names),
        "area": row.area.name if row.area else "",
        "since": row.since,
        "until": row.until,
    }


def _look(look: Any) -> dict[str, Any]:
    office = text_of(look.organisation.names) if look.organisation else ""
    return {"at": look.at, "office": office, "reason": look.reason, "words": look.words, "case": look.reference}
