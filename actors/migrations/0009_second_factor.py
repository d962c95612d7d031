"""The second factor of an account, and since when one has one, with the triggers that record it."""

import audit.records.triggers
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0008_markings'),
    ]

    operations = [
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
                ('throttling_failure_timestamp', models.DateTimeField(blank=True, default=None, help_text='A timestamp of the last failed verification attempt. Null if last attempt succeeded.', null=True)),
                ('throttling_failure_count', models.PositiveIntegerField(default=0, help_text='Number of successive failed attempts.')),
                ('sealed', models.TextField()),
                ('last_t', models.BigIntegerField(default=-1)),
                ('recovery', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='account',
            name='number',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='account',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='account',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='account',
            name='revise_delete',
        ),
        migrations.AddField(
            model_name='account',
            name='second_factor_since',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='historicalaccount',
            name='second_factor_since',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."email", NEW."id", NEW."is_active", NEW."kind", NEW."name", NEW."partner_id", NEW."second_factor_since")::record *<> ROW(OLD."email", OLD."id", OLD."is_active", OLD."kind", OLD."name", OLD."partner_id", OLD."second_factor_since")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='bd25ac7f6250322cb2079de5ee5b61c4f1227a8e', operation='INSERT OR UPDATE', pgid='pgtrigger_number_31684', table='actors_account', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalaccount" ("email", "id", "is_active", "kind", "name", "partner_id", "revision", "second_factor_since", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."email", c."id", c."is_active", c."kind", c."name", c."partner_id", c."revision", c."second_factor_since", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_account\', "id", history_id, \'b0fd9ef4dc43ca76f86497cb94196e7e41efe3a498685d9274ae2f0d85cedd26\' FROM written;\n        RETURN NULL;\n    ', hash='9e2e1bc3fbf7fc032e5265db98e859f5f91b5c42', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_5de94', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT 'b0fd9ef4dc43ca76f86497cb94196e7e41efe3a498685d9274ae2f0d85cedd26', 'actors_account', 'actors_historicalaccount', 1 + count(*), ARRAY['email', 'id', 'is_active', 'kind', 'name', 'partner_id', 'revision', 'second_factor_since'] FROM public.audit_schema WHERE table_name = 'actors_account' ON CONFLICT (digest) DO NOTHING;", table='actors_account', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalaccount" ("email", "id", "is_active", "kind", "name", "partner_id", "revision", "second_factor_since", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."email", c."id", c."is_active", c."kind", c."name", c."partner_id", c."revision", c."second_factor_since", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_account\', "id", history_id, \'b0fd9ef4dc43ca76f86497cb94196e7e41efe3a498685d9274ae2f0d85cedd26\' FROM written;\n        RETURN NULL;\n    ', hash='1d004ab437cb81198c1f31dd4ed5842d9a98169e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_754cc', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='actors_account', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalaccount" ("email", "id", "is_active", "kind", "name", "partner_id", "revision", "second_factor_since", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."email", c."id", c."is_active", c."kind", c."name", c."partner_id", c."revision", c."second_factor_since", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_account\', "id", history_id, \'b0fd9ef4dc43ca76f86497cb94196e7e41efe3a498685d9274ae2f0d85cedd26\' FROM written;\n        RETURN NULL;\n    ', hash='793d8e2c5bcb353332eae8a9901568d6a3c7fcc3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_f188f', referencing='REFERENCING OLD TABLE AS former ', table='actors_account', when='AFTER')),
        ),
        migrations.AddField(
            model_name='secondfactor',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
