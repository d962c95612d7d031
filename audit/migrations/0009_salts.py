"""The drain makes the salts of all its entries from one seed.

As it was in 0002 but for that. Who may call it stays as it is.
"""

from django.db import migrations

SETTINGS = """
    SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO'
    SET extra_float_digits = 1 SET bytea_output = 'hex' SET intervalstyle = 'postgres'
"""

DRAIN = (
    """
CREATE OR REPLACE FUNCTION public.audit_drain() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER """
    + SETTINGS
    + """ AS $$
DECLARE
    cut bigint[];
    size bigint;
    shape record;
    content text;
    seed bytea;
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
    -- Salts are made of a seed that is kept nowhere: whoever is shown one of them learns nothing of another. 366 bits of
    -- chance once, since to ask for chance four times an entry took a third of the drain.
    seed := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
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
                        sha256($4 || int8send(2 * p.place)) AS meta_salt,
                        sha256($4 || int8send(2 * p.place + 1)) AS content_salt
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
        ) USING cut, size, shape.digest, seed;
    END LOOP;
    -- A row without a revision or a known schema has no entry: its guard stops the whole drain, and nothing is lost.
    DELETE FROM audit_outbox WHERE id = ANY (cut);
    RETURN size + cardinality(cut);
END $$;
"""
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0008_lighter_triggers")]

    #: Salts of either making are as good; going back leaves the function as it is.
    operations = [migrations.RunSQL(DRAIN, migrations.RunSQL.noop)]
