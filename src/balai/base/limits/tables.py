"""Every limit of the city, in one place: which request, and how often from one address and one account.

An address may be a phone, a whole office, or the thousands of phones that a mobile network puts behind one IPv4
address. So limits per address stop machines, not people; what one person needs is bounded per account, or per browser
where it has been here before (docs/decisions/0013).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import ResolverMatch

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
API_ROUTE = "api/"


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: `at_once` in one go, after a pause; then `a_minute` on and on."""

    at_once: int
    a_minute: float

    @property
    def cost(self) -> float:
        """Seconds in which one request's room comes back."""
        return 60 / self.a_minute

    @property
    def depth(self) -> float:
        """Seconds in which an empty bucket fills up."""
        return self.at_once * self.cost


@dataclass(frozen=True, slots=True)
class Limit:
    """Requests that are counted together under `name`. With `reads_too` also GET and HEAD count.

    With `shared`, an address has two buckets: `address` for browsers that are new here, and the wider `shared` for
    people who are logged in and browsers that we know, which are bounded one by one by `account`.
    """

    name: str
    address: Rate
    account: Rate
    reads_too: bool = False
    shared: Rate | None = None


EVERY_POST = Limit("every_post", address=Rate(600, 300), account=Rate(120, 60))
"""Whatever is sent and not named below. An office of fifty desks behind one address stays far under it."""
DESK = Limit("desk", address=Rate(1200, 1200), account=Rate(240, 120))
"""People at work, all behind their office's one address; what counts is the account."""
REPORTING = Limit("reporting", address=Rate(240, 120), account=Rate(60, 30), shared=Rate(1200, 600))
"""Five pages make a report, and one of them brings a photo, which costs us most.

From one address 120 browsers a minute can begin, and some hundred reports a minute be sent.
"""
LOG_IN = Limit("log_in", address=Rate(60, 20), account=Rate(20, 10))
"""Guessing: allauth's own lock-out per account comes first (five failures in five minutes)."""
MAIL = Limit("mail", address=Rate(30, 5), account=Rate(10, 2))
"""What makes us write to an address that somebody typed."""
FIND = Limit("find", address=Rate(60, 30), account=Rate(30, 20), reads_too=True)
"""Trying references one after the other."""
OTHER_CITIES = Limit("other_cities", address=Rate(240, 120), account=Rate(240, 120))
"""Other installations ask to be witnessed and send letters; a secretariat hosts thirty behind one address."""
URN = Limit("urn", address=Rate(1200, 600), account=Rate(1200, 600))
"""Secret ballots: nobody is logged in, and a mobile network votes behind one address. Each costs us 8 ms."""
BOOTH = Limit("booth", address=Rate(240, 60), account=Rate(60, 30))
"""A hall votes behind one address: two forms for each voter. Guessing one of 60 bits of a code is hopeless at any rate."""
DOWNLOADS = Limit("downloads", address=Rate(60, 6), account=Rate(20, 6), reads_too=True)
"""Everything the city has, in one file: each takes as long as it takes to read a million rows."""
JOURNEYS = Limit("journeys", address=Rate(600, 300), account=Rate(60, 30), reads_too=True)
"""Each question searches an hour of departures; a mobile network asks behind one address."""
PLACE_NAMES = Limit("place_names", address=Rate(2400, 1200), account=Rate(240, 120), reads_too=True)
"""Names suggested while somebody types: one question for each pause between letters."""
CARRY = Limit("carry", address=Rate(60, 20), account=Rate(6, 1), reads_too=True)
"""Packing everything that the city holds on a person."""
CARDS = Limit("cards", address=Rate(60, 20), account=Rate(6, 1))
"""Guessing where somebody's card was tapped. Each card is bounded by itself as well."""
API = Limit("api", address=Rate(240, 120), account=Rate(240, 120), reads_too=True)

LIMITS: Mapping[str, Limit] = {
    "desk:": DESK,
    # The citizen's way.
    "reports:": REPORTING,
    "reports:find": FIND,
    "reports:document": FIND,
    "reports:sent": MAIL,
    "reports:private-mail": MAIL,
    "requests:": REPORTING,
    "requests:sent": MAIL,
    "requests:later": MAIL,
    "figures:csv": DOWNLOADS,
    "figures:geojson": DOWNLOADS,
    "figures:atom": DOWNLOADS,
    "network:witness": OTHER_CITIES,
    "network:letters": OTHER_CITIES,
    "votes:vote": REPORTING,
    "votes:join": FIND,
    "votes:intake": URN,
    "votes:archive": DOWNLOADS,
    "votes:booth": BOOTH,
    "votes:data": DOWNLOADS,
    "votes:ballots": DOWNLOADS,
    "votes:pb": DOWNLOADS,
    "mobility:plan": JOURNEYS,
    "mobility:journeys": JOURNEYS,
    "mobility:journey": JOURNEYS,
    "mobility:journey-geojson": JOURNEYS,
    "mobility:reach": JOURNEYS,
    "mobility:stops": JOURNEYS,
    "mobility:stop": JOURNEYS,
    "mobility:places": PLACE_NAMES,
    "mobility:card": CARDS,
    # Their own data.
    "privacy:download": CARRY,
    "privacy:private-download": CARRY,
    # Coming in.
    "account_login": LOG_IN,
    "account_reauthenticate": LOG_IN,
    "account_email_verification_sent": LOG_IN,
    "account_confirm_password_reset_code": LOG_IN,
    "mfa_authenticate": LOG_IN,
    "mfa_reauthenticate": LOG_IN,
    "mfa_login_webauthn": LOG_IN,
    "mfa_reauthenticate_webauthn": LOG_IN,
    "account_signup": MAIL,
    "account_email": MAIL,
    "account_reset_password": MAIL,
}
"""By the view's name, or "namespace:" for all its other views. A test asks that each of them exists."""


def limit_of(method: str, match: ResolverMatch | None) -> Limit | None:
    """The limit that counts this request; None for a plain look at a page. `match` is None where nothing answers."""
    if match is not None and match.route.startswith(API_ROUTE):
        return API
    limit = _named(match) if match is not None else EVERY_POST
    return None if method in SAFE_METHODS and not limit.reads_too else limit


def _named(match: ResolverMatch) -> Limit:
    return LIMITS.get(match.view_name) or LIMITS.get(f"{match.namespace}:") or EVERY_POST
