"""Who may open which address of the votes; beside `laws.LAWS`."""

from __future__ import annotations

from balai.apps.votes.rules import CONFIRMING_ROLES, LOOKING_ROLES, MAKING_ROLES, REGISTRAR_ROLES, RELEASING_ROLES
from balai.project.tests.laws import Desk, Law, case, everyone, members, no_member_has_it, nobody

LAWS_OF_VOTES: dict[str, Law] = {
    "votes:list": everyone,
    "votes:interest": members,
    "votes:no-interest": members,
    "votes:poll": everyone,
    "votes:vote": members,  # who is not on the roll is told so, and nothing is kept
    "votes:receipt": members,
    "votes:join": members,
    "votes:booth": everyone,  # with the code of a letter
    "votes:names": no_member_has_it,  # before the count, and for those on the roll
    "votes:report": members,
    "votes:data": everyone,
    "votes:ballots": nobody,  # before the count
    "votes:pb": nobody,
    "votes:picture": nobody,  # of a picture that is not this vote's
    "votes:secret": everyone,
    "votes:programs": everyone,
    "votes:election": everyone,
    "votes:intake": everyone,  # with a ballot that its voter's code has signed
    "votes:archive": everyone,
    "votes:board": everyone,
    "votes:check": everyone,
    "votes:trustee": no_member_has_it,  # but the trustees, who are none of these
    "votes:trustee-hand-in": no_member_has_it,
    "votes:trustee-part": no_member_has_it,
    "votes:trustees": case(MAKING_ROLES),
    "votes:registrar": Desk(REGISTRAR_ROLES),  # wherever they work: best far from the office that votes
    "votes:roll": Desk(REGISTRAR_ROLES),
    "votes:codes": Desk(REGISTRAR_ROLES),
    "votes:office": Desk(LOOKING_ROLES),
    "votes:make": Desk(MAKING_ROLES),
    "votes:residence": Desk(CONFIRMING_ROLES),
    "votes:office-poll": case(LOOKING_ROLES),
    "votes:change": case(MAKING_ROLES),
    "votes:who": case(MAKING_ROLES),
    "votes:add-question": case(MAKING_ROLES),
    "votes:read-budget": case(MAKING_ROLES),
    "votes:remove-question": case(MAKING_ROLES),
    "votes:picture-option": case(MAKING_ROLES),
    "votes:release": case(RELEASING_ROLES),
    "votes:take-back": case(RELEASING_ROLES),
    "votes:withdraw": case(RELEASING_ROLES),
    "votes:letters": case(MAKING_ROLES),
}
