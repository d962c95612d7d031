"""Revision tables whose only writer is PostgreSQL."""

from audit.records.history import AuditedRecords, Revision, tracked_models
from audit.records.triggers import Guard, Recorder

__all__ = ["AuditedRecords", "Guard", "Recorder", "Revision", "tracked_models"]
