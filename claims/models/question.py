"""What several claims answer."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

from actors.models import Record, record_rules
from audit.records import AuditedRecords
from claims.models.place import Place


class Question(Record):
    """A question that claims answer.

    In an exclusive question only one answer holds at a time: support for one counts against the others where
    their times overlap.
    """

    text = models.CharField(max_length=500)
    exclusive = models.BooleanField(default=False)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )

    history = AuditedRecords(untracked=("posted",))

    class Meta(Record.Meta):
        constraints = record_rules("question")
        # Readers look for claims by a part of what is asked, in any case of letters.
        indexes = [GinIndex(OpClass(Upper("text"), name="gin_trgm_ops"), name="question_named")]

    def __str__(self) -> str:
        return self.text
