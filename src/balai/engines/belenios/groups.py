"""The group BELENIOS-2048 (specification, 5.1) and the powers in it.

A number that comes from outside becomes a group element or an exponent only through `read_element` and
`read_exponent`: decimal, no sign, no leading zero, within the range. Membership in the subgroup of order q is
checked by `in_group`, or by `checked_chain` on the way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from random import Random

from gmpy2 import mpz, powmod

from balai.engines.belenios.errors import Fault, Wrong

GROUP = "BELENIOS-2048"
P = mpz(
    "20694785691422546401013643657505008064922989295751104097100884787057374219242717401922237254497684338129066633138"
    "07895840496005438963628979639303877390572280360597374942767137677761889858987273586504908116709931053586778098003"
    "07904916540637771737641986785272734744763418356000356983051931442845617019110007867373073335641239717328979132404"
    "74578834468260652327974647951137672658693582180046317922073668860052627186363386088796882120769432366149491002923"
    "44434637322214588410058642105024212036543356120132048111885240873107701415166620016231317716937218924807850771182"
    "7842317498073276598828825169183103125680162072880719"
)
G = mpz(
    "24023526775018522092276877035323999327122876573783649165100753187876632741463532193202856761552696787996946682987"
    "49389095083896573425601900601068477164491735474137283104610458681314511781646755400527402889846139864532661215055"
    "79709716201616827031288643245666383486363578210615491841998253431518974065818686865115135857641013888221539601604"
    "32288436039309893336627728484065931384060102316750957637779826651036068224066350766977640253462537730851331734951"
    "94248967754052573659049492477631475991575198775177711481490920456600205478127054728238140972518639858334115700568"
    "353695553423781475582491896050296680037745308460627"
)
Q = mpz("78571733251071885079927659812671450121821421258408794611510081919805623223441")
ONE = mpz(1)

_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)\Z", re.ASCII)
_ELEMENT_DIGITS = len(str(P))
_EXPONENT_DIGITS = len(str(Q))
_BYTES = 32


def read_element(text: object, place: str) -> mpz:
    """A number between 1 and p - 1; whether it lies in the subgroup is `in_group`'s question.

    Raises:
        Wrong: no string, not decimal, a leading zero, or out of range.
    """
    number = _read(text, _ELEMENT_DIGITS, place)
    if not 0 < number < P:
        raise Wrong(Fault.GROUP, place)
    return number


def read_exponent(text: object, place: str) -> mpz:
    """A number between 0 and q - 1.

    Raises:
        Wrong: no string, not decimal, a leading zero, or out of range.
    """
    number = _read(text, _EXPONENT_DIGITS, place)
    if number >= Q:
        raise Wrong(Fault.ENCODING, place)
    return number


def _read(text: object, digits: int, place: str) -> mpz:
    # The length first: nothing long is ever converted.
    if not isinstance(text, str) or not 0 < len(text) <= digits or not _NUMBER.match(text):
        raise Wrong(Fault.ENCODING, place)
    return mpz(text)


def hashed(text: str) -> mpz:
    """SHA-256 of the text as a big-endian number, modulo q."""
    return mpz(int.from_bytes(sha256(text.encode()).digest(), "big")) % Q


def random_exponent(random: Random) -> mpz:
    """Uniform in 0 … q - 1. For anything that must stay secret pass `secrets.SystemRandom()`."""
    return mpz(random.randrange(int(Q)))


def in_group(element: mpz) -> bool:
    """Whether the element has order q (or is 1). (p - 1) / q has small factors, so this is never skipped."""
    return bool(powmod(element, Q, P) == ONE)


class FixedBase:
    """Powers of one base: a table of base^(digit · 256^i), so that a power is 31 products. 2.5 MB, 12 ms to make.

    The look-ups are not constant in time: make ballots where nobody else measures the processor.
    """

    __slots__ = ("_rows", "base")

    def __init__(self, base: mpz) -> None:
        self.base = base
        self._rows: list[list[mpz]] = []
        power = base
        for _ in range(_BYTES):
            row = [ONE]
            for _ in range(255):
                row.append(row[-1] * power % P)
            self._rows.append(row)
            power = row[-1] * power % P

    def power(self, exponent: mpz) -> mpz:
        """base^exponent mod p, for 0 <= exponent < 2^256."""
        result = ONE
        for row, digit in zip(self._rows, exponent.to_bytes(_BYTES, "little"), strict=True):
            if digit:
                result = result * row[digit] % P
        return result


Chain = list[mpz]
"""base^(16^i) for each digit of an exponent: what all powers of one base share."""


def checked_chain(base: mpz, place: str) -> Chain:
    """The chain of a base after checking base^q = 1, which costs no squarings of its own.

    Raises:
        Wrong: the base is not in the subgroup of order q.
    """
    found = _chain(base)
    if _gathered([found], _ORDER) != ONE:
        raise Wrong(Fault.GROUP, place)
    return found


def _chain(base: mpz) -> Chain:
    squares = [base]
    square = base
    for _ in range(_DIGITS - 1):
        square = square * square % P
        square = square * square % P
        square = square * square % P
        square = square * square % P
        squares.append(square)
    return squares


def power(chain: Chain, exponent: mpz) -> mpz:
    """base^exponent by the chain of the base: some 90 products (Yao 1976, with digits of four bits)."""
    return _gathered([chain], _digits(exponent))


def powers_of_product(base: mpz, factors: Sequence[Chain], exponents: Sequence[mpz]) -> list[mpz]:
    """base^e for each exponent, where the base is the product of the bases of `factors`.

    The quickest of three ways: by the chains that are there, by a chain of the base, or each power alone. With no
    factors given, one of the latter two.
    """
    number = len(exponents)
    apart = min(_ALONE * number, _SQUARINGS + (_DIGITS + _ROWS) * number)
    if factors and (_DIGITS * len(factors) + _ROWS) * number < apart:
        return [_gathered(factors, _digits(exponent)) for exponent in exponents]
    if number > 1:
        chain = _chain(base)
        return [power(chain, exponent) for exponent in exponents]
    return [powmod(base, exponent, P) for exponent in exponents]


def _digits(exponent: mpz) -> bytes:
    """Digits of four bits, the least first: one byte for each."""
    return bytes(exponent.digits(16).encode().translate(_VALUES)[::-1])


def _gathered(chains: Sequence[Chain], digits: bytes) -> mpz:
    """The product of chain[i]^digits[i] of all chains: first one product for each digit, then these by Horner."""
    rows = [ONE] * 16
    for chain in chains:
        for square, digit in zip(chain, digits, strict=False):
            if digit:
                rows[digit] = rows[digit] * square % P
    running = total = rows[15]
    for row in rows[14:0:-1]:
        running = running * row % P
        total = total * running % P
    return total


_DIGITS = 64
_ROWS, _SQUARINGS, _ALONE = 28, 252, 260
"""Products: to gather the digits' rows, to make a chain; and what one power alone costs, counted in them."""
_VALUES = bytes(int(chr(code), 16) if chr(code) in "0123456789abcdef" else 0 for code in range(256))
_ORDER = _digits(Q)
GENERATOR = FixedBase(G)
