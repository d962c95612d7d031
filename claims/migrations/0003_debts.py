"""A debt stands for all that one turn of the follower read about a claim; until now there was one for each entry."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_policy_and_follower")]

    operations = [
        migrations.AddField("debt", "named", ArrayField(models.BigIntegerField(), default=list), preserve_default=False),
        migrations.AddField("debt", "count", models.IntegerField(default=1), preserve_default=False),
        migrations.RunSQL("UPDATE claims_debt SET named = ARRAY[index]", migrations.RunSQL.noop),
        migrations.RemoveIndex("debt", "debt_by_lane"),
        migrations.AddIndex("debt", models.Index(fields=["lane", "index"], name="debt_by_lane")),
    ]
