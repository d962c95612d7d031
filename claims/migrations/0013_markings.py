"""Markings on all records of claims and on what is decided, and the triggers that keep these as strict as need be."""

import audit.records.triggers
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from audit.records.markings import raising

# Determinations that name a record are as strict as it is. Those that may: of the claims on which it was said, or what
# derives from it, or what its speakers said, or what was found in it; of their rivals; of what is related to one of
# these, over two steps. All of it at any time, since what was decided then stays.
RAISE_DECIDED = """
CREATE FUNCTION public.claims_raise_decided() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    n record;
BEGIN
    FOR n IN
        SELECT c.id, c.marking, c.circles FROM changed c JOIN former o ON o.id = c.id
        WHERE c.marking <> o.marking OR c.circles <> o.circles
    LOOP
        WITH RECURSIVE speakers (id) AS (
            SELECT n.id
            UNION
            SELECT h.id FROM speakers p JOIN actors_historicalactor h ON p.id IN (h.part_of_id, h.speaks_for_id)
        ),
        spoken (id) AS (
            (
                SELECT n.id
                UNION
                SELECT h.id FROM speakers p JOIN claims_historicalstance h ON h.actor_id = p.id
                UNION
                SELECT h.id FROM claims_historicalstance h WHERE h.source_id = n.id
            )
            UNION
            SELECT h.id FROM spoken p JOIN claims_historicalstance h ON h.derived_from_id = p.id
        ),
        about (id) AS (
            SELECT n.id
            UNION
            SELECT h.claim_id FROM spoken p JOIN claims_historicalstance h ON h.id = p.id
            UNION
            SELECT h.id FROM claims_historicalclaim h WHERE h.question_id = n.id
            UNION
            SELECT unnest(ARRAY[h.from_claim_id, h.to_claim_id]) FROM claims_historicalclaimrelation h WHERE h.id = n.id
        ),
        rivals (id) AS (
            SELECT id FROM about
            UNION
            SELECT h.id FROM claims_historicalclaim h WHERE h.question_id IN (
                SELECT a.question_id FROM about JOIN claims_historicalclaim a ON a.id = about.id
            )
        ),
        related (id) AS (
            SELECT id FROM rivals
            UNION
            SELECT unnest(ARRAY[r.from_claim_id, r.to_claim_id])
            FROM rivals v JOIN claims_historicalclaimrelation r ON v.id IN (r.from_claim_id, r.to_claim_id)
        ),
        wide (id) AS (
            SELECT id FROM related
            UNION
            SELECT unnest(ARRAY[r.from_claim_id, r.to_claim_id])
            FROM related v JOIN claims_historicalclaimrelation r ON v.id IN (r.from_claim_id, r.to_claim_id)
        )
        UPDATE claims_determination d SET marking = public.audit_stricter(d.marking, n.marking),
            circles = public.audit_circles(d.circles, n.circles)
        WHERE d.claim_id IN (SELECT id FROM wide) AND d.claim_id <> n.id
          AND (strpos(d.body, n.id::text) > 0 OR strpos(d.trigger, n.id::text) > 0)
          AND (public.audit_strictness(d.marking) < public.audit_strictness(n.marking) OR NOT n.circles <@ d.circles);
    END LOOP;
    RETURN NULL;
END;
$$;
REVOKE ALL ON FUNCTION public.claims_raise_decided() FROM PUBLIC;
"""


