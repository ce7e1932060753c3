"""The data dictionary: what each column of a download means, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from balai.apps.figures.downloading import COLUMNS


def column_rows() -> list[list[str]]:
    """Name, kind and meaning of each column, in the order of the file."""
    meanings = _meanings()
    return [[name, *meanings[name]] for name in COLUMNS]


def _meanings() -> dict[str, tuple[str, str]]:
    text, number, time, code = _("text"), _("number"), _("time, ISO 8601"), _("code")
    return {
        "reference": (text, _("The number of the report, as on its page.")),
        "url": (text, _("The address of its page.")),
        "service": (code, _("The service that it is about.")),
        "service_name": (text, _("The same in words, in the language of the download.")),
        "category": (code, _("The kind of problem, within the service.")),
        "category_name": (text, _("The same in words.")),
        "state": (code, _("Where it stands; see the table of states.")),
        "state_name": (text, _("The same in words.")),
        "received_at": (time, _("When it came in, with the city’s offset from UTC.")),
        "done_at": (time, _("Since when it is shown as done; empty while it is not.")),
        "hours_until_done": (number, _("Hours by the clock from one to the other.")),
        "area": (code, _("The code of the area, after the Ministry of Home Affairs.")),
        "subdistrict": (text, _("Its subdistrict.")),
        "district": (text, _("Its district.")),
        "city": (text, _("Its city or regency.")),
        "longitude": (number, _("Degrees east, WGS 84; empty when only the area is known.")),
        "latitude": (number, _("Degrees north, WGS 84.")),
        "office": (code, _("The office with which it lies now, or lay last.")),
        "office_name": (text, _("The same in words.")),
        "missed_limits": (number, _("How many time limits have passed unmet.")),
        "times_reopened": (number, _("How often the reporter opened it again.")),
        "supporters": (number, _("How many people support it.")),
        "words": (text, _("What the reporter wrote for everyone to read; empty once it has been erased.")),
    }
