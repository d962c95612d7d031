"""The checkpoints that were published: which size of the log was sealed under which root, and when."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from audit.records.triggers import Recorder, append_only

#: The advisory lock of whoever is signing or publishing, to the end of the transaction in which the row appears.
SEALING = (1096110420, 2)

_GROWS = """
    IF NEW.size <= (SELECT coalesce(max(size), -1) FROM public.audit_checkpoint)
        OR NEW.size > (SELECT coalesce(max(index) + 1, 0) FROM public.audit_entry)
    THEN
        RAISE EXCEPTION 'a checkpoint covers more than the last one, and no more than there is: %', NEW.size
            USING ERRCODE = 'AU005';
    END IF;
    RETURN NEW;
"""


class Checkpoint(models.Model):
    """One published size of the log. The published file is what counts; this row finds it by time.

    `root` is the RFC 6962 tree head over the first `size` entries, 32 bytes; `note` the signed note, as published, with
    its cosignatures; `signed_at` when it had all signatures that it needed, which is when it was published.
    """

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_checkpoint"
        indexes = [models.Index(fields=["signed_at", "size"], name="audit_checkpoint_signed")]
        triggers = [
            Recorder(name="grows", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_GROWS),
            *append_only(),
        ]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"
