"""The triggers leave the outbox in the order in which revisions are written, and sort nothing."""

import audit.records.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0003_may_erase'),
    ]

    operations = [
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
        pgtrigger.migrations.RemoveTrigger(
            model_name='actor',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='actor',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='actor',
            name='revise_delete',
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
        pgtrigger.migrations.RemoveTrigger(
            model_name='partner',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='partner',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='partner',
            name='revise_delete',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalaccount" ("email", "id", "is_active", "kind", "name", "partner_id", "revision", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."email", c."id", c."is_active", c."kind", c."name", c."partner_id", c."revision", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_account\', "id", history_id, \'9a27c1a1785f02c7b70e8f3a4c1fa8e44eca832598cbb5dda831c62204550641\' FROM written;\n        RETURN NULL;\n    ', hash='687158e4cdfc5f114d65a5af829ae36e8b401c80', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_5de94', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '9a27c1a1785f02c7b70e8f3a4c1fa8e44eca832598cbb5dda831c62204550641', 'actors_account', 'actors_historicalaccount', 1 + count(*), ARRAY['email', 'id', 'is_active', 'kind', 'name', 'partner_id', 'revision'] FROM public.audit_schema WHERE table_name = 'actors_account' ON CONFLICT (digest) DO NOTHING;", table='actors_account', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalaccount" ("email", "id", "is_active", "kind", "name", "partner_id", "revision", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."email", c."id", c."is_active", c."kind", c."name", c."partner_id", c."revision", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_account\', "id", history_id, \'9a27c1a1785f02c7b70e8f3a4c1fa8e44eca832598cbb5dda831c62204550641\' FROM written;\n        RETURN NULL;\n    ', hash='b013fb3303873c1658e7aa2dcdeebbe0158f9ebd', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_754cc', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='actors_account', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalaccount" ("email", "id", "is_active", "kind", "name", "partner_id", "revision", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."email", c."id", c."is_active", c."kind", c."name", c."partner_id", c."revision", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_account\', "id", history_id, \'9a27c1a1785f02c7b70e8f3a4c1fa8e44eca832598cbb5dda831c62204550641\' FROM written;\n        RETURN NULL;\n    ', hash='e69692bc1ac8284c979f44a2442e658fa3f9abeb', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_f188f', referencing='REFERENCING OLD TABLE AS former ', table='actors_account', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalactor" ("aliases", "date_only", "external_id", "id", "kind", "name", "note", "part_of_id", "partner_id", "party", "recorded_at", "recorded_by_id", "reliability", "reliability_reason", "revision", "speaks_for_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."aliases", c."date_only", c."external_id", c."id", c."kind", c."name", c."note", c."part_of_id", c."partner_id", c."party", c."recorded_at", c."recorded_by_id", c."reliability", c."reliability_reason", c."revision", c."speaks_for_id", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_actor\', "id", history_id, \'5136177fdcfb5a063069830f279a4ff81141f4766edd11e807d5818d77bb3456\' FROM written;\n        RETURN NULL;\n    ', hash='cde6d0f789e44563a0fd3b3b3e594ad9ab1b5a01', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_4b17f', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '5136177fdcfb5a063069830f279a4ff81141f4766edd11e807d5818d77bb3456', 'actors_actor', 'actors_historicalactor', 1 + count(*), ARRAY['aliases', 'date_only', 'external_id', 'id', 'kind', 'name', 'note', 'part_of_id', 'partner_id', 'party', 'recorded_at', 'recorded_by_id', 'reliability', 'reliability_reason', 'revision', 'speaks_for_id', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'actors_actor' ON CONFLICT (digest) DO NOTHING;", table='actors_actor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalactor" ("aliases", "date_only", "external_id", "id", "kind", "name", "note", "part_of_id", "partner_id", "party", "recorded_at", "recorded_by_id", "reliability", "reliability_reason", "revision", "speaks_for_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."aliases", c."date_only", c."external_id", c."id", c."kind", c."name", c."note", c."part_of_id", c."partner_id", c."party", c."recorded_at", c."recorded_by_id", c."reliability", c."reliability_reason", c."revision", c."speaks_for_id", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_actor\', "id", history_id, \'5136177fdcfb5a063069830f279a4ff81141f4766edd11e807d5818d77bb3456\' FROM written;\n        RETURN NULL;\n    ', hash='69a78c2a4f3cb852e132715acbe7d00ecf289c66', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_73a7d', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='actors_actor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalactor" ("aliases", "date_only", "external_id", "id", "kind", "name", "note", "part_of_id", "partner_id", "party", "recorded_at", "recorded_by_id", "reliability", "reliability_reason", "revision", "speaks_for_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."aliases", c."date_only", c."external_id", c."id", c."kind", c."name", c."note", c."part_of_id", c."partner_id", c."party", c."recorded_at", c."recorded_by_id", c."reliability", c."reliability_reason", c."revision", c."speaks_for_id", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_actor\', "id", history_id, \'5136177fdcfb5a063069830f279a4ff81141f4766edd11e807d5818d77bb3456\' FROM written;\n        RETURN NULL;\n    ', hash='48669610dee9556c6484e20f36ee50ec0474f898', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_d10f4', referencing='REFERENCING OLD TABLE AS former ', table='actors_actor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='apikey',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalapikey" ("account_id", "expires_at", "id", "is_active", "label", "prefix", "revision", "scopes", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."account_id", c."expires_at", c."id", c."is_active", c."label", c."prefix", c."revision", c."scopes", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_apikey\', "id", history_id, \'aecf63d9cf0bb6722139d1b28af2c93c5c1e87c82bd914aeed2ff5f70909e2de\' FROM written;\n        RETURN NULL;\n    ', hash='50fd498d14c903c357019ebbdba62cf18a4f2692', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_8165f', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT 'aecf63d9cf0bb6722139d1b28af2c93c5c1e87c82bd914aeed2ff5f70909e2de', 'actors_apikey', 'actors_historicalapikey', 1 + count(*), ARRAY['account_id', 'expires_at', 'id', 'is_active', 'label', 'prefix', 'revision', 'scopes'] FROM public.audit_schema WHERE table_name = 'actors_apikey' ON CONFLICT (digest) DO NOTHING;", table='actors_apikey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='apikey',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalapikey" ("account_id", "expires_at", "id", "is_active", "label", "prefix", "revision", "scopes", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."account_id", c."expires_at", c."id", c."is_active", c."label", c."prefix", c."revision", c."scopes", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_apikey\', "id", history_id, \'aecf63d9cf0bb6722139d1b28af2c93c5c1e87c82bd914aeed2ff5f70909e2de\' FROM written;\n        RETURN NULL;\n    ', hash='c2c248b253c1e84d008351db7236a3b6296643d5', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_91e9d', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='actors_apikey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='apikey',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalapikey" ("account_id", "expires_at", "id", "is_active", "label", "prefix", "revision", "scopes", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."account_id", c."expires_at", c."id", c."is_active", c."label", c."prefix", c."revision", c."scopes", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_apikey\', "id", history_id, \'aecf63d9cf0bb6722139d1b28af2c93c5c1e87c82bd914aeed2ff5f70909e2de\' FROM written;\n        RETURN NULL;\n    ', hash='23a4b2c780ad5aef6ea53f4f398df7d1971548f5', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_56dab', referencing='REFERENCING OLD TABLE AS former ', table='actors_apikey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partner',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalpartner" ("id", "is_active", "name", "note", "revision", "slug", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."id", c."is_active", c."name", c."note", c."revision", c."slug", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_partner\', "id", history_id, \'1299c6e6ce76eb965ba05e871ea8d7ed5f154c96a54a113617d70784f6dcffde\' FROM written;\n        RETURN NULL;\n    ', hash='b3757effff8d9724695e6b4f4d0ce4a7d6838a83', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_c0be4', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '1299c6e6ce76eb965ba05e871ea8d7ed5f154c96a54a113617d70784f6dcffde', 'actors_partner', 'actors_historicalpartner', 1 + count(*), ARRAY['id', 'is_active', 'name', 'note', 'revision', 'slug'] FROM public.audit_schema WHERE table_name = 'actors_partner' ON CONFLICT (digest) DO NOTHING;", table='actors_partner', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partner',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalpartner" ("id", "is_active", "name", "note", "revision", "slug", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."id", c."is_active", c."name", c."note", c."revision", c."slug", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_partner\', "id", history_id, \'1299c6e6ce76eb965ba05e871ea8d7ed5f154c96a54a113617d70784f6dcffde\' FROM written;\n        RETURN NULL;\n    ', hash='18800c333ac19f9220883bb482e2669438e76c51', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_eff93', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='actors_partner', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partner',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalpartner" ("id", "is_active", "name", "note", "revision", "slug", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."id", c."is_active", c."name", c."note", c."revision", c."slug", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_partner\', "id", history_id, \'1299c6e6ce76eb965ba05e871ea8d7ed5f154c96a54a113617d70784f6dcffde\' FROM written;\n        RETURN NULL;\n    ', hash='cb8ca74b4aafa04c54012acca13bb58338137d29', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_f8851', referencing='REFERENCING OLD TABLE AS former ', table='actors_partner', when='AFTER')),
        ),
    ]
