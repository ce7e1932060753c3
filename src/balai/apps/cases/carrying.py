"""A case with everything that belongs to it, on its way in or out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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

    def keep(self, kept: Mapping[str, Any]) -> None:
        """Add what is needed to give an imported case back as it came."""
        self.contents.append(kept_content(self.case, kept))

    @property
    def kept(self) -> Mapping[str, Any]:
        """What `keep` was given last; nothing once it has been erased."""
        found = [row.data for row in self.contents if row.seq == BEFORE_THE_STORY and row.question == KEPT]
        return found[-1] or {} if found else {}


def kept_content(case: models.Case, kept: Mapping[str, Any]) -> models.Content:
    """Content for officers only, erased with all other; not yet saved."""
    return models.Content(
        case=case, seq=BEFORE_THE_STORY, question=KEPT, data=dict(kept), audience=models.Audience.OFFICERS
    )
