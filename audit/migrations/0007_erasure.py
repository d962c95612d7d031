"""Erasures, and the function that carries one out: the only way by which a revision and its salts are forgotten.

It belongs to the owner and runs as the owner; the application may not call it. Its body is never edited here; a change
is a new migration.
"""

import audit.records.triggers
import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
import uuid_utils.compat
from django.db import migrations, models


ERASE = """
CREATE FUNCTION public.audit_erase(erasure uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO'
    SET extra_float_digits = 1 SET bytea_output = 'hex' SET intervalstyle = 'postgres'
    -- Drains wait meanwhile, and whoever writes records of these kinds: for no longer than this.
    SET lock_timeout = '5s'
AS $$
DECLARE
    asked public.audit_erasure%ROWTYPE;
    shapes public.audit_schema[];
    shape public.audit_schema;
    history regclass;
    guards regclass[] := '{public.audit_entry}';
    guard record;
    erased text[];
    reasons boolean;
    assigned text;
    content text;
    meta CONSTANT text := 'convert_to(audit_meta(e.table_name, e.schema, h.id, h.revision, h.history_id,
        h.history_type, h.history_date, h.history_user_id, h.history_partner_id, h.history_key_id, h.history_channel,
        h.history_request_id, h.history_change_reason), ''UTF8'')';
    refused text;
    fresh jsonb;
    left_of jsonb := '{}';
BEGIN
    -- An older snapshot would not show what another has erased since.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'an erasure is carried out at READ COMMITTED' USING ERRCODE = 'AU004';
    END IF;
    -- The lock of the drain: one erasure at a time, and no entry comes in meanwhile.
    PERFORM pg_advisory_xact_lock(1096110420, 1);
    SELECT * INTO asked FROM audit_erasure e WHERE e.id = audit_erase.erasure;
    IF asked.id IS NULL THEN
        RAISE EXCEPTION 'there is no such erasure' USING ERRCODE = 'AU006';
    ELSIF asked.carried_out_at IS NOT NULL THEN
        RETURN 0;
    END IF;

    -- Who proposed and who approved is read off the revisions that the triggers wrote, and both have to be in the log.
    IF NOT EXISTS (
        SELECT FROM audit_historicalerasure p
        JOIN audit_entry pe ON pe.table_name = 'audit_erasure' AND pe.history_id = p.history_id
        JOIN audit_historicalerasure a ON a.id = p.id AND a.revision = 2
        JOIN audit_entry ae ON ae.table_name = 'audit_erasure' AND ae.history_id = a.history_id
        WHERE p.id = asked.id AND p.revision = 1 AND asked.revision = 2
          AND p.history_user_id = asked.proposed_by AND a.history_user_id = asked.approved_by
          AND a.history_user_id <> p.history_user_id
          AND ROW(p.kind, p.object_id, p.entries, p.columns, p.reason, p.proposed_by)
            = ROW(asked.kind, asked.object_id, asked.entries, asked.columns, asked.reason, asked.proposed_by)
    ) THEN
        RAISE EXCEPTION 'one account has to propose an erasure, and another to approve just that'
            USING ERRCODE = 'AU006';
    ELSIF NOT (audit_may_erase(asked.proposed_by) AND audit_may_erase(asked.approved_by)) THEN
        RAISE EXCEPTION 'both accounts have to be of staff, and active' USING ERRCODE = 'AU006';
    END IF;

    -- Texts and positions are erased, and reasons. What a record refers to and how it is classed stays, as do erasures.
    SELECT min(n.index)::text INTO refused FROM unnest(asked.entries) n (index) WHERE NOT EXISTS (
        SELECT FROM audit_entry e JOIN audit_schema s ON s.digest = e.schema
        WHERE e.index = n.index AND e.table_name <> 'audit_erasure'
    );
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION 'entry % has nothing that can be erased', refused USING ERRCODE = 'AU006';
    END IF;
    shapes := ARRAY(
        SELECT s FROM audit_schema s
        WHERE s.digest IN (SELECT e.schema FROM audit_entry e WHERE e.index = ANY (asked.entries))
    );
    SELECT string_agg(c, ', ') INTO refused FROM unnest(asked.columns) c WHERE NOT EXISTS (
        SELECT FROM unnest(shapes) s
        JOIN pg_attribute a ON a.attrelid = to_regclass(format('public.%I', s.history_table))
        WHERE c = s.table_name || '.' || a.attname AND a.attname = ANY (s.columns || 'history_change_reason'::text)
          AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'text[]'::regtype, 'varchar[]'::regtype,
                             'float8'::regtype)
    );
    IF refused IS NOT NULL OR cardinality(asked.columns) = 0 THEN
        RAISE EXCEPTION 'these columns cannot be erased: %', coalesce(refused, 'none') USING ERRCODE = 'AU006';
    END IF;

    -- For everybody else the guards stand: they are off in this transaction alone, which holds the tables.
    guards := guards || ARRAY(SELECT DISTINCT to_regclass(format('public.%I', s.history_table)) FROM unnest(shapes) s);
    FOR guard IN
        SELECT t.tgrelid::regclass AS place, t.tgname AS name FROM pg_trigger t
        WHERE t.tgrelid = ANY (guards) AND starts_with(t.tgname::text, 'pgtrigger_append_only_') ORDER BY t.tgrelid
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', guard.place, guard.name);
    END LOOP;
    FOREACH shape IN ARRAY shapes LOOP
        history := to_regclass(format('public.%I', shape.history_table));
        content := (
            SELECT 'convert_to(''{'' || ' || string_agg(
                format('%s || coalesce(to_json(h.%I::text)::text, ''null'')',
                       quote_literal(to_json(c)::text || ':'), c),
                ' || '','' || ' ORDER BY c COLLATE "C") || ' || ''}'', ''UTF8'')'
            FROM unnest(shape.columns) AS c
        );
        -- An erasure covers nothing up: what was tampered with stays as it is, for the fold to find.
        EXECUTE format(
            'SELECT min(e.index)::text FROM audit_entry e LEFT JOIN %s h ON h.history_id = e.history_id
             LEFT JOIN LATERAL (
                 SELECT decode(r.contents[array_position(r.entries, e.index)], ''hex'') AS content,
                        decode(r.metas[array_position(r.entries, e.index)], ''hex'') AS meta
                 FROM audit_erasure r WHERE r.carried_out_at IS NOT NULL AND e.index = ANY (r.entries)
                 ORDER BY r.carried_out_at DESC LIMIT 1
             ) x ON true
             WHERE e.index = ANY ($1) AND e.schema = $2 AND (
                 sha256(e.content_salt || %s) IS DISTINCT FROM coalesce(x.content, e.content_hash)
                 OR sha256(e.meta_salt || %s) IS DISTINCT FROM coalesce(x.meta, e.meta_hash))',
            history, content, meta
        ) INTO refused USING asked.entries, shape.digest;
        IF refused IS NOT NULL THEN
            RAISE EXCEPTION 'entry % is not what it commits to, which an erasure would cover up', refused
                USING ERRCODE = 'AU006';
        END IF;
        erased := ARRAY(
            SELECT c FROM unnest(shape.columns) c WHERE shape.table_name || '.' || c = ANY (asked.columns)
        );
        reasons := shape.table_name || '.history_change_reason' = ANY (asked.columns);
        EXECUTE format(
            'SELECT min(e.index)::text FROM audit_entry e JOIN %s h ON h.history_id = e.history_id
             JOIN public.%I l ON l.id = h.id AND l.revision = h.revision
             WHERE e.index = ANY ($1) AND e.schema = $2 AND h.history_type <> ''-'' AND cardinality($3) > 0',
            history, shape.table_name
        ) INTO refused USING asked.entries, shape.digest, erased;
        IF refused IS NOT NULL THEN
            RAISE EXCEPTION 'entry % is of the latest revision: its record still says the same', refused
                USING ERRCODE = 'AU006';
        END IF;
        -- What says nothing goes on saying nothing.
        SELECT string_agg(
            format('%1$I = CASE WHEN coalesce(h.%1$I::text, '''') IN ('''', ''{}'') THEN h.%1$I ELSE %2$s END',
                   a.attname,
                   CASE WHEN a.atttypid = 'float8'::regtype THEN 'NULL'
                        WHEN a.atttypid IN ('text[]'::regtype, 'varchar[]'::regtype) THEN '''{erased}'''
                        ELSE '''erased''' END),
            ', ') INTO assigned
        FROM pg_attribute a WHERE a.attrelid = history
          AND (a.attname = ANY (erased) OR a.attname = 'history_change_reason' AND reasons);
        CONTINUE WHEN assigned IS NULL;
        EXECUTE format(
            'UPDATE %s h SET %s FROM audit_entry e
             WHERE e.index = ANY ($1) AND e.schema = $2 AND h.history_id = e.history_id',
            history, assigned
        ) USING asked.entries, shape.digest;
        UPDATE audit_entry e SET
            content_salt = CASE WHEN cardinality(erased) > 0 THEN '' ELSE e.content_salt END,
            meta_salt = CASE WHEN reasons THEN '' ELSE e.meta_salt END
        WHERE e.index = ANY (asked.entries) AND e.schema = shape.digest;
        -- What is left is sealed anew with the erasure, without a salt: whoever may read that may read this.
        EXECUTE format(
            'SELECT jsonb_object_agg(e.index, jsonb_build_object(
                 ''content'', CASE WHEN e.content_salt = '''' THEN encode(sha256(%s), ''hex'') END,
                 ''meta'', CASE WHEN e.meta_salt = '''' THEN encode(sha256(%s), ''hex'') END))
             FROM audit_entry e JOIN %s h ON h.history_id = e.history_id
             WHERE e.index = ANY ($1) AND e.schema = $2',
            content, meta, history
        ) INTO fresh USING asked.entries, shape.digest;
        left_of := left_of || fresh;
        -- The planner keeps samples of what columns say.
        EXECUTE format('ANALYZE %s; ANALYZE public.%I', history, shape.table_name);
    END LOOP;
    FOR guard IN
        SELECT t.tgrelid::regclass AS place, t.tgname AS name FROM pg_trigger t
        WHERE t.tgrelid = ANY (guards) AND starts_with(t.tgname::text, 'pgtrigger_append_only_') ORDER BY t.tgrelid
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guard.place, guard.name);
    END LOOP;
    UPDATE audit_change c SET reason = 'erased' FROM audit_entry e
    WHERE e.index = ANY (asked.entries) AND e.meta_salt = '' AND c.index = e.index AND c.reason <> '';
    ANALYZE audit_change;

    -- The act is itself a revision of the erasure, and goes into the log like every other.
    PERFORM set_config('audit.account', asked.approved_by::text, true), set_config('audit.partner', '', true),
        set_config('audit.key', '', true), set_config('audit.channel', 'cli', true),
        set_config('audit.request', '', true), set_config('audit.reason', 'carried out', true),
        set_config('audit.xid', pg_current_xact_id()::text, true);
    UPDATE audit_erasure e SET
        -- Which erasure was the last must not hang on a clock that is set back.
        carried_out_at = greatest(clock_timestamp(), (
            SELECT max(r.carried_out_at) + interval '1 microsecond' FROM audit_erasure r
        )),
        contents = ARRAY(SELECT left_of -> n.index::text ->> 'content'
                         FROM unnest(asked.entries) WITH ORDINALITY n (index, place) ORDER BY n.place),
        metas = ARRAY(SELECT left_of -> n.index::text ->> 'meta'
                      FROM unnest(asked.entries) WITH ORDINALITY n (index, place) ORDER BY n.place)
    WHERE e.id = asked.id;
    RETURN cardinality(asked.entries);
END $$;
REVOKE ALL ON FUNCTION public.audit_erase(uuid) FROM PUBLIC;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0006_checks'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalErasure',
            fields=[
                ('history_partner_id', models.UUIDField(null=True)),
                ('history_key_id', models.UUIDField(null=True)),
                ('history_channel', models.CharField(max_length=16)),
                ('history_request_id', models.CharField(max_length=128)),
                ('id', models.UUIDField(db_index=True, default=uuid_utils.compat.uuid7, editable=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(editable=False, max_length=40)),
                ('object_id', models.UUIDField(editable=False)),
                ('entries', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, size=None)),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), editable=False, size=None)),
                ('reason', models.TextField()),
                ('proposed_by', models.UUIDField(editable=False)),
                ('approved_by', models.UUIDField(editable=False, null=True)),
                ('carried_out_at', models.DateTimeField(editable=False, null=True)),
                ('contents', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(null=True), default=list, editable=False, size=None)),
                ('metas', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(null=True), default=list, editable=False, size=None)),
                ('history_user_id', models.UUIDField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical erasure',
                'verbose_name_plural': 'historical erasures',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(editable=False, max_length=40)),
                ('object_id', models.UUIDField(editable=False)),
                ('entries', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, size=None)),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), editable=False, size=None)),
                ('reason', models.TextField()),
                ('proposed_by', models.UUIDField(editable=False)),
                ('approved_by', models.UUIDField(editable=False, null=True)),
                ('carried_out_at', models.DateTimeField(editable=False, null=True)),
                ('contents', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(null=True), default=list, editable=False, size=None)),
                ('metas', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(null=True), default=list, editable=False, size=None)),
            ],
            options={
                'db_table': 'audit_erasure',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by', models.F('proposed_by')), _negated=True), name='erasure_takes_two')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='carried_out', sql=audit.records.triggers.RecorderSql(func="\n    IF session_user NOT IN (current_user, 'contested_eraser') AND (\n        NEW.carried_out_at IS NOT NULL OR TG_OP = 'UPDATE' AND OLD.carried_out_at IS NOT NULL\n    ) THEN\n        RAISE EXCEPTION 'an erasure is carried out by its function, and stays as it was'\n            USING ERRCODE = 'AU006';\n    END IF;\n    RETURN NEW;\n", hash='c9b9a7c4e81995d03c8da257d7919735b70a8e98', operation='INSERT OR UPDATE', pgid='pgtrigger_carried_out_f812a', table='audit_erasure', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."approved_by", NEW."carried_out_at", NEW."columns", NEW."contents", NEW."entries", NEW."id", NEW."kind", NEW."metas", NEW."object_id", NEW."proposed_by", NEW."reason")::record *<> ROW(OLD."approved_by", OLD."carried_out_at", OLD."columns", OLD."contents", OLD."entries", OLD."id", OLD."kind", OLD."metas", OLD."object_id", OLD."proposed_by", OLD."reason")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='a86b61ab9c4f186584dac337b0b26163d26567bf', operation='INSERT OR UPDATE', pgid='pgtrigger_number_92cc1', table='audit_erasure', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."audit_historicalerasure" ("approved_by", "carried_out_at", "columns", "contents", "entries", "id", "kind", "metas", "object_id", "proposed_by", "reason", "revision", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."approved_by", c."carried_out_at", c."columns", c."contents", c."entries", c."id", c."kind", c."metas", c."object_id", c."proposed_by", c."reason", c."revision", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'audit_erasure\', "id", history_id, \'7db21c18c3dfded888d7eecb6b0bb95e84a2936d4bc5d30f4cff89736a326162\' FROM written ORDER BY history_id;\n        RETURN NULL;\n    ', hash='286a62dae3f1e04187844e93ff4be730447d439d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_253ff', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '7db21c18c3dfded888d7eecb6b0bb95e84a2936d4bc5d30f4cff89736a326162', 'audit_erasure', 'audit_historicalerasure', 1 + count(*), ARRAY['approved_by', 'carried_out_at', 'columns', 'contents', 'entries', 'id', 'kind', 'metas', 'object_id', 'proposed_by', 'reason', 'revision'] FROM public.audit_schema WHERE table_name = 'audit_erasure' ON CONFLICT (digest) DO NOTHING;", table='audit_erasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."audit_historicalerasure" ("approved_by", "carried_out_at", "columns", "contents", "entries", "id", "kind", "metas", "object_id", "proposed_by", "reason", "revision", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."approved_by", c."carried_out_at", c."columns", c."contents", c."entries", c."id", c."kind", c."metas", c."object_id", c."proposed_by", c."reason", c."revision", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'audit_erasure\', "id", history_id, \'7db21c18c3dfded888d7eecb6b0bb95e84a2936d4bc5d30f4cff89736a326162\' FROM written ORDER BY history_id;\n        RETURN NULL;\n    ', hash='28845770e5092cb455d9e2e61f7a656c15f49ab1', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_ce9a3', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='audit_erasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."audit_historicalerasure" ("approved_by", "carried_out_at", "columns", "contents", "entries", "id", "kind", "metas", "object_id", "proposed_by", "reason", "revision", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."approved_by", c."carried_out_at", c."columns", c."contents", c."entries", c."id", c."kind", c."metas", c."object_id", c."proposed_by", c."reason", c."revision", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'audit_erasure\', "id", history_id, \'7db21c18c3dfded888d7eecb6b0bb95e84a2936d4bc5d30f4cff89736a326162\' FROM written ORDER BY history_id;\n        RETURN NULL;\n    ', hash='29a278ee038e553d0674726c92a9fbe9dfc556d8', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_6de6d', referencing='REFERENCING OLD TABLE AS former ', table='audit_erasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='b0190345faac1ffe64bb62f5423ffbb286109c90', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8f7a3', table='audit_erasure', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalerasure',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: these rows are only ever added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='4408e281b56dd5e63b307114ef94920af22d720d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dba80', table='audit_historicalerasure', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalerasure',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='eb6a1601ca2f465de6b9958c2f0de269a4840809', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_7b27c', table='audit_historicalerasure', when='BEFORE')),
        ),
        migrations.RunSQL(ERASE, "DROP FUNCTION public.audit_erase(uuid);"),
    ]
