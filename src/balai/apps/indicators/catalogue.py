"""The catalogue of the city's open data: every dataset with its addresses and formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from balai.apps.figures.service import LICENCE_URL
from balai.apps.indicators import catalogue_of_journeys
from balai.apps.indicators.dataset import ATOM, CSV, GEOJSON, JSON, MEDIA, TEXT, Dataset, Way
from balai.apps.mobility.service import has_timetable

DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "reports",
        {"id": "Laporan publik", "en": "Public reports"},
        {
            "id": "Semua laporan publik dengan tempat, keadaan, dan waktunya.",
            "en": "All public reports with place, state and times.",
        },
        "GOVE",
        "CONT",
        (Way("/data/laporan.csv", CSV), Way("/data/laporan.geojson", GEOJSON), Way("/data/laporan.atom", ATOM)),
    ),
    Dataset(
        "figures",
        {"id": "Angka kota yang ditandatangani", "en": "Signed figures of the city"},
        {
            "id": "Indikator bulanan, ditandatangani dan tercatat dalam log, dengan baris asalnya.",
            "en": "Monthly indicators, signed and in the log, with the rows that they come from.",
        },
        "GOVE",
        "MONTHLY",
        (Way("/angka/terbitan.json", JSON),),
    ),
    Dataset(
        "definitions",
        {"id": "Definisi indikator", "en": "Definitions of the indicators"},
        {
            "id": "Arti, rumus, dan satuan setiap indikator.",
            "en": "Meaning, formula and unit of each indicator.",
        },
        "GOVE",
        "IRREG",
        (Way("/angka/definisi.json", JSON),),
    ),
    Dataset(
        "log",
        {"id": "Log terbuka kota", "en": "The city's open log"},
        {
            "id": "Setiap janji dan terbitan kota, dalam pohon yang hanya dapat bertambah.",
            "en": "Every promise and publication of the city, in a tree that can only grow.",
        },
        "GOVE",
        "CONT",
        (Way("/log/checkpoint", TEXT), Way("/log/keys", TEXT)),
    ),
    Dataset(
        "descriptor",
        {"id": "Keterangan kota", "en": "The city's descriptor"},
        {
            "id": "Siapa kota ini, apa layanannya, dan kunci yang dipakainya.",
            "en": "Who this city is, what it offers, and which keys it uses.",
        },
        "GOVE",
        "IRREG",
        (Way("/.well-known/balai-city.json", JSON),),
    ),
    Dataset(
        "alarms",
        {"id": "Peringatan tentang kota lain", "en": "Alarms about other cities"},
        {
            "id": "Apa yang tidak semestinya pada log kota lain, beserta buktinya.",
            "en": "What was wrong with other cities' logs, with the evidence.",
        },
        "GOVE",
        "IRREG",
        (Way("/jaringan/peringatan.json", JSON),),
    ),
)


def datasets() -> tuple[Dataset, ...]:
    """What this city offers: journeys, too, where it has a timetable."""
    return (*DATASETS, *catalogue_of_journeys.DATASETS) if has_timetable() else DATASETS


PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority"
_OPEN_DATA = {"id": "data terbuka", "en": "open data"}
_LANGUAGES = {"id": "IND", "en": "ENG"}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, from where, in which languages, since when (ISO 8601)."""

    address: str
    names: dict[str, str]
    government: dict[str, str]
    languages: tuple[str, ...]
    changed: str


