"""Who may open which address: the table that the permission matrix is held to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from balai.apps.cases.rules import FIELD_ROLES, HIDING_ROLES, READING_ROLES, REVEALING_ROLES, WORKING_ROLES
from balai.apps.exchange.rules import LOOKING_ROLES, MENDING_ROLES
from balai.apps.mobility.rules import LOOKING_ROLES as LOOKING_ROLES_OF_FARES
from balai.apps.supervision.rules import (
    ADMINISTRATING_ROLES,
    SHEET_ROLES,
    STANDING_ROLES,
    SUPERVISING_ROLES,
    WATCHING_ROLES,
)
from balai.project.tests.everyone import REPORTER, STAFF, STRANGERS, VISITOR

OPEN, LOG_IN, DENIED, HIDDEN, NO_SECRET = "open", "log in", "denied", "hidden", "no secret"
Law = Callable[[str], str]
OPEN_PAGES_OF_MOBILITY = (
    "plan", "journeys", "journey", "journey-geojson", "places", "reach", "stops", "stop", "tariffs",
)  # fmt: skip


def everyone(_who: str) -> str:
    return OPEN


def nobody(_who: str) -> str:
    """Not here for anyone as things stand: a page of the demo, a second step that nobody has."""
    return HIDDEN


def members(who: str) -> str:
    return LOG_IN if who == VISITOR else OPEN


def no_member_has_it(who: str) -> str:
    return LOG_IN if who == VISITOR else HIDDEN


def the_reporter(who: str) -> str:
    return LOG_IN if who == VISITOR else OPEN if who == REPORTER else HIDDEN


def whoever_began_it(who: str) -> str:
    return OPEN if who == REPORTER else HIDDEN


def the_secret_alone(_who: str) -> str:
    """Being logged in counts for nothing in the JSON API."""
    return NO_SECRET


@dataclass(frozen=True)
class Desk:
    """Staff with one of the roles; for a case only where it lies."""

    roles: frozenset[str]
    of_a_case: bool = False

    def __call__(self, who: str) -> str:
        if who == VISITOR:
            return LOG_IN
        role = STAFF.get(who) or STRANGERS.get(who)
        if role not in self.roles:
            return DENIED
        return HIDDEN if self.of_a_case and who in STRANGERS else OPEN


def case(roles: frozenset[str]) -> Desk:
    return Desk(roles, of_a_case=True)


def whoever_may_look(who: str) -> str:
    """A crew may look where it visits somebody; in a report of the street there is nobody to visit."""
    if STRANGERS.get(who) == "crew":
        return HIDDEN
    return case(REVEALING_ROLES)(who)


def whoever_arranges(who: str) -> str:
    """An officer's absence is ended by the officer, and by those above."""
    there = case(STANDING_ROLES)(who)
    return HIDDEN if there == OPEN and STAFF[who] not in {"officer", "supervisor", "administrator"} else there


