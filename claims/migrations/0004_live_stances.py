"""What a new stance contradicts includes rebuttals, which derive from what they rebut."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_debts")]

    operations = [
        migrations.RemoveIndex("stance", "stance_live_words"),
        migrations.AddIndex(
            "stance",
            models.Index(
                fields=["claim", "position", "-said_at"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="stance_live",
            ),
        ),
    ]
