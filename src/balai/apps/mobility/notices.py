"""What an operator says of its lines, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from balai.engines.transit.journeys import Journey
from balai.web.private_pages import active_language


@dataclass(frozen=True, slots=True)
class Notice:
    """An alert as a page tells it. `language` is that of the words where it is known and not the page's."""

    id: str
    title: str
    text: str
    language: str = ""


def notices_of(journey: Journey) -> list[Notice]:
    """The notices of all rides of a journey, each once."""
    return [notice_of(key, alert["header"], alert["description"]) for key, alert in journey.alerts.items()]


def notice_of(identifier: str, header: Mapping[str, str], description: Mapping[str, str]) -> Notice:
    """The words in the reader's language, else in whichever there are."""
    wanted = active_language()
    language = next((one for one in (wanted, "", *header, *description) if one in header or one in description), "")
    title, text = header.get(language, ""), description.get(language, "")
    return Notice(identifier, title or text, text if title else "", language if language not in {wanted, ""} else "")
