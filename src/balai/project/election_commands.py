"""`balai election`: a whole secret election with files alone, and the check of anybody's archive. Needs no city."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from gmpy2 import mpz

from balai.base.clock import now
from balai.base.failures import Failure
from balai.engines.belenios.archive import ArchiveWriter, Kind
from balai.engines.belenios.ballots import make_ballot, tracker_of
from balai.engines.belenios.boards import Board
from balai.engines.belenios.checking import verify_ballot
from balai.engines.belenios.credentials import new_credential, new_uuid, public_credential, roll_text
from balai.engines.belenios.elections import make_election, read_questions
from balai.engines.belenios.encoding import compact, fields, items, name_of, read_json, whole
from balai.engines.belenios.groups import GENERATOR
from balai.engines.belenios.tally import check_partial_decryption, compute_result, decrypt_tally, result_text
from balai.engines.belenios.trustees import Pedersen, Single, TrusteeKey, Trustees, make_trustees, new_private_key
from balai.engines.belenios.verification import Check, check_archive
from balai.project.election_checks import say_result
from balai.project.election_files import (
    appending,
    read_document,
    read_group,
    read_private_key,
    read_text,
    read_trustee_key,
    refusing,
    write_new,
    written,
)
from balai.project.terminal import say

CHANCE = secrets.SystemRandom()
Share = tuple[int, str]


def new(arguments: list[str]) -> int:
    """Begin an election: its archive, and what was not given: trustees' keys, voters' credentials."""
    parser = argparse.ArgumentParser(prog="balai election new", description=new.__doc__)
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument("--questions", type=Path, required=True, help="name, description and questions, as JSON")
    parser.add_argument("--key", type=Path, action="append", default=[], help="a trustee's .pubkey (again for more)")
    parser.add_argument("--threshold", type=Path, help="threshold.json of trustees of whom some suffice")
    parser.add_argument("--trustees", type=int, default=0, help="make so many keys here: for trials, not for a city")
    parser.add_argument("--voters", type=int, default=0, help="make so many credentials: private_creds.txt")
    parser.add_argument("--roll", type=Path, help="public credentials made elsewhere, with --uuid")
    parser.add_argument("--uuid", default="", help="the uuid that the credentials were made for")
    options = parser.parse_args(arguments)
    if bool(options.roll) != bool(options.uuid) or bool(options.roll) == bool(options.voters):
        raise Failure("balai.V010", "There are no voters.", "Give --voters N; or --roll FILE and --uuid UUID.")
    with refusing():
        options.folder.mkdir(parents=True, exist_ok=True)
        trustees = _trustees(options)
        template = read_document(options.questions)
        if not isinstance(template, dict):
            raise Failure("balai.V011", f"{options.questions} is no election.", "See docs/reference/belenios.md.")
        election = make_election(
            uuid=options.uuid or new_uuid(CHANCE),
            name=str(template.get("name", "")),
            description=str(template.get("description", "")),
            questions=read_questions(template),
            public_key=trustees.public_key,
        )
        roll = _roll(options, election.uuid)
        path = options.folder / f"{election.uuid}.bel"
        with path.open("xb") as file:
            timestamp = int(now().timestamp())
            ArchiveWriter.begin(file, election=election, trustees=trustees, roll=roll, timestamp=timestamp)
    say(f"{path}")
    return 0


def _trustees(options: argparse.Namespace) -> Trustees:
    groups: list[Single | Pedersen] = [Single(read_trustee_key(path)) for path in options.key]
    for number in range(1, options.trustees + 1):
        private = new_private_key(CHANCE)
        key = TrusteeKey.of(private, CHANCE)
        write_new(options.folder / f"trustee-{number}.privkey", written(str(private)), secret=True)
        write_new(options.folder / f"trustee-{number}.pubkey", written(key.written()))
        groups.append(Single(key))
    if options.threshold:
        groups.append(read_group(options.threshold))
    return make_trustees(groups)


def _roll(options: argparse.Namespace, uuid: str) -> str:
    if options.roll:
        listed = items(read_document(options.roll), str(options.roll), most=1_000_000)
        return roll_text([str(one).partition(",")[0] for one in listed])
    credentials = [new_credential(CHANCE) for _ in range(options.voters)]
    lines = "".join(f"{number} {credential}\n" for number, credential in enumerate(credentials, 1))
    write_new(options.folder / "private_creds.txt", lines, secret=True)
    return roll_text([public_credential(credential, uuid) for credential in credentials])


def ballot(arguments: list[str]) -> int:
    """Make a ballot, or take one into the archive after verifying it. The tracker goes to the error output."""
    parser = argparse.ArgumentParser(prog="balai election ballot", description=ballot.__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--credential", type=Path, help="a file with the voter's credential")
    parser.add_argument("--choices", type=Path, help="a file such as [[1,0],[0,1,0]]")
    parser.add_argument("--take", type=Path, help="a ballot to verify and append")
    options = parser.parse_args(arguments)
    if bool(options.take) == bool(options.credential and options.choices):
        raise Failure("balai.V012", "Nothing to do.", "Give --credential and --choices, or --take.")
    with refusing():
        if options.take:
            return _take(options.archive, read_text(options.take))
        with options.archive.open("rb") as file:
            board = Board.read(file)
        choices = read_document(options.choices)
        rows = [items(row, "choices") for row in items(choices, "choices")]
        text = make_ballot(board.setup.election, read_text(options.credential), rows, CHANCE)
    say(text)
    sys.stderr.write(f"{tracker_of(text)}\n")
    return 0


def _take(path: Path, text: str) -> int:
    with path.open("rb") as file:
        board = Board.read(file)
    if board.stage not in (Kind.SETUP, Kind.BALLOT):
        raise Failure("balai.V013", "The vote is closed.", "Nothing can be taken in any more.")
    verified = verify_ballot(text, board.setup.election, board.setup.roll)
    if name_of(text.encode()) in board.ballots:
        raise Failure("balai.V014", "This ballot is in the archive already.", "A new vote needs a new ballot.")
    with appending(path) as writer:
        writer.add_ballot(text)
    sys.stderr.write(f"{verified.tracker}\n")
    return 0


def tally(arguments: list[str]) -> int:
    """Close the vote and decrypt with the keys given; when they suffice, write the result."""
    parser = argparse.ArgumentParser(prog="balai election tally", description=tally.__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--close", action="store_true", help="end the vote, if it is open")
    parser.add_argument("--key", type=Path, action="append", default=[], help="a trustee's .privkey (again for more)")
    parser.add_argument("--share", type=Path, action="append", default=[], help="a trustee's share, made elsewhere")
    parser.add_argument("--print", action="store_true", dest="only_print", help="say the keys' shares; change nothing")
    options = parser.parse_args(arguments)
    with refusing():
        check = check_archive(options.archive)
        if options.only_print:
            return _print_shares(check, [read_private_key(path) for path in options.key])
        shares = [_read_share(path) for path in options.share]
        keys = [read_private_key(path) for path in options.key]
        with appending(options.archive) as writer:
            if check.report.stage in (Kind.SETUP, Kind.BALLOT):
                if not options.close:
                    raise Failure("balai.V015", "The vote is open.", "To end it for ever: --close")
                writer.end_ballots()
                check.report.stage = Kind.END_BALLOTS
            if check.report.stage == Kind.END_BALLOTS:
                writer.add_tally(check.tally, len(check.last), check.weight)
            if check.report.stage != Kind.RESULT:
                _decrypt(check, writer, [*shares, *(_share(check, key) for key in keys)])
    return 0


def _share(check: Check, private: mpz) -> Share:
    owners = {key.public_key: number for number, key in enumerate(check.trustees.keys, 1)}
    public = GENERATOR.power(private)
    if public not in owners:
        raise Failure("balai.V016", "A key is none of this election's trustees.", "Name another file.")
    return owners[public], decrypt_tally(check.election, check.tally, private, CHANCE)


def _read_share(path: Path) -> Share:
    """The two lines that `belenios-tool election decrypt` prints: the share, and whose it is."""
    lines = read_text(path).splitlines()
    if len(lines) != 2:
        raise Failure("balai.V017", f"{path} is no share.", "It has two lines: the share, and whose it is.")
    owner, payload = fields(read_json(lines[1], str(path)), ("owner", "payload"), str(path))
    if payload != name_of(lines[0].encode()):
        raise Failure("balai.V018", f"The second line of {path} speaks of another share.", "Ask for it again.")
    return whole(owner, str(path), least=1), lines[0]


def _print_shares(check: Check, keys: Sequence[mpz]) -> int:
    if check.report.stage not in (Kind.ENCRYPTED_TALLY, Kind.PARTIAL_DECRYPTION):
        raise Failure("balai.V019", "There is no sum to decrypt, or it is decrypted.", "Ask for the latest archive.")
    for owner, text in [_share(check, key) for key in keys]:
        say(f"{text}\n{compact({'owner': owner, 'payload': name_of(text.encode())})}")
    return 0


def _decrypt(check: Check, writer: ArchiveWriter, shares: Sequence[Share]) -> None:
    for owner, text in shares:
        place = f"share of trustee {owner}"
        if owner > len(check.trustees.keys):
            raise Failure("balai.V016", "A key is none of this election's trustees.", "Name another file.")
        if owner not in check.decryptions:
            public = check.trustees.keys[owner - 1].public_key
            check.decryptions[owner] = check_partial_decryption(text, check.election, check.tally, public, place)
            writer.add_partial_decryption(owner, text)
    lacking = check.trustees.lacking(check.decryptions)
    if lacking:
        say(f"{lacking} more trustees are needed.")
        return
    result = compute_result(check.tally, check.trustees, check.decryptions, check.weight)
    writer.add_result(result_text(result))
    say_result(check.election, result)
