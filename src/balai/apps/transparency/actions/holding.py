"""A log that came back from a back-up waits until it is known what others saw of it; what is lost is said aloud."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection, transaction

from balai.apps.transparency.actions.rotating import rotate
from balai.apps.transparency.actions.sequencing import LEADER
from balai.apps.transparency.actions.stating import Said, state
from balai.apps.transparency.keys import origin, signing_keys
from balai.apps.transparency.models import Break, Checkpoint, Cosignature, Hold
from balai.base.errors import Refusal
from balai.engines.transparency.checkpoints import checkpoint_in
from balai.engines.transparency.documents import sign_document
from balai.engines.transparency.encoding import encoded
from balai.engines.transparency.notes import Note

BREAK = "log-break"
LONGEST_REASON = 500


class NothingLost(Refusal):
    """Nobody saw more of the log than it holds: there is nothing to declare."""

    code = "log.nothing_lost"


@transaction.atomic
def hold(*, reason: Hold.Reason, now: datetime) -> None:
    """Let nothing enter the log until it is released."""
    _lead()
    if not Hold.objects.filter(reason=reason, until__isnull=True).exists():
        Hold.objects.create(reason=reason, since=now)


@transaction.atomic
def release(*, now: datetime) -> int:
    """Let the log go on; how many holds ended."""
    return Hold.objects.filter(until__isnull=True).update(until=now)


def held_since() -> datetime | None:
    """Since when the log is held; None while it is not."""
    return Hold.objects.filter(until__isnull=True).order_by("since").values_list("since", flat=True).first()


@transaction.atomic
def declare_break(*, lost: Note, because: str, now: datetime) -> Break:
    """Say, signed, that the log lost its last entries and goes on without them; it gets a new key beside the old one.

    `lost` is a checkpoint that this log's own key signed and that witnesses kept: verified by the caller.

    Raises:
        NothingLost: the log reaches as far, and was not held.
    """
    _lead()
    gone = checkpoint_in(lost)
    kept = _kept(gone.size)
    if kept is None:
        raise NothingLost
    rotate(now=now)
    moment = now.replace(microsecond=0).astimezone(UTC).isoformat()
    body = {
        "schema": "balai-log-break/1",
        "origin": origin(),
        "address": str(settings.CONFIGURATION.address),
        "kept": {"size": kept.size, "root": encoded(bytes(kept.root))},
        "lost": {"size": gone.size, "root": encoded(gone.root)},
        "at": moment,
        "because": because[:LONGEST_REASON],
    }
    document = sign_document(BREAK, body, signing_keys(now))
    state([Said("log.broken", now, {"sha256": document.digest, "kept": kept.size, "lost": gone.size})])
    release(now=now)
    return Break.objects.create(
        kept_size=kept.size, lost_size=gone.size, lost_note=str(lost), file=document.file, at=now
    )


def _kept(below: int) -> Checkpoint | None:
    """The newest checkpoint of ours that surely is a beginning of the lost tree: the newest of all when the log was held
    before anything was added, else the newest that another city saw.
    """
    rows = Checkpoint.objects.filter(size__lt=below).order_by("-size")
    if held_since() is None:
        rows = rows.filter(size__in=Cosignature.objects.values("size"))
    return rows.first()


def is_declared(note: Note) -> bool:
    """Whether the loss of this checkpoint has been declared."""
    size = checkpoint_in(note).size
    return Break.objects.filter(kept_size__lt=size, lost_size__gte=size).exists()


def latest_break() -> Break | None:
    return Break.objects.order_by("-id").first()


def _lead() -> None:
    """Wait until nobody sequences."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEADER])
