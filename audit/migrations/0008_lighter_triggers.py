"""The triggers leave the outbox in the order in which revisions are written, and sort nothing."""

import audit.records.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0007_erasure'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='erasure',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='erasure',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='erasure',
            name='revise_delete',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."audit_historicalerasure" ("approved_by", "carried_out_at", "columns", "contents", "entries", "id", "kind", "metas", "object_id", "proposed_by", "reason", "revision", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."approved_by", c."carried_out_at", c."columns", c."contents", c."entries", c."id", c."kind", c."metas", c."object_id", c."proposed_by", c."reason", c."revision", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'audit_erasure\', "id", history_id, \'7db21c18c3dfded888d7eecb6b0bb95e84a2936d4bc5d30f4cff89736a326162\' FROM written;\n        RETURN NULL;\n    ', hash='1d6e75bc98675e1e90eeaa19c77b76ddcb7dd480', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_253ff', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '7db21c18c3dfded888d7eecb6b0bb95e84a2936d4bc5d30f4cff89736a326162', 'audit_erasure', 'audit_historicalerasure', 1 + count(*), ARRAY['approved_by', 'carried_out_at', 'columns', 'contents', 'entries', 'id', 'kind', 'metas', 'object_id', 'proposed_by', 'reason', 'revision'] FROM public.audit_schema WHERE table_name = 'audit_erasure' ON CONFLICT (digest) DO NOTHING;", table='audit_erasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."audit_historicalerasure" ("approved_by", "carried_out_at", "columns", "contents", "entries", "id", "kind", "metas", "object_id", "proposed_by", "reason", "revision", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."approved_by", c."carried_out_at", c."columns", c."contents", c."entries", c."id", c."kind", c."metas", c."object_id", c."proposed_by", c."reason", c."revision", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'audit_erasure\', "id", history_id, \'7db21c18c3dfded888d7eecb6b0bb95e84a2936d4bc5d30f4cff89736a326162\' FROM written;\n        RETURN NULL;\n    ', hash='dae3ea16cce05361216add54275f152584b04c56', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_ce9a3', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='audit_erasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."audit_historicalerasure" ("approved_by", "carried_out_at", "columns", "contents", "entries", "id", "kind", "metas", "object_id", "proposed_by", "reason", "revision", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."approved_by", c."carried_out_at", c."columns", c."contents", c."entries", c."id", c."kind", c."metas", c."object_id", c."proposed_by", c."reason", c."revision", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'audit_erasure\', "id", history_id, \'7db21c18c3dfded888d7eecb6b0bb95e84a2936d4bc5d30f4cff89736a326162\' FROM written;\n        RETURN NULL;\n    ', hash='1032cb472d4cc8c40f9f500f6ed6709fe7f2b87a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_6de6d', referencing='REFERENCING OLD TABLE AS former ', table='audit_erasure', when='AFTER')),
        ),
    ]
