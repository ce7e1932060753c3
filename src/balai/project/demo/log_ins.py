"""Whom a visitor of the demo may log in as. Loads nothing, so that the supervising process can print it."""

from __future__ import annotations

from typing import NamedTuple

DOMAIN = "demo.balai.example"
PASSWORD = "balai kota kita"  # noqa: S105 (printed for everyone; a demo runs on loopback only)
SUBDISTRICT = "kelurahan-31.71.06.1003"
SUB_AGENCY = "suku-dinas-bina-marga-31.71"
CHECKING_OFFICE = "biro-pemerintahan"
GOVERNMENT = "dki"


class DemoOfficer(NamedTuple):
    """An invented officer: the beginning of the address, the name, role and organisation, and what to try."""

    email: str
    name: str
    role: str
    organisation: str
    does: dict[str, str]


CITIZENS: tuple[tuple[str, str], ...] = (
    ("warga", "Ratna Puspitawati"),
    ("warga.dua", "Hendra Gunarto"),
    ("warga.tiga", "Lilis Karmila"),
    ("warga.empat", "Yosep Tambunan"),
    ("warga.lima", "Nurul Hikmawati"),
    ("warga.enam", "Made Sudarsana"),
)
OFFICERS: tuple[DemoOfficer, ...] = (
    DemoOfficer(
        "petugas",
        "Rina Hartanti",
        "officer",
        SUBDISTRICT,
        {"id": "petugas Kelurahan Cikini", "en": "officer, Kelurahan Cikini"},
    ),
    DemoOfficer(
        "loket",
        "Bambang Suryadi",
        "front_desk",
        SUBDISTRICT,
        {"id": "loket Kelurahan Cikini", "en": "front desk, Kelurahan Cikini"},
    ),
    DemoOfficer(
        "lapangan",
        "Joko Prasojo",
        "crew",
        SUBDISTRICT,
        {"id": "petugas lapangan Kelurahan Cikini", "en": "field crew, Kelurahan Cikini"},
    ),
    DemoOfficer(
        "lurah",
        "Sri Wahyuningtyas",
        "supervisor",
        SUBDISTRICT,
        {"id": "pengawas Kelurahan Cikini", "en": "supervisor, Kelurahan Cikini"},
    ),
    DemoOfficer(
        "sudin",
        "Rahmat Hidayatullah",
        "officer",
        SUB_AGENCY,
        {"id": "petugas Suku Dinas Bina Marga Jakarta Pusat", "en": "officer, Suku Dinas Bina Marga Jakarta Pusat"},
    ),
    DemoOfficer(
        "regu",
        "Asep Kurniadi",
        "crew",
        SUB_AGENCY,
        {
            "id": "regu lapangan Suku Dinas Bina Marga Jakarta Pusat",
            "en": "field crew, Suku Dinas Bina Marga Jakarta Pusat",
        },
    ),
    DemoOfficer(
        "verifikator",
        "Maria Simatupang",
        "verifier",
        CHECKING_OFFICE,
        {"id": "verifikator, Biro Pemerintahan", "en": "verifier, Biro Pemerintahan"},
    ),
    DemoOfficer(
        "izin",
        "Dewi Lestariningsih",
        "officer",
        "up-pmptsp-31.71",
        {"id": "petugas perizinan Jakarta Pusat", "en": "permit officer, Central Jakarta"},
    ),
    DemoOfficer(
        "lapak",
        "Eko Prasetyono",
        "officer",
        "suku-dinas-ppkukm-31.71",
        {"id": "pemeriksa lapak dan pendamping usaha", "en": "stall inspector and business mentor"},
    ),
    DemoOfficer(
        "puskesmas",
        "Anisa Rahmawati",
        "officer",
        "puskesmas-31.71.06",
        {"id": "perawat Puskesmas Menteng", "en": "nurse, Menteng health centre"},
    ),
    DemoOfficer(
        "moderator",
        "Gilang Ramadhana",
        "officer",
        "jakarta-smart-city",
        {"id": "moderator ide warga", "en": "moderator of citizens' ideas"},
    ),
    DemoOfficer(
        "pengawas",
        "Fajar Nugrahadi",
        "supervisor",
        GOVERNMENT,
        {"id": "pengawas seluruh provinsi", "en": "supervisor of the whole province"},
    ),
    DemoOfficer(
        "admin", "Wulan Sekarsari", "administrator", GOVERNMENT, {"id": "administrator", "en": "administrator"}
    ),
    DemoOfficer(
        "auditor",
        "Irfan Maulidan",
        "auditor",
        GOVERNMENT,
        {"id": "auditor, membaca semua tanpa mengubah", "en": "auditor, reads everything, changes nothing"},
    ),
)


def demo_logins() -> list[tuple[str, dict[str, str]]]:
    """E-mail address, and as whom one logs in with it, in each language."""
    citizen = (f"{CITIZENS[0][0]}@{DOMAIN}", {"id": "warga", "en": "citizen"})
    return [citizen, *((f"{officer.email}@{DOMAIN}", officer.does) for officer in OFFICERS)]


def log_ins() -> str:
    """The demo log-ins, for the end of a start."""
    rows = demo_logins()
    width = max(len(email) for email, _ in rows)
    lines = [f"    {email:<{width}}  {role['en']}" for email, role in rows]
    return "\n".join(["", f"  Log in with the password “{PASSWORD}” as", *lines, ""])
