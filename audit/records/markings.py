"""Markings: who may see a record, on the record itself, and never less strictly than what it rests on.

A marking is one of the Traffic Light Protocol's (FIRST, TLP 2.0). Beyond green a record names circles, by id: a
partner, an account, or a group of them. Whoever is in *all* of them may see it, so that two strict records are joined
by joining their circles. The triggers see to it, whatever writes: a record is at least as strict as every marked record
that it refers to, and is made stricter with them; nothing is ever made less strict by another.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from audit.records.triggers import Recorder


class Marking(models.TextChoices):
    """TLP 2.0, the freest first."""

    CLEAR = "clear", "TLP:CLEAR: everyone"
    GREEN = "green", "TLP:GREEN: every partner"
    AMBER = "amber", "TLP:AMBER: its circles"
    STRICT = "amber+strict", "TLP:AMBER+STRICT: the partner alone"
    RED = "red", "TLP:RED: named recipients"


#: The advisory lock that is shared by whoever refers to records, and held alone by whoever makes one stricter: a record
#: that is just being referred to would be read as it was.
LOCK = "1096110423, 1"

#: Without circles, since no circle is wider.
FREE = (Marking.CLEAR, Marking.GREEN)


class Marked(models.Model):
    """Something that not everyone may see."""

    marking = models.CharField(
        max_length=12, choices=Marking, default=Marking.CLEAR, db_default=Marking.CLEAR
    )
    circles = ArrayField(
        models.UUIDField(),
        default=list,
        db_default=[],
        blank=True,
        help_text="Partners, accounts or sharing groups, by id: whoever is in all of them may see it.",
    )

    #: References that say who may see it as well, asked on reading: what rests on them is not marked anew.
    seen_with: tuple[str, ...] = ()

    class Meta:
        abstract = True


def circled(label: str) -> models.CheckConstraint:
    """Return the constraint that a marking names circles exactly where it is stricter than green."""
    is_free = Q(marking__in=FREE)
    return models.CheckConstraint(
        condition=(is_free & Q(circles=[])) | (~is_free & ~Q(circles=[])), name=f"{label}_circles"
    )


def raising(table: str, room: str, places: Iterable[str]) -> str:
    """Return SQL that hangs `audit_raise` on a table, for the columns `table.column` of one app that refer to it.

    The function comes with a migration: what refers to records that a statement has made stricter follows them.
    """
    named = ", ".join(f"'{place}'" for place in places)
    return (
        f"CREATE TRIGGER raise_{room} AFTER UPDATE ON public.{table}"
        " REFERENCING OLD TABLE AS former NEW TABLE AS changed"
        f" FOR EACH STATEMENT EXECUTE FUNCTION public.audit_raise({named});"
        f" ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER raise_{room};"
    )


def raised(models_: Iterable[type[models.Model]]) -> dict[tuple[str, str], list[str]]:
    """Return the columns that have to follow when a record is made stricter, by its table and the app they are of."""
    found: dict[tuple[str, str], list[str]] = {}
    for model in models_:
        if issubclass(model, Marked) and not model.seen_with:
            for column, table in links(model):
                found.setdefault((table, model._meta.app_label), []).append(
                    f"{model._meta.db_table}.{column}"
                )
    return {place: sorted(columns) for place, columns in found.items()}


def links(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Yield the columns of a marked model that refer to marked records, each with the table that it refers to."""
    for field in model._meta.concrete_fields:
        # Asked of a class that is just being made, which may refer to itself.
        target: Any = field.remote_field.model if field.remote_field else None
        if target in ("self", model._meta.label):
            target = model
        if isinstance(target, type) and issubclass(target, Marked):
            yield str(field.column), target._meta.db_table


def as_strict(model: type[models.Model]) -> list[pgtrigger.Trigger]:
    """Return the trigger that marks a record at least as strictly as what it refers to; none where that is nothing.

    Named to come before the one that numbers revisions.
    """
    found = sorted(links(model))
    if not found:
        return []
    columns = [column for column, _ in found]
    refers, referred = (", ".join(f'{row}."{column}"' for column in columns) for row in ("NEW", "OLD"))
    steps = "".join(
        f"""
        IF NEW."{column}" IS NOT NULL THEN
            SELECT p.marking, p.circles INTO m FROM public."{table}" p WHERE p.id = NEW."{column}";
            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN
                NEW.marking := public.audit_stricter(NEW.marking, m.marking);
                NEW.circles := public.audit_circles(NEW.circles, m.circles);
            END IF;
        END IF;"""
        for column, table in found
    )
    return [
        Recorder(
            name="as_strict",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            declare=[("m", "record")],
            func=f"""
        IF TG_OP = 'INSERT' OR ROW({refers}) IS DISTINCT FROM ROW({referred}) THEN
            -- Whoever makes anything stricter waits for this transaction, and this one for them.
            PERFORM pg_advisory_xact_lock_shared({LOCK});
        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN
            RETURN NEW;
        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN
            -- So does whoever makes this less strict.
            PERFORM pg_advisory_xact_lock_shared({LOCK});
        END IF;{steps}
        RETURN NEW;
    """,
        )
    ]
