"""The change log, how far each account has read it, and the follower that fills it from the beginning of the log."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_functions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('account', models.UUIDField(primary_key=True, serialize=False)),
                ('position', models.BigIntegerField()),
                ('at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'audit_visit',
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False)),
                ('table_name', models.TextField()),
                ('object_id', models.UUIDField()),
                ('history_id', models.BigIntegerField()),
                ('former', models.BigIntegerField(null=True)),
                ('revision', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('account', models.UUIDField(null=True)),
                ('partner', models.UUIDField(null=True)),
                ('key', models.UUIDField(null=True)),
                ('channel', models.CharField(max_length=16)),
                ('request_id', models.CharField(max_length=128)),
                ('reason', models.TextField()),
                ('operation', models.CharField(max_length=8)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
            options={
                'db_table': 'audit_change',
                'indexes': [models.Index(fields=['at', 'index'], name='audit_change_at'), models.Index(fields=['account', 'index'], name='audit_change_account'), models.Index(fields=['partner', 'index'], name='audit_change_partner'), models.Index(fields=['key', 'index'], name='audit_change_key'), models.Index(fields=['table_name', 'index'], name='audit_change_kind'), models.Index(fields=['object_id', 'index'], name='audit_change_object'), models.Index(fields=['request_id', 'index'], name='audit_change_request'), models.Index(condition=models.Q(('channel__in', ['admin', 'cli', 'migration'])), fields=['channel', 'index'], name='audit_change_channel'), models.Index(condition=models.Q(('operation__in', ['withdraw', 'delete'])), fields=['operation', 'index'], name='audit_change_operation'), django.contrib.postgres.indexes.GinIndex(fields=['fields'], name='audit_change_fields')],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO audit_follower (name, position) VALUES ('changes', 0)",
            "DELETE FROM audit_follower WHERE name = 'changes'",
        ),
    ]
