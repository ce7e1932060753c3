"""What this engine refuses."""

from __future__ import annotations


class TransitError(ValueError):
    """Something about a feed, a timetable or a question cannot be worked with."""


class FeedRefused(TransitError):
    """A feed that is not read further: it is no feed, it is hostile, or it lacks what every feed has."""


class HeadwaysRefused(TransitError):
    """A headway file that says something impossible."""


class NoTimetable(TransitError):
    """The folder holds no timetable, or one of another version: build it anew."""


class StreetsRefused(TransitError):
    """A file of streets that is not read further: it is no `.osm.pbf`, is broken, or costs more than allowed."""


class UnknownStop(TransitError):
    """No stop or station has this id."""


class NotServed(TransitError):
    """The day lies outside every calendar of the timetable."""


class NotRealtime(TransitError):
    """Bytes that are no GTFS-Realtime message, or too many of them."""
