"""`balai election verify` and `diff`: anybody's archive checked from its file alone. Needs no city."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from balai.engines.belenios.archive import Kind
from balai.engines.belenios.comparison import compare_archives
from balai.engines.belenios.elections import Election
from balai.engines.belenios.errors import Wrong
from balai.engines.belenios.verification import Check, check_archive
from balai.project.election_files import refusing
from balai.project.terminal import say, say_json, step

FOUND = {
    "counted": "is in the archive, and it counts.",
    "replaced": "is in the archive; a later ballot of the same voter counts instead.",
    "absent": "is not in the archive.",
}


def verify(arguments: list[str]) -> int:
    """Check everything there is to check in an archive, and say what was checked."""
    parser = argparse.ArgumentParser(prog="balai election verify", description=verify.__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--tracker", action="append", default=[], help="a ballot to look for (again for more)")
    parser.add_argument("--processes", type=int, help="how many cores; all, unless the archive is small")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    processes = max(1, options.processes) if options.processes else None
    try:
        with refusing(OSError), nullcontext() if options.json else step("Checking") as bar:
            check = check_archive(
                options.archive,
                processes=processes,
                trackers=options.tracker,
                progress=bar.advance if bar else None,
            )
    except Wrong as wrong:
        return _refuse(wrong, as_json=options.json)
    if options.json:
        say_json({"sound": True, **asdict(check.report)})
    else:
        _praise(check)
    return 1 if "absent" in check.report.trackers.values() else 0


def _refuse(wrong: Wrong, *, as_json: bool) -> int:
    if as_json:
        say_json({"sound": False, "fault": wrong.fault, "place": wrong.place, "sentence": str(wrong)})
    else:
        say(f"✗ {wrong}")
    return 1


def _praise(check: Check) -> None:
    report = check.report
    say(f"Sound as far as it goes: {report.name} ({report.uuid}), {report.events:,} events.")
    say(f"  Election's fingerprint: {report.fingerprint}")
    say(f"  Last event: {report.head}")
    say(f"  {report.trustees} trustees: keys and proofs hold, and make the election's key.")
    say(f"  {report.voters:,} credentials on the roll, none twice.")
    say(f"  {report.ballots:,} ballots: form, group, proofs, signatures; {report.replaced:,} replaced by later ones.")
    if report.tally_checked:
        say(f"  The encrypted sum is that of the {report.counted:,} ballots that count.")
    if report.decrypted_by:
        numbers = ", ".join(map(str, report.decrypted_by))
        say(f"  Decrypted by the trustees {numbers}; their proofs hold.")
    if report.stage != Kind.RESULT:
        say(f"  No result yet; {report.trustees_lacking} trustees have still to decrypt.")
    for place in report.repeated:
        say(f"! {place} stands in the archive twice, byte for byte. Ask the host how that came.")
    for tracker, found in report.trackers.items():
        say(f"{'✗' if found == 'absent' else '✓'} {tracker} {FOUND[found]}")
    if report.result is not None:
        say_result(check.election, report.result)


def say_result(election: Election, result: Sequence[Sequence[int]]) -> None:
    for question, row in zip(election.questions, result, strict=True):
        say(f"\n{question.text}")
        answers = ["(blank)", *question.answers] if question.blank else list(question.answers)
        for answer, number in zip(answers, row, strict=True):
            say(f"  {number:>9,}  {answer}")


def diff(arguments: list[str]) -> int:
    """Say whether a later archive continues an earlier one of the same election."""
    parser = argparse.ArgumentParser(prog="balai election diff", description=diff.__doc__)
    parser.add_argument("earlier", type=Path, help="the archive as it was kept")
    parser.add_argument("later", type=Path, help="the archive as it is now")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    try:
        with refusing(OSError):
            growth = compare_archives(options.earlier, options.later)
    except Wrong as wrong:
        return _refuse(wrong, as_json=options.json)
    if options.json:
        say_json({"sound": True, **asdict(growth)})
    else:
        say(f"The later archive continues the earlier one: {growth.before:,} events, and {growth.new:,} more.")
        say("What the events say is checked by: balai election verify")
    return 0
