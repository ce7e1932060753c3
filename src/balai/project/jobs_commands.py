"""`balai jobs …`: the background jobs that were given up."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from balai.base.clock import now
from balai.project.ready import city
from balai.project.terminal import say, say_json


def list_jobs(arguments: list[str]) -> int:
    """List the jobs that were given up, newest first."""
    parser = argparse.ArgumentParser(prog="balai jobs list", description=list_jobs.__doc__)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    with city():
        from balai.base.jobs.queries import failed_jobs  # noqa: PLC0415 (needs Django, set up by `city`)

        found = failed_jobs()
    if options.json:
        say_json({"jobs": [asdict(job) | {"at": job.at.isoformat() if job.at else None} for job in found]})
    else:
        for job in found:
            when = f"{job.at:%Y-%m-%d %H:%M} UTC" if job.at else "at an unknown time"
            say(f"{job.number:>8}  {job.task}  {when}, attempt {job.attempts}: {job.reason or 'reason unknown'}")
        if not found:
            say("No job was given up.")
    return 0


def retry(arguments: list[str]) -> int:
    """Try jobs again that were given up: those named by number, or all."""
    parser = argparse.ArgumentParser(prog="balai jobs retry", description=retry.__doc__)
    parser.add_argument("number", nargs="*", type=int, help="numbers as `balai jobs list` shows them; none means all")
    options = parser.parse_args(arguments)
    with city():
        from balai.base.jobs import manager  # noqa: PLC0415 (needs Django, set up by `city`)
        from balai.base.jobs.queries import failed_jobs  # noqa: PLC0415

        wanted = [job for job in failed_jobs(limit=10_000) if not options.number or job.number in options.number]
        for job in wanted:
            manager.retry_job_by_id(job.number, retry_at=now())
    say(f"{len(wanted)} job{'' if len(wanted) == 1 else 's'} will be tried again.")
    return 0
