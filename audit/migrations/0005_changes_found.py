"""Changes are found by the words of their reason, and by a field that was changed later, however many there are."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_checkpoint")]

    operations = [
        # A trusted extension: whoever owns the database may have it.
        TrigramExtension(),
        migrations.AddIndex(
            model_name="change",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("operation", "update")), fields=["fields"], name="audit_change_updated"
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("reason"), name="gin_trgm_ops"
                ),
                name="audit_change_reason",
            ),
        ),
    ]
