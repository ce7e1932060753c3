"""What convinces others of what a peer did: its own notes, and what its trees prove."""

from __future__ import annotations

from balai.engines.transparency.checkpoints import Checkpoint, checkpoint_in
from balai.engines.transparency.encoding import encoded
from balai.engines.transparency.monitors import Fetch, tree_of
from balai.engines.transparency.notes import NotANote, Note, read_note


def contradiction(fetch: Fetch, old: Checkpoint, text: bytes) -> str:
    """What the new tree says that the old one was, with the proof: together with the two notes it convinces anyone."""
    new = checkpoint_in(read_note(text.decode()))
    tree = tree_of(fetch, new.size)
    proof = "".join(f"{encoded(part)}\n" for part in tree.consistency(old.size))
    return f"root of the first {old.size} entries in the tree of {new.size}:\n{encoded(tree.root(old.size))}\n{proof}"


def own_note(text: str, origin: str) -> str:
    """A note without the signatures of others: they change from one look to the next, and prove nothing here."""
    try:
        note = read_note(text)
    except NotANote:
        return text[:20_000]
    return str(Note(note.text, tuple(one for one in note.signatures if one.name == origin)))
