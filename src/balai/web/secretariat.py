"""A secretariat brings cities together and serves no citizens: what it leaves out, in one place.

`secretariat: true` in city.yaml says so. The officers' desk, the log, people's accounts and the network stay.
"""

from __future__ import annotations

from balai.base.city import current_city

FOR_CITIZENS = frozenset({"reports", "requests", "figures", "votes", "mobility", "payments"})
"""The apps whose pages are about a city's own citizens, by the names under which their addresses are reversed."""


def is_left_out(url_name: str) -> bool:
    """Whether this installation has no page of that name, because it is a secretariat."""
    return url_name.partition(":")[0] in FOR_CITIZENS and current_city().secretariat
