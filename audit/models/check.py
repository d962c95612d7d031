"""What became of each check of the record that was run by the clock."""

from django.db import models
from django.db.models.functions import Now


class Check(models.Model):
    """One check that ran to its end: from which entry, up to which log size, and how many things differed.

    `first` tells the first difference in words. Only ever added: whoever takes the application's role over can hide
    no outcome.
    """

    name = models.CharField(max_length=16)
    done_at = models.DateTimeField(db_default=Now())
    seconds = models.FloatField()
    since = models.BigIntegerField()
    size = models.BigIntegerField()
    checked = models.BigIntegerField()
    differing = models.BigIntegerField()
    first = models.TextField(blank=True)

    class Meta:
        db_table = "audit_check"
        indexes = [models.Index(fields=["name", "-id"], name="audit_check_latest")]

    def __str__(self) -> str:
        return f"{self.name}: {self.differing} of {self.checked} differ"
