"""Everything that we suppose about SP4N-LAPOR!'s interface, in one place that a city can change.

What is published: JSON over POST under /api/services/f01/, a token in the body, topics as `id`, `parent`, `topic_name`,
complaints by tracking ID, confidential complaints and reporters' data left out. What today's interface is called beyond
that is shown only to the developers that a city names to the ministry; their documents decide, and this file follows.
docs/howto/sp4n-lapor.md tells each supposition in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from balai.apps.exchange.neighbour import EntryKind
from balai.engines.casework.definition import PublicState

SOURCE = "sp4n-lapor"
CHANGES = "/api/services/f01/getdisposisi"
READ = "/api/services/f01/getlaporan"
TELL = "/api/services/f01/addtindaklanjut"
TOKEN = "KEYTOKEN"  # noqa: S105 (the name of the field, as published)

PASSING = frozenset({"token", "sibuk", "batas"})
"""Codes of a refusal that says nothing about the message: a wrong token, a busy desk, a rate limit."""
PAGE = 50
"""Records in one answer."""
OVERLAP = 25
"""How many change numbers are read again each time: a change that was numbered early may be seen late."""
ZONE = ZoneInfo("Asia/Jakarta")
TIME = "%Y-%m-%d %H:%M:%S"
SILENCE = timedelta(hours=6)
"""After this long without an answer `balai doctor` speaks of it."""

LONGEST_WORDS = 10_000
LONGEST_TOLD = 2_000
MOST_ENTRIES = 500
LARGEST_ANSWER = 4_000_000
SECONDS = 10.0
"""Without a byte."""
MOST_SECONDS = 60.0
"""For a whole answer."""

KINDS: Mapping[str, EntryKind] = {
    "tanggapan_pelapor": EntryKind.REPLY,
    "belum_selesai": EntryKind.REOPEN,
    "tanggapan_admin": EntryKind.REMARK,
    "disposisi_lain": EntryKind.WITHDRAWN,
    "tutup": EntryKind.CLOSED,
    "tindak_lanjut": EntryKind.OURS,
}
STATES: Mapping[PublicState, str] = {
    PublicState.WAITING: "Belum Diproses",
    PublicState.COORDINATION: "Sedang Diproses",
    PublicState.DISPOSITION: "Sedang Diproses",
    PublicState.IN_PROGRESS: "Sedang Diproses",
    PublicState.VERIFICATION: "Sedang Diproses",
    PublicState.DONE: "Selesai",
    PublicState.REFUSED: "Ditutup",
    PublicState.WITHDRAWN: "Ditutup",
}
