"""An append-only log that anyone can audit: a Merkle tree in tiles, signed checkpoints, proofs, witnesses.

After RFC 9162 section 2 (the tree and its proofs) and the C2SP specifications signed-note, tlog-checkpoint, tlog-tiles,
tlog-cosignature, tlog-witness and tlog-proof. Storage, clocks and the network are the caller's.
"""
