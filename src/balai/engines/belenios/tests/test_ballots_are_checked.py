"""A ballot is accepted as it was made, and no other way: every field, every number, every order."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balai.engines.belenios.ballots import make_ballot, signed, tracker_of
from balai.engines.belenios.checking import verify_ballot
from balai.engines.belenios.credentials import Roll, new_credential, secret_of, tidied
from balai.engines.belenios.elections import Question
from balai.engines.belenios.encoding import compact
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.groups import (
    GENERATOR,
    G,
    P,
    Q,
    checked_chain,
    in_group,
    power,
    powers_of_product,
    read_element,
    read_exponent,
)
from balai.engines.belenios.tests.samples import PARKS, UP_TO_ONE, YES_OR_NO, Sample

SAMPLE = Sample.new(YES_OR_NO, PARKS, UP_TO_ONE)
ROLL = Roll.read([SAMPLE.roll.encode()])
BALLOT = SAMPLE.ballot(0, [[1, 0], [0, 1, 0, 1], [0, 0]])


def fault_of(text: str, roll: Roll | None = ROLL) -> Fault:
    with pytest.raises(Wrong) as caught:
        verify_ballot(text, SAMPLE.election, roll)
    return caught.value.fault


def test_every_valid_choice_is_accepted() -> None:
    for parks in ([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]):
        ballot = verify_ballot(SAMPLE.ballot(1, [[0, 1], parks, [1, 0]]), SAMPLE.election, ROLL)
        assert ballot.tracker == tracker_of(ballot.text)
        assert ballot.credential in ROLL


@pytest.mark.parametrize(
    "choices",
    [
        [[1, 1], [0, 1, 0, 0], [0, 0]],
        [[0, 0], [0, 1, 0, 0], [0, 0]],
        [[1, 0], [1, 1, 0, 0], [0, 0]],
        [[1, 0], [0, 0, 0, 0], [0, 0]],
        [[1, 0], [0, 1, 1, 1], [0, 0]],
        [[1, 0], [0, 1, 0, 0], [2, 0]],
        [[1, 0], [1, 0, 0], [0, 0]],
        [[1, 0], [0, 1, 0, 0]],
    ],
)
def test_choices_that_do_not_fit_make_no_ballot(choices: list[list[int]]) -> None:
    with pytest.raises(Wrong) as caught:
        SAMPLE.ballot(0, choices)
    assert caught.value.fault == Fault.CHOICES


@given(st.data())
def test_no_changed_letter_is_accepted(data: st.DataObject) -> None:
    """Whatever letter of the text becomes whatever other one."""
    at = data.draw(st.integers(0, len(BALLOT) - 1))
    letter = data.draw(st.sampled_from('0123456789"{}[],: ax') | st.characters())
    changed = BALLOT[:at] + letter + BALLOT[at + 1 :]
    if changed != BALLOT:
        fault_of(changed)


@given(st.integers(0, len(BALLOT) - 1))
def test_no_shortened_ballot_is_accepted(length: int) -> None:
    fault_of(BALLOT[:length])


def test_a_ballot_of_another_election_or_voter_is_refused() -> None:
    other = Sample.new(YES_OR_NO, PARKS, UP_TO_ONE, seed=2)
    assert fault_of(other.ballot(0, [[1, 0], [0, 1, 0, 1], [0, 0]])) == Fault.OTHER_ELECTION
    stranger = make_ballot(
        SAMPLE.election, new_credential(random.Random(3)), [[1, 0], [1, 0, 0, 0], [0, 0]], SAMPLE.chance
    )
    assert fault_of(stranger) == Fault.UNKNOWN_CREDENTIAL
    assert verify_ballot(stranger, SAMPLE.election, None).text == stranger


def test_a_copied_answer_is_refused_though_signed_by_its_copier() -> None:
    """Proofs are bound to the credential: nobody can hand in another's answers as the own."""
    content = json.loads(BALLOT)
    secret = secret_of(SAMPLE.credentials[1], SAMPLE.election.uuid)
    del content["signature"]
    content["credential"] = str(GENERATOR.power(secret))
    assert fault_of(signed(content, secret, SAMPLE.chance)) == Fault.PROOF


