"""What each account may do, with the triggers that record it. Whoever was there before keeps what they could."""

import audit.records.triggers
import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

BOOTSTRAP = "00000000-0000-7000-8000-000000000002"
GIVE = f"""
    SELECT set_config('audit.account', '{BOOTSTRAP}', true), set_config('audit.partner', '', true),
           set_config('audit.key', '', true), set_config('audit.channel', 'migration', true),
           set_config('audit.request', '', true), set_config('audit.reason', 'roles are told apart', true),
           set_config('audit.xid', pg_current_xact_id()::text, true);
    UPDATE actors_account
    SET role = CASE kind WHEN 'staff' THEN 'administrator' WHEN 'service' THEN 'editor' ELSE kind END
    WHERE kind <> 'fixed';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0009_second_factor'),
    ]

    operations = [
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
            name='role',
            field=models.CharField(blank=True, choices=[('contributor', 'Contributor'), ('editor', 'Editor'), ('partner_administrator', 'partner administrator'), ('auditor', 'Auditor'), ('staff', 'Staff'), ('administrator', 'Administrator')], max_length=24),
        ),
        migrations.AddField(
            model_name='historicalaccount',
            name='role',
            field=models.CharField(blank=True, choices=[('contributor', 'Contributor'), ('editor', 'Editor'), ('partner_administrator', 'partner administrator'), ('auditor', 'Auditor'), ('staff', 'Staff'), ('administrator', 'Administrator')], max_length=24),
        ),
        migrations.AlterField(
            model_name='apikey',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read'), ('write', 'write: record, revise and withdraw'), ('propose', "propose: changes to what is another's"), ('review', 'review: accept or decline what is proposed'), ('manage', 'manage: accounts and keys')], max_length=16), size=None),
        ),
        migrations.AlterField(
            model_name='historicalapikey',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read'), ('write', 'write: record, revise and withdraw'), ('propose', "propose: changes to what is another's"), ('review', 'review: accept or decline what is proposed'), ('manage', 'manage: accounts and keys')], max_length=16), size=None),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."email", NEW."id", NEW."is_active", NEW."kind", NEW."name", NEW."partner_id", NEW."role", NEW."second_factor_since")::record *<> ROW(OLD."email", OLD."id", OLD."is_active", OLD."kind", OLD."name", OLD."partner_id", OLD."role", OLD."second_factor_since")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='d051e3170a036b9012ad2f35aca5f475f23127de', operation='INSERT OR UPDATE', pgid='pgtrigger_number_31684', table='actors_account', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalaccount" ("email", "id", "is_active", "kind", "name", "partner_id", "revision", "role", "second_factor_since", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."email", c."id", c."is_active", c."kind", c."name", c."partner_id", c."revision", c."role", c."second_factor_since", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_account\', "id", history_id, \'a0b0fdcc3a427b9dbc0a6dbb33939ec84df6e8e3fbcf4de66255e0f7c09b8fe3\' FROM written;\n        RETURN NULL;\n    ', hash='fdac6d80e710c4f0ba3ce1eb8fc124451118c240', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_5de94', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT 'a0b0fdcc3a427b9dbc0a6dbb33939ec84df6e8e3fbcf4de66255e0f7c09b8fe3', 'actors_account', 'actors_historicalaccount', 1 + count(*), ARRAY['email', 'id', 'is_active', 'kind', 'name', 'partner_id', 'revision', 'role', 'second_factor_since'] FROM public.audit_schema WHERE table_name = 'actors_account' ON CONFLICT (digest) DO NOTHING;", table='actors_account', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalaccount" ("email", "id", "is_active", "kind", "name", "partner_id", "revision", "role", "second_factor_since", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."email", c."id", c."is_active", c."kind", c."name", c."partner_id", c."revision", c."role", c."second_factor_since", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_account\', "id", history_id, \'a0b0fdcc3a427b9dbc0a6dbb33939ec84df6e8e3fbcf4de66255e0f7c09b8fe3\' FROM written;\n        RETURN NULL;\n    ', hash='8a82102f89659355cfc16acd6ec94fd9a27b61b6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_754cc', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='actors_account', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalaccount" ("email", "id", "is_active", "kind", "name", "partner_id", "revision", "role", "second_factor_since", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."email", c."id", c."is_active", c."kind", c."name", c."partner_id", c."revision", c."role", c."second_factor_since", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_account\', "id", history_id, \'a0b0fdcc3a427b9dbc0a6dbb33939ec84df6e8e3fbcf4de66255e0f7c09b8fe3\' FROM written;\n        RETURN NULL;\n    ', hash='d4e3f499987d4d1fe6e185a5cf0331998c0c16e5', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_f188f', referencing='REFERENCING OLD TABLE AS former ', table='actors_account', when='AFTER')),
        ),
        migrations.RunSQL(GIVE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'staff'), ('role__in', ('staff', 'administrator'))), models.Q(('kind', 'auditor'), ('role__in', ('auditor',))), models.Q(('kind', 'service'), ('role__in', ('editor', 'contributor', 'partner_administrator'))), models.Q(('kind', 'fixed'), ('role__in', ('',))), _connector='OR'), name='account_role_of_kind'),
        ),
    ]
