"""Past cases under a changed definition, as `balai service replay` runs them: `python bench/replay.py [CASES]`.

The road reports of the measured city (a fifth of it), each told twice: under its own definition and under one that
promises more and sends the dangerous ones elsewhere. Elapsed seconds count for a machine that does nothing else.
"""

from __future__ import annotations

import copy
import os
import resource
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import _city

LIMIT_SECONDS, LIMIT_CASES, SOME = 60.0, 100_000, 6


def changed_definition() -> dict[str, Any]:
    from balai.apps.cases.definitions import current_versions
    from balai.apps.cases.models import ServiceVersion

    found = copy.deepcopy(ServiceVersion.objects.get(id=current_versions()["report.road"]).definition)
    found["route"] = [{"when": {"answer": "category", "is": "cover"}, "to": {"unit": found["owner"]}}, *found["route"]]
    for step in found["steps"]:
        if step["id"] == "intake":
            step["promise"] = {"within": "8 hours", "late": "escalate"}
    return found


def main(arguments: list[str]) -> int:
    server = _city.open_city(int(arguments[0]) if arguments else 50_000)
    try:
        from balai.apps.cases.service import Period, parts_of
        from balai.engines.casework.reading import read_service
        from balai.project.service_replay import _compare_all, compare

        period = Period("report.road", _city.NOW - timedelta(days=400), _city.NOW)
        parts, processes = parts_of(period), os.cpu_count() or 1
        print(f"Load of the machine before: {os.getloadavg()[0]:.1f} on {processes} cores")
        definition = read_service(changed_definition())
        compare(parts[0], period, definition)
        began = time.process_time()
        some = parts[:SOME]
        for part in some:
            compare(part, period, definition)
        each = (time.process_time() - began) * 1000 / sum(part.cases for part in some)
        began = time.monotonic()
        found = _compare_all(parts, period, definition, processes=processes, quiet=True)
        elapsed, whole = time.monotonic() - began, found.whole
        print(f"{whole.cases:,} cases in {elapsed:.1f} s with {processes} processes: {whole.told:,} can be told,")
        print(
            f"{whole.became_late:,} become late, {whole.no_longer_late:,} no longer, {whole.elsewhere:,} go elsewhere"
        )
        seconds = each * LIMIT_CASES / 1000 / processes
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{each:.2f} ms CPU for each case: {seconds:.0f} s for {LIMIT_CASES:,} on {processes} cores of their own")
        print(f"a process takes {memory:.0f} MB at most")
    finally:
        server.stop()
    broken = seconds > LIMIT_SECONDS
    print(f"\n{'BROKEN' if broken else 'Every claim holds:'} at most {LIMIT_SECONDS:.0f} s for {LIMIT_CASES:,} cases")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