def raising_decided(table: str) -> str:
    """Return SQL that hangs the function on a table."""
    return (
        f"CREATE TRIGGER raise_decided AFTER UPDATE ON public.{table}"
        " REFERENCING OLD TABLE AS former NEW TABLE AS changed"
        " FOR EACH STATEMENT EXECUTE FUNCTION public.claims_raise_decided();"
        f" ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER raise_decided;"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0008_markings'),
        ('claims', '0012_searched'),
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
            model_name='claimrelation',
            name='number',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claimrelation',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claimrelation',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claimrelation',
            name='revise_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='determination',
            name='number',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='determination',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='determination',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='determination',
            name='revise_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='place',
            name='number',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='place',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='place',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='place',
            name='revise_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='question',
            name='number',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='question',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='question',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='question',
            name='revise_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='number',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
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
        pgtrigger.migrations.RemoveTrigger(
            model_name='verdict',
            name='number',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='verdict',
            name='revise_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='verdict',
            name='revise_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='verdict',
            name='revise_delete',
        ),
        migrations.RemoveConstraint(
            model_name='claimrelation',
            name='relation_stated_once',
        ),
        migrations.AddField(
            model_name='claim',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, db_default=[], default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='claim',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], db_default='clear', default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='claimrelation',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, db_default=[], default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='claimrelation',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], db_default='clear', default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='determination',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, db_default=[], default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='determination',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], db_default='clear', default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='historicalclaimrelation',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='historicalclaimrelation',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='historicaldetermination',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='historicaldetermination',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='historicalplace',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='historicalplace',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='historicalquestion',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='historicalquestion',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='historicalstance',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='historicalstance',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='historicalverdict',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='historicalverdict',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='place',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, db_default=[], default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='place',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], db_default='clear', default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='question',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, db_default=[], default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='question',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], db_default='clear', default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='source',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, db_default=[], default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='source',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], db_default='clear', default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='stance',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, db_default=[], default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='stance',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], db_default='clear', default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='verdict',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, db_default=[], default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='verdict',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], db_default='clear', default='clear', max_length=12),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."place_id", NEW."question_id") IS DISTINCT FROM ROW(OLD."place_id", OLD."question_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."place_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_place" p WHERE p.id = NEW."place_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."question_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_question" p WHERE p.id = NEW."question_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='33fb23c60e8c4d3e816c39a3b22d58f224b39017', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_64a5d', table='claims_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."against", NEW."answer", NEW."circles", NEW."date_only", NEW."external_id", NEW."favours", NEW."id", NEW."marking", NEW."note", NEW."partner_id", NEW."place_id", NEW."quantity", NEW."question_id", NEW."recorded_at", NEW."recorded_by_id", NEW."text", NEW."valid_from", NEW."valid_to", NEW."withdrawn_at")::record *<> ROW(OLD."against", OLD."answer", OLD."circles", OLD."date_only", OLD."external_id", OLD."favours", OLD."id", OLD."marking", OLD."note", OLD."partner_id", OLD."place_id", OLD."quantity", OLD."question_id", OLD."recorded_at", OLD."recorded_by_id", OLD."text", OLD."valid_from", OLD."valid_to", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='92892c748650a79cc2f5b78141b35632d5a43cf2', operation='INSERT OR UPDATE', pgid='pgtrigger_number_9f200', table='claims_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaim" ("against", "answer", "circles", "date_only", "external_id", "favours", "id", "marking", "note", "partner_id", "place_id", "quantity", "question_id", "recorded_at", "recorded_by_id", "revision", "text", "valid_from", "valid_to", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."against", c."answer", c."circles", c."date_only", c."external_id", c."favours", c."id", c."marking", c."note", c."partner_id", c."place_id", c."quantity", c."question_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."valid_from", c."valid_to", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claim\', "id", history_id, \'9d2a4027cadc47685ed95ae6c59365e419c47ac169bace4e093141df0ea3220f\' FROM written;\n        RETURN NULL;\n    ', hash='b69bce5487807b35588953bcc9a344ad960cd631', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_87a5e', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '9d2a4027cadc47685ed95ae6c59365e419c47ac169bace4e093141df0ea3220f', 'claims_claim', 'claims_historicalclaim', 1 + count(*), ARRAY['against', 'answer', 'circles', 'date_only', 'external_id', 'favours', 'id', 'marking', 'note', 'partner_id', 'place_id', 'quantity', 'question_id', 'recorded_at', 'recorded_by_id', 'revision', 'text', 'valid_from', 'valid_to', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_claim' ON CONFLICT (digest) DO NOTHING;", table='claims_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaim" ("against", "answer", "circles", "date_only", "external_id", "favours", "id", "marking", "note", "partner_id", "place_id", "quantity", "question_id", "recorded_at", "recorded_by_id", "revision", "text", "valid_from", "valid_to", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."against", c."answer", c."circles", c."date_only", c."external_id", c."favours", c."id", c."marking", c."note", c."partner_id", c."place_id", c."quantity", c."question_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."valid_from", c."valid_to", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claim\', "id", history_id, \'9d2a4027cadc47685ed95ae6c59365e419c47ac169bace4e093141df0ea3220f\' FROM written;\n        RETURN NULL;\n    ', hash='b7cc857fd42eaaa10df20f330a9312e69ca5cc2e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_acb40', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaim" ("against", "answer", "circles", "date_only", "external_id", "favours", "id", "marking", "note", "partner_id", "place_id", "quantity", "question_id", "recorded_at", "recorded_by_id", "revision", "text", "valid_from", "valid_to", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."against", c."answer", c."circles", c."date_only", c."external_id", c."favours", c."id", c."marking", c."note", c."partner_id", c."place_id", c."quantity", c."question_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."valid_from", c."valid_to", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claim\', "id", history_id, \'9d2a4027cadc47685ed95ae6c59365e419c47ac169bace4e093141df0ea3220f\' FROM written;\n        RETURN NULL;\n    ', hash='bb48a9a90adf92387b10f59d87dd8a0d6455254d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_f403e', referencing='REFERENCING OLD TABLE AS former ', table='claims_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimrelation',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."from_claim_id", NEW."to_claim_id") IS DISTINCT FROM ROW(OLD."from_claim_id", OLD."to_claim_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."from_claim_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_claim" p WHERE p.id = NEW."from_claim_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."to_claim_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_claim" p WHERE p.id = NEW."to_claim_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='fabf3c5588ad0d5f1d74f3f7ad9a80dac9465706', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_ddbf4', table='claims_claimrelation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimrelation',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."circles", NEW."date_only", NEW."external_id", NEW."from_claim_id", NEW."id", NEW."kind", NEW."marking", NEW."note", NEW."partner_id", NEW."recorded_at", NEW."recorded_by_id", NEW."to_claim_id", NEW."withdrawn_at")::record *<> ROW(OLD."circles", OLD."date_only", OLD."external_id", OLD."from_claim_id", OLD."id", OLD."kind", OLD."marking", OLD."note", OLD."partner_id", OLD."recorded_at", OLD."recorded_by_id", OLD."to_claim_id", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='0472e78e44c41f74e1edfe64317cadc38c36730c', operation='INSERT OR UPDATE', pgid='pgtrigger_number_a6ffe', table='claims_claimrelation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimrelation',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaimrelation" ("circles", "date_only", "external_id", "from_claim_id", "id", "kind", "marking", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "to_claim_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."from_claim_id", c."id", c."kind", c."marking", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."to_claim_id", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claimrelation\', "id", history_id, \'aa5d390ae2844fe803fa2dd7bc40a0c0e8c53559f4831331350669b0c928b85c\' FROM written;\n        RETURN NULL;\n    ', hash='ab053cea9853795c2e290fdfe72c020c2b720b26', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_f98eb', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT 'aa5d390ae2844fe803fa2dd7bc40a0c0e8c53559f4831331350669b0c928b85c', 'claims_claimrelation', 'claims_historicalclaimrelation', 1 + count(*), ARRAY['circles', 'date_only', 'external_id', 'from_claim_id', 'id', 'kind', 'marking', 'note', 'partner_id', 'recorded_at', 'recorded_by_id', 'revision', 'to_claim_id', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_claimrelation' ON CONFLICT (digest) DO NOTHING;", table='claims_claimrelation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimrelation',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaimrelation" ("circles", "date_only", "external_id", "from_claim_id", "id", "kind", "marking", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "to_claim_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."from_claim_id", c."id", c."kind", c."marking", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."to_claim_id", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claimrelation\', "id", history_id, \'aa5d390ae2844fe803fa2dd7bc40a0c0e8c53559f4831331350669b0c928b85c\' FROM written;\n        RETURN NULL;\n    ', hash='dfaae7a1cabaecaa315ff7253d5f8f3fa6d0ad8b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_f92ba', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_claimrelation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimrelation',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaimrelation" ("circles", "date_only", "external_id", "from_claim_id", "id", "kind", "marking", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "to_claim_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."from_claim_id", c."id", c."kind", c."marking", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."to_claim_id", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claimrelation\', "id", history_id, \'aa5d390ae2844fe803fa2dd7bc40a0c0e8c53559f4831331350669b0c928b85c\' FROM written;\n        RETURN NULL;\n    ', hash='0396419f6065d340c0c0d2609cc7a4db8a1717fb', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_5fb4a', referencing='REFERENCING OLD TABLE AS former ', table='claims_claimrelation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='determination',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."claim_id") IS DISTINCT FROM ROW(OLD."claim_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."claim_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_claim" p WHERE p.id = NEW."claim_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='6d83766370264495f1c27d6cf4787c94fe160511', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_a843c', table='claims_determination', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='determination',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."body", NEW."circles", NEW."claim_id", NEW."id", NEW."inputs_sha256", NEW."log_size", NEW."marking", NEW."policy_id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."status", NEW."tier", NEW."trigger")::record *<> ROW(OLD."body", OLD."circles", OLD."claim_id", OLD."id", OLD."inputs_sha256", OLD."log_size", OLD."marking", OLD."policy_id", OLD."reason", OLD."recorded_at", OLD."recorded_by_id", OLD."status", OLD."tier", OLD."trigger")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='877d803931e5308124acf8b2a4b36c7d66cf02d5', operation='INSERT OR UPDATE', pgid='pgtrigger_number_641ae', table='claims_determination', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='determination',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicaldetermination" ("body", "circles", "claim_id", "id", "inputs_sha256", "log_size", "marking", "policy_id", "reason", "recorded_at", "recorded_by_id", "revision", "status", "tier", "trigger", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."body", c."circles", c."claim_id", c."id", c."inputs_sha256", c."log_size", c."marking", c."policy_id", c."reason", c."recorded_at", c."recorded_by_id", c."revision", c."status", c."tier", c."trigger", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_determination\', "id", history_id, \'8db78756873abf2853efcb43bfddb578caced04ca972e85c489ab69137989a24\' FROM written;\n        RETURN NULL;\n    ', hash='9f634905b7ec705eebe2cff82c029b11239fe1bc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_006d8', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '8db78756873abf2853efcb43bfddb578caced04ca972e85c489ab69137989a24', 'claims_determination', 'claims_historicaldetermination', 1 + count(*), ARRAY['body', 'circles', 'claim_id', 'id', 'inputs_sha256', 'log_size', 'marking', 'policy_id', 'reason', 'recorded_at', 'recorded_by_id', 'revision', 'status', 'tier', 'trigger'] FROM public.audit_schema WHERE table_name = 'claims_determination' ON CONFLICT (digest) DO NOTHING;", table='claims_determination', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='determination',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicaldetermination" ("body", "circles", "claim_id", "id", "inputs_sha256", "log_size", "marking", "policy_id", "reason", "recorded_at", "recorded_by_id", "revision", "status", "tier", "trigger", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."body", c."circles", c."claim_id", c."id", c."inputs_sha256", c."log_size", c."marking", c."policy_id", c."reason", c."recorded_at", c."recorded_by_id", c."revision", c."status", c."tier", c."trigger", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_determination\', "id", history_id, \'8db78756873abf2853efcb43bfddb578caced04ca972e85c489ab69137989a24\' FROM written;\n        RETURN NULL;\n    ', hash='1bd3e65c70f9801af336b75c17f82dfeb69fc90b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_abc4f', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_determination', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='determination',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicaldetermination" ("body", "circles", "claim_id", "id", "inputs_sha256", "log_size", "marking", "policy_id", "reason", "recorded_at", "recorded_by_id", "revision", "status", "tier", "trigger", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."body", c."circles", c."claim_id", c."id", c."inputs_sha256", c."log_size", c."marking", c."policy_id", c."reason", c."recorded_at", c."recorded_by_id", c."revision", c."status", c."tier", c."trigger", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_determination\', "id", history_id, \'8db78756873abf2853efcb43bfddb578caced04ca972e85c489ab69137989a24\' FROM written;\n        RETURN NULL;\n    ', hash='01ea7c8e068feeac792dc76294e673c3796a01b5', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_087d3', referencing='REFERENCING OLD TABLE AS former ', table='claims_determination', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."circles", NEW."date_only", NEW."external_id", NEW."gazetteer_ids", NEW."id", NEW."kind", NEW."lat", NEW."lon", NEW."marking", NEW."name", NEW."note", NEW."partner_id", NEW."precision", NEW."recorded_at", NEW."recorded_by_id", NEW."withdrawn_at")::record *<> ROW(OLD."circles", OLD."date_only", OLD."external_id", OLD."gazetteer_ids", OLD."id", OLD."kind", OLD."lat", OLD."lon", OLD."marking", OLD."name", OLD."note", OLD."partner_id", OLD."precision", OLD."recorded_at", OLD."recorded_by_id", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='7804ca7a5b206096504cdac3fe26e9bc01e9e323', operation='INSERT OR UPDATE', pgid='pgtrigger_number_4f3de', table='claims_place', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalplace" ("circles", "date_only", "external_id", "gazetteer_ids", "id", "kind", "lat", "lon", "marking", "name", "note", "partner_id", "precision", "recorded_at", "recorded_by_id", "revision", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."gazetteer_ids", c."id", c."kind", c."lat", c."lon", c."marking", c."name", c."note", c."partner_id", c."precision", c."recorded_at", c."recorded_by_id", c."revision", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_place\', "id", history_id, \'319f961226ef9994794da6647450c0eda9efa1511f072f87aa4e340072c3b1e9\' FROM written;\n        RETURN NULL;\n    ', hash='2007b32804ed20ed8a4b4dbe6343ea127bd7d003', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_cda4e', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '319f961226ef9994794da6647450c0eda9efa1511f072f87aa4e340072c3b1e9', 'claims_place', 'claims_historicalplace', 1 + count(*), ARRAY['circles', 'date_only', 'external_id', 'gazetteer_ids', 'id', 'kind', 'lat', 'lon', 'marking', 'name', 'note', 'partner_id', 'precision', 'recorded_at', 'recorded_by_id', 'revision', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_place' ON CONFLICT (digest) DO NOTHING;", table='claims_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalplace" ("circles", "date_only", "external_id", "gazetteer_ids", "id", "kind", "lat", "lon", "marking", "name", "note", "partner_id", "precision", "recorded_at", "recorded_by_id", "revision", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."gazetteer_ids", c."id", c."kind", c."lat", c."lon", c."marking", c."name", c."note", c."partner_id", c."precision", c."recorded_at", c."recorded_by_id", c."revision", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_place\', "id", history_id, \'319f961226ef9994794da6647450c0eda9efa1511f072f87aa4e340072c3b1e9\' FROM written;\n        RETURN NULL;\n    ', hash='43a62379f2dc505f2062bdab853f2f6130ba9902', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_9eb5e', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalplace" ("circles", "date_only", "external_id", "gazetteer_ids", "id", "kind", "lat", "lon", "marking", "name", "note", "partner_id", "precision", "recorded_at", "recorded_by_id", "revision", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."gazetteer_ids", c."id", c."kind", c."lat", c."lon", c."marking", c."name", c."note", c."partner_id", c."precision", c."recorded_at", c."recorded_by_id", c."revision", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_place\', "id", history_id, \'319f961226ef9994794da6647450c0eda9efa1511f072f87aa4e340072c3b1e9\' FROM written;\n        RETURN NULL;\n    ', hash='486f0f51de58e5f44d67769e86f58c2832826181', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_27182', referencing='REFERENCING OLD TABLE AS former ', table='claims_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='question',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."place_id") IS DISTINCT FROM ROW(OLD."place_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."place_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_place" p WHERE p.id = NEW."place_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='5dd4a22f95a1fefb57f87c495ac165aed081fde6', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_c25dc', table='claims_question', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='question',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."circles", NEW."date_only", NEW."exclusive", NEW."external_id", NEW."id", NEW."marking", NEW."note", NEW."partner_id", NEW."place_id", NEW."recorded_at", NEW."recorded_by_id", NEW."text", NEW."withdrawn_at")::record *<> ROW(OLD."circles", OLD."date_only", OLD."exclusive", OLD."external_id", OLD."id", OLD."marking", OLD."note", OLD."partner_id", OLD."place_id", OLD."recorded_at", OLD."recorded_by_id", OLD."text", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='bef872e90537febf1661235d1c59e1f241c51254', operation='INSERT OR UPDATE', pgid='pgtrigger_number_7d280', table='claims_question', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='question',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalquestion" ("circles", "date_only", "exclusive", "external_id", "id", "marking", "note", "partner_id", "place_id", "recorded_at", "recorded_by_id", "revision", "text", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."exclusive", c."external_id", c."id", c."marking", c."note", c."partner_id", c."place_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_question\', "id", history_id, \'38b84cdaf22ccac85e14cbd6b7b0c51740d094de64c31de4313d878bd8eab36c\' FROM written;\n        RETURN NULL;\n    ', hash='f14944abd7716819023eeac2570ffdf28e7e3f4f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_43328', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '38b84cdaf22ccac85e14cbd6b7b0c51740d094de64c31de4313d878bd8eab36c', 'claims_question', 'claims_historicalquestion', 1 + count(*), ARRAY['circles', 'date_only', 'exclusive', 'external_id', 'id', 'marking', 'note', 'partner_id', 'place_id', 'recorded_at', 'recorded_by_id', 'revision', 'text', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_question' ON CONFLICT (digest) DO NOTHING;", table='claims_question', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='question',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalquestion" ("circles", "date_only", "exclusive", "external_id", "id", "marking", "note", "partner_id", "place_id", "recorded_at", "recorded_by_id", "revision", "text", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."exclusive", c."external_id", c."id", c."marking", c."note", c."partner_id", c."place_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_question\', "id", history_id, \'38b84cdaf22ccac85e14cbd6b7b0c51740d094de64c31de4313d878bd8eab36c\' FROM written;\n        RETURN NULL;\n    ', hash='04d8eec18614a794e1e9d01a763661ec0bd06476', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_392f0', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_question', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='question',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalquestion" ("circles", "date_only", "exclusive", "external_id", "id", "marking", "note", "partner_id", "place_id", "recorded_at", "recorded_by_id", "revision", "text", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."exclusive", c."external_id", c."id", c."marking", c."note", c."partner_id", c."place_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_question\', "id", history_id, \'38b84cdaf22ccac85e14cbd6b7b0c51740d094de64c31de4313d878bd8eab36c\' FROM written;\n        RETURN NULL;\n    ', hash='75a630c586b6d8bd25de993eb00e48172aa43ab9', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_ec022', referencing='REFERENCING OLD TABLE AS former ', table='claims_question', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."publisher_id") IS DISTINCT FROM ROW(OLD."publisher_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."publisher_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."actors_actor" p WHERE p.id = NEW."publisher_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='319780432854dc484dc72a7e551f1f950e4bf6f5', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_debd7', table='claims_source', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."archive_sha256", NEW."archive_url", NEW."circles", NEW."date_only", NEW."external_id", NEW."id", NEW."kind", NEW."lang", NEW."marking", NEW."note", NEW."partner_id", NEW."published_at", NEW."publisher_id", NEW."recorded_at", NEW."recorded_by_id", NEW."retrieved_at", NEW."title", NEW."web_url", NEW."withdrawn_at")::record *<> ROW(OLD."archive_sha256", OLD."archive_url", OLD."circles", OLD."date_only", OLD."external_id", OLD."id", OLD."kind", OLD."lang", OLD."marking", OLD."note", OLD."partner_id", OLD."published_at", OLD."publisher_id", OLD."recorded_at", OLD."recorded_by_id", OLD."retrieved_at", OLD."title", OLD."web_url", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='a1c1ee225f6f7ae49141e0a27fbbdbb1fb06ec61', operation='INSERT OR UPDATE', pgid='pgtrigger_number_d8d32', table='claims_source', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalsource" ("archive_sha256", "archive_url", "circles", "date_only", "external_id", "id", "kind", "lang", "marking", "note", "partner_id", "published_at", "publisher_id", "recorded_at", "recorded_by_id", "retrieved_at", "revision", "title", "web_url", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."archive_sha256", c."archive_url", c."circles", c."date_only", c."external_id", c."id", c."kind", c."lang", c."marking", c."note", c."partner_id", c."published_at", c."publisher_id", c."recorded_at", c."recorded_by_id", c."retrieved_at", c."revision", c."title", c."web_url", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_source\', "id", history_id, \'69b6e794415c3ec2a4f63908f85f6b40dd4f02f7a80cc307dc46bc3eed42fd7f\' FROM written;\n        RETURN NULL;\n    ', hash='3931eff2f447fd3bdc6482961c2acc3b0f5ec790', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_dd85f', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '69b6e794415c3ec2a4f63908f85f6b40dd4f02f7a80cc307dc46bc3eed42fd7f', 'claims_source', 'claims_historicalsource', 1 + count(*), ARRAY['archive_sha256', 'archive_url', 'circles', 'date_only', 'external_id', 'id', 'kind', 'lang', 'marking', 'note', 'partner_id', 'published_at', 'publisher_id', 'recorded_at', 'recorded_by_id', 'retrieved_at', 'revision', 'title', 'web_url', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_source' ON CONFLICT (digest) DO NOTHING;", table='claims_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalsource" ("archive_sha256", "archive_url", "circles", "date_only", "external_id", "id", "kind", "lang", "marking", "note", "partner_id", "published_at", "publisher_id", "recorded_at", "recorded_by_id", "retrieved_at", "revision", "title", "web_url", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."archive_sha256", c."archive_url", c."circles", c."date_only", c."external_id", c."id", c."kind", c."lang", c."marking", c."note", c."partner_id", c."published_at", c."publisher_id", c."recorded_at", c."recorded_by_id", c."retrieved_at", c."revision", c."title", c."web_url", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_source\', "id", history_id, \'69b6e794415c3ec2a4f63908f85f6b40dd4f02f7a80cc307dc46bc3eed42fd7f\' FROM written;\n        RETURN NULL;\n    ', hash='45236c8deba7878c0f7e412de1f6008519e6dbc5', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_8f776', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalsource" ("archive_sha256", "archive_url", "circles", "date_only", "external_id", "id", "kind", "lang", "marking", "note", "partner_id", "published_at", "publisher_id", "recorded_at", "recorded_by_id", "retrieved_at", "revision", "title", "web_url", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."archive_sha256", c."archive_url", c."circles", c."date_only", c."external_id", c."id", c."kind", c."lang", c."marking", c."note", c."partner_id", c."published_at", c."publisher_id", c."recorded_at", c."recorded_by_id", c."retrieved_at", c."revision", c."title", c."web_url", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_source\', "id", history_id, \'69b6e794415c3ec2a4f63908f85f6b40dd4f02f7a80cc307dc46bc3eed42fd7f\' FROM written;\n        RETURN NULL;\n    ', hash='54dd22ad508e8c4f01090e4044df0ceaf011e00b', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_d9ffe', referencing='REFERENCING OLD TABLE AS former ', table='claims_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."actor_id", NEW."claim_id", NEW."derived_from_id", NEW."source_id") IS DISTINCT FROM ROW(OLD."actor_id", OLD."claim_id", OLD."derived_from_id", OLD."source_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."actor_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."actors_actor" p WHERE p.id = NEW."actor_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."claim_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_claim" p WHERE p.id = NEW."claim_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."derived_from_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_stance" p WHERE p.id = NEW."derived_from_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."source_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_source" p WHERE p.id = NEW."source_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='3017672afb4fa700d3ea1963c100e5da02825dbf', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_5265f', table='claims_stance', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."actor_id", NEW."basis", NEW."circles", NEW."claim_id", NEW."credibility", NEW."date_only", NEW."derived_from_id", NEW."excerpt", NEW."external_id", NEW."hedged", NEW."id", NEW."locator", NEW."marking", NEW."note", NEW."partner_id", NEW."position", NEW."quantity", NEW."recorded_at", NEW."recorded_by_id", NEW."relation", NEW."said_at", NEW."source_id", NEW."withdrawn_at")::record *<> ROW(OLD."actor_id", OLD."basis", OLD."circles", OLD."claim_id", OLD."credibility", OLD."date_only", OLD."derived_from_id", OLD."excerpt", OLD."external_id", OLD."hedged", OLD."id", OLD."locator", OLD."marking", OLD."note", OLD."partner_id", OLD."position", OLD."quantity", OLD."recorded_at", OLD."recorded_by_id", OLD."relation", OLD."said_at", OLD."source_id", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='600c0af132f09163da720a6c843c2c291f802eb4', operation='INSERT OR UPDATE', pgid='pgtrigger_number_32494', table='claims_stance', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalstance" ("actor_id", "basis", "circles", "claim_id", "credibility", "date_only", "derived_from_id", "excerpt", "external_id", "hedged", "id", "locator", "marking", "note", "partner_id", "position", "quantity", "recorded_at", "recorded_by_id", "relation", "revision", "said_at", "source_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."basis", c."circles", c."claim_id", c."credibility", c."date_only", c."derived_from_id", c."excerpt", c."external_id", c."hedged", c."id", c."locator", c."marking", c."note", c."partner_id", c."position", c."quantity", c."recorded_at", c."recorded_by_id", c."relation", c."revision", c."said_at", c."source_id", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_stance\', "id", history_id, \'0a3a5d48007eafcb9d93d91b0c03e711d2d06c89c20345dfdc2bef8dce3ae64b\' FROM written;\n        RETURN NULL;\n    ', hash='960fb2777de54aa62b4a671ab61349ff7e6fee8c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_c4bb7', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '0a3a5d48007eafcb9d93d91b0c03e711d2d06c89c20345dfdc2bef8dce3ae64b', 'claims_stance', 'claims_historicalstance', 1 + count(*), ARRAY['actor_id', 'basis', 'circles', 'claim_id', 'credibility', 'date_only', 'derived_from_id', 'excerpt', 'external_id', 'hedged', 'id', 'locator', 'marking', 'note', 'partner_id', 'position', 'quantity', 'recorded_at', 'recorded_by_id', 'relation', 'revision', 'said_at', 'source_id', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_stance' ON CONFLICT (digest) DO NOTHING;", table='claims_stance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalstance" ("actor_id", "basis", "circles", "claim_id", "credibility", "date_only", "derived_from_id", "excerpt", "external_id", "hedged", "id", "locator", "marking", "note", "partner_id", "position", "quantity", "recorded_at", "recorded_by_id", "relation", "revision", "said_at", "source_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."basis", c."circles", c."claim_id", c."credibility", c."date_only", c."derived_from_id", c."excerpt", c."external_id", c."hedged", c."id", c."locator", c."marking", c."note", c."partner_id", c."position", c."quantity", c."recorded_at", c."recorded_by_id", c."relation", c."revision", c."said_at", c."source_id", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_stance\', "id", history_id, \'0a3a5d48007eafcb9d93d91b0c03e711d2d06c89c20345dfdc2bef8dce3ae64b\' FROM written;\n        RETURN NULL;\n    ', hash='aee6b753e69eb6744f863d7b4b4678c985915d6a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_3a909', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_stance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalstance" ("actor_id", "basis", "circles", "claim_id", "credibility", "date_only", "derived_from_id", "excerpt", "external_id", "hedged", "id", "locator", "marking", "note", "partner_id", "position", "quantity", "recorded_at", "recorded_by_id", "relation", "revision", "said_at", "source_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."basis", c."circles", c."claim_id", c."credibility", c."date_only", c."derived_from_id", c."excerpt", c."external_id", c."hedged", c."id", c."locator", c."marking", c."note", c."partner_id", c."position", c."quantity", c."recorded_at", c."recorded_by_id", c."relation", c."revision", c."said_at", c."source_id", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_stance\', "id", history_id, \'0a3a5d48007eafcb9d93d91b0c03e711d2d06c89c20345dfdc2bef8dce3ae64b\' FROM written;\n        RETURN NULL;\n    ', hash='21dba25b46b62af9ba191b1a6a3e9159dff3ab42', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_093e9', referencing='REFERENCING OLD TABLE AS former ', table='claims_stance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='verdict',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."claim_id") IS DISTINCT FROM ROW(OLD."claim_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."claim_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_claim" p WHERE p.id = NEW."claim_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='b53992f601f9ec836b444b85947a5de8f34a5b3a', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_0fc1b', table='claims_verdict', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='verdict',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."circles", NEW."claim_id", NEW."date_only", NEW."external_id", NEW."grounds", NEW."id", NEW."marking", NEW."note", NEW."partner_id", NEW."recorded_at", NEW."recorded_by_id", NEW."ruling", NEW."withdrawn_at")::record *<> ROW(OLD."circles", OLD."claim_id", OLD."date_only", OLD."external_id", OLD."grounds", OLD."id", OLD."marking", OLD."note", OLD."partner_id", OLD."recorded_at", OLD."recorded_by_id", OLD."ruling", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='436a39801debe61b57455e89c62e9b15642ec4e4', operation='INSERT OR UPDATE', pgid='pgtrigger_number_605e8', table='claims_verdict', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='verdict',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalverdict" ("circles", "claim_id", "date_only", "external_id", "grounds", "id", "marking", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "ruling", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."claim_id", c."date_only", c."external_id", c."grounds", c."id", c."marking", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."ruling", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_verdict\', "id", history_id, \'30290d56696f0ef83bea60781812a1892094f21ae3817c28a42df19dcb1579eb\' FROM written;\n        RETURN NULL;\n    ', hash='c4ca56b81bfa774831763aa38c27faad7a852cd7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_956e0', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '30290d56696f0ef83bea60781812a1892094f21ae3817c28a42df19dcb1579eb', 'claims_verdict', 'claims_historicalverdict', 1 + count(*), ARRAY['circles', 'claim_id', 'date_only', 'external_id', 'grounds', 'id', 'marking', 'note', 'partner_id', 'recorded_at', 'recorded_by_id', 'revision', 'ruling', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_verdict' ON CONFLICT (digest) DO NOTHING;", table='claims_verdict', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='verdict',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalverdict" ("circles", "claim_id", "date_only", "external_id", "grounds", "id", "marking", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "ruling", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."claim_id", c."date_only", c."external_id", c."grounds", c."id", c."marking", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."ruling", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_verdict\', "id", history_id, \'30290d56696f0ef83bea60781812a1892094f21ae3817c28a42df19dcb1579eb\' FROM written;\n        RETURN NULL;\n    ', hash='206be4be37906853151ba6680846939749bdfe6f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_2c3f6', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_verdict', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='verdict',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalverdict" ("circles", "claim_id", "date_only", "external_id", "grounds", "id", "marking", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "ruling", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."claim_id", c."date_only", c."external_id", c."grounds", c."id", c."marking", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."ruling", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_verdict\', "id", history_id, \'30290d56696f0ef83bea60781812a1892094f21ae3817c28a42df19dcb1579eb\' FROM written;\n        RETURN NULL;\n    ', hash='49725741d3c10f60a1b3396eed3c7902ec883ae1', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_79d84', referencing='REFERENCING OLD TABLE AS former ', table='claims_verdict', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='claim_circles'),
        ),
        migrations.AddConstraint(
            model_name='claimrelation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='relation_circles'),
        ),
        migrations.AddConstraint(
            model_name='claimrelation',
            constraint=models.UniqueConstraint(condition=models.Q(('marking', 'clear'), ('withdrawn_at__isnull', True)), fields=('kind', 'from_claim', 'to_claim'), name='relation_stated_once'),
        ),
        migrations.AlterField(
            model_name='historicalstance',
            name='derived_from',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.stance'),
        ),
        migrations.AddConstraint(
            model_name='determination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='determination_circles'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='place_circles'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='question_circles'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='source_circles'),
        ),
        migrations.AddConstraint(
            model_name='stance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='stance_circles'),
        ),
        migrations.AddConstraint(
            model_name='verdict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='verdict_circles'),
        ),
        migrations.RunSQL(RAISE_DECIDED),
        *(migrations.RunSQL(raising_decided(table)) for table in ('actors_actor', 'claims_claim', 'claims_claimrelation', 'claims_question', 'claims_source', 'claims_stance')),
        migrations.RunSQL(raising('actors_actor', 'claims', ['claims_source.publisher_id', 'claims_stance.actor_id'])),
        migrations.RunSQL(raising('claims_claim', 'claims', ['claims_claimrelation.from_claim_id', 'claims_claimrelation.to_claim_id', 'claims_stance.claim_id', 'claims_verdict.claim_id'])),
        migrations.RunSQL(raising('claims_place', 'claims', ['claims_claim.place_id', 'claims_question.place_id'])),
        migrations.RunSQL(raising('claims_question', 'claims', ['claims_claim.question_id'])),
        migrations.RunSQL(raising('claims_source', 'claims', ['claims_stance.source_id'])),
        migrations.RunSQL(raising('claims_stance', 'claims', ['claims_stance.derived_from_id'])),
    ]
