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
    does: str


CITIZENS: tuple[tuple[str, str], ...] = (
    ("warga", "Ratna Puspitawati"),
    ("warga.dua", "Hendra Gunarto"),
    ("warga.tiga", "Lilis Karmila"),
    ("warga.empat", "Yosep Tambunan"),
    ("warga.lima", "Nurul Hikmawati"),
    ("warga.enam", "Made Sudarsana"),
)
OFFICERS: tuple[DemoOfficer, ...] = (
    DemoOfficer("petugas", "Rina Hartanti", "officer", SUBDISTRICT, "officer, Kelurahan Cikini"),
    DemoOfficer("loket", "Bambang Suryadi", "front_desk", SUBDISTRICT, "front desk, Kelurahan Cikini"),
    DemoOfficer("lapangan", "Joko Prasojo", "crew", SUBDISTRICT, "field crew, Kelurahan Cikini"),
    DemoOfficer("lurah", "Sri Wahyuningtyas", "supervisor", SUBDISTRICT, "supervisor, Kelurahan Cikini"),
    DemoOfficer("sudin", "Rahmat Hidayatullah", "officer", SUB_AGENCY, "officer, Suku Dinas Bina Marga Jakarta Pusat"),
    DemoOfficer("regu", "Asep Kurniadi", "crew", SUB_AGENCY, "field crew, Suku Dinas Bina Marga Jakarta Pusat"),
    DemoOfficer("verifikator", "Maria Simatupang", "verifier", CHECKING_OFFICE, "verifier, Biro Pemerintahan"),
    DemoOfficer("pengawas", "Fajar Nugrahadi", "supervisor", GOVERNMENT, "supervisor of the whole province"),
    DemoOfficer("admin", "Wulan Sekarsari", "administrator", GOVERNMENT, "administrator"),
    DemoOfficer("auditor", "Irfan Maulidan", "auditor", GOVERNMENT, "auditor, reads everything, changes nothing"),
)


def demo_logins() -> list[tuple[str, str]]:
    """E-mail address, and as whom one logs in with it."""
    citizen = (f"{CITIZENS[0][0]}@{DOMAIN}", "citizen")
    return [citizen, *((f"{officer.email}@{DOMAIN}", officer.does) for officer in OFFICERS)]


def log_ins() -> str:
    """The demo log-ins, for the end of a start."""
    rows = demo_logins()
    width = max(len(email) for email, _ in rows)
    lines = [f"    {email:<{width}}  {role}" for email, role in rows]
    return "\n".join(["", f"  Log in with the password “{PASSWORD}” as", *lines, ""])
