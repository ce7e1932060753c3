"""A tariff in sentences, in Indonesian and English: what each network costs, what a package is, who pays less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from balai.engines.fares.definition import Fare, FareKind, Group, Network, Package, Tariff, Text
from balai.engines.fares.explaining import money

Row = tuple[str, str]
WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "flat": "{fare}", "distance": "{base} + {each} per km, paling tinggi {most}",
        "zones": "{least} sampai {most} menurut jarak zona", "between": "{fare} untuk naik pukul {start}–{until}",
        "weekdays": "{fare} pada {days}", "package": "Tarif integrasi",
        "networks": "Berlaku di {networks}, untuk perjalanan dengan {modes} moda atau lebih.",
        "any": "Berlaku di {networks}.",
        "price": "{base} + {each} per km untuk seluruh perjalanan, paling tinggi {most}.",
        "sum": "Jumlah tarif biasa, paling tinggi {most}.",
        "window": "Paling lama {minutes} menit, dari tap masuk pertama sampai {end}.",
        "beyond": "Lewat waktu itu: {most}, lalu paket baru untuk sisa perjalanan.",
        "interchanges": "Pindah di: {names}.", "cheaper": "Jika jumlah tarif biasa lebih murah, itulah yang dipungut.",
        "day": "Hari tiket berganti pukul {clock}.", "in": "tap masuk terakhir", "out": "tap keluar terakhir",
        "gates": "pindah di dalam halte tidak membayar lagi",
        "day_cap": "Paling banyak {most} sehari.", "week_cap": "Paling banyak {most} seminggu.", "caps": "Batas",
        "free": "gratis di {networks}", "part": "{percent}% di {networks}", "package_part": "{percent}% tarif integrasi",
    },
    "en": {
        "flat": "{fare}", "distance": "{base} + {each} per km, at most {most}",
        "zones": "{least} to {most} by zones", "between": "{fare} for boarding at {start}–{until}",
        "weekdays": "{fare} on {days}", "package": "Integrated fare",
        "networks": "Holds on {networks}, for journeys on {modes} modes or more.", "any": "Holds on {networks}.",
        "price": "{base} + {each} per km for the whole journey, at most {most}.",
        "sum": "The ordinary fares together, at most {most}.",
        "window": "At most {minutes} minutes, from the first tap-in to the {end}.",
        "beyond": "Beyond that: {most}, then a new package for the rest of the journey.",
        "interchanges": "Change at: {names}.", "cheaper": "Where the ordinary fares are lower together, they are charged.",
        "day": "The ticket day changes at {clock}.", "in": "last tap-in", "out": "last tap-out",
        "gates": "a change inside a stop costs nothing more",
        "day_cap": "At most {most} a day.", "week_cap": "At most {most} a week.", "caps": "Caps",
        "free": "free on {networks}", "part": "{percent}% on {networks}", "package_part": "{percent}% of the integrated fare",
    },
}  # fmt: skip
DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def describe(tariff: Tariff, language: str) -> list[Row]:
    """Rows of a name and what it means, in the order of the file."""
    known = language if language in WORDS else "en"
    rows = [(_text(network.title, known), "; ".join(_fares(network, known))) for network in tariff.networks]
    if tariff.package:
        rows.append((WORDS[known]["package"], " ".join(_package(tariff, tariff.package, known))))
    caps = (("day_cap", tariff.day_cap), ("week_cap", tariff.week_cap))
    said = [WORDS[known][name].format(most=money(cap, known)) for name, cap in caps if cap is not None]
    rows += [(WORDS[known]["caps"], " ".join(said))] if said else []
    rows += [(_text(group.title, known), "; ".join(_group(tariff, group, known))) for group in tariff.groups]
    return rows


def _text(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")


def _clock(seconds: int, language: str) -> str:
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return text.replace(":", ".") if language == "id" else text


def _fares(network: Network, language: str) -> Iterator[str]:
    words = WORDS[language]
    for fare in network.fares:
        said = _amount(fare, language)
        if fare.weekdays != (0, 1, 2, 3, 4, 5, 6):
            said = words["weekdays"].format(fare=said, days=", ".join(DAYS[language][day] for day in fare.weekdays))
        if fare.between:
            start, until = (_clock(clock, language) for clock in fare.between)
            said = words["between"].format(fare=said, start=start, until=until)
        yield said
    if network.gates:
        yield words["gates"]


def _amount(fare: Fare, language: str) -> str:
    words = WORDS[language]
    if fare.kind is FareKind.FLAT:
        return words["flat"].format(fare=money(fare.base, language))
    if fare.kind is FareKind.DISTANCE:
        amounts = {"base": fare.base, "each": fare.per_kilometre, "most": fare.most}
        return words["distance"].format(**{name: money(amount, language) for name, amount in amounts.items()})
    return words["zones"].format(least=money(min(fare.amounts), language), most=money(max(fare.amounts), language))


def _package(tariff: Tariff, package: Package, language: str) -> Iterator[str]:
    words = WORDS[language]
    titles = [_text(network.title, language) for network in tariff.networks if network.code in package.networks]
    key = "networks" if package.least_modes > 1 else "any"
    yield words[key].format(networks=", ".join(titles), modes=package.least_modes)
    most = money(package.most, language)
    if package.boarding is None:
        yield words["sum"].format(most=most)
    else:
        base, each = money(package.boarding, language), money(package.per_kilometre, language)
        yield words["price"].format(base=base, each=each, most=most)
    end = words["out" if package.splits else "in"]
    yield words["window"].format(minutes=package.window // 60, end=end)
    if package.splits:
        yield words["beyond"].format(most=most)
    if package.interchanges:
        yield words["interchanges"].format(names=", ".join(one.name for one in package.interchanges))
    if package.cheaper and package.boarding is not None:
        yield words["cheaper"]
    if package.ends_with_day:
        yield words["day"].format(clock=_clock(tariff.day_starts, language))


def _group(tariff: Tariff, group: Group, language: str) -> Iterator[str]:
    words = WORDS[language]
    by_percent: dict[int, list[str]] = {}
    for network in tariff.networks:
        percent = group.pays.get(network.code, 100)
        by_percent.setdefault(percent, []).append(_text(network.title, language))
    for percent, titles in sorted(by_percent.items()):
        if percent < 100:
            yield words["part" if percent else "free"].format(percent=percent, networks=", ".join(titles))
    if group.pays_package < 100:
        yield words["package_part"].format(percent=group.pays_package)
