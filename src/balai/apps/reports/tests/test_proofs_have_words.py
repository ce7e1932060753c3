"""The page of proofs has a sentence for everything that the log is told of a case."""

from __future__ import annotations

from balai.apps.cases.promises_said import SAID
from balai.apps.reports.views.proofs import KINDS


def test_every_statement_about_a_case_has_its_sentence() -> None:
    assert set(SAID.values()) == set(KINDS)
