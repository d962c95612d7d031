"""The record: who wrote what, every revision, the log over them. Knows no claim and no actor."""