LAWS: dict[str, Law] = {
    "healthz": everyone,
    "readyz": everyone,
    "web:language": everyone,
    "web:boundaries": everyone,
    "web:gallery": nobody,
    "reports:home": everyone,
    "reports:start": everyone,
    "reports:list": everyone,
    "reports:feed": everyone,
    "reports:find": everyone,
    "reports:public": everyone,
    "reports:support": everyone,
    "reports:proofs": everyone,
    "reports:own-proofs": the_reporter,
    "reports:private-proofs": everyone,
    "reports:picture": everyone,
    "reports:picture-small": everyone,
    "figures:overview": everyone,
    "figures:agencies": everyone,
    "figures:map": everyone,
    "figures:clusters": everyone,
    "figures:data": everyone,
    "figures:csv": everyone,
    "figures:geojson": everyone,
    "figures:atom": everyone,
    "reports:page": whoever_began_it,
    "reports:sent": whoever_began_it,
    "reports:draft-picture": whoever_began_it,
    "reports:forget": everyone,  # of a draft that is not theirs, nothing is forgotten
    "reports:support-instead": everyone,  # so too; the voice counts for the public report
    "requests:catalogue": everyone,
    "requests:service": everyone,
    "requests:start": everyone,
    "requests:return": everyone,  # who has the link
    "requests:page": whoever_began_it,
    "requests:new-entry": whoever_began_it,
    "requests:entry": whoever_began_it,
    "requests:later": whoever_began_it,
    "requests:sent": whoever_began_it,
    "requests:draft-file": whoever_began_it,
    "requests:forget": everyone,  # of a draft that is not theirs, nothing is forgotten
    "reports:mine": members,
    "reports:own": the_reporter,
    "reports:own-picture": whoever_began_it,
    "reports:own-picture-small": whoever_began_it,
    "reports:own-act": the_reporter,
    "reports:own-turn": the_reporter,
    "reports:own-document": the_reporter,
    "reports:private-turn": everyone,
    "reports:private-document": everyone,
    "reports:document": everyone,  # with the number and the code that stand on the paper
    "reports:private": everyone,  # who has the link; without it, see below
    "reports:private-picture": everyone,
    "reports:private-picture-small": everyone,
    "reports:private-mail": everyone,
    "reports:private-act": everyone,
    "desk:list": Desk(READING_ROLES),
    "desk:act_as": Desk(READING_ROLES),
    "desk:notices": Desk(READING_ROLES),
    "desk:case": case(READING_ROLES),
    "desk:picture": case(READING_ROLES),
    "desk:note": case(WORKING_ROLES),
    "desk:visibility": case(HIDING_ROLES),
    "desk:reporter": whoever_may_look,
    "desk:file": case(READING_ROLES),
    "desk:document": case(READING_ROLES),
    "desk:cosign": case(WORKING_ROLES),
    "desk:cover_words": case(HIDING_ROLES),
    "desk:cover_picture": case(HIDING_ROLES),
    "desk:originals": case(REVEALING_ROLES),
    "desk:start": case(WORKING_ROLES),
    "desk:assign": case(WORKING_ROLES),
    "desk:ask": case(WORKING_ROLES),
    "desk:extend": case(WORKING_ROLES),
    "desk:outcome": case(WORKING_ROLES),
    "desk:crew": Desk(FIELD_ROLES),
    "desk:crew_key": Desk(FIELD_ROLES),
    "desk:crew_worker": everyone,  # a script without data
    "desk:crew_start": case(FIELD_ROLES),
    "desk:crew_outcome": case(FIELD_ROLES),
    "transparency:break": nobody,  # no log came out of a back-up here
    "transparency:checkpoint": nobody,  # before the log has begun
    "transparency:keys": everyone,
    "transparency:tile": nobody,
    "transparency:witnessed": nobody,
    "exchange:talks": Desk(LOOKING_ROLES),
    "exchange:read_again": Desk(MENDING_ROLES),
    "exchange:tell_again": Desk(MENDING_ROLES),
    "supervision:overview": Desk(WATCHING_ROLES),
    "supervision:list": Desk(WATCHING_ROLES),
    "supervision:workload": Desk(WATCHING_ROLES),
    "supervision:hands": Desk(WATCHING_ROLES),
    "supervision:hands_of_case": case(WATCHING_ROLES),
    "supervision:samples": Desk(WATCHING_ROLES),
    "supervision:draw": Desk(SUPERVISING_ROLES),
    "supervision:sample": case(WATCHING_ROLES),
    "supervision:finding": case(SUPERVISING_ROLES),
    "supervision:transfer": Desk(SUPERVISING_ROLES),
    "supervision:transfer_result": case(WATCHING_ROLES),
    "supervision:sheets": Desk(SHEET_ROLES),
    "supervision:sheet": case(SHEET_ROLES),
    "supervision:absences": Desk(STANDING_ROLES),
    "supervision:arrange": Desk(STANDING_ROLES),
    "supervision:end_absence": whoever_arranges,
    "supervision:people": Desk(ADMINISTRATING_ROLES),
    "supervision:invite": Desk(ADMINISTRATING_ROLES),
    "supervision:person": case(ADMINISTRATING_ROLES),
    "supervision:grant_role": case(ADMINISTRATING_ROLES),
    "supervision:end_role": case(ADMINISTRATING_ROLES),
    "accounts:profile": members,
    **dict.fromkeys([f"mobility:{name}" for name in OPEN_PAGES_OF_MOBILITY], everyone),
    "mobility:save": members,
    "mobility:drop": no_member_has_it,
    "mobility:travel": members,
    "mobility:card": members,
    "mobility:give-up": no_member_has_it,
    "mobility:dispute": no_member_has_it,  # a charge of one's own card; nobody here has one
    "mobility:try": Desk(LOOKING_ROLES_OF_FARES),
    "mobility:settlement": Desk(LOOKING_ROLES_OF_FARES),
    "privacy:mine": members,
    "privacy:download": members,
    "privacy:erase": members,
    "privacy:own-erase": the_reporter,
    "privacy:private-download": everyone,  # who has the link
    "privacy:private-erase": everyone,
    "accounts:looks": members,
    "account_login": everyone,
    "account_logout": everyone,
    "account_signup": everyone,
    "account_inactive": everyone,
    "account_email_verification_sent": everyone,
    "account_reauthenticate": members,
    "account_email": members,
    "account_change_password": members,
    "account_set_password": members,
    "account_reset_password": everyone,
    "account_confirm_password_reset_code": everyone,
    "account_complete_password_reset": everyone,
    "account_password_reset_completed": everyone,
    "mfa_index": members,
    "mfa_authenticate": everyone,
    "mfa_reauthenticate": members,
    "mfa_activate_totp": members,
    "mfa_deactivate_totp": no_member_has_it,
    "mfa_view_recovery_codes": no_member_has_it,
    "mfa_generate_recovery_codes": members,
    "mfa_download_recovery_codes": no_member_has_it,
    "mfa_list_webauthn": members,
    "mfa_add_webauthn": members,
    "mfa_login_webauthn": everyone,
    "mfa_reauthenticate_webauthn": members,
    "mfa_edit_webauthn": no_member_has_it,  # a stranger's passkey
    "mfa_remove_webauthn": no_member_has_it,
    "api:openapi-json": everyone,
    "api:services": everyone,
    "api:service": everyone,
    "api:service_openapi": everyone,
    "api:areas": everyone,
    "api:area_at": everyone,
    "api:area": everyone,
    "api:cases": everyone,
    "api:open_one": everyone,
    "api:nearby": everyone,
    "api:journeys": everyone,
    "api:case": everyone,
    "api:upload": everyone,
    "api:private_case": the_secret_alone,
    "api:answer": the_secret_alone,
    "api:review": the_secret_alone,
    "api:reopen": the_secret_alone,
    "api:take_turn": the_secret_alone,
    "api:api-root": nobody,
}
