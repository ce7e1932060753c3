"""Secret ballots in Python, beside belenios-tool: `python bench/votes_ballots.py [--ballots 2000] [--many 100000]`.

A yes/no question, one trustee, an archive of so many ballots; microseconds and milliseconds are of CPU, so that a busy
machine changes them little. belenios-tool is Debian's package, a program of its own; what it costs to begin is taken
off by verifying the archive without ballots. `--many` makes a second, large archive in a few minutes and verifies it
once on all cores, with the time and the most memory that this process and its workers held together.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import psutil

from balai.engines.belenios.archive import ArchiveWriter
from balai.engines.belenios.ballots import make_ballot
from balai.engines.belenios.checking import verify_ballot
from balai.engines.belenios.credentials import Roll, new_credential, new_uuid, public_credential, roll_text
from balai.engines.belenios.elections import Election, Question, make_election, read_election
from balai.engines.belenios.tally import (
    Tally,
    check_partial_decryption,
    compute_result,
    decrypt_tally,
    result_text,
)
from balai.engines.belenios.trustees import Single, TrusteeKey, Trustees, make_trustees, new_private_key
from balai.engines.belenios.verification import verify_archive

ROUNDS, BATCH = 5, 500
KINDS = {
    "yes/no": (Question("?", ("Ya", "Tidak")), [1, 0]),
    "blank, 1 or 2 of 3": (Question("?", ("A", "B", "C"), 1, 2, blank=True), [0, 1, 1, 0]),
    "up to 5 of 10": (Question("?", tuple("ABCDEFGHIJ"), 0, 5), [1, 1, 1, *[0] * 7]),
}
CLAIMED = {"make": 2.3, "verify": 8.0}


def begin(question: Question, chance: random.Random) -> tuple[Election, Trustees, object]:
    key = new_private_key(chance)
    trustees = make_trustees([Single(TrusteeKey.of(key, chance))])
    election = make_election(
        uuid=new_uuid(chance), name="Ukur", description="", questions=[question], public_key=trustees.public_key
    )
    return election, trustees, key


def verdict(sound: bool) -> str:  # noqa: FBT001 (it is all there is to say)
    return "Holds." if sound else "BROKEN"


def spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def cpu_of(work: Callable[[], object], times: int) -> float:
    """Milliseconds of CPU for one."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times * 1000


def singles() -> None:
    print("| one ballot, ms of CPU, median (least–most) | made | verified | bytes |\n|---|---|---|---|")
    sound = False
    for name, (question, choices) in KINDS.items():
        chance = random.Random(1)
        election, _, _ = begin(question, chance)
        credential = new_credential(chance)
        text = make_ballot(election, credential, [choices], chance)
        roll = Roll.of([public_credential(credential, election.uuid)])
        make = partial(make_ballot, election, credential, [choices], chance)
        verify = partial(verify_ballot, text, election, roll)
        made = [cpu_of(make, 8) for _ in range(ROUNDS)]
        verified = [cpu_of(verify, 8) for _ in range(ROUNDS)]
        print(f"| {name} | {spread(made)} | {spread(verified)} | {len(text):,} |")
        if name == "yes/no":
            sound = statistics.median(made) <= CLAIMED["make"] and statistics.median(verified) <= CLAIMED["verify"]
    print(f"\nClaimed for yes/no: made in {CLAIMED['make']} ms, verified in {CLAIMED['verify']} ms. {verdict(sound)}")


def some_ballots(election: str, seed: int, number: int) -> list[tuple[str, str]]:
    """Public credentials and ballots; in a worker process."""
    chance, read = random.Random(seed), read_election(election)
    found = []
    for at in range(number):
        credential = new_credential(chance)
        choices = [[at % 2, 1 - at % 2]]
        found.append((public_credential(credential, read.uuid), make_ballot(read, credential, choices, chance)))
    return found


