"""Every check of `make check`, in order; all run, then the failed ones are named.

Usage: python tools/check.py [NAME…]   (names as printed; none means all)
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

PYTHON = sys.executable
SCRIPTS = Path(PYTHON).parent

CHECKS: dict[str, list[str]] = {
    "style": [str(SCRIPTS / "ruff"), "check", "--quiet", "."],
    "format": [str(SCRIPTS / "ruff"), "format", "--check", "--quiet", "."],
    "imports": [str(SCRIPTS / "lint-imports"), "--cache-dir", ".import_linter_cache"],
    "templates": [PYTHON, "-m", "djlint", "src", "--lint", "--quiet"],
    "sizes": [PYTHON, "tools/sizes.py"],
    "docs": [PYTHON, "tools/docs.py"],
    "messages": [PYTHON, "tools/messages.py", "--check"],
    "types": [PYTHON, "-m", "mypy"],
}


def main() -> int:
    failed = []
    for name in sys.argv[1:] or CHECKS:
        began = time.monotonic()
        answer = subprocess.run(CHECKS[name], check=False)
        mark = "✗" if answer.returncode else "✓"
        print(f"{mark} {name} ({time.monotonic() - began:.1f} s)", flush=True)
        if answer.returncode:
            failed.append(name)
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
