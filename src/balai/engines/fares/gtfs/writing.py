"""A tariff file as GTFS-Fares v2, as far as the format goes; what it cannot say is listed for the operator."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from balai.engines.fares.definition import Fare, FareKind, Network, Tariff, Text
from balai.engines.fares.kernel import TERMS, reduced
from balai.engines.fares.tables import compile_tariff

Rows = list[dict[str, str]]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WHY: Mapping[str, Mapping[str, str]] = {
    "distance": {
        "id": "{name}: tarif menurut jarak. GTFS-Fares v2 belum mengenal jarak (usulan google/transit 556).",
        "en": "{name}: a fare by distance. GTFS-Fares v2 knows no distances yet (proposal google/transit 556).",
    },
    "package-distance": {
        "id": "Tarif integrasi menurut jumlah kilometer beberapa jaringan: format ini tidak menjumlahkan jarak.",
        "en": "The integrated fare counts kilometres over several networks: the format adds up no distances.",
    },
    "package-sum": {
        "id": "Batas atas jumlah beberapa tarif: format ini tidak mengenal batas.",
        "en": "A most for the sum of several fares: the format knows no caps.",
    },
    "least-modes": {
        "id": "Tarif integrasi mulai dari {modes} moda: format ini tidak menghitung moda.",
        "en": "The integrated fare holds from {modes} modes on: the format counts no modes.",
    },
    "overrun": {
        "id": "Paket baru di tengah perjalanan setelah batas waktu: format ini tidak dapat memulai tarif baru.",
        "en": "A new package under way after the time limit: the format cannot begin a new fare there.",
    },
    "cheaper": {
        "id": "Yang termurah antara tarif biasa dan integrasi: format ini tidak membandingkan.",
        "en": "The lower of the ordinary and the integrated fare: the format does not compare.",
    },
    "interchanges": {
        "id": "Tempat integrasi tertentu: aturan perpindahan di format ini tidak mengenal halte.",
        "en": "Named interchanges: transfer rules in the format know no stops.",
    },
    "day": {
        "id": "Hari tiket yang berganti pukul {clock}: format ini hanya mengenal hari kalender.",
        "en": "A ticket day that changes at {clock}: the format knows calendar days only.",
    },
    "caps": {
        "id": "Batas harian dan mingguan tidak ada dalam format ini.",
        "en": "Daily and weekly caps are not part of the format.",
    },
    "gap": {
        "id": "Jeda terlama antara dua perjalanan bersama batas waktu: format ini hanya menerima satu batas.",
        "en": "The longest gap between rides beside the window: the format takes one limit only.",
    },
    "dates": {
        "id": "Masa berlaku kelompok {name}: format ini tidak mengenal tanggal bagi kelompok penumpang.",
        "en": "The days of the group {name}: the format knows no dates for groups of riders.",
    },
    "most-rides": {
        "id": "Batas {rides} perjalanan lintas jaringan: jumlah perpindahan hanya berlaku dalam satu kelompok.",
        "en": "At most {rides} rides over several networks: counts hold within one group only.",
    },
}


@dataclass(slots=True)
class FareFiles:
    """The files by name, and what they leave out: codes with what fills their sentences."""

    files: dict[str, Rows] = field(default_factory=dict)
    left_out: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def row(self, name: str, **cells: str) -> None:
        """Add a row to a file, unless it is there."""
        rows = self.files.setdefault(name, [])
        if cells not in rows:
            rows.append(cells)

    def sentences(self, language: str) -> list[str]:
        """What the files leave out, and why."""
        known = language if language in {"id", "en"} else "en"
        return [WHY[code][known].format_map(values) for code, values in self.left_out]

    def texts(self) -> dict[str, str]:
        """The files as they are written: CSV, UTF-8."""
        return {name: text_of(rows) for name, rows in sorted(self.files.items())}


def text_of(rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as a file: CSV with every column that some row has."""
    text = io.StringIO()
    columns = list(dict.fromkeys(column for row in rows for column in row))
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_fares(tariff: Tariff, language: str = "id") -> FareFiles:
    """The tariff's ordinary fares, groups, hours and flat packages in GTFS-Fares v2, and what is left out."""
    made = FareFiles()
    made.row(
        "rider_categories.txt", rider_category_id="everyone", rider_category_name="Umum", is_default_fare_category="1"
    )
    for group in tariff.groups:
        made.row(
            "rider_categories.txt", rider_category_id=group.code, rider_category_name=_said(group.title, language),
            is_default_fare_category="0",
        )  # fmt: skip
        if group.since != tariff.since:
            made.left_out.append(("dates", {"name": _said(group.title, language)}))
    for network in tariff.networks:
        made.row("networks.txt", network_id=network.code, network_name=_said(network.title, language))
        if network.gates:
            made.row("fare_leg_join_rules.txt", from_network_id=network.code, to_network_id=network.code)
        for priority, fare in enumerate(reversed(network.fares)):
            _fare(made, tariff, network, fare=fare, priority=priority, language=language)
    _package(made, tariff)
    if tariff.day_cap is not None or tariff.week_cap is not None:
        made.left_out.append(("caps", {}))
    return made