def archive_of(folder: Path, ballots: int) -> Path:
    """A whole election; made on all cores."""
    chance = random.Random(ballots)
    election, trustees, key = begin(KINDS["yes/no"][0], chance)
    sizes = [min(BATCH, ballots - start) for start in range(0, ballots, BATCH)]
    credentials: list[str] = []
    tally = Tally(election)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool, (folder / "ballots").open("w") as kept:
        for batch in pool.map(some_ballots, [election.text] * len(sizes), range(len(sizes)), sizes):
            credentials += [public for public, _ in batch]
            kept.writelines(f"{text}\n" for _, text in batch)
    path = folder / f"{election.uuid}.bel"
    with path.open("wb") as file, (folder / "ballots").open() as kept:
        writer = ArchiveWriter.begin(
            file, election=election, trustees=trustees, roll=roll_text(credentials), timestamp=1_790_000_000
        )
        for line in kept:
            writer.add_ballot(line.strip())
            tally.add(ciphertexts(line, election))
        writer.end_ballots()
        writer.add_tally(tally, ballots)
        share = decrypt_tally(election, tally, key, chance)
        writer.add_partial_decryption(1, share)
        factors = check_partial_decryption(share, election, tally, trustees.public_key)
        writer.add_result(result_text(compute_result(tally, trustees, {1: factors}, ballots)))
    (folder / "ballots").unlink()
    return path


def ciphertexts(line: str, election: Election) -> list[list[tuple[object, object]]]:
    from balai.engines.belenios.batches import answers_of

    return answers_of(line.strip().encode(), election).ciphertexts


def children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def tool_cpu(folder: Path) -> float:
    """Seconds of CPU of one verification; it must accept."""
    before = children_cpu()
    command = ["belenios-tool", "election", "verify", "--dir", str(folder)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "BELENIOS_USE_URANDOM": "1"})
    return children_cpu() - before


def beside_the_tool(folder: Path, ballots: int, rounds: int) -> None:
    """Both verify the same archive, one after the other, several times."""
    empty, full = folder / "empty", folder / "full"
    empty.mkdir()
    full.mkdir()
    archive_of(empty, 0)
    path = archive_of(full, ballots)
    ours, theirs, two = [], [], []
    for _ in range(rounds):
        began = time.process_time()
        verify_archive(path, processes=1)
        ours.append((time.process_time() - began) / ballots * 1000)
        theirs.append((tool_cpu(full) - tool_cpu(empty)) / ballots * 1000)
        clock = time.monotonic()
        report = verify_archive(path, processes=2)
        two.append((time.monotonic() - clock) / ballots * 1000)
    print(
        f"\n| an archive of {ballots:,} ballots ({path.stat().st_size / 1e6:.1f} MB) | ms for each ballot |\n|---|---|"
    )
    print(f"| ours, CPU, one core | {spread(ours)} |\n| belenios-tool 2.0, CPU | {spread(theirs)} |")
    print(f"| ours, clock, two processes beside whatever else runs | {spread(two)} |")
    ratio = [peer / own for own, peer in zip(ours, theirs, strict=True)]
    print(
        f"\nFor one core ours does {spread(ratio)} times as many; claimed: 2. {verdict(statistics.median(ratio) >= 2)}"
    )
    print(f"Result: {report.result}")


@contextmanager
def watched() -> Iterator[list[float]]:
    """The most memory of this process and its children together, in MB, looked at ten times a second."""
    most, over = [0.0], threading.Event()

    def look() -> None:
        own = psutil.Process()
        while not over.wait(0.1):
            total = own.memory_info().rss
            for child in own.children(recursive=True):
                try:
                    total += child.memory_info().rss
                except psutil.Error:
                    continue
            most[0] = max(most[0], total / 1e6)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def large(folder: Path, ballots: int) -> None:
    """In a process of its own, so that what made the archive is not counted."""
    path = archive_of(folder, ballots)
    subprocess.run([sys.executable, __file__, "--verify", str(path)], check=True)


def verify_once(path: Path) -> None:
    before, clock, own = children_cpu(), time.monotonic(), time.process_time()
    with watched() as most:
        report = verify_archive(path)
    taken = time.monotonic() - clock
    spent = children_cpu() - before + time.process_time() - own
    print(f"\n{report.ballots:,} ballots ({path.stat().st_size / 1e6:,.0f} MB) verified on {report.processes} cores in")
    print(
        f"{taken:,.1f} s of the clock, {spent:,.1f} s of CPU, at most {most[0]:,.0f} MB; claimed: 300 MB. {verdict(most[0] <= 300)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--many", type=int, default=0)
    parser.add_argument("--verify", type=Path)
    options = parser.parse_args()
    if options.verify:
        verify_once(options.verify)
        return
    singles()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if shutil.which("belenios-tool"):
            beside_the_tool(folder, options.ballots, options.rounds)
        else:
            print("\nbelenios-tool is not installed: nothing to compare with.")
        if options.many:
            (folder / "many").mkdir()
            large(folder / "many", options.many)


if __name__ == "__main__":
    main()
