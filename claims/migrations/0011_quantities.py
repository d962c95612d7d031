"""Claims and stances may say a number: a quantity, with the triggers that record it."""


import audit.records.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0004_lighter_triggers'),
        ('claims', '0010_lighter_triggers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='number',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='revise_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='stance',
            name='number',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='stance',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='stance',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='stance',
            name='revise_delete',
        ),
        migrations.AddField(
            model_name='claim',
            name='quantity',
            field=models.CharField(blank=True, db_default='', default='', help_text='Such as 50 persons, 12..60 persons, 40.. persons, ..60 persons or 50 (45..60) persons.', max_length=140),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='quantity',
            field=models.CharField(blank=True, default='', help_text='Such as 50 persons, 12..60 persons, 40.. persons, ..60 persons or 50 (45..60) persons.', max_length=140),
        ),
        migrations.AddField(
            model_name='historicalstance',
            name='quantity',
            field=models.CharField(blank=True, default='', help_text='Such as 50 persons, 12..60 persons, 40.. persons, ..60 persons or 50 (45..60) persons.', max_length=140),
        ),
        migrations.AddField(
            model_name='stance',
            name='quantity',
            field=models.CharField(blank=True, db_default='', default='', help_text='Such as 50 persons, 12..60 persons, 40.. persons, ..60 persons or 50 (45..60) persons.', max_length=140),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."against", NEW."answer", NEW."date_only", NEW."external_id", NEW."favours", NEW."id", NEW."note", NEW."partner_id", NEW."place_id", NEW."quantity", NEW."question_id", NEW."recorded_at", NEW."recorded_by_id", NEW."text", NEW."valid_from", NEW."valid_to", NEW."withdrawn_at")::record *<> ROW(OLD."against", OLD."answer", OLD."date_only", OLD."external_id", OLD."favours", OLD."id", OLD."note", OLD."partner_id", OLD."place_id", OLD."quantity", OLD."question_id", OLD."recorded_at", OLD."recorded_by_id", OLD."text", OLD."valid_from", OLD."valid_to", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='931b918f9d99380019568777098d2d65e24541fe', operation='INSERT OR UPDATE', pgid='pgtrigger_number_9f200', table='claims_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaim" ("against", "answer", "date_only", "external_id", "favours", "id", "note", "partner_id", "place_id", "quantity", "question_id", "recorded_at", "recorded_by_id", "revision", "text", "valid_from", "valid_to", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."against", c."answer", c."date_only", c."external_id", c."favours", c."id", c."note", c."partner_id", c."place_id", c."quantity", c."question_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."valid_from", c."valid_to", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claim\', "id", history_id, \'90779cbf80369977fb4141f62994b65a92ad742892019dd4fc3665bba94cf5c4\' FROM written;\n        RETURN NULL;\n    ', hash='3ab19798484e46e3a4d736bd6e7c4ba6078d1331', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_87a5e', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '90779cbf80369977fb4141f62994b65a92ad742892019dd4fc3665bba94cf5c4', 'claims_claim', 'claims_historicalclaim', 1 + count(*), ARRAY['against', 'answer', 'date_only', 'external_id', 'favours', 'id', 'note', 'partner_id', 'place_id', 'quantity', 'question_id', 'recorded_at', 'recorded_by_id', 'revision', 'text', 'valid_from', 'valid_to', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_claim' ON CONFLICT (digest) DO NOTHING;", table='claims_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaim" ("against", "answer", "date_only", "external_id", "favours", "id", "note", "partner_id", "place_id", "quantity", "question_id", "recorded_at", "recorded_by_id", "revision", "text", "valid_from", "valid_to", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."against", c."answer", c."date_only", c."external_id", c."favours", c."id", c."note", c."partner_id", c."place_id", c."quantity", c."question_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."valid_from", c."valid_to", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claim\', "id", history_id, \'90779cbf80369977fb4141f62994b65a92ad742892019dd4fc3665bba94cf5c4\' FROM written;\n        RETURN NULL;\n    ', hash='5e693c918efbeb5c7a323e29f58d6221ecdbad45', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_acb40', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaim" ("against", "answer", "date_only", "external_id", "favours", "id", "note", "partner_id", "place_id", "quantity", "question_id", "recorded_at", "recorded_by_id", "revision", "text", "valid_from", "valid_to", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."against", c."answer", c."date_only", c."external_id", c."favours", c."id", c."note", c."partner_id", c."place_id", c."quantity", c."question_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."valid_from", c."valid_to", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claim\', "id", history_id, \'90779cbf80369977fb4141f62994b65a92ad742892019dd4fc3665bba94cf5c4\' FROM written;\n        RETURN NULL;\n    ', hash='9c6c7e1be7ea7f9b735d773d587d6226657120a3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_f403e', referencing='REFERENCING OLD TABLE AS former ', table='claims_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."actor_id", NEW."basis", NEW."claim_id", NEW."credibility", NEW."date_only", NEW."derived_from_id", NEW."excerpt", NEW."external_id", NEW."hedged", NEW."id", NEW."locator", NEW."note", NEW."partner_id", NEW."position", NEW."quantity", NEW."recorded_at", NEW."recorded_by_id", NEW."relation", NEW."said_at", NEW."source_id", NEW."withdrawn_at")::record *<> ROW(OLD."actor_id", OLD."basis", OLD."claim_id", OLD."credibility", OLD."date_only", OLD."derived_from_id", OLD."excerpt", OLD."external_id", OLD."hedged", OLD."id", OLD."locator", OLD."note", OLD."partner_id", OLD."position", OLD."quantity", OLD."recorded_at", OLD."recorded_by_id", OLD."relation", OLD."said_at", OLD."source_id", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='60049feb19785efc5de6a6a729b2e5cb2d7b785f', operation='INSERT OR UPDATE', pgid='pgtrigger_number_32494', table='claims_stance', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalstance" ("actor_id", "basis", "claim_id", "credibility", "date_only", "derived_from_id", "excerpt", "external_id", "hedged", "id", "locator", "note", "partner_id", "position", "quantity", "recorded_at", "recorded_by_id", "relation", "revision", "said_at", "source_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."basis", c."claim_id", c."credibility", c."date_only", c."derived_from_id", c."excerpt", c."external_id", c."hedged", c."id", c."locator", c."note", c."partner_id", c."position", c."quantity", c."recorded_at", c."recorded_by_id", c."relation", c."revision", c."said_at", c."source_id", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_stance\', "id", history_id, \'bf6acbba2ccd49fdf2bbb3c0ac1f0f59234f6b00de224b84531596d51669f4f7\' FROM written;\n        RETURN NULL;\n    ', hash='cfdd65ccd0c6fa92030c1b250f8b2e37e3036053', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_c4bb7', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT 'bf6acbba2ccd49fdf2bbb3c0ac1f0f59234f6b00de224b84531596d51669f4f7', 'claims_stance', 'claims_historicalstance', 1 + count(*), ARRAY['actor_id', 'basis', 'claim_id', 'credibility', 'date_only', 'derived_from_id', 'excerpt', 'external_id', 'hedged', 'id', 'locator', 'note', 'partner_id', 'position', 'quantity', 'recorded_at', 'recorded_by_id', 'relation', 'revision', 'said_at', 'source_id', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_stance' ON CONFLICT (digest) DO NOTHING;", table='claims_stance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalstance" ("actor_id", "basis", "claim_id", "credibility", "date_only", "derived_from_id", "excerpt", "external_id", "hedged", "id", "locator", "note", "partner_id", "position", "quantity", "recorded_at", "recorded_by_id", "relation", "revision", "said_at", "source_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."basis", c."claim_id", c."credibility", c."date_only", c."derived_from_id", c."excerpt", c."external_id", c."hedged", c."id", c."locator", c."note", c."partner_id", c."position", c."quantity", c."recorded_at", c."recorded_by_id", c."relation", c."revision", c."said_at", c."source_id", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_stance\', "id", history_id, \'bf6acbba2ccd49fdf2bbb3c0ac1f0f59234f6b00de224b84531596d51669f4f7\' FROM written;\n        RETURN NULL;\n    ', hash='4f7e5f9a5fb1fee2e423d6df79b5944db56be08f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_3a909', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_stance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalstance" ("actor_id", "basis", "claim_id", "credibility", "date_only", "derived_from_id", "excerpt", "external_id", "hedged", "id", "locator", "note", "partner_id", "position", "quantity", "recorded_at", "recorded_by_id", "relation", "revision", "said_at", "source_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."basis", c."claim_id", c."credibility", c."date_only", c."derived_from_id", c."excerpt", c."external_id", c."hedged", c."id", c."locator", c."note", c."partner_id", c."position", c."quantity", c."recorded_at", c."recorded_by_id", c."relation", c."revision", c."said_at", c."source_id", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_stance\', "id", history_id, \'bf6acbba2ccd49fdf2bbb3c0ac1f0f59234f6b00de224b84531596d51669f4f7\' FROM written;\n        RETURN NULL;\n    ', hash='29e74bc93d60ca33e9fd291ece9bf6bc7dda9349', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_093e9', referencing='REFERENCING OLD TABLE AS former ', table='claims_stance', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__in', ('', 'erased')), ('quantity__regex', '^[-(]?[-.0-9 ()]*[0-9.)] [^ 0-9].*$'), _connector='OR'), name='claim_quantity_has_a_form'),
        ),
        migrations.AddConstraint(
            model_name='stance',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__in', ('', 'erased')), ('quantity__regex', '^[-(]?[-.0-9 ()]*[0-9.)] [^ 0-9].*$'), _connector='OR'), name='stance_quantity_has_a_form'),
        ),
    ]
