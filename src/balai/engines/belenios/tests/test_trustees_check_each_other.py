"""The ceremony of a common key: whoever cheats is noticed and named, and so many trustees decrypt, fewer never."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from balai.engines.belenios.encoding import compact
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.groups import GENERATOR, P, Q, read_exponent
from balai.engines.belenios.messages import Seed, Signed, make_certificate, receive, send
from balai.engines.belenios.tally import (
    Logarithm,
    Tally,
    check_partial_decryption,
    compute_result,
    decrypt_tally,
    read_result,
)
from balai.engines.belenios.tests.samples import PARKS, YES_OR_NO, Sample, ceremony
from balai.engines.belenios.threshold import (
    Letters,
    Polynomial,
    answer,
    check_certificates,
    gather,
    make_polynomial,
    open_private_key,
    sort_letters,
)
from balai.engines.belenios.trustees import Single, TrusteeKey, make_trustees, new_private_key, read_trustees

CHANCE = random.Random(8)
SEEDS = [Seed.new(CHANCE) for _ in range(3)]
CERTIFICATES = [make_certificate(seed, CHANCE) for seed in SEEDS]
POLYNOMIALS = [make_polynomial(seed, CERTIFICATES, 2, CHANCE) for seed in SEEDS]
LETTERS = sort_letters(CERTIFICATES, POLYNOMIALS)


def fault_of(work: Callable[[], object]) -> Wrong:
    with pytest.raises(Wrong) as caught:
        work()
    return caught.value


@pytest.mark.parametrize(("threshold", "number"), [(1, 1), (1, 2), (2, 3), (3, 3)])
def test_any_so_many_decrypt_and_fewer_never(threshold: int, number: int) -> None:
    sample = Sample.new(YES_OR_NO, PARKS, voters=2, singles=0, group=(threshold, number))
    ballots = sample.counting([sample.ballot(0, [[1, 0], [0, 1, 1, 0]]), sample.ballot(1, [[1, 0], [1, 0, 0, 0]])])
    tally = Tally.of(sample.election, [ballot.answers for ballot in ballots])
    shares = {}
    for owner, private in sample.keys.items():
        text = decrypt_tally(sample.election, tally, private, sample.chance)
        key = sample.trustees.keys[owner - 1].public_key
        shares[owner] = check_partial_decryption(text, sample.election, tally, key)
    for chosen in itertools.combinations(shares, threshold):
        some = {owner: shares[owner] for owner in chosen}
        assert compute_result(tally, sample.trustees, some, 2) == [[2, 0], [1, 1, 1, 0]]
    few = {owner: shares[owner] for owner in list(shares)[: threshold - 1]}
    assert sample.trustees.lacking(few) == 1
    assert fault_of(lambda: compute_result(tally, sample.trustees, few, 2)).fault == Fault.MISSING


def test_a_share_holds_for_its_trustee_and_its_sum_alone() -> None:
    sample = Sample.new(voters=2, singles=2)
    election = sample.election
    one, other = (sample.counting([sample.ballot(voter, [[1, 0]])])[0] for voter in (0, 1))
    tally, another = Tally.of(election, [one.answers]), Tally.of(election, [other.answers])
    text = decrypt_tally(election, tally, sample.keys[1], sample.chance)
    mine, theirs = (key.public_key for key in sample.trustees.keys)
    check_partial_decryption(text, election, tally, mine)
    assert fault_of(lambda: check_partial_decryption(text, election, tally, theirs)).fault == Fault.DECRYPTION
    wrong = fault_of(lambda: check_partial_decryption(text, election, another, mine))
    assert (wrong.fault, wrong.place) == (Fault.DECRYPTION, "partial decryption, question 1, answer 1")


def test_a_value_that_does_not_fit_names_its_sender() -> None:
    """The second trustee sends the first another value than the coefficients promise."""
    wrong = send(SEEDS[1], SEEDS[0].encryption_key, compact({"secret": "5"}), CHANCE)
    letters = replace(LETTERS[0], secrets=(LETTERS[0].secrets[0], wrong, LETTERS[0].secrets[2]))
    assert "letter of trustee 2" in fault_of(lambda: answer(SEEDS[0], CERTIFICATES, letters, CHANCE)).place


def test_a_letter_from_another_is_not_taken_for_the_senders() -> None:
    forged = send(SEEDS[2], SEEDS[0].encryption_key, compact({"secret": "5"}), CHANCE)
    letters = replace(LETTERS[0], secrets=(LETTERS[0].secrets[0], forged, LETTERS[0].secrets[2]))
    wrong = fault_of(lambda: answer(SEEDS[0], CERTIFICATES, letters, CHANCE))
    assert (wrong.fault, wrong.place) == (Fault.SIGNATURE, "letter of trustee 2")


def test_a_letter_opens_for_its_recipient_alone() -> None:
    letter = send(SEEDS[0], SEEDS[1].encryption_key, "rahasia", CHANCE)
    sender = SEEDS[0].verification_key
    assert receive(SEEDS[1], sender, letter, "letter") == "rahasia"
    assert fault_of(lambda: receive(SEEDS[2], sender, letter, "letter")).fault == Fault.ENCODING
    content = json.loads(letter)
    content["data"] = content["data"][:-2] + ("00" if content["data"][-2:] != "00" else "01")
    assert fault_of(lambda: receive(SEEDS[1], sender, compact(content), "letter")).fault == Fault.ENCODING


def test_letters_passed_on_are_refused() -> None:
    """The first trustee seals for the third what the second had signed for the first."""
    inner = Signed.make(
        compact({"recipient": str(SEEDS[0].encryption_key), "message": "x"}), SEEDS[1].signing_key, CHANCE
    )
    sealed = _sealed(compact(inner.written()), SEEDS[2])
    wrong = fault_of(lambda: receive(SEEDS[2], SEEDS[1].verification_key, sealed, "letter"))
    assert (wrong.fault, wrong.more) == (Fault.TRUSTEES, "It is meant for another trustee.")


def _sealed(text: str, recipient: Seed) -> str:
    from balai.engines.belenios import messages

    return messages._seal(text, recipient.encryption_key, CHANCE)


def test_nobody_stands_twice_and_everybody_signs() -> None:
    assert fault_of(lambda: check_certificates([CERTIFICATES[0], CERTIFICATES[0]])).fault == Fault.TRUSTEES
    swapped = replace(CERTIFICATES[0], signature=CERTIFICATES[1].signature)
    assert fault_of(lambda: check_certificates([swapped])).fault == Fault.SIGNATURE
    stranger = Seed.new(CHANCE)
    assert fault_of(lambda: make_polynomial(stranger, CERTIFICATES, 2, CHANCE)).fault == Fault.TRUSTEES
    assert fault_of(lambda: make_polynomial(SEEDS[0], CERTIFICATES, 4, CHANCE)).fault == Fault.TRUSTEES


def test_polynomials_are_one_for_each() -> None:
    assert fault_of(lambda: sort_letters(CERTIFICATES, POLYNOMIALS[:2])).fault == Fault.TRUSTEES
    exchanged = [POLYNOMIALS[1], POLYNOMIALS[0], POLYNOMIALS[2]]
    assert fault_of(lambda: sort_letters(CERTIFICATES, exchanged)).fault == Fault.SIGNATURE
    short = replace(POLYNOMIALS[0], secrets=POLYNOMIALS[0].secrets[:2])
    assert fault_of(lambda: sort_letters(CERTIFICATES, [short, *POLYNOMIALS[1:]])).fault == Fault.TRUSTEES


def test_a_key_of_ones_own_liking_is_no_part_of_the_common_key() -> None:
    answers = [answer(seed, CERTIFICATES, letters, CHANCE) for seed, letters in zip(SEEDS, LETTERS, strict=True)]
    own = TrusteeKey.of(new_private_key(CHANCE), CHANCE)
    crooked = [replace(answers[0], key=own), *answers[1:]]
    assert fault_of(lambda: gather(CERTIFICATES, POLYNOMIALS, crooked, 2)).place == "threshold, key 1"
    private = open_private_key(SEEDS[0], answers[0].private_key)
    assert GENERATOR.power(private) == answers[0].key.public_key
    assert fault_of(lambda: open_private_key(SEEDS[1], answers[0].private_key)).fault == Fault.ENCODING


def test_documents_come_back_as_they_were_written() -> None:
    again = Polynomial.read(POLYNOMIALS[0].written(), "polynomial")
    assert again == POLYNOMIALS[0]
    assert isinstance(LETTERS[0], Letters)
    pedersen, _ = ceremony(2, 3, CHANCE)
    text = make_trustees([Single(TrusteeKey.of(new_private_key(CHANCE), CHANCE)), pedersen]).text
    assert read_trustees(text).text == text
    assert len(read_trustees(text).keys) == 4


def test_a_key_without_its_secret_is_refused() -> None:
    """Somebody takes the inverse of the others' product for the own key, so that the common key is the own."""
    honest = TrusteeKey.of(new_private_key(CHANCE), CHANCE)
    stolen = TrusteeKey(
        GENERATOR.power(read_exponent("7", "")) * pow(int(honest.public_key), -1, int(P)) % P, honest.proof
    )
    wrong = fault_of(lambda: make_trustees([Single(honest), Single(stolen)]))
    assert (wrong.fault, wrong.place) == (Fault.PROOF, "trustees, item 2, pok")
    assert fault_of(lambda: make_trustees([])).fault == Fault.TRUSTEES
    assert fault_of(lambda: make_trustees([Single(honest), Single(honest)])).fault == Fault.TRUSTEES


@pytest.mark.parametrize("text", ["", "x" * 22 + "y", "0" * 22, "l" * 22, "x" * 21])
def test_seeds_are_twenty_two_letters(text: str) -> None:
    assert fault_of(lambda: Seed.read(text)).fault == Fault.CREDENTIAL


@pytest.mark.parametrize("most", [0, 1, 2, 99, 100, 1000])
def test_sums_are_found_up_to_the_number_of_voices(most: int) -> None:
    logarithm = Logarithm(most)
    for number in {0, 1, most // 2, most} - {most + 1}:
        if number <= most:
            assert logarithm.of(GENERATOR.power(read_exponent(str(number), ""))) == number
    for beyond in (most + 1, int(Q) - 1):
        assert fault_of(partial(logarithm.of, GENERATOR.power(read_exponent(str(beyond), "")))).fault == Fault.RESULT


@pytest.mark.parametrize(
    "text", ['{"result":[[1,0]]}', '{"result":[[1],[0,0,0,0]]}', '{"result":[[1,-1],[0,0,0,0]]}', "[]"]
)
def test_results_have_a_number_for_each_answer(text: str) -> None:
    sample = Sample.new(YES_OR_NO, PARKS)
    assert fault_of(lambda: read_result(text, sample.election)).place
