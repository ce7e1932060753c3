"""Figures, failures and alarms in words of the active language."""

from __future__ import annotations

from decimal import Decimal

from django.utils import formats
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from balai.apps.indicators.service import Unit
from balai.apps.network.comparing import Place, Value

TRUST: dict[str, Promise] = {
    "asked": pgettext_lazy("trust", "Asked by us"),
    "asking": pgettext_lazy("trust", "Waits for our answer"),
    "trusted": pgettext_lazy("trust", "Trusted"),
    "ended": pgettext_lazy("trust", "Not connected"),
}
ALARMS: dict[str, Promise] = {
    "log.forked": gettext_lazy("Its log has two pasts: it signed one, and later another."),
    "log.broken": gettext_lazy(
        "It says itself, signed, that its log lost its last entries. Whoever closes this accepts its log as it is now."
    ),
    "log.shrunk": gettext_lazy("Its log shows less than it showed before."),
    "log.tree": gettext_lazy("Its tree does not have the root that it signed."),
    "log.not_signed": gettext_lazy("Its log is signed by a key that nobody vouched for."),
    "city.replayed": gettext_lazy("It showed an old description of itself, whose keys may have been replaced."),
    "city.two_descriptors": gettext_lazy("It signed two descriptions of itself under one number."),
    "city.wrong_key": gettext_lazy(
        "Its description is signed by a key that no known key vouched for, or names another place."
    ),
    "figures.tampered": gettext_lazy("A published figure is not what it signed and entered in its log."),
}
MISSING: dict[str, Promise] = {
    "too_few": gettext_lazy("Too few cases to say"),
    "not_yet": gettext_lazy("Not reached yet"),
    "no_polls": gettext_lazy("No polls in that month"),
    "no_population": gettext_lazy("Population not given"),
    "nothing_counted": gettext_lazy("Nothing to count"),
}
QUALITIES: dict[str, Promise] = {
    "measured": gettext_lazy("Measured"),
    "survey": gettext_lazy("From a survey"),
    "higher_level": gettext_lazy("From data of a wider area"),
    "assumptions": gettext_lazy("Estimated on assumptions"),
    "personal": gettext_lazy("Somebody’s estimate"),
    "unknown": gettext_lazy("Quality not known"),
}
DIMENSIONS: dict[str, Promise] = {
    "governance": pgettext_lazy("dimension", "Governance"),
    "living": pgettext_lazy("dimension", "Living"),
    "people": pgettext_lazy("dimension", "People"),
    "mobility": pgettext_lazy("dimension", "Mobility"),
    "economy": pgettext_lazy("dimension", "Economy"),
    "environment": pgettext_lazy("dimension", "Environment"),
    "branding": pgettext_lazy("dimension", "Branding"),
}


def number(value: Decimal, unit: Unit) -> str:
    """ "93,1%", "1.234", "52,5 jam"."""
    match unit:
        case Unit.SHARE:
            return f"{formats.number_format(value * 100, 1)}%"
        case Unit.HOURS:
            return _("%(count)s hours") % {"count": formats.number_format(value, 1)}
        case Unit.RATE:
            return formats.number_format(value, 2, force_grouping=True)
        case _:
            return formats.number_format(value, 0, force_grouping=True)


def cell(one: Value | None, unit: Unit, *, unlike: bool = False) -> SafeString | str:
    """A value with how sure it is, or why there is none."""
    if one is None:
        return _("Not published")
    if one.value is None:
        return str(MISSING.get(one.missing, _("Not published")))
    told = number(one.value, unit)
    if unlike:
        return format_html('{} <span class="figures__sure">{}</span>', told, _("another definition"))
    if one.low is None or one.high is None or one.low == one.high:
        return told
    between = _("%(low)s to %(high)s") % {"low": number(one.low, unit), "high": number(one.high, unit)}
    return format_html('{} <span class="figures__sure">{}</span>', told, between)


def place_words(place: Place | None) -> str:
    """ "1 to 3 of 5"."""
    if place is None:
        return "–"
    facts = {"best": place.best, "worst": place.worst, "of": place.of}
    if place.best == place.worst:
        return _("%(best)s of %(of)s") % facts
    return _("%(best)s to %(worst)s of %(of)s") % facts


def failure_words(code: str) -> str:
    """What went wrong at the last visit, for people; the code stands beside it."""
    kinds = {
        "fetch": _("It did not answer, or not as it should."),
        "address": _("Its address cannot be reached from here."),
        "document": _("Its description could not be believed."),
        "city": _("Its description could not be believed."),
        "log": _("Its log did not continue what we saw."),
        "figures": _("Its figures could not be believed."),
    }
    return kinds.get(code.partition(".")[0], _("It could not be read."))
