"""Mistakes planted in a small valid pack: what is changed, and what must be said about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Planted:
    """`old` is replaced by `new` in `file`; then `code` is reported on the line that holds `at`, with this mend."""

    code: str
    file: str
    old: str
    new: str
    at: str
    mend: str


CITY, AREAS, ORGANISATIONS = "city.yaml", "areas.csv", "organisations.yaml"
BOUNDARIES, SERVICE = "areas.geojson", "services/report-street.yaml"
NEIGHBOUR = "neighbours/example.yaml"

IN_CITY = [
    Planted("yaml.syntax", CITY, "country: ID", "country: [ID", "currency:", "brackets"),
    Planted("yaml.syntax", CITY, "zone: Asia/Jakarta", "zone: Asia: Jakarta", "zone: Asia:", "Quote texts"),
    Planted("yaml.syntax", CITY, "calendar:\n  hours:", "calendar:\n\thours:", "\thours:", "spaces"),
    Planted("yaml.key-twice", CITY, "country: ID", "country: ID\ncountry: MY", "country: MY", "Keep one"),
    Planted("yaml.tag", CITY, "zone: Asia", "zone: !!python/name:os.system Asia", "zone:", "Remove the tag"),
    Planted("yaml.key", CITY, "country: ID", "<<: {country: ID}", "<<", "plain words"),
    Planted("yaml.documents", CITY, "country: ID", "---\ncountry: ID", "# A new city pack", "one document"),
    Planted("city.secretariat", CITY, "country: ID", "secretariat: true\ncountry: ID", "# A new city pack", "Remove"),
    Planted("city.missing-key", CITY, "zone: Asia/Jakarta\n", "", "city: kota", "Asia/Jakarta"),
    Planted("city.unknown-key", CITY, "currency:", "curency:", "curency:", "`currency`"),
    Planted("city.wrong-type", CITY, "country: ID", "country: 62", "country: 62", "two capital letters"),
    Planted("city.wrong-value", CITY, "country: ID", "country: Indonesia", "country:", "two capital letters"),
    Planted("city.wrong-value", CITY, "reference_prefix: KOT", "reference_prefix: k0t", "reference_prefix", "capital"),
    Planted("city.wrong-value", CITY, "longitude: 106.8", "longitude: 1068", "longitude: 1068", "-180 to 180"),
    Planted("city.wrong-value", CITY, "code: subdistrict", "code: subdistrik", "subdistrik", "mean subdistrict"),
    Planted("city.wrong-value", CITY, '"08:00-16:00"', '"8-16"', "monday", "07:30-16:00"),
    Planted("city.empty", CITY, "languages: [id, en]", "languages: []", "languages", "[id, en]"),
    Planted("city.twice", CITY, "languages: [id, en]", "languages: [id, id]", "languages", "Keep one"),
    Planted("city.twice", CITY, "code: district,", "code: city,", 'code: city, names: {id: "Kec', "Keep one"),
    Planted("city.level-order", CITY, "code: city,", "code: rt,", "code: district", "province, city"),
    Planted("city.zone", CITY, "zone: Asia/Jakarta", "zone: Asia/Batavia", "zone:", "Asia/Jakarta"),
    Planted("city.language-missing", CITY, ', en: "New Year\'s Day"', "", "2026-01-01", "Add en"),
    Planted("city.language-unknown", CITY, '{id: "Kota",', '{jv: "Kutha", id: "Kota",', "Kutha", "Remove it"),
    Planted("city.hours-end", CITY, '"08:00-16:00"', '"16:00-08:00"', "monday", "earlier time first"),
    Planted("city.hours-overlap", CITY, '"08:00-16:00"', '"08:00-12:00", "11:00-16:00"', "monday", "let none overlap"),
    Planted("city.holiday-date", CITY, "2026-01-01", "2026-02-30", "2026-02-30", "year-month-day"),
    Planted("city.holiday-year", CITY, "2026-01-01", "2027-01-01", "2027-01-01", "under 2027"),
    Planted(
        "city.holiday-twice",
        CITY,
        "      - {date: 2026-01-01",
        '      - {date: 2026-01-01, names: {id: "Satu", en: "One"}}\n      - {date: 2026-01-01',
        "New Year's Day",
        "Keep one",
    ),
]

IN_AREAS = [
    Planted("areas.header", AREAS, "code,level", "kode,level", "kode", "code,level,name"),
    Planted("areas.cells", AREAS, "East side,1.1,", "East side,1.1", "East side", "every comma"),
    Planted("areas.code", AREAS, "1.1.2,", "1/1/2,", "1/1/2", "letters, digits"),
    Planted("areas.code-twice", AREAS, "1.1.2,", "1.1.1,", "East side", "own code"),
    Planted("areas.level", AREAS, "1.1.2,subdistrict", "1.1.2,village", "village", "levels in city.yaml"),
    Planted("areas.name", AREAS, "East side", " ", "1.1.2", "Write its name"),
    Planted("areas.parent", AREAS, "East side,1.1,", "East side,1.9,", "East side", "parent first"),
    Planted("areas.parent-level", AREAS, "East side,1.1,", "East side,1.1.1,", "East side", "wider level"),
    Planted("areas.two-roots", AREAS, "East side,1.1,", "East side,,", "East side", "topmost"),
    Planted(
        "areas.dates",
        AREAS,
        "East side,1.1,106.825,-6.167,,",
        "East side,1.1,,,2026-02-01,2026-01-01",
        "East",
        "Swap since",
    ),
    Planted(
        "areas.date", AREAS, "East side,1.1,106.825,-6.167,,", "East side,1.1,,,20260201,", "East side", "2026-01-31"
    ),
    Planted("areas.point", AREAS, "106.825,-6.167", "106.825,", "East side", "or neither"),
    Planted("areas.swapped", AREAS, "106.825,-6.167", "-6.167,106.825", "East side", "Swap the two"),
    Planted("areas.far", AREAS, "106.825,-6.167", "2.35,48.85", "East side", "Correct the point"),
    Planted("areas.csv", AREAS, "East side", '"East" side', "code,level", "Close each quote"),
]

IN_BOUNDARIES = [
    Planted("boundary.not-json", BOUNDARIES, '{"code": "1.1"}', '{"code": }', '{"code": }', "GeoJSON"),
    Planted(
        "boundary.not-labelled", BOUNDARIES, '"schematic": true', '"scheme": true', "FeatureCollection", "schematic"
    ),
    Planted("boundary.unknown-code", BOUNDARIES, '"1.1.2"', '"1.1.3"', '"1.1.3"', "areas.csv"),
    Planted("boundary.code-twice", BOUNDARIES, '"1.1.2"', '"1.1.1"', "106.85", "MultiPolygon"),
    Planted("boundary.no-code", BOUNDARIES, '{"code": "1.1.2"}', "{}", '"properties": {}', "as text"),
]

IN_ORGANISATIONS = [
    Planted(
        "organisations.unknown-key", ORGANISATIONS, "for_each: district", "foreach: district", "foreach", "for_each"
    ),
    Planted(
        "organisations.missing-key", ORGANISATIONS, "    kind: district_office\n", "", "for_each: district", "Add kind"
    ),
    Planted(
        "organisations.wrong-value", ORGANISATIONS, "kind: district_office", "kind: office", "kind: office", "mean"
    ),
    Planted("organisations.wrong-value", ORGANISATIONS, "code: roads", "code: Roads!", "Roads!", "small letters"),
    Planted("organisations.code-twice", ORGANISATIONS, "code: inspection", "code: roads", "code: roads", "own code"),
    Planted(
        "organisations.parent", ORGANISATIONS, "parent: government", "parent: governor", "governor", "in this file"
    ),
    Planted("organisations.two-roots", ORGANISATIONS, "    parent: government\n", "", "code: roads", "topmost"),
    Planted(
        "organisations.circle",
        ORGANISATIONS,
        "    kind: province",
        "    kind: province\n    parent: roads",
        "parent: roads",
        "Correct one",
    ),
    Planted("organisations.area", ORGANISATIONS, 'area: "1"', 'area: "9"', 'area: "9"', "in quotes"),
    Planted("organisations.wrong-type", ORGANISATIONS, 'area: "1"', "area: 1", "area: 1", "in quotes"),
    Planted(
        "organisations.placeholder", ORGANISATIONS, "Kecamatan {name}", "Kecamatan {nama}", "{nama}", "parent_code"
    ),
    Planted("organisations.placeholder", ORGANISATIONS, "Inspektorat", "Inspektorat {name}", "Inspektorat", "for_each"),
    Planted("organisations.one-code", ORGANISATIONS, '"district-{code}"', '"district"', 'code: "district"', "{code}"),
    Planted("organisations.no-area", ORGANISATIONS, "for_each: district", "for_each: rw", "for_each: rw", "Correct"),
    Planted(
        "organisations.language-missing",
        ORGANISATIONS,
        'names: {id: "Inspektorat", ',
        "names: {",
        "Inspection",
        "Add id",
    ),
]

IN_SERVICE = [
    Planted("service.shape", SERVICE, "kind: report", "kind: rapport", "kind: rapport", "part of the city"),
    Planted(
        "service.unknown_organisation", SERVICE, "owner: roads", "owner: road", "owner: road", "organisations.yaml"
    ),
    Planted(
        "service.unknown_organisation", SERVICE, "unit: inspection", "unit: inspector", "inspector", "organisations"
    ),
    Planted("service.unknown_step", SERVICE, "next: [check]", "next: [chekc]", "chekc", "id of a step"),
    Planted("service.flow", SERVICE, "owner: roads", "owner: roads\nflow: common", "flow:", "services/flows"),
    Planted("service.language", SERVICE, '{id: "Foto", ', "{", 'en: "Photo"', "Add id"),
]

IN_NEIGHBOUR = [
    Planted("neighbour.missing-key", NEIGHBOUR, 'unknown_area: "1"\n', "", "names:", "areas.csv"),
    Planted("neighbour.area", NEIGHBOUR, 'unknown_area: "1"', 'unknown_area: "9"', "unknown_area", "areas.csv"),
    Planted("neighbour.service", NEIGHBOUR, "report.street", "report.stret", "report.stret", "report.street"),
    Planted("neighbour.category", NEIGHBOUR, "category: hole", "category: holes", "holes", "hole"),
    Planted("neighbour.unknown-key", NEIGHBOUR, "category:", "kategori:", "kategori", "`category`"),
    Planted("neighbour.language-missing", NEIGHBOUR, 'id: "Tetangga", ', "", "names:", "Add id"),
]

EVERYTHING = [*IN_CITY, *IN_AREAS, *IN_BOUNDARIES, *IN_ORGANISATIONS, *IN_SERVICE, *IN_NEIGHBOUR]
