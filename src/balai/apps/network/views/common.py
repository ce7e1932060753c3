"""What several pages of the network show: a city's name with its address, how fresh it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import formats, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from balai.apps.network.models import Peer
from balai.apps.network.rules import wanted_by
from balai.base.city import current_city
from balai.web.questions.options import in_language

STALE_AFTER = timedelta(days=2)


def language() -> str:
    return translation.get_language() or "id"


def name_of(peer: Peer) -> str:
    """What a peer calls itself; its address where it says nothing. Names are theirs: pages show the address, too."""
    names = (peer.descriptor or {}).get("names")
    return in_language(names, language()) if names else peer.address


def host_of(peer: Peer) -> str:
    return peer.address.partition("://")[2]


def own_name() -> str:
    city = current_city()
    return city.text(city.names, language())


def peer_link(peer: Peer) -> SafeString:
    """Name and address: two cities may bear one name, and no two one address."""
    url = reverse("network:city", args=[peer.pk])
    link = '<span><a href="{}">{}</a> <span class="figures__sure">{}</span></span>'
    return format_html(link, url, name_of(peer), host_of(peer))


@dataclass(frozen=True, slots=True)
class Freshness:
    """How much of what we show of a peer still holds, in a word, a sentence and a tone."""

    word: str
    sentence: str
    tone: str


def freshness(peer: Peer, now: datetime) -> Freshness:
    if peer.is_frozen:
        return Freshness(_("Alarm"), _("We no longer witness this city until somebody has looked."), "error")
    if peer.answered_at is None:
        return Freshness(_("Not read yet"), _("It has not been read yet."), "info")
    if peer.failures:
        return Freshness(_("Failing"), _("The last visit failed; what is shown is from the one before."), "warning")
    if now - peer.answered_at > STALE_AFTER:
        return Freshness(_("Old"), _("It has not been read for days."), "warning")
    if lacks_witnesses(peer, now):
        sentence = _("Its log is sound. Too few witnesses that we know have signed it lately.")
        return Freshness(_("Few witnesses"), sentence, "warning")
    return Freshness(_("Fresh"), _("Everything was verified at the last visit."), "success")


def lacks_witnesses(peer: Peer, now: datetime) -> bool:
    """Whether fewer signed its log than it wants by its own word, or only what it was days ago."""
    if len(peer.cosigned_by) < wanted_by(peer):
        return True
    is_old = peer.cosigned_at is not None and now - peer.cosigned_at > STALE_AFTER
    return wanted_by(peer) > 0 and is_old and peer.cosigned_size < peer.size


def people_of(body: Mapping[str, Any]) -> str:
    """How many live there, as the reader writes numbers; empty where the city does not say."""
    population = body.get("population")
    return formats.number_format(population["people"], force_grouping=True) if population else ""