def _said(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()))


def _fare(made: FareFiles, tariff: Tariff, network: Network, *, fare: Fare, priority: int, language: str) -> None:
    if fare.kind is FareKind.DISTANCE:
        made.left_out.append(("distance", {"name": _said(network.title, language)}))
        return
    when = _timeframe(made, network, fare, priority)
    for start, end, amount in _amounts(network, fare):
        product = f"{network.code}-{amount}"
        _product(made, tariff, network.code, product, amount)
        made.row(
            "fare_leg_rules.txt", leg_group_id=network.code, network_id=network.code, from_area_id=start, to_area_id=end,
            from_timeframe_group_id=when, fare_product_id=product, rule_priority=str(priority),
        )  # fmt: skip
    if fare.kind is not FareKind.FLAT:
        for zone in network.zones:
            made.row("areas.txt", area_id=f"{network.code}-{zone.code}", area_name=zone.code)
            for stop in zone.stops:
                made.row("stop_areas.txt", area_id=f"{network.code}-{zone.code}", stop_id=stop)


def _amounts(network: Network, fare: Fare) -> Iterator[tuple[str, str, int]]:
    if fare.kind is FareKind.FLAT:
        yield "", "", fare.base
        return
    count = len(network.zones)
    for one in range(count):
        for other in range(count):
            table = fare.kind is FareKind.TABLE
            place = one * count + other if table else min(abs(one - other), len(fare.amounts) - 1)
            start, end = (f"{network.code}-{network.zones[zone].code}" for zone in (one, other))
            yield start, end, fare.amounts[place]


def _timeframe(made: FareFiles, network: Network, fare: Fare, priority: int) -> str:
    if fare.between is None and len(fare.weekdays) == len(DAYS):
        return ""
    name, service = f"{network.code}-{priority}", f"fare-{network.code}-{priority}"
    start, end = fare.between or (0, 86_400)
    spans = [(start, end)] if start < end else [(start, 86_400), (0, end)]
    for begin, until in spans:
        made.row(
            "timeframes.txt",
            timeframe_group_id=name,
            start_time=_clock(begin),
            end_time=_clock(until),
            service_id=service,
        )
    days = {day: str(int(number in fare.weekdays)) for number, day in enumerate(DAYS)}
    made.row("calendar.txt", service_id=service, **days, start_date="20000101", end_date="20991231")
    return name


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:00"


def _product(made: FareFiles, tariff: Tariff, network: str, product: str, amount: int) -> None:
    terms = compile_tariff(tariff).rows[TERMS]
    shares = {"everyone": 100} | {group.code: group.pays.get(network, 100) for group in tariff.groups}
    for category, percent in shares.items():
        made.row(
            "fare_products.txt", fare_product_id=product, fare_product_name=tariff.code, rider_category_id=category,
            amount=f"{reduced(amount, percent, terms)}", currency=tariff.currency,
        )  # fmt: skip


def _package(made: FareFiles, tariff: Tariff) -> None:
    package = tariff.package
    if package is None:
        return
    reasons: list[tuple[str, dict[str, str]]] = []
    if package.boarding is None:
        reasons.append(("package-sum", {}))
    elif package.per_kilometre:
        reasons.append(("package-distance", {}))
    clock = _clock(tariff.day_starts)[:5]
    for code, applies, values in (
        ("least-modes", package.least_modes > 1, {"modes": str(package.least_modes)}),
        ("overrun", package.splits, {}),
        ("interchanges", package.interchanges is not None, {}),
        ("day", package.ends_with_day, {"clock": clock}),
        ("gap", package.gap > 0, {}),
        ("most-rides", package.most_rides > 0, {"rides": str(package.most_rides)}),
        ("cheaper", package.cheaper and not _never_dearer(tariff), {}),
    ):
        if applies:
            reasons.append((code, values))
    made.left_out += reasons
    if reasons:
        return
    for one in package.networks:
        for other in package.networks:
            same = {"transfer_count": "-1"} if one == other else {}
            made.row(
                "fare_transfer_rules.txt", from_leg_group_id=one, to_leg_group_id=other, **same,
                duration_limit=str(package.window), duration_limit_type="1", fare_transfer_type="0",
            )  # fmt: skip


def _never_dearer(tariff: Tariff) -> bool:
    """Whether every ride alone costs just the package: then it is a fare with free transfers."""
    package = tariff.package
    if package is None or package.boarding is None:
        return False
    taken = [network for network in tariff.networks if network.code in package.networks]
    flat = {fare.base for network in taken for fare in network.fares if fare.kind is FareKind.FLAT}
    others = any(fare.kind is not FareKind.FLAT for network in taken for fare in network.fares)
    return flat == {min(package.boarding, package.most)} and not others
