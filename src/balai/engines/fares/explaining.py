"""Sentences for charges, in Indonesian and English. One sentence for each reason; amounts and hours as each language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from balai.engines.fares.definition import Tariff
from balai.engines.fares.rides import Charge, Reason

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "id": {
        "fare": "{network}: tarif biasa {fare}.",
        "fare-by-hour": "{network}: tarif {fare} untuk naik antara pukul {start} dan {until}.",
        "fare-by-distance": "{network}: tarif biasa {fare} untuk {metres}.",
        "fare-by-zones": "{network}: tarif biasa {fare} dari {origin} ke {destination}.",
        "reduced": "{group}: di {network} Anda membayar {fare}.",
        "free": "{group}: {network} gratis untuk Anda.",
        "goes-on": "Perjalanan Anda berlanjut: menit ke-{minute} dari {minutes}.",
        "window-over": "Sudah lewat {minutes} menit sejak tap pertama, maka perjalanan baru dimulai.",
        "new-day": "Hari tiket berganti pukul {clock}, maka perjalanan baru dimulai.",
        "elsewhere": "Anda tidak pindah di tempat integrasi ({stop}), maka perjalanan baru dimulai.",
        "integrated": "Tarif integrasi {modes} moda: {boarding} + {kilometres} km × {each} = {whole}.",
        "integrated-most": "Tarif integrasi {modes} moda: {boarding} + {metres} × {each}, paling tinggi {most}.",
        "integrated-unknown": "Tarif integrasi {modes} moda: jarak belum diketahui, maka berlaku tarif tertinggi {most}.",
        "most": "Dalam {minutes} menit Anda membayar paling banyak {most}.",
        "overrun": "Perjalanan lewat {minutes} menit: {most} untuk paket penuh, lalu paket baru untuk sisanya.",
        "ordinary-cheaper": "Jumlah tarif biasa {ordinary} lebih murah daripada tarif integrasi {whole}.",
        "package-reduced": "Tarif integrasi dikurangi untuk kelompok {group}.",
        "day-cap": "Dalam satu hari Anda membayar paling banyak {most}.",
        "week-cap": "Dalam satu minggu Anda membayar paling banyak {most}.",
        "no-tap-out": "Tap keluar belum ada: dipungut tarif tertinggi sampai tap itu datang.",
        "no-tap-distance": "Jarak perjalanan ini belum diketahui: dipungut tarif tertinggi.",
        "no-tap-zone": "Zona halte ini belum diketahui: dipungut tarif tertinggi.",
        "no-tap-in": "Tap masuk belum ada: dipungut tarif tertinggi sampai tap itu datang.",
        "doubled": "Kartu ditempelkan dua kali di {stop}; tap kedua tidak dipungut.",
        "adds": "Bagian ini menambah {amount}.",
        "returns": "Bagian ini mengurangi {amount}.",
        "charged": "Dipungut {amount} untuk naik di {stop} pukul {clock}.",
        "refund-late": "Tap yang terlambat datang mengubah perjalanan pukul {clock}: {amount} dikembalikan.",
        "more-late": "Tap yang terlambat datang mengubah perjalanan pukul {clock}: ditambah {amount}.",
        "refund-clock": "Jam mesin tap dibetulkan; perjalanan pukul {clock}: {amount} dikembalikan.",
        "more-clock": "Jam mesin tap dibetulkan; perjalanan pukul {clock}: ditambah {amount}.",
        "refund-group": "Hak kartu atas tarif khusus berubah; perjalanan pukul {clock}: {amount} dikembalikan.",
        "refund-dispute": "Keberatan Anda dikabulkan; perjalanan pukul {clock}: {amount} dikembalikan.",
        "more-group": "Hak kartu atas tarif khusus berubah; perjalanan pukul {clock}: ditambah {amount}.",
    },
    "en": {
        "fare": "{network}: ordinary fare {fare}.",
        "fare-by-hour": "{network}: fare {fare} for boarding between {start} and {until}.",
        "fare-by-distance": "{network}: ordinary fare {fare} for {metres}.",
        "fare-by-zones": "{network}: ordinary fare {fare} from {origin} to {destination}.",
        "reduced": "{group}: on {network} you pay {fare}.",
        "free": "{group}: {network} is free for you.",
        "goes-on": "Your journey goes on: minute {minute} of {minutes}.",
        "window-over": "More than {minutes} minutes have passed since the first tap, so a new journey begins.",
        "new-day": "The ticket day changes at {clock}, so a new journey begins.",
        "elsewhere": "You did not change at an interchange ({stop}), so a new journey begins.",
        "integrated": "Integrated fare for {modes} modes: {boarding} + {kilometres} km × {each} = {whole}.",
        "integrated-most": "Integrated fare for {modes} modes: {boarding} + {metres} × {each}, at most {most}.",
        "integrated-unknown": "Integrated fare for {modes} modes: the distance is not known yet, so the highest of {most} holds.",
        "most": "Within {minutes} minutes you pay at most {most}.",
        "overrun": "The journey passed {minutes} minutes: {most} for a full package, then a new package for the rest.",
        "ordinary-cheaper": "The ordinary fares of {ordinary} are cheaper than the integrated fare of {whole}.",
        "package-reduced": "The integrated fare is reduced for {group}.",
        "day-cap": "In one day you pay at most {most}.",
        "week-cap": "In one week you pay at most {most}.",
        "no-tap-out": "The tap-out is missing: the highest fare is charged until it comes.",
        "no-tap-distance": "The distance of this ride is not known yet: the highest fare is charged.",
        "no-tap-zone": "The zone of this stop is not known yet: the highest fare is charged.",
        "no-tap-in": "The tap-in is missing: the highest fare is charged until it comes.",
        "doubled": "The card was tapped twice at {stop}; the second tap costs nothing.",
        "adds": "This part adds {amount}.",
        "returns": "This part takes off {amount}.",
        "charged": "{amount} charged for boarding at {stop} at {clock}.",
        "refund-late": "A tap that came late changes the ride of {clock}: {amount} returned.",
        "more-late": "A tap that came late changes the ride of {clock}: {amount} more.",
        "refund-clock": "A reader's clock was corrected; the ride of {clock}: {amount} returned.",
        "more-clock": "A reader's clock was corrected; the ride of {clock}: {amount} more.",
        "refund-group": "The card's right to a special fare changed; the ride of {clock}: {amount} returned.",
        "refund-dispute": "Your dispute was granted; the ride of {clock}: {amount} returned.",
        "more-group": "The card's right to a special fare changed; the ride of {clock}: {amount} more.",
    },
}
STOPS = frozenset({"stop", "origin", "destination"})
NO_NAMES: Mapping[str, str] = {}
AMOUNTS = frozenset({"fare", "boarding", "each", "most", "whole", "ordinary", "amount"})


def sentence(reason: Reason, tariff: Tariff, language: str, names: Mapping[str, str] = NO_NAMES) -> str:
    """A reason in a language; English where the engine has no sentences in it. `names` tells stops by their codes."""
    known = language if language in SENTENCES else "en"
    values = {name: _told(name, value, tariff, known) for name, value in reason.values.items()}
    values |= {name: names.get(values[name], values[name]) for name in STOPS & values.keys()}
    return SENTENCES[known][reason.code].format_map(values)


def explain(charge: Charge, tariff: Tariff, language: str, names: Mapping[str, str] = NO_NAMES) -> tuple[str, ...]:
    """Every sentence of a charge."""
    return tuple(sentence(reason, tariff, language, names) for reason in charge.reasons)


def money(amount: int, language: str, currency: str = "IDR") -> str:
    """An amount as a language writes it: Rp3.500, Rp3,500, USD 5."""
    digits = f"{abs(amount):,}"
    digits = digits.replace(",", ".") if language == "id" else digits
    sign = "−" if amount < 0 else ""
    return f"{sign}{'Rp' if currency == 'IDR' else f'{currency} '}{digits}"


def _told(name: str, value: int | str | datetime, tariff: Tariff, language: str) -> str:
    if name in AMOUNTS and isinstance(value, int):
        return money(value, language, tariff.currency)
    if name == "metres" and isinstance(value, int):
        digits = f"{value / 1000:.1f} km"
        return digits.replace(".", ",") if language == "id" else digits
    if name in {"clock", "start", "until"}:
        return str(value).replace(":", ".") if language == "id" else str(value)
    if name == "network":
        network = tariff.network(str(value))
        return (network.title.get(language) or str(value)) if network else str(value)
    if name == "group":
        found = next((group for group in tariff.groups if group.code == value), None)
        return (found.title.get(language) or str(value)) if found else str(value)
    return str(value)
