"""Actors that are withdrawn in favour of another, and the triggers that keep them as strict as that one."""

import audit.records.triggers
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from audit.records.markings import raising


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0010_roles'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='actor',
            name='as_strict',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='actor',
            name='number',
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
        migrations.AddField(
            model_name='actor',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='actors.actor'),
        ),
        migrations.AddField(
            model_name='historicalactor',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='actors.actor'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."merged_into_id", NEW."part_of_id", NEW."speaks_for_id") IS DISTINCT FROM ROW(OLD."merged_into_id", OLD."part_of_id", OLD."speaks_for_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."merged_into_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."actors_actor" p WHERE p.id = NEW."merged_into_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."part_of_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."actors_actor" p WHERE p.id = NEW."part_of_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."speaks_for_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."actors_actor" p WHERE p.id = NEW."speaks_for_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='cfb8b6366328abd525a88722b7b98c33ab0be7b8', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_53109', table='actors_actor', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."aliases", NEW."circles", NEW."date_only", NEW."external_id", NEW."id", NEW."kind", NEW."marking", NEW."merged_into_id", NEW."name", NEW."note", NEW."part_of_id", NEW."partner_id", NEW."party", NEW."recorded_at", NEW."recorded_by_id", NEW."reliability", NEW."reliability_reason", NEW."speaks_for_id", NEW."withdrawn_at")::record *<> ROW(OLD."aliases", OLD."circles", OLD."date_only", OLD."external_id", OLD."id", OLD."kind", OLD."marking", OLD."merged_into_id", OLD."name", OLD."note", OLD."part_of_id", OLD."partner_id", OLD."party", OLD."recorded_at", OLD."recorded_by_id", OLD."reliability", OLD."reliability_reason", OLD."speaks_for_id", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='bcc879a7acea2edb0e132f7ccf0180e90fde2d8e', operation='INSERT OR UPDATE', pgid='pgtrigger_number_c4241', table='actors_actor', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalactor" ("aliases", "circles", "date_only", "external_id", "id", "kind", "marking", "merged_into_id", "name", "note", "part_of_id", "partner_id", "party", "recorded_at", "recorded_by_id", "reliability", "reliability_reason", "revision", "speaks_for_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."aliases", c."circles", c."date_only", c."external_id", c."id", c."kind", c."marking", c."merged_into_id", c."name", c."note", c."part_of_id", c."partner_id", c."party", c."recorded_at", c."recorded_by_id", c."reliability", c."reliability_reason", c."revision", c."speaks_for_id", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_actor\', "id", history_id, \'f27151875b65541e404b86879d90c687ebcb7d53b5e18a5af3b5b1fdd4669365\' FROM written;\n        RETURN NULL;\n    ', hash='0c3bd9a7133a271df95467b084c8d42ea1b60719', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_4b17f', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT 'f27151875b65541e404b86879d90c687ebcb7d53b5e18a5af3b5b1fdd4669365', 'actors_actor', 'actors_historicalactor', 1 + count(*), ARRAY['aliases', 'circles', 'date_only', 'external_id', 'id', 'kind', 'marking', 'merged_into_id', 'name', 'note', 'part_of_id', 'partner_id', 'party', 'recorded_at', 'recorded_by_id', 'reliability', 'reliability_reason', 'revision', 'speaks_for_id', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'actors_actor' ON CONFLICT (digest) DO NOTHING;", table='actors_actor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalactor" ("aliases", "circles", "date_only", "external_id", "id", "kind", "marking", "merged_into_id", "name", "note", "part_of_id", "partner_id", "party", "recorded_at", "recorded_by_id", "reliability", "reliability_reason", "revision", "speaks_for_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."aliases", c."circles", c."date_only", c."external_id", c."id", c."kind", c."marking", c."merged_into_id", c."name", c."note", c."part_of_id", c."partner_id", c."party", c."recorded_at", c."recorded_by_id", c."reliability", c."reliability_reason", c."revision", c."speaks_for_id", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_actor\', "id", history_id, \'f27151875b65541e404b86879d90c687ebcb7d53b5e18a5af3b5b1fdd4669365\' FROM written;\n        RETURN NULL;\n    ', hash='a2f693ddc264148b4b17cea886f0278a29ce267b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_73a7d', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='actors_actor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalactor" ("aliases", "circles", "date_only", "external_id", "id", "kind", "marking", "merged_into_id", "name", "note", "part_of_id", "partner_id", "party", "recorded_at", "recorded_by_id", "reliability", "reliability_reason", "revision", "speaks_for_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."aliases", c."circles", c."date_only", c."external_id", c."id", c."kind", c."marking", c."merged_into_id", c."name", c."note", c."part_of_id", c."partner_id", c."party", c."recorded_at", c."recorded_by_id", c."reliability", c."reliability_reason", c."revision", c."speaks_for_id", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_actor\', "id", history_id, \'f27151875b65541e404b86879d90c687ebcb7d53b5e18a5af3b5b1fdd4669365\' FROM written;\n        RETURN NULL;\n    ', hash='170df6fefe88f3ea3396034ca9406fc06c34ee6e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_d10f4', referencing='REFERENCING OLD TABLE AS former ', table='actors_actor', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='actor',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('withdrawn_at__isnull', False), models.Q(('merged_into', models.F('id')), _negated=True)), _connector='OR'), name='actor_merged_is_withdrawn'),
        ),
        migrations.RunSQL('DROP TRIGGER raise_actors ON public.actors_actor;'),
        migrations.RunSQL(raising('actors_actor', 'actors', ['actors_actor.merged_into_id', 'actors_actor.part_of_id', 'actors_actor.speaks_for_id'])),
    ]
