"""Counting: Equal Shares beside pabutools, Scottish elections, Schulze with a thousand options: `python bench/votes_tally.py`.

Seconds are those of one core's CPU, medians with the smallest and largest. Real files lie in ../shared, beside the project;
pabutools in .venv-oracles (python tools/oracles.py). Both measure the same file, rule and completion in this same run.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
import oracles
from balai.engines.tally.counting import count
from balai.engines.tally.documents import Document
from balai.engines.tally.files import read_ballots
from balai.engines.tally.profiles import Option, Profile, approvals, rankings
from balai.engines.tally.results import Result

ROOT = Path(__file__).resolve().parent.parent
VOICES = ROOT.parent / "shared" / "data" / "voices"
BUDGET = VOICES / "budgets" / "Poland_Swiecie_2023.pb"
LEAST_RATIO, LEAST_ELECTIONS, MOST_SECONDS = 8.0, 180.0, 2.0
Claims = list[tuple[str, bool]]


def seconds(action: Callable[[], object], times: int = 5) -> list[float]:
    found = []
    for _ in range(times):
        began = time.process_time()
        action()
        found.append(time.process_time() - began)
    return found


def told(found: list[float]) -> str:
    return f"{statistics.median(found):.3f} s ({min(found):.3f} to {max(found):.3f}, {len(found)} runs)"


def equal_shares(claims: Claims) -> None:
    document = read_ballots(BUDGET.read_bytes(), "pabulib")
    ours = seconds(lambda: shares(document.profile, document))
    print(f"Equal Shares with add1, {document.profile.total:,} voters, {len(document.profile.options)} projects")
    print(f"  Balai      {told(ours)}")
    peer = [str(oracles.make()), str(ROOT / "bench" / "_pabutools.py"), str(BUDGET), "3"]
    answer = json.loads(subprocess.run(peer, check=True, capture_output=True, text=True).stdout)
    print(f"  pabutools  {told(answer['seconds'])}")
    same = set(answer["winners"]) == set(shares(document.profile, document).winners)
    ratio = statistics.median(answer["seconds"]) / statistics.median(ours)
    print(f"  {ratio:.1f} times as fast; {'the same winners' if same else 'OTHER WINNERS'}\n")
    claims.append((f"Equal Shares at least {LEAST_RATIO:.0f} times pabutools", same and ratio >= LEAST_RATIO))


def shares(profile: Profile, document: Document) -> Result:
    return count("equal-shares", profile, budget=document.budget, completion=["add1"])


def councils(claims: Claims) -> None:
    files = [path.read_bytes() for path in sorted((VOICES / "stv").glob("*.csv"))]
    documents = [read_ballots(data, "csv") for data in files]

    def count_all() -> None:
        for document in documents:
            count("scottish-stv", document.profile, seats=document.seats or 1)

    def read_and_count() -> None:
        for data in files:
            document = read_ballots(data, "csv")
            count("scottish-stv", document.profile, seats=document.seats or 1)

    papers = sum(document.profile.total for document in documents)
    counting, whole = seconds(count_all), seconds(read_and_count, 3)
    each = len(files) / statistics.median(counting)
    print(f"Scottish STV, {len(files)} real elections, {papers:,} papers, with steps, words, tables and picture")
    print(f"  counting   {told(counting)}: {each:.0f} elections a second")
    print(f"  from bytes {told(whole)}: {len(files) / statistics.median(whole):.0f} elections a second\n")
    claims.append((f"at least {LEAST_ELECTIONS:.0f} real elections a second", each >= LEAST_ELECTIONS))


def random_orders(options: int, ballots: int, chance: random.Random) -> Profile:
    names = [str(number) for number in range(options)]
    return rankings([Option(name, name) for name in names], [chance.sample(names, options) for _ in range(ballots)])


def schulze(claims: Claims) -> None:
    chance = random.Random(1)
    print("Schulze, 1,000 ballots that rank every option")
    worst = 0.0
    for options in (125, 250, 500, 1000):
        profile = random_orders(options, 1000, chance)
        found = seconds(lambda profile=profile: count("schulze", profile), 3)
        worst = statistics.median(found)
        print(f"  {options:>5} options  {told(found)}")
    print()
    claims.append((f"Schulze with 1,000 options in {MOST_SECONDS:.0f} s", worst <= MOST_SECONDS))


def growth() -> None:
    chance = random.Random(2)
    print(
        "Growth: Equal Shares without completion, 50 projects, 5 approvals each; Scottish STV, 10 candidates, 4 seats"
    )
    options = [Option(f"p{number}", "", 1000 + 37 * number) for number in range(50)]
    names = [option.id for option in options]
    for voters in (1_000, 10_000, 100_000):
        profile = approvals(options, [chance.sample(names, 5) for _ in range(voters)])
        found = seconds(lambda profile=profile: count("equal-shares", profile, budget=25_000), 3)
        ranked = rankings(options[:10], [chance.sample(names[:10], 6) for _ in range(voters)])
        transfer = seconds(lambda ranked=ranked: count("scottish-stv", ranked, seats=4), 3)
        print(f"  {voters:>7,} voters  Equal Shares {told(found)}   STV {told(transfer)}")
    print()


def main() -> int:
    print(f"Load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    claims: Claims = []
    if VOICES.exists():
        equal_shares(claims)
        councils(claims)
    else:
        print("The real files are not here: Equal Shares and Scottish STV are not compared.\n")
    schulze(claims)
    growth()
    for words, holds in claims:
        print(f"{'holds' if holds else 'BROKEN'}: {words}")
    return 0 if all(holds for _words, holds in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
