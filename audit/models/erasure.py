"""What was forgotten on purpose: which revisions, in which columns, why, and by which two people."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from audit.records import AuditedRecords
from audit.records.triggers import Recorder

#: What stands in the place of a text that is erased, and the column of a reason.
ERASED, REASON = "erased", "history_change_reason"

#: The owner, who could drop this trigger as well, is let through.
_CARRIED_OUT = """
    IF session_user NOT IN (current_user, 'contested_eraser') AND (
        NEW.carried_out_at IS NOT NULL OR TG_OP = 'UPDATE' AND OLD.carried_out_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'an erasure is carried out by its function, and stays as it was'
            USING ERRCODE = 'AU006';
    END IF;
    RETURN NEW;
"""


class Erasure(models.Model):
    """An erasure: proposed by one account, approved by another, carried out by the function `audit_erase`.

    Its three revisions are these three acts, sealed like all others. `entries` are the indexes of the revisions,
    `columns` what is erased in them, as `table.column`, with `REASON` where the reasons are. `contents` and `metas`
    have, for each entry in this order, the SHA-256 (hex) of what is left of its content and its meta, null where its
    salt still stands: what is left is sealed anew with this record.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    kind = models.CharField(max_length=40, editable=False)
    object_id = models.UUIDField(editable=False)
    entries = ArrayField(models.BigIntegerField(), editable=False)
    columns = ArrayField(models.TextField(), editable=False)
    reason = models.TextField()
    proposed_by = models.UUIDField(editable=False)
    approved_by = models.UUIDField(null=True, editable=False)
    carried_out_at = models.DateTimeField(null=True, editable=False)
    contents = ArrayField(models.TextField(null=True), default=list, editable=False)
    metas = ArrayField(models.TextField(null=True), default=list, editable=False)

    history = AuditedRecords()

    class Meta:
        db_table = "audit_erasure"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="erasure_takes_two"),
        ]
        triggers = [
            Recorder(
                name="carried_out",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_CARRIED_OUT,
            ),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.kind} {self.object_id}"
