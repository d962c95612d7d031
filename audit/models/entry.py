"""The log: the outbox that triggers write, and the gap-free entries it is drained into."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from audit.records.triggers import Guard, Recorder, append_only, no_truncate

#: What stands for the table of an entry that a restore has left nothing of but its commitments.
LOST = "lost"

_SEALED_ONLY = """
    IF NOT EXISTS (
        SELECT FROM public.audit_entry e WHERE e.table_name = OLD.table_name AND e.history_id = OLD.history_id
    ) THEN
        RAISE EXCEPTION 'an outbox row leaves only when its entry stands: % %', OLD.table_name, OLD.history_id
            USING ERRCODE = 'AU002', HINT = 'its revision is missing, or its schema is not in audit_schema';
    END IF;
    RETURN OLD;
"""


class Outbox(models.Model):
    """A revision that is committed and not yet in the log.

    Written by the triggers in the transaction of the write; leaves only when its entry stands.
    """

    table_name = models.TextField()
    object_id = models.UUIDField()
    history_id = models.BigIntegerField()
    schema = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_outbox"
        triggers = [
            Recorder(
                name="sealed_only", when=pgtrigger.Before, operation=pgtrigger.Delete, func=_SEALED_ONLY
            ),
            Guard(name="unchanged", operation=pgtrigger.Update, why="what was committed stays as it was"),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.object_id}"


class Entry(models.Model):
    """One revision in the log: commitments to what it says and to who wrote it, never the text itself.

    `meta_hash` = SHA-256(meta_salt ‖ meta) and `content_hash` = SHA-256(content_salt ‖ content), 32 bytes each.
    Two salts, so that showing one preimage helps nobody to guess the other.
    """

    index = models.BigIntegerField(primary_key=True)
    table_name = models.TextField()
    object_id = models.UUIDField()
    history_id = models.BigIntegerField()
    schema = models.CharField(max_length=64)
    meta_salt = models.BinaryField()
    content_salt = models.BinaryField()
    meta_hash = models.BinaryField()
    content_hash = models.BinaryField()
    drained_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_entry"
        constraints = [
            models.UniqueConstraint(fields=["table_name", "history_id"], name="audit_entry_revision"),
        ]
        indexes = [models.Index(fields=["object_id", "index"], name="audit_entry_object")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"entry {self.index}"
