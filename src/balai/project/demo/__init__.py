"""`balai demo`: fills the city with invented people and reports."""

from __future__ import annotations

import argparse

from balai.project.configuration import Configuration
from balai.project.demo.log_ins import demo_logins, log_ins
from balai.project.ready import city
from balai.project.terminal import Step, step

__all__ = ["demo_logins", "load_demo", "log_ins", "main"]


def main(arguments: list[str]) -> int:
    argparse.ArgumentParser(prog="balai demo", description=__doc__).parse_args(arguments)
    with city() as configuration, step("Invented people and reports") as current:
        current.note = load_demo(configuration, current)
    return 0


def load_demo(configuration: Configuration, current: Step) -> str:
    """Invented people and reports; a sentence of what there is now. A second time changes nothing.

    Raises:
        Failure: this is not a demo installation.
    """
    from balai.project.demo.loading import load  # noqa: PLC0415 (needs Django, which the caller has set up)

    return load(configuration, current)
