"""A case with everything that belongs to it, on its way in or out."""

from __future__ import annotations

from dataclasses import dataclass

from balai.apps.cases import models

BEFORE_THE_STORY = 0
"""The `seq` of content that no event brought: what another system said beyond what a case holds."""
KEPT = "import"
"""The name under which that content stands, in place of a question's."""


@dataclass(frozen=True, slots=True)
class CaseRows:
    """The rows of one case, saved or about to be. Files stay where they are."""

    case: models.Case
    events: list[models.Event]
    contents: list[models.Content]
    reporter: models.Reporter
