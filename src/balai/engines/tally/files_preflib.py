"""PrefLib's rankings, `.soc`, `.soi`, `.toc` and `.toi`: strict or with ties, complete or not (preflib.org, data format).

Lines that begin with `#` are the head; each other line is a number of equal ballots, a colon and the alternatives in
order, those of one rank in braces: `12: 3,{1,4},2`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from balai.engines.tally.documents import Document, at_line, lines_of, parse_whole, shortened
from balai.engines.tally.errors import UnreadableBallots, UnsuitableBallots
from balai.engines.tally.profiles import MOST_OPTIONS, BallotKind, Gathering, Option, Profile, ranked_groups

TYPES = ("soc", "soi", "toc", "toi")
HEAD = re.compile(r"# (?P<key>[A-Z][A-Z0-9 ]*): ?(?P<value>.*)")
BALLOT = re.compile(r"(?P<weight>[0-9]+): ?(?P<order>.*)")
GROUP = re.compile(r"\{(?P<tied>[0-9]+(?:, ?[0-9]+)*)\}|(?P<one>[0-9]+)")
Head = Mapping[str, tuple[int, str]]


def read_preflib(data: bytes) -> Document:
    """Raises UnreadableBallots, with the line, for everything that is not as the format says."""
    lines = lines_of(data)
    head, ballots = _split(lines)
    kind_line, kind = head.get("DATA TYPE", (1, ""))
    if kind not in TYPES:
        raise UnreadableBallots(kind_line, f"DATA TYPE is one of {', '.join(TYPES)}: {shortened(kind)}")
    options = _alternatives(head)
    gathering = Gathering(BallotKind.RANKING, options)
    voters = 0
    for line, text in ballots:
        weight, groups = _ballot(text, line)
        names = [name for group in groups for name in group]
        if kind[0] == "s" and len(groups) != len(names):
            raise UnreadableBallots(line, f"{kind} has no ties")
        if kind[2] == "c" and len(names) != len(options):
            raise UnreadableBallots(line, f"{kind} ranks every alternative")
        with at_line(line):
            gathering.add(names, [rank for rank, group in enumerate(groups, start=1) for _ in group], weight)
        voters += weight
    _check(head, "NUMBER VOTERS", voters)
    _check(head, "NUMBER UNIQUE ORDERS", len(ballots))
    with at_line(1):
        profile = gathering.profile()
    return Document(
        profile, title=head.get("TITLE", (0, ""))[1], about={key: value for key, (_line, value) in head.items()}
    )


def _split(lines: Sequence[str]) -> tuple[dict[str, tuple[int, str]], list[tuple[int, str]]]:
    head: dict[str, tuple[int, str]] = {}
    ballots: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("#"):
            found = HEAD.fullmatch(line.rstrip())
            if not found or ballots:
                raise UnreadableBallots(
                    number, "a line of the head reads `# KEY: value`, and stands before all ballots"
                )
            if found["key"] in head:
                raise UnreadableBallots(number, f"the key {found['key'][:40]} is there twice")
            head[found["key"]] = (number, found["value"])
        elif line.strip():
            ballots.append((number, line.strip()))
    return head, ballots


def _alternatives(head: Head) -> list[Option]:
    line, said = head.get("NUMBER ALTERNATIVES", (1, ""))
    count = parse_whole(said, line, "NUMBER ALTERNATIVES", least=1)
    if count > MOST_OPTIONS:
        raise UnreadableBallots(line, f"there are more than {MOST_OPTIONS} alternatives")
    options: list[Option] = []
    for number in range(1, count + 1):
        key = f"ALTERNATIVE NAME {number}"
        if key not in head:
            raise UnreadableBallots(line, f"the line `# {key}` is missing")
        options.append(Option(str(number), head[key][1]))
    return options


def _ballot(text: str, line: int) -> tuple[int, list[list[str]]]:
    found = BALLOT.fullmatch(text)
    if not found:
        raise UnreadableBallots(line, f"a ballot reads `number: alternatives`: {shortened(text)}")
    weight = parse_whole(found["weight"], line, "the number of ballots", least=1)
    order, at = found["order"].strip(), 0
    groups: list[list[str]] = []
    while at < len(order):
        group = GROUP.match(order, at)
        if not group:
            raise UnreadableBallots(line, f"this is no alternative: {shortened(order[at:])}")
        groups.append([_plain(word, line) for word in (group["tied"] or group["one"]).split(",")])
        at = group.end()
        if at < len(order):
            if order[at] != "," or at + 1 == len(order):
                raise UnreadableBallots(line, f"a comma stands between alternatives: {shortened(order[at:])}")
            at += 2 if order[at + 1] == " " else 1
    return weight, groups


def _plain(word: str, line: int) -> str:
    return str(parse_whole(word, line, "an alternative", least=1))


def _check(head: Head, key: str, there: int) -> None:
    line, said = head.get(key, (1, ""))
    if parse_whole(said, line, key) != there:
        raise UnreadableBallots(line, f"{key} says {said}, and there are {there}")


def write_preflib(document: Document) -> str:
    """The rankings, under the narrowest of the four types; alternatives are numbered in their order.

    Raises:
        UnsuitableBallots: the ballots are not rankings, or one of them is blank, which the format cannot say.
    """
    profile = document.profile
    if profile.kind is not BallotKind.RANKING or profile.blank:
        raise UnsuitableBallots("PrefLib's orders hold rankings that are not blank")
    facts = {"DATA TYPE": _type(profile), "TITLE": _one_line(document.title)}
    facts |= {"NUMBER ALTERNATIVES": str(len(profile.options)), "NUMBER VOTERS": str(profile.total)}
    facts["NUMBER UNIQUE ORDERS"] = str(len(profile.ballots))
    for number, option in enumerate(profile.options, start=1):
        facts[f"ALTERNATIVE NAME {number}"] = _one_line(option.name)
    lines = [f"# {key}: {value}".rstrip() for key, value in facts.items()]
    for ballot in sorted(profile.ballots, key=lambda one: -one.weight):
        groups = [",".join(str(one + 1) for one in group) for group in ranked_groups(ballot)]
        sizes = [len(group) for group in ranked_groups(ballot)]
        order = ",".join(f"{{{text}}}" if size > 1 else text for text, size in zip(groups, sizes, strict=True))
        lines.append(f"{ballot.weight}: {order}")
    return "\n".join(lines) + "\n"


def _type(profile: Profile) -> str:
    ties = any(len(set(ballot.numbers)) < len(ballot.numbers) for ballot in profile.ballots)
    whole = all(len(ballot.options) == len(profile.options) for ballot in profile.ballots)
    return f"{'t' if ties else 's'}o{'c' if whole else 'i'}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
