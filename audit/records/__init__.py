"""Revision tables whose only writer is PostgreSQL."""

from audit.records.history import AuditedRecords, Revision, tracked_models
from audit.records.markings import FREE, Marked, Marking, circled
from audit.records.triggers import Guard, Recorder

__all__ = [
    "FREE",
    "AuditedRecords",
    "Guard",
    "Marked",
    "Marking",
    "Recorder",
    "Revision",
    "circled",
    "tracked_models",
]
