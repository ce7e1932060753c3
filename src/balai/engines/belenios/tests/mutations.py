"""Changed elections by the seed: one thing wrong in each, everything around it (hashes, chain, signature) made anew.

`mutation(seed)` gives a name and an archive. The names before the colon say the kind; what comes after, where.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any, NamedTuple

from balai.engines.belenios.ballots import signed
from balai.engines.belenios.credentials import secret_of
from balai.engines.belenios.encoding import compact
from balai.engines.belenios.groups import G, P, Q
from balai.engines.belenios.tests.assembly import Step, assembled, members_of, packed
from balai.engines.belenios.tests.cheats import CHEATS
from balai.engines.belenios.tests.samples import PARKS, YES_OR_NO, Sample

Leaf = tuple[Any, Any]
Change = Callable[[random.Random], "Mutation"]


class Mutation(NamedTuple):
    """An archive with one thing changed; `name` says what."""

    name: str
    content: bytes


@cache
def sample() -> Sample:
    """A single trustee and a group; two questions; two voters, one of whom votes twice."""
    made = Sample.new(YES_OR_NO, PARKS, seed=11, voters=2, group=(2, 3))
    made.cast_all()
    return made


@cache
def steps() -> tuple[Step, ...]:
    """The sound election, event by event."""
    return tuple(members_of(sample().archive(sample().cast, owners=[1, 3, 4])))


NUMBERS: dict[str, Callable[[str], str]] = {
    "next": lambda digits: str(int(digits) + 1),
    "before": lambda digits: str(int(digits) - 1),
    "zero": lambda _: "0",
    "one": lambda _: "1",
    "plus_order": lambda digits: str(int(digits) + Q),
    "plus_field": lambda digits: str(int(digits) + P),
    "opposite": lambda digits: str(P - int(digits)),
    "inverse": lambda digits: str(pow(int(digits), -1, int(P))) if int(digits) else "1",
    "times_generator": lambda digits: str(int(digits) * G % P),
    "negative": lambda digits: f"-{digits}",
    "padded": lambda digits: f"0{digits}",
    "signed": lambda digits: f"+{digits}",
    "spaced": lambda digits: f" {digits}",
    "trailing": lambda digits: f"{digits} ",
    "hexadecimal": lambda digits: hex(int(digits)),
    "underscored": lambda digits: f"{digits[:1]}_{digits[1:]}",
    "fraction": lambda digits: f"{digits}.0",
    "long": lambda digits: digits * 30,
    "letters": lambda digits: f"{digits}x",
    "empty": lambda _: "",
}
SHAPES: dict[str, Callable[[Any], Any]] = {
    "null": lambda _: None,
    "list": lambda value: [value],
    "object": lambda value: {"value": value},
    "number": lambda value: int(value) if isinstance(value, str) and value.isdigit() and len(value) < 9 else 7,
    "true": lambda _: True,
    "word": lambda _: "kata",
}


def leaves(value: Any, place: str = "") -> list[tuple[Any, Any, str]]:
    """Every string and number in a document: its holder, its key, its place."""
    found: list[tuple[Any, Any, str]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in list(pairs):
        where = f"{place}.{key}" if place else str(key)
        if isinstance(item, dict | list):
            found += leaves(item, where)
        else:
            found.append((value, key, where))
    return found


def lists(value: Any, place: str = "") -> list[tuple[list[Any], str]]:
    found = [(value, place)] if isinstance(value, list) else []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        found += lists(item, f"{place}.{key}" if place else str(key))
    return found


def objects(value: Any, place: str = "") -> list[tuple[dict[str, Any], str]]:
    found = [(value, place)] if isinstance(value, dict) else []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        found += objects(item, f"{place}.{key}" if place else str(key))
    return found


def change_document(document: Any, chance: random.Random) -> str:
    """Change one thing inside; the answer says what."""
    way = chance.choice(["number"] * 6 + ["shape", "list", "list", "object"])
    if way == "list" and (some := [found for found in lists(document) if found[0]]):
        held, place = chance.choice(some)
        kind = chance.choice(["drop", "double", "reverse", "clear"])
        _change_list(held, kind, chance)
        return f"list-{kind}: {place}"
    if way == "object":
        held_object, place = chance.choice(objects(document) or [({"": ""}, "")])
        kind = chance.choice(["drop", "unknown", "rename"])
        _change_object(held_object, kind, chance)
        return f"object-{kind}: {place}"
    holder, key, place = chance.choice(leaves(document))
    value = holder[key]
    if way == "number" and isinstance(value, str) and value.isdigit():
        kind = chance.choice(list(NUMBERS))
        holder[key] = NUMBERS[kind](value)
        return f"{kind}: {place}"
    if way == "number" and isinstance(value, int):
        kind = chance.choice(["next", "before", "minus", "negative", "huge"])
        holder[key] = {"next": value + 1, "before": value - 1, "minus": -value, "negative": -value - 1, "huge": 10**30}[
            kind
        ]
        return f"{kind}: {place}"
    kind = chance.choice(list(SHAPES))
    holder[key] = SHAPES[kind](value)
    return f"shape-{kind}: {place}"


def _change_list(held: list[Any], kind: str, chance: random.Random) -> None:
    at = chance.randrange(len(held))
    if kind == "drop":
        del held[at]
    elif kind == "double":
        held.insert(at, deepcopy(held[at]))
    elif kind == "reverse":
        held.reverse()
    else:
        held.clear()


def _change_object(held: dict[str, Any], kind: str, chance: random.Random) -> None:
    key = chance.choice(list(held) or [""])
    if kind == "unknown":
        held["catatan"] = "1"
    elif kind == "rename":
        held[f"{key}s"] = held.pop(key, "")
    else:
        held.pop(key, None)


def change_text(text: str, chance: random.Random) -> tuple[str, str]:
    """Another spelling of one document, or a broken one."""
    ways: dict[str, Callable[[], str]] = {
        "space": lambda: text.replace(",", ", ", 1),
        "newline": lambda: f"{text}\n",
        "cut": lambda: text[: chance.randrange(len(text))],
        "doubled": lambda: text.replace("{", '{"alpha":"1","alpha":"2",', 1),
        "escaped": lambda: text.replace('"c', '"\\u0063', 1),
        "comment": lambda: text.replace("{", "{/* */", 1),
        "tail": lambda: f"{text}{{}}",
        "mark": lambda: f"\ufeff{text}",
        "quotes": lambda: text.replace('"', "'"),
        "deep": lambda: "[" * 50 + text + "]" * 50,
    }
    kind = chance.choice(list(ways))
    return ways[kind](), f"text-{kind}"


def _document(step: Step, part: int, chance: random.Random) -> tuple[Step, str]:
    """A step with one of its parts changed. Empty when the part is no document."""
    if chance.random() < 0.2:
        text, name = change_text(step.parts[part], chance)
    else:
        document = json.loads(step.parts[part])
        name = change_document(document, chance)
        text = compact(document)
    return step.with_part(part, text), name


def a_ballot(chance: random.Random) -> Mutation:
    """One ballot of an open election; signed anew by its voter, or not."""
    own = sample()
    text = own.cast[0]
    anew = chance.random() < 0.7
    if chance.random() < 0.15:
        changed, name = change_text(text, chance)
    else:
        content = json.loads(text)
        if anew:
            del content["signature"]
        name = change_document(content, chance)
        changed = compact(content)
        if anew:
            changed = signed(content, secret_of(own.credentials[0], own.election.uuid), chance)
    return Mutation(f"ballot{'-signed' if anew else ''}-{name}", packed([steps()[0], Step("Ballot", (changed,))]))


def a_cheat(chance: random.Random) -> Mutation:
    """A ballot that its voter makes with all the skill there is."""
    name = chance.choice(list(CHEATS))
    text = CHEATS[name](sample(), chance)
    return Mutation(f"cheat-{name}: ", packed([steps()[0], Step("Ballot", (text,))]))


def a_setup(chance: random.Random) -> Mutation:
    """The election, the trustees or the roll, before anybody voted."""
    setup = steps()[0]
    part = chance.randrange(3)
    changed, name = _document(setup, part, chance)
    return Mutation(f"{('election', 'trustees', 'roll')[part]}-{name}", packed([changed]))


def an_end(chance: random.Random) -> Mutation:
    """Tally, decryptions or result."""
    every = list(steps())
    at = chance.choice([at for at, step in enumerate(every) if step.kind in ENDS])
    part = chance.randrange(len(every[at].parts))
    every[at], name = _document(every[at], part, chance)
    return Mutation(f"{every[at].kind}{part}-{name}", packed(every))


ENDS = ("EncryptedTally", "PartialDecryption", "Result")


def an_order(chance: random.Random) -> Mutation:
    """An event left out, doubled, moved, or of another type; the chain made anew."""
    every = list(steps())
    kind = chance.choice(["drop", "double", "swap", "retype"])
    at = chance.randrange(1, len(every))
    name = f"order-{kind}-{every[at].kind}"
    if kind == "drop":
        del every[at]
    elif kind == "double":
        every.insert(at, every[at])
    elif kind == "swap":
        other = chance.randrange(1, len(every))
        name += f"-{every[other].kind}"
        every[at], every[other] = every[other], every[at]
    else:
        other_kind = chance.choice(["Ballot", "EndBallots", "EncryptedTally", "Shuffle", "EndShuffles", "Result", "X"])
        name += f"-{other_kind}"
        every[at] = every[at]._replace(kind=other_kind)
    return Mutation(f"{name}: {at}", packed(every))


def a_chain(chance: random.Random) -> Mutation:
    """An event's own fields: height, parent, payload; what follows is chained to it."""
    at = chance.randrange(len(steps()))
    names: list[str] = []

    def edit(event: dict[str, Any]) -> None:
        names.append(change_document(event, chance))

    content = packed(list(steps()), edits={at: edit})
    return Mutation(f"event-{names[0]} of {at}", content)


def a_byte(chance: random.Random) -> Mutation:
    """The file itself: a bit, a cut, a part twice, more at the end."""
    whole = packed(list(steps()))
    kind = chance.choice(["bit", "bit", "header", "header", "cut", "tail", "zeros", "block"])
    at = chance.randrange(len(whole))
    if kind == "bit":
        content = whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]
    elif kind == "header":
        start = chance.choice(assembled(whole))
        at = start + chance.choice([*range(100, 157), 200, 257, 345, 500])
        content = whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]
    elif kind == "cut":
        content = whole[:at]
    elif kind == "block":
        at -= at % 512
        content = whole[:at] + whole[at + 512 :]
    else:
        content = whole + (bytes(1024) if kind == "zeros" else b"PK\x03\x04" * 128)
    return Mutation(f"file-{kind}: {at}", content)


KINDS: tuple[Change, ...] = (a_ballot, a_ballot, a_ballot, a_cheat, a_setup, a_setup, an_end, an_order, a_chain, a_byte)


def mutation(seed: int) -> Mutation:
    return KINDS[seed % len(KINDS)](random.Random(seed))
