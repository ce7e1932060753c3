"""Writes the demo's timetable, cities/jakarta/mobility/gtfs, and the distances by which its fares are charged,
cities/jakarta/tariffs/distances.csv: `python tools/make_jakarta_feed.py`.

Invented by us: names of well-known stations and roughly their places, so that journeys look familiar. Times, headways
and distances are plausible, not the operators'. It is not for travelling.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path("cities/jakarta/mobility/gtfs")
DISTANCES = Path("cities/jakarta/tariffs/distances.csv")
METRES_PER_DEGREE = 111_195.0
AGENCIES = {"mrt": "MRT Jakarta", "lrt": "LRT Jakarta", "transjakarta": "Transjakarta", "mikrotrans": "Mikrotrans"}
PLACES = {
    "mrt-lebak-bulus": ("Lebak Bulus (MRT)", -6.2893, 106.7742),
    "mrt-fatmawati": ("Fatmawati (MRT)", -6.2925, 106.7925),
    "mrt-cipete-raya": ("Cipete Raya (MRT)", -6.2783, 106.7973),
    "mrt-haji-nawi": ("Haji Nawi (MRT)", -6.2666, 106.7973),
    "mrt-blok-a": ("Blok A (MRT)", -6.2557, 106.7972),
    "mrt-blok-m": ("Blok M (MRT)", -6.2445, 106.7982),
    "mrt-asean": ("ASEAN (MRT)", -6.2386, 106.7985),
    "mrt-senayan": ("Senayan (MRT)", -6.2267, 106.8025),
    "mrt-istora": ("Istora (MRT)", -6.2223, 106.8086),
    "mrt-bendungan-hilir": ("Bendungan Hilir (MRT)", -6.2150, 106.8176),
    "mrt-setiabudi": ("Setiabudi (MRT)", -6.2089, 106.8217),
    "mrt-dukuh-atas": ("Dukuh Atas (MRT)", -6.2008, 106.8228),
    "mrt-bundaran-hi": ("Bundaran HI (MRT)", -6.1919, 106.8230),
    "lrt-pegangsaan-dua": ("Pegangsaan Dua (LRT)", -6.1550, 106.9140),
    "lrt-boulevard-utara": ("Boulevard Utara (LRT)", -6.1500, 106.9020),
    "lrt-boulevard-selatan": ("Boulevard Selatan (LRT)", -6.1563, 106.8935),
    "lrt-pulomas": ("Pulomas (LRT)", -6.1652, 106.8907),
    "lrt-equestrian": ("Equestrian (LRT)", -6.1756, 106.8866),
    "lrt-velodrome": ("Velodrome (LRT)", -6.1925, 106.8890),
    "tj-blok-m": ("Blok M", -6.2432, 106.8009),
    "tj-asean": ("ASEAN", -6.2378, 106.7988),
    "tj-senayan": ("Bundaran Senayan", -6.2274, 106.8012),
    "tj-polda": ("Polda Metro Jaya", -6.2212, 106.8107),
    "tj-bendungan-hilir": ("Bendungan Hilir", -6.2160, 106.8162),
    "tj-karet": ("Karet", -6.2140, 106.8190),
    "tj-dukuh-atas": ("Dukuh Atas", -6.2030, 106.8225),
    "tj-tosari": ("Tosari", -6.1975, 106.8231),
    "tj-bundaran-hi": ("Bundaran HI", -6.1930, 106.8231),
    "tj-mh-thamrin": ("M.H. Thamrin", -6.1864, 106.8230),
    "tj-monas": ("Monumen Nasional", -6.1762, 106.8228),
    "tj-harmoni": ("Harmoni", -6.1658, 106.8203),
    "tj-mangga-besar": ("Mangga Besar", -6.1520, 106.8171),
    "tj-glodok": ("Glodok", -6.1446, 106.8155),
    "tj-kota": ("Kota", -6.1376, 106.8138),
    "tj-pulo-gadung": ("Pulo Gadung", -6.1829, 106.9087),
    "tj-pemuda": ("Pemuda Rawamangun", -6.1935, 106.8905),
    "tj-pramuka": ("Pramuka", -6.1925, 106.8640),
    "tj-matraman": ("Matraman", -6.2000, 106.8560),
    "tj-manggarai": ("Manggarai", -6.2098, 106.8502),
    "tj-galunggung": ("Galunggung", -6.2045, 106.8250),
    "tj-kuningan-madya": ("Kuningan Madya", -6.2128, 106.8303),
    "tj-patra-kuningan": ("Patra Kuningan", -6.2330, 106.8315),
    "tj-lebak-bulus": ("Lebak Bulus", -6.2889, 106.7750),
    "tj-pondok-indah": ("Pondok Indah", -6.2655, 106.7830),
    "tj-permata-hijau": ("Permata Hijau", -6.2215, 106.7830),
    "tj-grogol": ("Grogol", -6.1667, 106.7900),
    "tj-pulomas": ("Pulomas", -6.1660, 106.8915),
    "mt-andara": ("Andara", -6.3160, 106.8040),
    "mt-pondok-labu": ("Pondok Labu", -6.3080, 106.7960),
    "mt-cilandak": ("Cilandak", -6.2935, 106.8010),
    "mt-kemang": ("Kemang", -6.2620, 106.8130),
    "mt-rawamangun": ("Terminal Rawamangun", -6.1950, 106.8860),
    "mt-kelapa-gading": ("Kelapa Gading", -6.1610, 106.9060),
    "mt-rorotan": ("Rorotan", -6.1560, 106.9600),
}
RAIL, METRO, BUS = 2, 1, 3
LINES: tuple[tuple[str, str, str, int, str, int, tuple[str, ...]], ...] = (
    ("mrt-ns", "mrt", "M", METRO, "00549A", 33, tuple(name for name in PLACES if name.startswith("mrt-"))),
    ("lrt-1", "lrt", "S", METRO, "E96B10", 30, tuple(name for name in PLACES if name.startswith("lrt-"))),
    (
        "tj-1", "transjakarta", "1", BUS, "D62126", 20,
        ("tj-blok-m", "tj-asean", "tj-senayan", "tj-polda", "tj-bendungan-hilir", "tj-karet", "tj-dukuh-atas", "tj-tosari",
         "tj-bundaran-hi", "tj-mh-thamrin", "tj-monas", "tj-harmoni", "tj-mangga-besar", "tj-glodok", "tj-kota"),
    ),
    (
        "tj-4", "transjakarta", "4", BUS, "562F7E", 18,
        ("tj-pulo-gadung", "tj-pemuda", "tj-pramuka", "tj-matraman", "tj-manggarai", "tj-galunggung"),
    ),
    ("tj-4d", "transjakarta", "4D", BUS, "562F7E", 18, ("tj-galunggung", "tj-kuningan-madya", "tj-patra-kuningan")),
    (
        "tj-8", "transjakarta", "8", BUS, "D0288E", 18,
        ("tj-lebak-bulus", "tj-pondok-indah", "tj-permata-hijau", "tj-grogol", "tj-harmoni", "tj-monas"),
    ),
    ("tj-2p", "transjakarta", "2P", BUS, "2F489C", 16, ("tj-pulomas", "tj-pemuda", "tj-pramuka")),
    (
        "jak-31", "mikrotrans", "JAK.31", BUS, "00A0E3", 15,
        ("mt-andara", "mt-pondok-labu", "mt-cilandak", "mt-kemang", "tj-blok-m"),
    ),
    ("jak-03", "mikrotrans", "JAK.03", BUS, "00A0E3", 15, ("mt-andara", "mt-pondok-labu", "tj-lebak-bulus")),
    (
        "jak-59", "mikrotrans", "JAK.59", BUS, "00A0E3", 15,
        ("mt-rawamangun", "tj-pemuda", "tj-pulomas", "mt-kelapa-gading", "mt-rorotan"),
    ),
)  # fmt: skip
"""Route, network, short name, kind, colour, km/h with stops, and its stops."""
THROUGH = (("tj-4-0", "tj-4d-0"), ("tj-4d-1", "tj-4-1"))
"""Trips whose vehicles go on as others, with whoever is on board."""
HEADWAYS = {
    "mrt": (("05:00:00", "07:00:00", 600), ("07:00:00", "09:00:00", 300), ("09:00:00", "17:00:00", 600),
            ("17:00:00", "19:00:00", 300), ("19:00:00", "24:00:00", 600)),
    "lrt": (("05:30:00", "23:00:00", 600),),
    "transjakarta": (("05:00:00", "09:00:00", 240), ("09:00:00", "16:00:00", 420), ("16:00:00", "20:00:00", 240),
                     ("20:00:00", "24:00:00", 600), ("24:00:00", "29:00:00", 1800)),
    "mikrotrans": (("05:00:00", "22:00:00", 600),),
}  # fmt: skip


def metres_between(one: str, other: str) -> float:
    """Metres of a hop: a fifth longer than the straight line."""
    (_, latitude, longitude), (_, other_latitude, other_longitude) = PLACES[one], PLACES[other]
    east = (longitude - other_longitude) * math.cos(math.radians(latitude))
    return math.hypot(latitude - other_latitude, east) * METRES_PER_DEGREE * 1.2


def seconds_between(one: str, other: str, kmh: int) -> int:
    """Seconds of a hop, in whole ten seconds."""
    return max(60, 10 * math.ceil(metres_between(one, other) / (kmh / 3.6) / 10))


def posts() -> list[tuple[object, ...]]:
    """Where each stop lies along its lines, in whole hundred metres. Fares are charged by these, planned or tapped."""
    rows: list[tuple[object, ...]] = []
    for _route, network, short, _kind, _color, _kmh, stops in LINES:
        metres = 0
        for number, stop in enumerate(stops):
            metres += max(100, 100 * round(metres_between(stops[number - 1], stop) / 100)) if number else 0
            rows.append((network, short, stop, PLACES[stop][0].split(" (")[0], metres, *PLACES[stop][:0:-1]))
    return rows


def stays(times: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Where one may stay on board, of rows of stop_times.txt: from the end of one trip to the beginning of another."""
    ends = {row[0]: row[3] for row in times}
    begins = {row[0]: row[3] for row in reversed(times)}
    return [(ends[one], begins[other], one, other, 4) for one, other in THROUGH]


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def write(path: Path, header: str, rows: Sequence[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    write(
        FOLDER / "agency.txt",
        "agency_id agency_name agency_url agency_timezone",
        [(code, name, "https://demo.balai.example/", "Asia/Jakarta") for code, name in AGENCIES.items()],
    )
    write(
        FOLDER / "stops.txt",
        "stop_id stop_name stop_lat stop_lon wheelchair_boarding",
        [(code, *place, 2 if code.startswith("mt-") else 1) for code, place in PLACES.items()],
    )
    routes: list[tuple[object, ...]] = []
    trips: list[tuple[object, ...]] = []
    times: list[tuple[object, ...]] = []
    often: list[tuple[object, ...]] = []
    for route, network, short, kind, color, kmh, stops in LINES:
        ends = f"{PLACES[stops[0]][0]} – {PLACES[stops[-1]][0]}"
        routes.append((route, network, short, ends, kind, color, network))
        for direction, way in enumerate((stops, stops[::-1])):
            trip = f"{route}-{direction}"
            trips.append((route, "daily", trip, PLACES[way[-1]][0], direction, 1 if network != "mikrotrans" else 2))
            at = 5 * 3600
            for number, stop in enumerate(way):
                at += seconds_between(way[number - 1], stop, kmh) if number else 0
                times.append((trip, clock(at), clock(at), stop, number + 1))
            often.extend((trip, *period, 0) for period in HEADWAYS[network])
    write(
        FOLDER / "routes.txt",
        "route_id agency_id route_short_name route_long_name route_type route_color network_id",
        routes,
    )
    write(FOLDER / "trips.txt", "route_id service_id trip_id trip_headsign direction_id wheelchair_accessible", trips)
    write(FOLDER / "transfers.txt", "from_stop_id to_stop_id from_trip_id to_trip_id transfer_type", stays(times))
    write(FOLDER / "stop_times.txt", "trip_id arrival_time departure_time stop_id stop_sequence", times)
    write(FOLDER / "frequencies.txt", "trip_id start_time end_time headway_secs exact_times", often)
    days = "monday tuesday wednesday thursday friday saturday sunday"
    daily = ("daily", *[1] * 7, "20260101", "20351231")
    write(FOLDER / "calendar.txt", f"service_id {days} start_date end_date", [daily])
    write(DISTANCES, "network line stop name metres longitude latitude", posts())


if __name__ == "__main__":
    main()
