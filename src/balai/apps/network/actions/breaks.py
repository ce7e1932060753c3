"""A peer whose log lost entries may say so, signed. That is no fork in secret: we show it, and an officer decides."""

from __future__ import annotations

from datetime import datetime

from balai.apps.network.actions import alarming
from balai.apps.network.actions.alarming import raise_alarm
from balai.apps.network.actions.evidence import own_note
from balai.apps.network.actions.witnessing import keys_of
from balai.apps.network.descriptors import Refused, examine
from balai.apps.network.models import Peer
from balai.apps.network.visiting import Road
from balai.base.outside.fetching import Failed
from balai.engines.transparency.checkpoints import checkpoint_in
from balai.engines.transparency.documents import Document, NotADocument, verified_document
from balai.engines.transparency.encoding import NotBase64, decoded
from balai.engines.transparency.monitors import tree_of
from balai.engines.transparency.notes import Note, read_note
from balai.engines.transparency.tiles import NotATile
from balai.engines.transparency.tree import NotInTree

KIND, PATH = "log-break", "/log/break"


def heed_break(*, peer: Peer, road: Road, known: Note, text: bytes, now: datetime) -> None:
    """Raise the alarm of a declared break where one explains what we see; do nothing where none does.

    It must be signed by a key that we believe, name the very stretch in which our checkpoint lies, and keep a tree
    that the new one begins with.

    Raises:
        Refused: the break is declared; we sign nothing until an officer accepts it.
    """
    document = _declared(peer, road)
    if document is None:
        return
    kept, lost = document.body["kept"], document.body["lost"]
    if not kept["size"] < checkpoint_in(known).size <= lost["size"] or not _begins_with(road, text, kept):
        return
    evidence = [own_note(str(known), peer.origin), document.file.decode()]
    raise_alarm(peer=peer, kind=alarming.BROKEN, evidence=evidence, now=now, about=document.body["because"])
    raise Refused(alarming.BROKEN, is_deed=True)


def _declared(peer: Peer, road: Road) -> Document | None:
    try:
        document = verified_document(road.get(PATH, what="answer"), kind=KIND, keys=keys_of(peer))
        examine(document.body, "balai-log-break")
    except (Failed, NotADocument, Refused):
        return None
    return document if document.body["origin"] == peer.origin else None


def _begins_with(road: Road, text: bytes, kept: dict[str, object]) -> bool:
    """Whether the tree that is shown now begins with the one that the city says it kept."""
    new = checkpoint_in(read_note(text.decode()))
    tree = tree_of(lambda path: road.get(f"/log/{path}", what="tile"), new.size)
    try:
        return tree.root() == new.root and tree.root(int(str(kept["size"]))) == decoded(str(kept["root"]))
    except (NotInTree, NotATile, NotBase64):
        return False


def accept_break(peer: Peer, now: datetime) -> None:
    """Begin anew with the log as it is: the next visit takes its checkpoint as the first one that we see."""
    Peer.objects.filter(pk=peer.pk).update(
        note="", size=0, cosigned_size=0, cosigned_by=[], cosigned_at=None, next_at=now, etags={}
    )
