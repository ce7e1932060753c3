"""Run by the Python of .venv-oracles: Equal Shares of a `.pb` file by pabutools; seconds of CPU and winners as JSON.

Usage: _pabutools.py FILE TIMES
"""

from __future__ import annotations

import json
import sys
import time

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares


def main(file: str, times: int) -> None:
    instance, profile = parse_pabulib(file)
    seconds = []
    for _ in range(times):
        began = time.process_time()
        found = method_of_equal_shares(instance, profile, sat_class=Cost_Sat, voter_budget_increment=1)
        seconds.append(time.process_time() - began)
    json.dump({"seconds": seconds, "winners": [project.name for project in found]}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
