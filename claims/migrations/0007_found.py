"""Claims are found by parts of names, by party and by status, and those alike at no place, however many there are."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_queues")]

    operations = [
        migrations.AddIndex(
            model_name="place",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("name"), name="gin_trgm_ops"
                ),
                name="place_named",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("text"), name="gin_trgm_ops"
                ),
                name="question_named",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                django.db.models.functions.text.Upper("favours"), models.F("id"), name="claim_by_party"
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("place__isnull", True), ("withdrawn_at__isnull", True)),
                fields=["text"],
                name="claim_alike_nowhere",
                opclasses=["gin_trgm_ops"],
            ),
        ),
        # The index of the status alone goes: both of the others begin with it.
        migrations.AlterField(
            model_name="consensus",
            name="status",
            field=models.CharField(
                choices=[
                    ("unsourced", "Unsourced"),
                    ("unverified", "Unverified"),
                    ("single_source", "Single Source"),
                    ("supported", "Supported"),
                    ("corroborated", "Corroborated"),
                    ("disputed", "Disputed"),
                    ("contradicted", "Contradicted"),
                    ("refuted", "Refuted"),
                    ("superseded", "Superseded"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddIndex(
            model_name="consensus",
            index=models.Index(fields=["status", "claim"], name="consensus_by_claim"),
        ),
    ]