def test_an_element_outside_the_subgroup_is_refused() -> None:
    content = json.loads(BALLOT)
    choice = content["answers"][0]["choices"][0]
    choice["alpha"] = str(P - int(choice["alpha"]))
    del content["signature"]
    secret = secret_of(SAMPLE.credentials[0], SAMPLE.election.uuid)
    assert fault_of(signed(content, secret, SAMPLE.chance)) == Fault.GROUP


@pytest.mark.parametrize(
    "text", ["", "0", "01", "+1", "-1", "1 ", "1\n", "１", "1_0", "1e3", str(P), "9" * 5000, 1, None]
)
def test_numbers_are_read_one_way_only(text: object) -> None:
    with pytest.raises(Wrong):
        read_element(text, "here")


def test_exponents_end_before_the_order() -> None:
    assert read_exponent(str(Q - 1), "here") == Q - 1
    assert read_exponent("0", "here") == 0
    with pytest.raises(Wrong):
        read_exponent(str(Q), "here")


@given(st.integers(0, int(Q) - 1), st.integers(0, int(Q) - 1))
def test_shared_powers_are_powers(one: int, other: int) -> None:
    base = GENERATOR.power(Q - 3)
    mine = [read_exponent(str(one), ""), read_exponent(str(other), "")]
    chain = checked_chain(base, "here")
    assert [power(chain, exponent) for exponent in mine] == [pow(base, one, P), pow(base, other, P)]
    assert GENERATOR.power(mine[0]) == pow(G, one, P)


@given(st.lists(st.integers(0, int(Q) - 1), min_size=1, max_size=6), st.integers(0, 4))
def test_powers_of_a_product_are_the_same_by_every_way(numbers: list[int], factors: int) -> None:
    bases = [GENERATOR.power(Q - 5 - at) for at in range(factors)]
    base = GENERATOR.power(Q - 3)
    for each in bases[1:]:
        base = base * each % P
    chains = [checked_chain(each, "here") for each in [GENERATOR.power(Q - 3), *bases[1:]]] if bases else []
    exponents = [read_exponent(str(number), "") for number in numbers]
    assert powers_of_product(base, chains, exponents) == [pow(base, number, P) for number in numbers]


@pytest.mark.parametrize("base", [P - 1, P - G, pow(5, 7, P)])
def test_shared_powers_notice_a_base_of_another_order(base: int) -> None:
    element = read_element(str(base), "here")
    assert not in_group(element)
    with pytest.raises(Wrong):
        checked_chain(element, "here")


def test_typed_credentials_are_forgiven_spaces_but_no_letter() -> None:
    credential = SAMPLE.credentials[0]
    assert tidied(f"  {credential.replace('-', ' ')} ") == credential
    for wrong in (credential[:-1], f"{credential}1", credential.replace(credential[0], "0"), credential[::-1]):
        with pytest.raises(Wrong):
            tidied(wrong)


def test_the_deepest_and_the_longest_are_refused_before_they_are_read() -> None:
    assert fault_of("[" * 100_000) == Fault.SIZE
    assert fault_of("[" * 200) == Fault.SIZE
    assert fault_of(BALLOT + " " * 1_000_000) == Fault.SIZE
    assert fault_of('{"a":' + "9" * 6000 + "}") == Fault.ENCODING
    assert fault_of('{"answers":1,"answers":1}') == Fault.ENCODING
    assert fault_of('{"answers":1e999}') == Fault.ENCODING
    assert fault_of('{"answers":NaN}') == Fault.ENCODING


def test_a_question_with_many_answers() -> None:
    many = Sample.new(Question("Banyak", tuple(map(str, range(12))), 0, 12))
    ballot = many.ballot(0, [[1, 0, 1] * 4])
    assert len(verify_ballot(ballot, many.election, None).answers[0]) == 12
    assert compact(json.loads(ballot)) == ballot
