"""Staff"s queue of those who may repeat others without saying so."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models

QUEUES = [
    ("disputed", "Newly disputed"),
    ("settled", "Newly corroborated or refuted"),
    ("ungraded", "Stances by ungraded speakers"),
    ("unplaced", "Claims without a place or a time"),
    ("alike", "Possible duplicates"),
    ("copied", "Possible copying"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0003_may_erase"),
        ("claims", "0008_past_lookups"),
    ]

    operations = [
        migrations.AlterField(
            model_name="assignment",
            name="queue",
            field=models.CharField(choices=QUEUES, max_length=12),
        ),
        migrations.AlterField(
            model_name="seen",
            name="queue",
            field=models.CharField(choices=QUEUES, max_length=12),
        ),
        migrations.RunSQL(
            "INSERT INTO audit_follower (name, position) VALUES ('echo', 0)",
            "DELETE FROM audit_follower WHERE name = 'echo'",
        ),
        migrations.CreateModel(
            name="Echo",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ("excerpts", models.IntegerField()),
                ("errors", models.IntegerField()),
                ("agreed", models.IntegerField()),
                ("differed", models.IntegerField()),
                ("later", models.IntegerField()),
                ("soon", models.IntegerField()),
                ("score", models.IntegerField()),
                ("found_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="actors.actor")),
                ("original", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.stance")),
                ("other", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="actors.actor")),
                ("stance", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.stance")),
            ],
            options={
                "verbose_name_plural": "echoes",
                "indexes": [models.Index(fields=["other"], name="echo_of_other")],
                "constraints": [models.UniqueConstraint(fields=("actor", "other"), name="echo_once")],
            },
        ),
    ]
