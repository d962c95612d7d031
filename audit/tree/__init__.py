"""The tree over the log, its signed checkpoints and its proofs: bytes in, bytes out; no Django and no database.

`client` and `server` alone know the network, `files` and `state` the disk.
"""
