"""How far each follower has read the log."""

from django.db import models


class Follower(models.Model):
    """A reader of the log and its position: every entry below it has been dealt with."""

    name = models.CharField(max_length=40, primary_key=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "audit_follower"

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"
