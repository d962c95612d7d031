"""The tree over the log, its signed checkpoints and its proofs: bytes in, bytes out; no Django, database or network."""
