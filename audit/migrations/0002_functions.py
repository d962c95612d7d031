"""The two functions of the record: who writes (for the triggers), and the drain (for the application).

Both belong to the owner and run as the owner. Their bodies are never edited here; a change is a new migration.
"""

from django.db import migrations

SETTINGS = """
    SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO'
    SET extra_float_digits = 1 SET bytea_output = 'hex' SET intervalstyle = 'postgres'
"""

ATTRIBUTION = (
    """
CREATE FUNCTION public.audit_attribution(
    OUT account uuid, OUT partner uuid, OUT key uuid, OUT channel text, OUT request text, OUT reason text
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    account := nullif(current_setting('audit.account', true), '')::uuid;
    -- A setting made in another transaction attributes nothing in this one.
    IF account IS NULL
        OR current_setting('audit.xid', true) IS DISTINCT FROM pg_current_xact_id()::text
    THEN
        RAISE EXCEPTION 'unattributed write'
            USING ERRCODE = 'AU001', HINT = 'open audited_write(by=, reason=) around it';
    END IF;
    partner := nullif(current_setting('audit.partner', true), '')::uuid;
    key := nullif(current_setting('audit.key', true), '')::uuid;
    channel := coalesce(current_setting('audit.channel', true), '');
    request := coalesce(current_setting('audit.request', true), '');
    reason := coalesce(current_setting('audit.reason', true), '');
END $$;
REVOKE ALL ON FUNCTION public.audit_attribution() FROM PUBLIC;
"""
)

DRAIN = (
    """
CREATE FUNCTION public.audit_drain() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER """
    + SETTINGS
    + """ AS $$
DECLARE
    cut bigint[];
    size bigint;
    shape record;
    content text;
BEGIN
    -- An older snapshot would show rows that another drain has sealed since.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the log is drained at READ COMMITTED' USING ERRCODE = 'AU004';
    END IF;
    -- Nothing owed: every row committed before this statement has its entry already.
    IF NOT EXISTS (SELECT FROM audit_outbox) THEN
        RETURN (SELECT coalesce(max(index) + 1, 0) FROM audit_entry);
    END IF;
    -- One drain at a time. The lock is held to the commit, so the next one sees these entries.
    PERFORM pg_advisory_xact_lock(1096110420, 1);
    -- One statement, one snapshot: of each transaction all rows or none, so every size is a consistent cut.
    SELECT array_agg(id ORDER BY id) INTO cut FROM audit_outbox;
    SELECT coalesce(max(index) + 1, 0) INTO size FROM audit_entry;
    IF cut IS NULL THEN
        RETURN size;
    END IF;
    FOR shape IN
        SELECT s.* FROM audit_schema s
        WHERE s.digest IN (SELECT o.schema FROM audit_outbox o WHERE o.id = ANY (cut))
    LOOP
        -- The content: exactly these columns, keys sorted, values text or null.
        content := (
            SELECT string_agg(
                format('%s || coalesce(to_json(h.%I::text)::text, ''null'')',
                       quote_literal(to_json(c)::text || ':'), c),
                ' || '','' || ' ORDER BY c COLLATE "C")
            FROM unnest(shape.columns) AS c
        );
        EXECUTE format(
            'WITH owed AS MATERIALIZED (
                 SELECT o.*, p.place,
                        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS meta_salt,
                        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS content_salt
                 FROM audit_outbox o JOIN unnest($1) WITH ORDINALITY AS p (id, place) ON p.id = o.id
                 WHERE o.schema = $3
             )
             INSERT INTO audit_entry (index, table_name, object_id, history_id, schema,
                                      meta_salt, content_salt, meta_hash, content_hash)
             SELECT $2 + o.place - 1, o.table_name, o.object_id, o.history_id, o.schema, o.meta_salt, o.content_salt,
                    sha256(o.meta_salt || convert_to(audit_meta(o.table_name, o.schema, h.id, h.revision, h.history_id,
                        h.history_type, h.history_date, h.history_user_id, h.history_partner_id, h.history_key_id,
                        h.history_channel, h.history_request_id, h.history_change_reason), ''UTF8'')),
                    sha256(o.content_salt || convert_to(''{'' || %s || ''}'', ''UTF8''))
             FROM owed o JOIN public.%I h ON h.history_id = o.history_id',
            content, shape.history_table
        ) USING cut, size, shape.digest;
    END LOOP;
    -- A row without a revision or a known schema has no entry: its guard stops the whole drain, and nothing is lost.
    DELETE FROM audit_outbox WHERE id = ANY (cut);
    RETURN size + cardinality(cut);
END $$;
REVOKE ALL ON FUNCTION public.audit_drain() FROM PUBLIC;
"""
)

META = """
CREATE FUNCTION public.audit_meta(
    kind text, schema text, object uuid, revision integer, history bigint, operation text, at timestamptz,
    account uuid, partner uuid, key uuid, channel text, request text, reason text
) RETURNS text LANGUAGE sql STABLE AS $$
    -- Called by the drain alone, under the drain's settings. Keys sorted, values text or null, no space: the form
    -- that the commitment is made over.
    SELECT '{"account":' || coalesce(to_json(account::text)::text, 'null')
        || ',"at":' || to_json(at::text)::text
        || ',"channel":' || to_json(channel)::text
        || ',"history":' || to_json(history::text)::text
        || ',"key":' || coalesce(to_json(key::text)::text, 'null')
        || ',"kind":' || to_json(kind)::text
        || ',"object":' || to_json(object::text)::text
        || ',"operation":' || to_json(operation)::text
        || ',"partner":' || coalesce(to_json(partner::text)::text, 'null')
        || ',"reason":' || coalesce(to_json(reason)::text, 'null')
        || ',"request":' || to_json(request)::text
        || ',"revision":' || to_json(revision::text)::text
        || ',"schema":' || to_json(schema)::text || '}'
$$;
REVOKE ALL ON FUNCTION public.audit_meta(text, text, uuid, integer, bigint, text, timestamptz,
    uuid, uuid, uuid, text, text, text) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    # No tracked table stands before its triggers can say who writes.
    run_before = [("actors", "0001_initial")]

    operations = [
        migrations.RunSQL(ATTRIBUTION, "DROP FUNCTION public.audit_attribution();"),
        migrations.RunSQL(
            META,
            "DROP FUNCTION public.audit_meta(text, text, uuid, integer, bigint, text, timestamptz,"
            " uuid, uuid, uuid, text, text, text);",
        ),
        migrations.RunSQL(DRAIN, "DROP FUNCTION public.audit_drain();"),
    ]
