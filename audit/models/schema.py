"""Which columns a revision's content consists of: append-only, written when a trigger is installed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.records.triggers import append_only


class Schema(models.Model):
    """One shape that revisions of a table have had; entries name the shape their content was sealed in."""

    digest = models.CharField(max_length=64, primary_key=True)
    table_name = models.TextField()
    history_table = models.TextField()
    version = models.PositiveIntegerField()
    columns = ArrayField(models.TextField())

    class Meta:
        db_table = "audit_schema"
        constraints = [
            models.UniqueConstraint(fields=["table_name", "version"], name="audit_schema_version"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.table_name} v{self.version}"
