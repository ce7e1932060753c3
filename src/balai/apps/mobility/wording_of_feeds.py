"""What a report says of a feed, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def effect_words(effect: str) -> str:
    """What a fault does to journeys, as `balai.engines.transit.lint` tells it in English."""
    return (_of_rows() | _of_trips()).get(effect, effect)


def apart_words(code: str) -> str:
    """Why the city's fares are not in the feed that others take away; empty where nothing stands in the way."""
    known = {
        "own-fares": _("The feed brings fares of its own; they go out as they are."),
        "no-networks": _(
            "Its lines name no networks (network_id in routes.txt), so that no fare can be found for them."
        ),
        "unreadable": _("One of its files cannot be read for that."),
    }
    return known.get(code, "")


def _of_rows() -> dict[str, str]:
    return {
        "The rows are left out.": _("The rows are left out."),
        "The values are read as empty.": _("The values are read as empty."),
        "The trips are left out.": _("The trips are left out."),
        "It is not read.": _("It is not read."),
        "The file is not read.": _("The file is not read."),
        "It leads nowhere.": _("It leads nowhere."),
        "There is nothing to read.": _("There is nothing to read."),
        "Nothing can be planned without it.": _("Nothing can be planned without it."),
        "Without these columns nothing can be planned.": _("Without these columns nothing can be planned."),
        "Journeys do not name who runs them.": _("Journeys do not name who runs them."),
        "Journeys name the route by its id.": _("Journeys name the route by its id."),
        "Journeys look quicker than they can be.": _("Journeys look quicker than they can be."),
        "Nobody can board these trips.": _("Nobody can board these trips."),
        "Nothing stops at these stops.": _("Nothing stops at these stops."),
        "The first row of each key is used.": _("The first row of each key is used."),
        "The first of them is read.": _("The first of them is read."),
        "Both rows' departures run.": _("The departures of both rows run."),
        "It belongs to no station and is not used.": _("It belongs to no station and is not used."),
        "A trip of one stop leads nowhere.": _("A trip of one stop leads nowhere."),
        "Arrival and departure are taken as equal.": _("Arrival and departure are taken as equal."),
        "Files in a folder inside the archive are not read.": _("Files in a folder inside the archive are not read."),
    }


def _of_trips() -> dict[str, str]:
    return {
        "No trip runs on any day, unless a headway file says on which.": _(
            "No trip runs on any day, unless a headway file says on which."
        ),
        "The trips run on no day, unless a headway file says on which.": _(
            "The trips run on no day, unless a headway file says on which."
        ),
        "The trips are left out, unless a headway file gives them a speed.": _(
            "The trips are left out, unless a headway file gives them a speed."
        ),
        "The service runs on no day, but for its exceptions.": _("The service runs on no day, but for its exceptions."),
        "The file is not UTF-8 and is not read; save it as UTF-8.": _(
            "The file is not UTF-8 and is not read; save it as UTF-8."
        ),
        "What is too much is not read, what is lacking is empty.": _(
            "What is too much is not read, what is lacking is empty."
        ),
        "The stop lies off the coast of Africa; journeys to it make no sense.": _(
            "The stop lies off the coast of Africa; journeys to it make no sense."
        ),
        "The trips' lengths are measured in straight lines from stop to stop.": _(
            "The lengths of the trips are measured in straight lines from stop to stop."
        ),
        "Staying seated from one of these trips to the next is not offered.": _(
            "Staying seated from one of these trips to the next is not offered."
        ),
        "Staying seated from the one trip to the other is not offered.": _(
            "Staying seated from the one trip to the other is not offered."
        ),
    }
