"""Staff's queues: who is on what, what was looked at, which claims say nearly the same, when a status came about."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0002_fixed_accounts"),
        ("claims", "0005_claim_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # A trusted extension: whoever owns the database may have it.
        TrigramExtension(),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "queue",
                    models.CharField(
                        choices=[
                            ("disputed", "Newly disputed"),
                            ("settled", "Newly corroborated or refuted"),
                            ("ungraded", "Stances by ungraded speakers"),
                            ("unplaced", "Claims without a place or a time"),
                            ("alike", "Possible duplicates"),
                        ],
                        max_length=12,
                    ),
                ),
                ("object_id", models.UUIDField()),
                ("assigned_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("score", models.FloatField()),
                ("found_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name_plural": "likenesses",
            },
        ),
        migrations.CreateModel(
            name="Seen",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "queue",
                    models.CharField(
                        choices=[
                            ("disputed", "Newly disputed"),
                            ("settled", "Newly corroborated or refuted"),
                            ("ungraded", "Stances by ungraded speakers"),
                            ("unplaced", "Claims without a place or a time"),
                            ("alike", "Possible duplicates"),
                        ],
                        max_length=12,
                    ),
                ),
                ("occasion", models.UUIDField()),
                ("reason", models.TextField()),
                ("seen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.AddField(
            model_name="consensus",
            name="turned",
            field=models.ForeignKey(
                null=True,
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.determination",
            ),
        ),
        migrations.RunSQL("UPDATE claims_consensus SET turned_id = determination_id", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="consensus",
            name="turned",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.determination",
            ),
        ),
        migrations.RunSQL(
            "INSERT INTO audit_follower (name, position) VALUES ('likeness', 0)",
            "DELETE FROM audit_follower WHERE name = 'likeness'",
        ),
        migrations.AddIndex(
            model_name="claim",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["text"], name="claim_alike", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(
                    ("withdrawn_at__isnull", True),
                    models.Q(
                        ("place__isnull", True),
                        models.Q(("valid_from__isnull", True), ("valid_to__isnull", True)),
                        _connector="OR",
                    ),
                ),
                fields=["id"],
                name="claim_unplaced",
            ),
        ),
        migrations.AddIndex(
            model_name="consensus",
            index=models.Index(fields=["status", "turned"], name="consensus_by_turn"),
        ),
        migrations.AddField(
            model_name="assignment",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="likeness",
            name="claim",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="likeness",
            name="other",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="seen",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(fields=("queue", "object_id"), name="assigned_once"),
        ),
        migrations.AddConstraint(
            model_name="likeness",
            constraint=models.UniqueConstraint(fields=("claim", "other"), name="likeness_once"),
        ),
        migrations.AddConstraint(
            model_name="seen",
            constraint=models.UniqueConstraint(fields=("queue", "occasion"), name="seen_once"),
        ),
    ]
