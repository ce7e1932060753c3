"""`balai demo`: fills the city with invented people and reports."""

from __future__ import annotations

import argparse

from balai.project.configuration import Configuration
from balai.project.ready import city
from balai.project.terminal import Step, step


def main(arguments: list[str]) -> int:
    argparse.ArgumentParser(prog="balai demo", description=__doc__).parse_args(arguments)
    with city() as configuration, step("Invented people and reports") as current:
        current.note = load_demo(configuration, current)
    return 0


def load_demo(configuration: Configuration, current: Step) -> str:  # noqa: ARG001 (filled when there are people)
    """Invented people and reports; a sentence of what there is now."""
    return "not built yet"


def log_ins() -> str:
    """The demo log-ins, for the end of a start."""
    return ""
