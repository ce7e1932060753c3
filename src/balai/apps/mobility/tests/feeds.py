"""Small feeds for tests: two stops and one trip a day."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def feed(*, trip: str = "t", stray: bool = False, first: str = "20260101", last: str = "20301231") -> bytes:
    """A zip of a sound feed; `stray` adds a call at a stop that does not exist."""
    calls = [f"{trip},08:00:00,08:00:00,a,1", f"{trip},08:20:00,08:20:00,b,2"]
    if stray:
        calls.append(f"{trip},08:30:00,08:30:00,nowhere,3")
    files = {
        "agency": ["agency_id,agency_name,agency_url,agency_timezone", "x,Angkot,https://angkot.example,Asia/Jakarta"],
        "stops": ["stop_id,stop_name,stop_lat,stop_lon", "a,Alun-Alun,-6.2,106.8", "b,Balai Kota,-6.18,106.83"],
        "routes": ["route_id,agency_id,route_short_name,route_type", "r,x,1,3"],
        "trips": ["route_id,service_id,trip_id", f"r,s,{trip}"],
        "stop_times": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence", *calls],
        "calendar": [
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
            f"s,1,1,1,1,1,1,1,{first},{last}",
        ],
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in files.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.txt"), "\n".join(lines) + "\n")
    return target.getvalue()
