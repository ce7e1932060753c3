"""How fresh what is known of delays is, and what went wrong when a source was asked: in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balai.apps.mobility.realtime import known_delays
from balai.base.city import city_zone
from balai.web.dates import time_text

MINUTE = timedelta(minutes=1)


def delay_words(day: date, now: datetime) -> str:
    """One sentence for those who travel on a day; empty where nothing is known of delays, and on other days than today."""
    if day != now.astimezone(city_zone()).date():
        return ""
    known = known_delays(now)
    if known is None:
        return ""
    if known.holding is None and known.silent is not None:
        return _("These are planned times: nothing is known of delays since %(time)s.") % {
            "time": time_text(known.silent)
        }
    if known.holding is not None and known.silent is not None:
        return _("For some lines these are planned times: nothing is known of their delays since %(time)s.") % {
            "time": time_text(known.silent)
        }
    minutes = (now - known.holding) // MINUTE if known.holding is not None else 0
    if minutes < 1:
        return _("Expected times were brought up to date just now.")
    sentence = ngettext(
        "Expected times were last brought up to date %(minutes)d minute ago.",
        "Expected times were last brought up to date %(minutes)d minutes ago.",
        minutes,
    )
    return sentence % {"minutes": minutes}


def failure_words(code: str) -> str:
    """What went wrong when a source was asked, for people; the code stands beside it."""
    exact = {
        "fetch.slow": _("It did not answer in time."),
        "fetch.large": _("Its answer is too large."),
        "fetch.redirect": _("It sends to another address. Write that one in the city pack."),
        "fetch.tls": _("Its certificate cannot be trusted."),
        "fetch.encoding": _("It sends something packed although nobody asked for that."),
        "fetch.status_401": _("It wants a key."),
        "fetch.status_403": _("It wants a key."),
        "fetch.status_404": _("Nothing lies there."),
        "address.unknown": _("Its name leads nowhere."),
        "address.inner": _("Its address lies in a network that is not asked."),
        "realtime.not_a_message": _("What it sends is no GTFS-Realtime message."),
        "realtime.older": _("It sent an older message than before; the newer one stays."),
        "realtime.not_kept": _("What it sends cannot be kept: this machine’s disk refuses it."),
    }
    if code in exact:
        return exact[code]
    kinds = {"fetch": _("There was no answer that can be used."), "address": _("Its address is not one to ask.")}
    return kinds.get(code.partition(".")[0], _("What it sends could not be read."))
