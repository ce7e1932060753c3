"""Which request may be made how often. This table is the whole list.

A rule counts requests that change something (POST and its kin) to pages whose name begins with `names`; the first
rule that fits applies, and every request also counts for the last one. `count` in `seconds` may come at once; after
that one more is free with every `seconds / count`. Addresses are shared by many people, most of all in mobile
networks, so they get far more than accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Per(StrEnum):
    """Whom a limit counts: an internet address, a person who is logged in, or what a form's field says."""

    ADDRESS = "address"
    ACCOUNT = "account"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` requests in `seconds`. `field` names the form's field for Per.FIELD."""

    per: Per
    count: int
    seconds: int
    field: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Pages by the beginning of their names, and their limits."""

    code: str
    names: tuple[str, ...]
    limits: tuple[Limit, ...]


MINUTE, HOUR, DAY = 60, 3600, 86_400

RULES: tuple[Rule, ...] = (
    # Guessing a password: by name, so that many addresses do not help; allauth's own lock-out comes on top.
    Rule(
        "log-in",
        ("account_login", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate", "mfa_login_webauthn"),
        (Limit(Per.ADDRESS, 60, 5 * MINUTE), Limit(Per.FIELD, 10, 5 * MINUTE, "login")),
    ),
    # Mail to strangers: by the address that would receive it.
    Rule(
        "mail",
        ("account_signup", "account_reset_password", "account_email", "account_confirm_password_reset_code"),
        (Limit(Per.ADDRESS, 60, HOUR), Limit(Per.FIELD, 5, HOUR, "email")),
    ),
    # Pages of the report form; a report takes five of them, and a mobile network shows many people as one address.
    Rule("report", ("reports:",), (Limit(Per.ADDRESS, 600, HOUR), Limit(Per.ACCOUNT, 200, HOUR))),
    # The officer's desk and the crew's phone: people at work, known by account.
    Rule("desk", ("desk:", "crew:"), (Limit(Per.ACCOUNT, 600, 10 * MINUTE),)),
)

EVERYTHING = Rule("everything", ("",), (Limit(Per.ADDRESS, 900, 10 * MINUTE),))


def rules_for(view_name: str) -> tuple[Rule, ...]:
    """The rules that count a request to the page of this name."""
    fitting = next((rule for rule in RULES if view_name.startswith(rule.names)), None)
    return (fitting, EVERYTHING) if fitting else (EVERYTHING,)
