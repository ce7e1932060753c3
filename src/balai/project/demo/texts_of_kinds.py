"""What invented citizens and officers say about permits, care, ideas and small businesses. All of it is made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ADDRESS = "Rumah bercat hijau, samping musala"
STALLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Soto Bu Ratna", ("meals",)),
    ("Kopi Pagi Hendra", ("drinks", "snacks")),
    ("Gerobak Buah Lilis", ("fruit", "drinks")),
    ("Nasi Uduk Mas Yosep", ("meals", "drinks")),
)
PERMIT: Mapping[str, Any] = {
    "jakarta_card": True,
    "adult": True,
    "nik": "3171060000000001",
    "handlers": [
        {"handler_name": "Pemilik usaha", "handler_trained": True},
        {"handler_name": "Adik pemilik", "handler_trained": False},
    ],
}
MINUTES: Mapping[str, Any] = {"found": "as_stated", "water": True, "waste": True}
CONDITIONS = "Lapak dibersihkan setiap malam. Air limbah tidak dibuang ke saluran."

CARE: Mapping[str, Any] = {
    "jakarta_card": True,
    "carer": True,
    "phone": "081200000000",
    "patients": [
        {"patient_name": "Ibu Saodah", "patient_age": 78, "complaint": ["stroke", "wound"], "bedridden": True},
        {"patient_name": "Bapak Karim", "patient_age": 80, "complaint": ["fever"], "bedridden": False},
    ],
}
TRIAGE = "Tanda vital menurut keluarga stabil. Kunjungan dijadwalkan."
SEEN: list[dict[str, Any]] = [
    {"seen_name": "Ibu Saodah", "pressure": "150/90", "finding": "Luka tekan dibersihkan dan dibalut.", "result": "treated"},
    {"seen_name": "Bapak Karim", "pressure": "130/80", "temperature": 37.8, "finding": "Infeksi saluran napas ringan.", "result": "treated"},
]  # fmt: skip

IDEAS: tuple[tuple[str, str, str], ...] = (
    (
        "learning",
        "Perpustakaan kecil di setiap halte besar",
        "Rak buku berbagi di halte besar, diisi warga dan diurus karang taruna. Menunggu bus jadi waktu membaca.",
    ),
    (
        "green",
        "Satu pohon peneduh untuk setiap kelahiran",
        "Setiap bayi yang lahir mendapat satu pohon di kelurahannya, dengan nama jalan dan tanggal tanam yang dapat dilihat.",
    ),
    (
        "mobility",
        "Bangku dan atap di halte kecil",
        "Banyak halte kecil tanpa bangku dan tanpa atap. Lansia dan ibu hamil berdiri kepanasan. Pasang bangku sederhana.",
    ),
)
STUDY: Mapping[str, Any] = {
    "feasible": "partly",
    "cost": 1_800_000_000,
    "assessment": "Dari 214 halte kecil, 120 memiliki trotoar yang cukup lebar. Pekerjaan dapat dimulai tahun depan.",
}
ADOPTED = "Usul ini kami laksanakan bertahap: 40 halte pada semester pertama, dimulai dari yang paling ramai."

ENTREPRENEUR: Mapping[str, Any] = {
    "jakarta_card": True,
    "nik": "3171060000000002",
    "sector": "culinary",
    "existing": False,
    "plan": "Membuat kue kering di rumah dan menjualnya di bazar kecamatan dan secara daring.",
}
MENTORED = "Dibahas harga pokok dan kemasan. Peserta mencoba dua ukuran baru."
COURSE = "Higiene pangan dan pengemasan"
BOOKS: Mapping[str, Any] = {"income": 2_400_000, "spending": 1_450_000}
