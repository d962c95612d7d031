"""simple-history's models and managers; PostgreSQL's triggers as their only writer."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from audit.records.markings import Marked, as_strict
from audit.records.triggers import append_only, recorders

_tracked: list[type[models.Model]] = []


class Revision(models.Model):
    """What every revision says beside the content: through which door, for whom, with which key."""

    history_partner_id = models.UUIDField(null=True)
    history_key_id = models.UUIDField(null=True)
    history_channel = models.CharField(max_length=16)
    history_request_id = models.CharField(max_length=128)

    class Meta:
        abstract = True


def _no_account(_revision: models.Model) -> None:
    """Return nothing: the record knows account ids, never the account model."""


class AuditedRecords(HistoricalRecords):  # type: ignore[misc]  # untyped
    """Revisions of a model, written by triggers that the model gets with it.

    `untracked` names fields that are neither recorded nor in need of attribution; `indexed` those by which
    revisions are looked up, beside the record's id.
    """

    def __init__(self, *, untracked: tuple[str, ...] = (), indexed: tuple[str, ...] = ()) -> None:
        self.indexed = ("id", *indexed)
        super().__init__(
            bases=(Revision,),
            excluded_fields=list(untracked),
            history_id_field=models.BigAutoField(),
            history_user_id_field=models.UUIDField(null=True),
            history_user_getter=_no_account,
        )

    def copy_fields(self, model: type[models.Model]) -> dict[str, Any]:
        """Return the copies, with only the indexes that reading needs and no generated values."""
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = name in self.indexed
            field.db_default = models.NOT_PROVIDED
        return fields

    def create_historical_record(self, *_args: object, **_kwargs: object) -> None:
        """Do nothing: the trigger has written the revision in the same statement."""

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        """Attach the triggers to the model and the guards to its history."""
        super().finalize(sender, **kwargs)
        if self.cls is not sender:
            return
        history = sender.history.model
        columns = [field.column for field in history.tracked_fields]
        recording = recorders(
            table=sender._meta.db_table, history=history._meta.db_table, columns=sorted(columns)
        )
        if issubclass(sender, Marked):
            recording = [*as_strict(sender), *recording]
        _attach(sender, [*getattr(sender._meta, "triggers", []), *recording])
        _attach(history, append_only())
        _tracked.append(sender)


def _attach(model: type[models.Model], triggers: list[Any]) -> None:
    """Give a model triggers as if its Meta had named them, so that migrations see them."""
    model._meta.triggers = triggers  # type: ignore[attr-defined]
    model._meta.original_attrs["triggers"] = triggers


def tracked_models() -> list[type[models.Model]]:
    """Return every model with revisions, in the order in which they were defined."""
    return list(_tracked)