def turtle(publisher: Publisher, offered: Sequence[Dataset] = DATASETS) -> str:
    """The catalogue as DCAT-AP 3.0 in Turtle. Journeys are a service of it where their timetable is offered."""
    base = publisher.address
    head = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    spoken = ", ".join(f"<{_EU}/language/{_LANGUAGES[one]}>" for one in publisher.languages if one in _LANGUAGES)
    members = ", ".join(f"<{base}/data/#{one.code}>" for one in offered)
    plans = any(one.code == "timetable" for one in offered)
    titles = {key: f"{name}: {_OPEN_DATA.get(key, _OPEN_DATA['en'])}" for key, name in publisher.names.items()}
    catalogue = (
        f"\n<{base}/data/#catalogue> a dcat:Catalog ;\n"
        f"  dct:title {_texts(titles)} ;\n"
        f"  dct:description {_texts({'id': 'Data terbuka kota ini.', 'en': 'The open data of this city.'})} ;\n"
        f"  dct:publisher <{base}/#government> ;\n"
        f"  foaf:homepage <{base}/data/> ;\n"
        f"  dct:license <{LICENCE_URL}> ;\n"
        + (f"  dct:language {spoken} ;\n" if spoken else "")
        + f"  dct:modified {_moment(publisher.changed)} ;\n"
        f"  dcat:themeTaxonomy <{_EU}/data-theme> ;\n"
        + (f"  dcat:service <{base}/data/#journeys> ;\n" if plans else "")
        + f"  dcat:dataset {members} .\n"
        f"\n<{base}/#government> a foaf:Agent ;\n  foaf:name {_texts(publisher.government)} .\n"
        f"\n<{base}/data/> a foaf:Document .\n<{LICENCE_URL}> a dct:LicenseDocument .\n"
        f"<{_EU}/data-theme> a <http://www.w3.org/2004/02/skos/core#ConceptScheme> ; dct:title {_texts({'en': 'Data theme'})} .\n"
    )
    return head + catalogue + "".join(_dataset(one, base) for one in offered) + (_journeys(base) if plans else "")


def _dataset(one: Dataset, base: str) -> str:
    forms = ", ".join(f"<{base}/data/#{one.code}-{number}>" for number in range(len(one.ways)))
    told = (
        f"\n<{base}/data/#{one.code}> a dcat:Dataset ;\n"
        f"  dct:title {_texts(one.names)} ;\n  dct:description {_texts(one.words)} ;\n"
        f'  dct:identifier "{one.code}" ;\n'
        f"  dct:publisher <{base}/#government> ;\n"
        f"  dcat:theme <{_EU}/data-theme/{one.theme}> ;\n"
        f"  dct:accrualPeriodicity <{_EU}/frequency/{one.every}> ;\n"
        f"  dct:accessRights <{_EU}/access-right/PUBLIC> ;\n"
        + (f"  dct:conformsTo <{one.standard}> ;\n" if one.standard else "")
        + f"  dcat:distribution {forms} .\n"
        + (f"\n<{one.standard}> a dct:Standard .\n" if one.standard else "")
    )
    return told + "".join(_way(f"{base}/data/#{one.code}-{number}", way, base) for number, way in enumerate(one.ways))


def _way(name: str, way: Way, base: str) -> str:
    return (
        f"\n<{name}> a dcat:Distribution ;\n"
        f"  dcat:accessURL <{base}{way.path}> ;\n  dcat:downloadURL <{base}{way.path}> ;\n"
        f"  dct:license <{LICENCE_URL}> ;\n"
        + (f"  dct:format <{_EU}/file-type/{way.format}> ;\n" if way.format else "")
        + f"  dcat:mediaType <https://www.iana.org/assignments/media-types/{MEDIA[way.format]}> .\n"
    )


def _journeys(base: str) -> str:
    """The address that plans journeys, as a service over the timetable."""
    names = {"id": "Perjalanan beserta tarifnya", "en": "Journeys with their fares"}
    words = {
        "id": "Mencari perjalanan dari satu tempat ke tempat lain, dengan tarif dan alasannya.",
        "en": "Finds journeys from one place to another, with their price and its reasons.",
    }
    return (
        f"\n<{base}/data/#journeys> a dcat:DataService ;\n"
        f"  dct:title {_texts(names)} ;\n  dct:description {_texts(words)} ;\n"
        f"  dct:publisher <{base}/#government> ;\n"
        f"  dcat:endpointURL <{base}/api/v1/journeys> ;\n"
        f"  dcat:endpointDescription <{base}/api/v1/openapi.json> ;\n"
        f"  dct:license <{LICENCE_URL}> ;\n"
        f"  dct:accessRights <{_EU}/access-right/PUBLIC> ;\n"
        f"  dcat:servesDataset <{base}/data/#timetable> .\n"
    )


def _texts(texts: dict[str, str]) -> str:
    return ", ".join(f"{_quoted(words)}@{language}" for language, words in texts.items())


def _moment(text: str) -> str:
    return f'"{text}"^^xsd:dateTime'


def _quoted(words: str) -> str:
    """A literal of Turtle: what could end it early is written as an escape."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r") + '"'
