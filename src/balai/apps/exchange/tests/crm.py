"""Reports as Jakarta's complaint system would export them: invented, with the dirt that real files have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

COLUMNS = (
    "No Laporan", "Tanggal Laporan", "Batas Waktu", "Kategori", "Status", "Kelurahan", "Kecamatan", "Bujur", "Lintang",
    "Alamat", "Isi Laporan", "Berbahaya", "Terbuka", "Pelapor", "Email", "Telepon", "Prioritas", "Kanal",
    "Waktu Status", "Status Riwayat", "Instansi",
)  # fmt: skip
EARLIEST, LATEST = datetime(2015, 1, 1, 8), datetime(2026, 6, 1)  # noqa: DTZ001 (local, as files write times)
OPEN = ("Menunggu", "Koordinasi", "Disposisi", "Proses", "Dikerjakan", "Menunggu Validasi")
CLOSED = ("Selesai", "Ditolak")
OFFICES = ("Dinas BM", "Dinas Bina Marga", "Dinas SDA", "Kel. Cikini", "Kelurahan Cikini", "dinas-perhubungan", "")
PLACES = (
    {"Kelurahan": "Cikini", "Kecamatan": "Menteng", "Bujur": "106.839", "Lintang": "-6.191", "Alamat": "Depan stasiun"},
    {"Kelurahan": "cikini ", "Kecamatan": "MENTENG", "Bujur": "106.8390", "Lintang": "-6,191", "Alamat": ""},
    {"Kelurahan": "Menteng", "Kecamatan": "Menteng", "Bujur": "0.0", "Lintang": "0.0", "Alamat": "-"},
    {"Kelurahan": "", "Kecamatan": "", "Bujur": "106.839", "Lintang": "-6.191", "Alamat": "Jalan Cikini Raya"},
    {"Kelurahan": "", "Kecamatan": "", "Bujur": "", "Lintang": "", "Alamat": "Di bawah jembatan layang"},
    {"Kelurahan": "Cikini", "Kecamatan": "", "Bujur": "2.35", "Lintang": "48.85", "Alamat": "-"},
)
TYPED = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40) | st.sampled_from(
    ("=1+1", "-12", "'=x", '"kutip"', "dua; titik koma", "baris satu\nbaris dua", "  tepi  ", "@ada", "")
)


def _written(at: datetime) -> st.SearchStrategy[str]:
    """The same instant as different programs write it."""
    odd = f"{at.day}/{at.month}/{at.year} {at:%H:%M:%S}"
    return st.sampled_from((at.strftime("%d/%m/%Y %H:%M:%S"), odd, at.isoformat(), at.isoformat() + "+07:00"))


@st.composite
def statuses(draw: st.DrawFn) -> list[str]:
    """A history: it never closes twice without having been opened again in between."""
    found: list[str] = []
    for part in draw(st.lists(st.lists(st.sampled_from(OPEN), min_size=1, max_size=4), min_size=1, max_size=2)):
        found += [*part, draw(st.sampled_from(CLOSED))]
    if draw(st.integers(0, 5)) == 0:  # only the end is known, or nothing before it was
        return [draw(st.sampled_from(CLOSED)), *(found if draw(st.booleans()) else [])]
    return found[:-1] if draw(st.booleans()) else found


@st.composite
def reports(draw: st.DrawFn, number: int) -> list[dict[str, str]]:
    """The rows of one report."""
    at = draw(st.datetimes(EARLIEST, LATEST)).replace(microsecond=0)
    history = draw(statuses())
    case: dict[str, str] = {
        "No Laporan": f"JKT-{number:05}",
        "Tanggal Laporan": draw(_written(at)),
        "Batas Waktu": draw(st.just("") | _written(at + timedelta(days=draw(st.integers(1, 900))))),
        "Kategori": draw(
            st.sampled_from(("Jalan Berlubang", "Jalan Rusak", "Trotoar", "Trotoar Rusak", "Saluran Tersumbat"))
        ),
        "Status": history[-1],
        **draw(st.sampled_from(PLACES)),
        "Isi Laporan": draw(TYPED),
        "Berbahaya": draw(st.sampled_from(("Ya", "Tidak", ""))),
        "Terbuka": draw(st.sampled_from(("Ya", "Tidak"))),
        "Pelapor": draw(TYPED),
        "Email": draw(st.sampled_from(("", "warga@example.org", "bukan surel", " Warga@Example.org "))),
        "Telepon": draw(st.sampled_from(("", "0812-3456-7890", "+62 812 3456"))),
        "Prioritas": draw(TYPED),
        "Kanal": draw(st.sampled_from(("JAKI", "Twitter", "=cmd"))),
    }
    rows = []
    for status in history:
        rows.append(
            case
            | {"Waktu Status": draw(_written(at)), "Status Riwayat": status, "Instansi": draw(st.sampled_from(OFFICES))}
        )
        at += timedelta(seconds=draw(st.integers(0, 900_000)))
    return rows


def report_rows(**changes: Any) -> list[dict[str, str]]:
    """One report that goes the whole way; `history` may be other pairs of status and office, a day apart."""
    history: list[tuple[str, str]] = changes.pop("history", None) or [
        ("Menunggu", "Kelurahan Cikini"),
        ("Koordinasi", "Dinas BM"),
        ("Disposisi", "Dinas BM"),
        ("Proses", "Dinas BM"),
        ("Menunggu Validasi", "Biro Pemerintahan"),
        ("Selesai", ""),
    ]
    begins = EARLIEST.replace(year=2025)
    case: Mapping[str, str] = {
        "No Laporan": "JKT-1", "Tanggal Laporan": begins.strftime("%d/%m/%Y %H:%M:%S"), "Batas Waktu": "",
        "Kategori": "Jalan Berlubang", "Status": history[-1][0], **PLACES[0],
        "Isi Laporan": "Lubang besar di depan sekolah.", "Berbahaya": "Ya", "Terbuka": "Ya", "Pelapor": "Warga",
        "Email": "warga@example.org", "Telepon": "", "Prioritas": "tinggi", "Kanal": "JAKI", **changes,
    }  # fmt: skip
    return [
        {
            **case,
            "Waktu Status": (begins + timedelta(days=day)).strftime("%d/%m/%Y %H:%M:%S"),
            "Status Riwayat": status,
            "Instansi": office,
        }
        for day, (status, office) in enumerate(history)
    ]
