"""What a city with a timetable offers of its journeys, as datasets of its catalogue."""

from __future__ import annotations

from balai.apps.indicators.dataset import CSV, JSON, OCTETS, ZIP, Dataset, Way

GTFS = "https://gtfs.org/documentation/schedule/reference/"
GTFS_REALTIME = "https://gtfs.org/documentation/realtime/reference/"
DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "timetable",
        {"id": "Jadwal dan tarif angkutan umum", "en": "Timetable and fares of public transport"},
        {
            "id": "Jadwal yang berlaku hari ini (GTFS), dengan tarif dalam GTFS-Fares v2 sejauh formatnya memungkinkan.",
            "en": "The timetable that rules today (GTFS), with fares in GTFS-Fares v2 as far as the format goes.",
        },
        "TRAN",
        "IRREG",
        (Way("/data/gtfs.zip", ZIP),),
        GTFS,
    ),
    Dataset(
        "travel-notices",
        {"id": "Pemberitahuan perjalanan", "en": "Notices to travellers"},
        {
            "id": "Pemberitahuan tentang rute dan halte yang sedang atau akan berlaku.",
            "en": "Notices on lines and stops that hold or will.",
        },
        "TRAN",
        "CONT",
        (Way("/data/gtfs-rt/alerts.json", JSON), Way("/data/gtfs-rt/alerts.pb", OCTETS)),
        GTFS_REALTIME,
    ),
    Dataset(
        "delays",
        {"id": "Keterlambatan dan pembatalan", "en": "Delays and cancellations"},
        {
            "id": "Perjalanan hari ini yang terlambat atau dibatalkan, sejauh operator memberitahukannya.",
            "en": "Trips of today that are late or cancelled, as far as operators tell.",
        },
        "TRAN",
        "CONT",
        (Way("/data/gtfs-rt/trip-updates.json", JSON), Way("/data/gtfs-rt/trip-updates.pb", OCTETS)),
        GTFS_REALTIME,
    ),
    Dataset(
        "places",
        {"id": "Tempat yang dikenal warga", "en": "Places that people know"},
        {
            "id": "Tempat tujuan perjalanan dengan nama lain yang dipakai warga dan letaknya.",
            "en": "Places that people travel to, other names that they use, and where they lie.",
        },
        "TRAN",
        "IRREG",
        (Way("/data/tempat.csv", CSV),),
    ),
)
