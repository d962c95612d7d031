"""Keys that are good from some networks alone, and keys replaced by others, with the triggers that record it."""

import audit.records.triggers
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0006_searched'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='apikey',
            name='number',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='apikey',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='apikey',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='apikey',
            name='revise_delete',
        ),
        migrations.AddField(
            model_name='apikey',
            name='networks',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=43), blank=True, db_default=[], default=list, help_text='Networks it is good from, such as 192.0.2.0/24. None: from anywhere.', size=None),
        ),
        migrations.AddField(
            model_name='apikey',
            name='replaced_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='actors.apikey'),
        ),
        migrations.AddField(
            model_name='historicalapikey',
            name='networks',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=43), blank=True, default=list, help_text='Networks it is good from, such as 192.0.2.0/24. None: from anywhere.', size=None),
        ),
        migrations.AddField(
            model_name='historicalapikey',
            name='replaced_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='actors.apikey'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='apikey',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."account_id", NEW."expires_at", NEW."id", NEW."is_active", NEW."label", NEW."networks", NEW."prefix", NEW."replaced_by_id", NEW."scopes")::record *<> ROW(OLD."account_id", OLD."expires_at", OLD."id", OLD."is_active", OLD."label", OLD."networks", OLD."prefix", OLD."replaced_by_id", OLD."scopes")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='56c30de1af0c444032bd9b8008b7e10c09582a00', operation='INSERT OR UPDATE', pgid='pgtrigger_number_7d001', table='actors_apikey', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='apikey',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalapikey" ("account_id", "expires_at", "id", "is_active", "label", "networks", "prefix", "replaced_by_id", "revision", "scopes", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."account_id", c."expires_at", c."id", c."is_active", c."label", c."networks", c."prefix", c."replaced_by_id", c."revision", c."scopes", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_apikey\', "id", history_id, \'882a8f1e40906d7f8d4225733c2301833712452ab9f5dcf4ec033c5d0fd417dc\' FROM written;\n        RETURN NULL;\n    ', hash='ca1ae246c7222913b894c2dc2c9cac10453c572d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_8165f', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '882a8f1e40906d7f8d4225733c2301833712452ab9f5dcf4ec033c5d0fd417dc', 'actors_apikey', 'actors_historicalapikey', 1 + count(*), ARRAY['account_id', 'expires_at', 'id', 'is_active', 'label', 'networks', 'prefix', 'replaced_by_id', 'revision', 'scopes'] FROM public.audit_schema WHERE table_name = 'actors_apikey' ON CONFLICT (digest) DO NOTHING;", table='actors_apikey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='apikey',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalapikey" ("account_id", "expires_at", "id", "is_active", "label", "networks", "prefix", "replaced_by_id", "revision", "scopes", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."account_id", c."expires_at", c."id", c."is_active", c."label", c."networks", c."prefix", c."replaced_by_id", c."revision", c."scopes", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_apikey\', "id", history_id, \'882a8f1e40906d7f8d4225733c2301833712452ab9f5dcf4ec033c5d0fd417dc\' FROM written;\n        RETURN NULL;\n    ', hash='54fea36b3be9159a481c8bb9395aefb768e2f864', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_91e9d', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='actors_apikey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='apikey',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalapikey" ("account_id", "expires_at", "id", "is_active", "label", "networks", "prefix", "replaced_by_id", "revision", "scopes", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."account_id", c."expires_at", c."id", c."is_active", c."label", c."networks", c."prefix", c."replaced_by_id", c."revision", c."scopes", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_apikey\', "id", history_id, \'882a8f1e40906d7f8d4225733c2301833712452ab9f5dcf4ec033c5d0fd417dc\' FROM written;\n        RETURN NULL;\n    ', hash='a0eabeb8c8687b09a733fbe969c9ba7a12433478', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_56dab', referencing='REFERENCING OLD TABLE AS former ', table='actors_apikey', when='AFTER')),
        ),
    ]
