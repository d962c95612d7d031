"""One published item."""

from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import models

from actors.models import Actor, Mergeable, Words, mergeable_rules
from audit.records import AuditedRecords


class SourceKind(models.TextChoices):
    """What sort of item it is."""

    ARTICLE = "article"
    STATEMENT = "statement"
    MAP = "map"
    POST = "post"
    DOCUMENT = "document"
    IMAGE = "image"
    VIDEO = "video"
    DATASET = "dataset"
    OTHER = "other"


class Source(Mergeable):
    """A published item, its publisher, and the copy that was kept of it."""

    title = models.CharField(max_length=500)
    kind = models.CharField(max_length=16, choices=SourceKind)
    publisher = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="publications")
    web_url = models.URLField(max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    retrieved_at = models.DateTimeField(null=True, blank=True)
    lang = models.CharField(max_length=35, blank=True, help_text="A BCP 47 language tag.")
    archive_url = models.URLField(max_length=2000, blank=True)
    archive_sha256 = models.CharField(max_length=64, blank=True)

    history = AuditedRecords(untracked=("posted",), indexed=("publisher",))

    class Meta(Mergeable.Meta):
        constraints = mergeable_rules("source")
        indexes = [
            # What partners look for, and what is spelt nearly like it.
            GinIndex(Words("title"), name="source_words"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="source_alike"),
            # What may have been recorded twice.
            HashIndex(fields=["web_url"], name="source_by_address", condition=~models.Q(web_url="")),
            HashIndex(
                fields=["archive_sha256"], name="source_by_copy", condition=~models.Q(archive_sha256="")
            ),
        ]

    def __str__(self) -> str:
        return self.title
