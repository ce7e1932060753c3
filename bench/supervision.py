"""CPU per call of the supervisor's pages, for the head of a whole city: `python bench/supervision.py [CASES]`.

CPU is that of the web worker and of its PostgreSQL backend, as in bench/cases.py. The count of open work is a
job's, once a minute; it alone grows with the open work. The job that follows the stories is measured over all cases
at once, as at the first time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import _city
import cases

OFFICE = cases.OFFICE
JOB = "(job) count open work"
CLAIM = 100.0
"""Milliseconds of CPU that no page may need."""


def pages() -> dict[str, Callable[[], object]]:
    from balai.apps.supervision.actions.counting import keep_open_work
    from balai.base.clock import now

    head = cases.officer("supervisor", "dki")
    office = cases.officer("supervisor", OFFICE)
    here = "/kerja/pengawasan"

    def ask(browser: cases.Browser, path: str) -> Callable[[], object]:
        return lambda: cases.expect(browser.ask("GET", path))

    after = _deep()
    return {
        JOB: lambda: keep_open_work(now=now()),
        "open work, whole city": ask(head, f"{here}/"),
        "open work, one office": ask(office, f"{here}/"),
        "list of 25": ask(head, f"{here}/daftar/"),
        "list of 25, deep": ask(head, f"{here}/daftar/?after={after}"),
        "late, 25": ask(head, f"{here}/daftar/?watch=late"),
        "stuck, 25": ask(head, f"{here}/daftar/?watch=stuck"),
        "one band of age, 25": ask(head, f"{here}/daftar/?band=3"),
        "one office, 25": ask(office, f"{here}/daftar/"),
        "workload": ask(head, f"{here}/beban/"),
        "hands": ask(head, f"{here}/tangan/"),
        "weekly sheet": ask(office, f"/kerja/lembar/{OFFICE}/"),
    }


def _deep() -> str:
    """A cursor in the middle of the open cases."""
    from balai.apps.cases.models import Case
    from balai.apps.cases.service import Cursor

    found = Case.objects.filter(is_open=True).order_by("opened_at", "id").values_list("opened_at", flat=True)
    return Cursor(found[found.count() // 2], 0).write()


def first_time() -> None:
    """The job over everything: until no case is left to tell."""
    from balai.apps.supervision.actions.telling_turns import count_holdings, follow_stories
    from balai.apps.supervision.models import Progress, Turn
    from balai.apps.supervision.rules import PASSED_AROUND
    from balai.base import clock

    now = clock.now()
    Progress.objects.all().delete()
    begin, told = time.monotonic(), 0
    while more := follow_stories(now=now):
        told += more
        if Progress.objects.get().before == Progress.objects.get().reached and more < 1000:
            break
    middle = time.monotonic()
    count_holdings(passed=PASSED_AROUND, now=now)
    end = time.monotonic()
    print(f"job: {told:,} cases told in {middle - begin:.1f} s ({told / (middle - begin):,.0f} a second); ", end="")
    print(f"figures of {Turn.objects.count():,} turns in {(end - middle) * 1000:.0f} ms\n")


def main(arguments: list[str]) -> int:
    number = int(arguments[0]) if arguments else 50_000
    server = _city.open_city(number)
    try:
        first_time()
        print(f"{number:,} cases; CPU per call in ms: median (least–most) of {cases.ROUNDS} rounds of {cases.CALLS}\n")
        print(f"{'':<26}{'statements':>11}{'CPU':>8}{'':>16}{'web':>8}{'database':>10}")
        broken = []
        for name, call in pages().items():
            found = cases.measure(call)
            middle, least, most = found.total
            spread = f"({least:.1f}–{most:.1f})"
            print(f"{name:<26}{found.statements:>11}{middle:>8.1f}{spread:>16}{found.web:>8.1f}{found.database:>10.2f}")
            if middle > CLAIM and name != JOB:
                broken.append(f"{name}: {middle:.1f} ms; claimed at most {CLAIM:.0f}")
        print("\n" + ("\n".join(f"BROKEN {line}" for line in broken) if broken else "Every claim holds."))
    finally:
        server.stop()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
