"""SP4N-LAPOR! as a neighbour: its JSON to our records, our news to its JSON. Every name is in `assumptions`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from balai.apps.exchange.adapters.sp4n_lapor import assumptions
from balai.apps.exchange.neighbour import (
    Changes,
    EntryKind,
    ForeignEntry,
    ForeignRecord,
    News,
    TurnedDown,
    Unreachable,
)
from balai.web.words import clean_line, clean_words


class Transport(Protocol):
    """Carries one question there and its answer back."""

    def call(self, path: str, body: Mapping[str, Any]) -> Any:
        """The parsed JSON of the answer.

        Raises:
            Unreachable: there was none, or it cannot be read.
        """
        ...


class Unreadable(ValueError):
    """A record that is not of the agreed shape; `code` names the field."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sp4nLapor:
    """The national desk, as `balai.apps.exchange.neighbour.NeighbourPort` wants it."""

    transport: Transport
    token: str

    def changes(self, cursor: str) -> Changes:
        start = max(0, int(cursor or 0) - assumptions.OVERLAP)
        answer = self._ask(assumptions.CHANGES, {"sejak": start, "jumlah": assumptions.PAGE + assumptions.OVERLAP})
        found = answer.get("laporan")
        if not isinstance(found, list) or not isinstance(answer.get("kursor"), int):
            raise Unreachable("sp4n.answer")
        records: list[ForeignRecord] = []
        unreadable: list[tuple[str, str]] = []
        for item in found:
            try:
                records.append(record_of(item))
            except Unreadable as error:
                unreadable.append(
                    (str(item.get("tracking_id", ""))[:120] if isinstance(item, dict) else "", error.code)
                )
        reached = max(int(cursor or 0), answer["kursor"])
        return Changes(records, str(reached), bool(answer.get("lagi")), unreadable)

    def read(self, foreign_id: str) -> ForeignRecord:
        answer = self._ask(assumptions.READ, {"tracking_id": foreign_id})
        try:
            return record_of(answer.get("laporan"))
        except Unreadable as error:
            raise TurnedDown(error.code) from error

    def tell(self, foreign_id: str, news: News) -> None:
        self._ask(
            assumptions.TELL,
            {
                "tracking_id": foreign_id,
                "referensi": str(news.reference),
                "status": assumptions.STATES[news.state],
                "instansi": news.office,
                "isi": shortened(news.words),
                "perlu_jawaban": "1" if news.asks else "0",
                "tutup": "1" if news.is_final else "0",
                "tanggal": news.at.astimezone(assumptions.ZONE).strftime(assumptions.TIME),
            },
        )

    def _ask(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = self.transport.call(path, {assumptions.TOKEN: self.token, **body})
        if isinstance(answer, Mapping) and answer.get("berhasil") is True:
            return answer
        why = answer.get("kode") if isinstance(answer, Mapping) and answer.get("berhasil") is False else None
        if not isinstance(why, str) or why in assumptions.PASSING:
            raise Unreachable(f"sp4n.{why if isinstance(why, str) else 'answer'}"[:60])
        raise TurnedDown(f"sp4n.{why}"[:60])


def shortened(words: str) -> str:
    """Words as long as the desk takes them; what is cut off is seen to be."""
    longest = assumptions.LONGEST_TOLD
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"


def record_of(item: Any) -> ForeignRecord:
    """A complaint of the national desk as a record.

    Raises:
        Unreadable: it is not of the agreed shape.
    """
    if not isinstance(item, Mapping):
        raise Unreadable("sp4n.record")
    entries = item.get("tindak_lanjut", [])
    if not isinstance(entries, list) or len(entries) > assumptions.MOST_ENTRIES:
        raise Unreadable("sp4n.tindak_lanjut")
    area, place = item.get("wilayah") or {}, item.get("lokasi") or {}
    if not isinstance(area, Mapping) or not isinstance(place, Mapping):
        raise Unreadable("sp4n.wilayah")
    longitude, latitude = _degrees(place.get("lon"), 180), _degrees(place.get("lat"), 90)
    whole = longitude is not None and latitude is not None and (longitude, latitude) != (0.0, 0.0)
    return ForeignRecord(
        id=_text(item, "tracking_id", 120),
        version=_number(item, "versi"),
        topic=_text(item, "topik_id", 40),
        words=clean_words(_text(item, "isi", assumptions.LONGEST_WORDS)),
        at=_moment(item, "tanggal"),
        area=str(area.get("kode") or "")[:40],
        place_words=clean_line(str(item.get("alamat") or "")[:500]),
        longitude=longitude if whole else None,
        latitude=latitude if whole else None,
        confidential=str(item.get("rahasia")) not in ("0", "False", "false"),
        entries=tuple(_entry(entry) for entry in entries),
    )


def _entry(item: Any) -> ForeignEntry:
    if not isinstance(item, Mapping):
        raise Unreadable("sp4n.tindak_lanjut")
    kind = assumptions.KINDS.get(str(item.get("jenis")))
    if kind is None:
        raise Unreadable("sp4n.jenis")
    words = clean_words(str(item.get("isi") or "")[: assumptions.LONGEST_WORDS])
    reference = _reference(item.get("referensi")) if kind is EntryKind.OURS else None
    return ForeignEntry(_text(item, "id", 80), kind, _moment(item, "tanggal"), words, reference)


def _reference(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _text(item: Mapping[str, Any], key: str, longest: int) -> str:
    """A text that must be there; NUL cannot be kept and says nothing."""
    value = item.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise Unreadable(f"sp4n.{key}")
    return value.replace("\x00", "").strip()[:longest]


def _number(item: Mapping[str, Any], key: str) -> int:
    value = item.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise Unreadable(f"sp4n.{key}")
    return value


def _moment(item: Mapping[str, Any], key: str) -> datetime:
    try:
        return datetime.strptime(str(item.get(key)), assumptions.TIME).replace(tzinfo=assumptions.ZONE)
    except ValueError as error:
        raise Unreadable(f"sp4n.{key}") from error


def _degrees(value: Any, most: int) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if -most <= number <= most else None
