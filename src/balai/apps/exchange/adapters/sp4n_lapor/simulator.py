"""A national desk on this machine: what we suppose SP4N-LAPOR! does, for tests and for a city that prepares to join.

It keeps complaints in memory, answers the three questions of the interface, and can be told to misbehave
(`balai.apps.exchange.adapters.sp4n_lapor.mischief`). `serve` puts it behind HTTP on loopback.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from balai.apps.exchange.adapters.sp4n_lapor import assumptions


@dataclass(slots=True)
class Complaint:
    """A complaint as the national desk keeps it, in its own words."""

    tracking_id: str
    topic: str
    words: str
    at: datetime
    area: str = ""
    point: tuple[float, float] | None = None
    address: str = ""
    confidential: bool = False
    version: int = 0
    status: str = "Belum Diproses"
    office: str = ""
    is_ours: bool = True
    entries: list[dict[str, Any]] = field(default_factory=list)


class NationalDesk:
    """All complaints that were ever sent on to one city, and the numbered changes to them."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.complaints: dict[str, Complaint] = {}
        self._changes = 0
        self._lock = Lock()

    def forward(
        self,
        *,
        topic: str,
        words: str,
        area: str,
        at: datetime,
        point: tuple[float, float] | None = None,
        address: str = "",
        confidential: bool = False,
        tracking_id: str = "",
    ) -> str:
        """A complaint is sent on to the city; its tracking ID."""
        with self._lock:
            name = tracking_id or str(7_000_000 + len(self.complaints))
            self.complaints[name] = Complaint(name, topic, words, at, area, point, address, confidential)
            self._touch(self.complaints[name])
            return name

    def add(self, tracking_id: str, kind: str, words: str, at: datetime) -> str:
        """Something happens at the national desk; the entry's id."""
        with self._lock:
            complaint = self.complaints[tracking_id]
            if kind == "disposisi_lain":
                complaint.is_ours = False
            if kind == "tutup":
                complaint.status = "Selesai"
            return self._append(complaint, kind, words, at)

    def answer(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """What the interface answers, as parsed JSON."""
        if body.get(assumptions.TOKEN) != self.token:
            return {"berhasil": False, "kode": "token"}
        with self._lock:
            if path == assumptions.CHANGES:
                return self._changed(int(body["sejak"]), int(body["jumlah"]))
            complaint = self.complaints.get(str(body.get("tracking_id")))
            if complaint is None:
                return {"berhasil": False, "kode": "tidak_ditemukan"}
            if path == assumptions.READ:
                return {"berhasil": True, "laporan": self._shown(complaint)}
            if path == assumptions.TELL:
                return self._told(complaint, body)
        return {"berhasil": False, "kode": "alamat"}

    def _changed(self, since: int, most: int) -> dict[str, Any]:
        found = sorted((one for one in self.complaints.values() if one.version > since), key=lambda one: one.version)
        page = found[:most]
        return {
            "berhasil": True,
            "kursor": page[-1].version if page else self._changes,
            "lagi": len(found) > most,
            "laporan": [self._shown(one) for one in page],
        }

    def _told(self, complaint: Complaint, body: Mapping[str, Any]) -> dict[str, Any]:
        known = next((entry for entry in complaint.entries if entry.get("referensi") == body["referensi"]), None)
        if known is None:
            complaint.status, complaint.office = body["status"], body["instansi"]
            at = datetime.strptime(body["tanggal"], assumptions.TIME).replace(tzinfo=assumptions.ZONE)
            self._append(complaint, "tindak_lanjut", body["isi"], at, referensi=body["referensi"])
            known = complaint.entries[-1]
        return {"berhasil": True, "id": known["id"]}

    def _append(self, complaint: Complaint, kind: str, words: str, at: datetime, **more: str) -> str:
        name = f"{complaint.tracking_id}-{len(complaint.entries) + 1}"
        moment = at.astimezone(assumptions.ZONE).strftime(assumptions.TIME)
        complaint.entries.append({"id": name, "jenis": kind, "tanggal": moment, "isi": words, **more})
        self._touch(complaint)
        return name

    def _touch(self, complaint: Complaint) -> None:
        self._changes += 1
        complaint.version = self._changes

    @staticmethod
    def _shown(complaint: Complaint) -> dict[str, Any]:
        return {
            "tracking_id": complaint.tracking_id,
            "versi": complaint.version,
            "topik_id": complaint.topic,
            "isi": complaint.words,
            "tanggal": complaint.at.astimezone(assumptions.ZONE).strftime(assumptions.TIME),
            "wilayah": {"kode": complaint.area},
            "alamat": complaint.address,
            "lokasi": {"lon": complaint.point[0], "lat": complaint.point[1]} if complaint.point else None,
            "rahasia": "1" if complaint.confidential else "0",
            "anonim": "1",
            "status": complaint.status,
            "tindak_lanjut": [dict(entry) for entry in complaint.entries],
        }
