"""Runs every file of bench/ in turn, or those whose names begin as said; each prints its own table.

Usage: python tools/bench.py [BEGINNING]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    beginning = "".join(sys.argv[1:2])
    failed = []
    for path in sorted(Path("bench").glob(f"{beginning or '[a-z]'}*.py")):
        print(f"\n== {path.stem}", flush=True)
        if subprocess.run([sys.executable, str(path)], check=False).returncode:
            failed.append(path.stem)
    print(f"\nFailed: {', '.join(failed)}" if failed else "")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
