"""Records that are withdrawn in favour of another, what moved with them, and the triggers that keep all as strict as need be."""

import audit.records.triggers
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from audit.records.markings import raising

#: What has to follow when a record is made stricter, by its table.
RAISING = {
    'actors_actor': ['claims_merge.actor_id', 'claims_source.publisher_id', 'claims_stance.actor_id'],
    'claims_claim': [
        'claims_claim.merged_into_id', 'claims_claimrelation.from_claim_id', 'claims_claimrelation.to_claim_id',
        'claims_merge.claim_id', 'claims_stance.claim_id', 'claims_verdict.claim_id',
    ],
    'claims_place': [
        'claims_claim.place_id', 'claims_merge.place_id', 'claims_place.merged_into_id', 'claims_question.place_id',
    ],
    'claims_source': ['claims_merge.source_id', 'claims_source.merged_into_id', 'claims_stance.source_id'],
}


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0011_merged'),
        ('claims', '0013_markings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalMerge',
            fields=[
                ('marking', models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], default='clear', max_length=12)),
                ('circles', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None)),
                ('history_partner_id', models.UUIDField(null=True)),
                ('history_key_id', models.UUIDField(null=True)),
                ('history_channel', models.CharField(max_length=16)),
                ('history_request_id', models.CharField(max_length=128)),
                ('id', models.UUIDField(db_index=True, default=uuid_utils.compat.uuid7, editable=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('external_id', models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ('recorded_at', models.DateTimeField(editable=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('date_only', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, editable=False, size=None)),
                ('note', models.TextField(blank=True)),
                ('survivor', models.UUIDField()),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('moved', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('history_user_id', models.UUIDField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical merge',
                'verbose_name_plural': 'historical merges',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('marking', models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], db_default='clear', default='clear', max_length=12)),
                ('circles', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, db_default=[], default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('external_id', models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('date_only', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, editable=False, size=None)),
                ('posted', models.CharField(blank=True, editable=False, max_length=64)),
                ('note', models.TextField(blank=True)),
                ('survivor', models.UUIDField()),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('moved', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='as_strict',
        ),
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
            model_name='source',
            name='as_strict',
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
        migrations.AddField(
            model_name='claim',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='historicalplace',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.place'),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.source'),
        ),
        migrations.AddField(
            model_name='place',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='claims.place'),
        ),
        migrations.AddField(
            model_name='source',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='claims.source'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=django.contrib.postgres.indexes.HashIndex(condition=models.Q(('web_url', ''), _negated=True), fields=['web_url'], name='source_by_address'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=django.contrib.postgres.indexes.HashIndex(condition=models.Q(('archive_sha256', ''), _negated=True), fields=['archive_sha256'], name='source_by_copy'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."merged_into_id", NEW."place_id", NEW."question_id") IS DISTINCT FROM ROW(OLD."merged_into_id", OLD."place_id", OLD."question_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."merged_into_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_claim" p WHERE p.id = NEW."merged_into_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."place_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_place" p WHERE p.id = NEW."place_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."question_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_question" p WHERE p.id = NEW."question_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='d6e72f8805367368d93d4bd0b58b2a99d7fa3e74', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_64a5d', table='claims_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."against", NEW."answer", NEW."circles", NEW."date_only", NEW."external_id", NEW."favours", NEW."id", NEW."marking", NEW."merged_into_id", NEW."note", NEW."partner_id", NEW."place_id", NEW."quantity", NEW."question_id", NEW."recorded_at", NEW."recorded_by_id", NEW."text", NEW."valid_from", NEW."valid_to", NEW."withdrawn_at")::record *<> ROW(OLD."against", OLD."answer", OLD."circles", OLD."date_only", OLD."external_id", OLD."favours", OLD."id", OLD."marking", OLD."merged_into_id", OLD."note", OLD."partner_id", OLD."place_id", OLD."quantity", OLD."question_id", OLD."recorded_at", OLD."recorded_by_id", OLD."text", OLD."valid_from", OLD."valid_to", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='03de8e9696e1935d7d9be259285f8207f41480c8', operation='INSERT OR UPDATE', pgid='pgtrigger_number_9f200', table='claims_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaim" ("against", "answer", "circles", "date_only", "external_id", "favours", "id", "marking", "merged_into_id", "note", "partner_id", "place_id", "quantity", "question_id", "recorded_at", "recorded_by_id", "revision", "text", "valid_from", "valid_to", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."against", c."answer", c."circles", c."date_only", c."external_id", c."favours", c."id", c."marking", c."merged_into_id", c."note", c."partner_id", c."place_id", c."quantity", c."question_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."valid_from", c."valid_to", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claim\', "id", history_id, \'0764aef98689d7f6e865f26b1b3a71df90ba8811efcfe9fede0377eb29f16375\' FROM written;\n        RETURN NULL;\n    ', hash='60bf614bc66a0f60cfc321de5a16e839bb27af8c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_87a5e', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '0764aef98689d7f6e865f26b1b3a71df90ba8811efcfe9fede0377eb29f16375', 'claims_claim', 'claims_historicalclaim', 1 + count(*), ARRAY['against', 'answer', 'circles', 'date_only', 'external_id', 'favours', 'id', 'marking', 'merged_into_id', 'note', 'partner_id', 'place_id', 'quantity', 'question_id', 'recorded_at', 'recorded_by_id', 'revision', 'text', 'valid_from', 'valid_to', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_claim' ON CONFLICT (digest) DO NOTHING;", table='claims_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaim" ("against", "answer", "circles", "date_only", "external_id", "favours", "id", "marking", "merged_into_id", "note", "partner_id", "place_id", "quantity", "question_id", "recorded_at", "recorded_by_id", "revision", "text", "valid_from", "valid_to", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."against", c."answer", c."circles", c."date_only", c."external_id", c."favours", c."id", c."marking", c."merged_into_id", c."note", c."partner_id", c."place_id", c."quantity", c."question_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."valid_from", c."valid_to", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claim\', "id", history_id, \'0764aef98689d7f6e865f26b1b3a71df90ba8811efcfe9fede0377eb29f16375\' FROM written;\n        RETURN NULL;\n    ', hash='65bb9bb9d2d919b1dd64c29349649be8f73b9296', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_acb40', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalclaim" ("against", "answer", "circles", "date_only", "external_id", "favours", "id", "marking", "merged_into_id", "note", "partner_id", "place_id", "quantity", "question_id", "recorded_at", "recorded_by_id", "revision", "text", "valid_from", "valid_to", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."against", c."answer", c."circles", c."date_only", c."external_id", c."favours", c."id", c."marking", c."merged_into_id", c."note", c."partner_id", c."place_id", c."quantity", c."question_id", c."recorded_at", c."recorded_by_id", c."revision", c."text", c."valid_from", c."valid_to", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_claim\', "id", history_id, \'0764aef98689d7f6e865f26b1b3a71df90ba8811efcfe9fede0377eb29f16375\' FROM written;\n        RETURN NULL;\n    ', hash='17e2276d40ac617b7e903a1405f906108e94df71', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_f403e', referencing='REFERENCING OLD TABLE AS former ', table='claims_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."merged_into_id") IS DISTINCT FROM ROW(OLD."merged_into_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."merged_into_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_place" p WHERE p.id = NEW."merged_into_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='c4ede97a7c74c56d95ef046e1adee35644eaaa5c', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_61f14', table='claims_place', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."circles", NEW."date_only", NEW."external_id", NEW."gazetteer_ids", NEW."id", NEW."kind", NEW."lat", NEW."lon", NEW."marking", NEW."merged_into_id", NEW."name", NEW."note", NEW."partner_id", NEW."precision", NEW."recorded_at", NEW."recorded_by_id", NEW."withdrawn_at")::record *<> ROW(OLD."circles", OLD."date_only", OLD."external_id", OLD."gazetteer_ids", OLD."id", OLD."kind", OLD."lat", OLD."lon", OLD."marking", OLD."merged_into_id", OLD."name", OLD."note", OLD."partner_id", OLD."precision", OLD."recorded_at", OLD."recorded_by_id", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='858ccb2bfef2bb601757a52067038c9ea044a3e4', operation='INSERT OR UPDATE', pgid='pgtrigger_number_4f3de', table='claims_place', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalplace" ("circles", "date_only", "external_id", "gazetteer_ids", "id", "kind", "lat", "lon", "marking", "merged_into_id", "name", "note", "partner_id", "precision", "recorded_at", "recorded_by_id", "revision", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."gazetteer_ids", c."id", c."kind", c."lat", c."lon", c."marking", c."merged_into_id", c."name", c."note", c."partner_id", c."precision", c."recorded_at", c."recorded_by_id", c."revision", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_place\', "id", history_id, \'95ac2822a2f0fe9f5ad1711be2ee35140f4f7d4917a8ee073ce2f246a472cb11\' FROM written;\n        RETURN NULL;\n    ', hash='a5daa7d244acd95722542b4ceef47bed2ac7b9b8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_cda4e', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '95ac2822a2f0fe9f5ad1711be2ee35140f4f7d4917a8ee073ce2f246a472cb11', 'claims_place', 'claims_historicalplace', 1 + count(*), ARRAY['circles', 'date_only', 'external_id', 'gazetteer_ids', 'id', 'kind', 'lat', 'lon', 'marking', 'merged_into_id', 'name', 'note', 'partner_id', 'precision', 'recorded_at', 'recorded_by_id', 'revision', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_place' ON CONFLICT (digest) DO NOTHING;", table='claims_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalplace" ("circles", "date_only", "external_id", "gazetteer_ids", "id", "kind", "lat", "lon", "marking", "merged_into_id", "name", "note", "partner_id", "precision", "recorded_at", "recorded_by_id", "revision", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."gazetteer_ids", c."id", c."kind", c."lat", c."lon", c."marking", c."merged_into_id", c."name", c."note", c."partner_id", c."precision", c."recorded_at", c."recorded_by_id", c."revision", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_place\', "id", history_id, \'95ac2822a2f0fe9f5ad1711be2ee35140f4f7d4917a8ee073ce2f246a472cb11\' FROM written;\n        RETURN NULL;\n    ', hash='f8de6830c350650c2a84de7dc3e38f217ad988e8', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_9eb5e', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalplace" ("circles", "date_only", "external_id", "gazetteer_ids", "id", "kind", "lat", "lon", "marking", "merged_into_id", "name", "note", "partner_id", "precision", "recorded_at", "recorded_by_id", "revision", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."gazetteer_ids", c."id", c."kind", c."lat", c."lon", c."marking", c."merged_into_id", c."name", c."note", c."partner_id", c."precision", c."recorded_at", c."recorded_by_id", c."revision", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_place\', "id", history_id, \'95ac2822a2f0fe9f5ad1711be2ee35140f4f7d4917a8ee073ce2f246a472cb11\' FROM written;\n        RETURN NULL;\n    ', hash='ee83dade367579a3aa694607d2ed90e71e005f94', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_27182', referencing='REFERENCING OLD TABLE AS former ', table='claims_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."merged_into_id", NEW."publisher_id") IS DISTINCT FROM ROW(OLD."merged_into_id", OLD."publisher_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."merged_into_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_source" p WHERE p.id = NEW."merged_into_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."publisher_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."actors_actor" p WHERE p.id = NEW."publisher_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='1ea940d28b46b65c94a13798321551f2f92b5089', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_debd7', table='claims_source', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."archive_sha256", NEW."archive_url", NEW."circles", NEW."date_only", NEW."external_id", NEW."id", NEW."kind", NEW."lang", NEW."marking", NEW."merged_into_id", NEW."note", NEW."partner_id", NEW."published_at", NEW."publisher_id", NEW."recorded_at", NEW."recorded_by_id", NEW."retrieved_at", NEW."title", NEW."web_url", NEW."withdrawn_at")::record *<> ROW(OLD."archive_sha256", OLD."archive_url", OLD."circles", OLD."date_only", OLD."external_id", OLD."id", OLD."kind", OLD."lang", OLD."marking", OLD."merged_into_id", OLD."note", OLD."partner_id", OLD."published_at", OLD."publisher_id", OLD."recorded_at", OLD."recorded_by_id", OLD."retrieved_at", OLD."title", OLD."web_url", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='3b14fc479dc78644b02633c8ed8a1070607daab6', operation='INSERT OR UPDATE', pgid='pgtrigger_number_d8d32', table='claims_source', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalsource" ("archive_sha256", "archive_url", "circles", "date_only", "external_id", "id", "kind", "lang", "marking", "merged_into_id", "note", "partner_id", "published_at", "publisher_id", "recorded_at", "recorded_by_id", "retrieved_at", "revision", "title", "web_url", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."archive_sha256", c."archive_url", c."circles", c."date_only", c."external_id", c."id", c."kind", c."lang", c."marking", c."merged_into_id", c."note", c."partner_id", c."published_at", c."publisher_id", c."recorded_at", c."recorded_by_id", c."retrieved_at", c."revision", c."title", c."web_url", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_source\', "id", history_id, \'295fe09911ee5c669d3b9e0fd9a5213023aec56e303cd676b98e066efbc173b7\' FROM written;\n        RETURN NULL;\n    ', hash='c40d6a2f0d3b43e9688a942385147288044b669e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_dd85f', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '295fe09911ee5c669d3b9e0fd9a5213023aec56e303cd676b98e066efbc173b7', 'claims_source', 'claims_historicalsource', 1 + count(*), ARRAY['archive_sha256', 'archive_url', 'circles', 'date_only', 'external_id', 'id', 'kind', 'lang', 'marking', 'merged_into_id', 'note', 'partner_id', 'published_at', 'publisher_id', 'recorded_at', 'recorded_by_id', 'retrieved_at', 'revision', 'title', 'web_url', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_source' ON CONFLICT (digest) DO NOTHING;", table='claims_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalsource" ("archive_sha256", "archive_url", "circles", "date_only", "external_id", "id", "kind", "lang", "marking", "merged_into_id", "note", "partner_id", "published_at", "publisher_id", "recorded_at", "recorded_by_id", "retrieved_at", "revision", "title", "web_url", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."archive_sha256", c."archive_url", c."circles", c."date_only", c."external_id", c."id", c."kind", c."lang", c."marking", c."merged_into_id", c."note", c."partner_id", c."published_at", c."publisher_id", c."recorded_at", c."recorded_by_id", c."retrieved_at", c."revision", c."title", c."web_url", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_source\', "id", history_id, \'295fe09911ee5c669d3b9e0fd9a5213023aec56e303cd676b98e066efbc173b7\' FROM written;\n        RETURN NULL;\n    ', hash='da93f76321fcd35cbe29023cd913d4388f5f2b13', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_8f776', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalsource" ("archive_sha256", "archive_url", "circles", "date_only", "external_id", "id", "kind", "lang", "marking", "merged_into_id", "note", "partner_id", "published_at", "publisher_id", "recorded_at", "recorded_by_id", "retrieved_at", "revision", "title", "web_url", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."archive_sha256", c."archive_url", c."circles", c."date_only", c."external_id", c."id", c."kind", c."lang", c."marking", c."merged_into_id", c."note", c."partner_id", c."published_at", c."publisher_id", c."recorded_at", c."recorded_by_id", c."retrieved_at", c."revision", c."title", c."web_url", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_source\', "id", history_id, \'295fe09911ee5c669d3b9e0fd9a5213023aec56e303cd676b98e066efbc173b7\' FROM written;\n        RETURN NULL;\n    ', hash='b3d537a6d5d1f833c2da2b4f99d7ddf31d4c61aa', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_d9ffe', referencing='REFERENCING OLD TABLE AS former ', table='claims_source', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('withdrawn_at__isnull', False), models.Q(('merged_into', models.F('id')), _negated=True)), _connector='OR'), name='claim_merged_is_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('withdrawn_at__isnull', False), models.Q(('merged_into', models.F('id')), _negated=True)), _connector='OR'), name='place_merged_is_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('withdrawn_at__isnull', False), models.Q(('merged_into', models.F('id')), _negated=True)), _connector='OR'), name='source_merged_is_withdrawn'),
        ),
        migrations.AddField(
            model_name='historicalmerge',
            name='actor',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='actors.actor'),
        ),
        migrations.AddField(
            model_name='historicalmerge',
            name='claim',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='historicalmerge',
            name='partner',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='actors.partner'),
        ),
        migrations.AddField(
            model_name='historicalmerge',
            name='place',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.place'),
        ),
        migrations.AddField(
            model_name='historicalmerge',
            name='recorded_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalmerge',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.source'),
        ),
        migrations.AddField(
            model_name='merge',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.actor'),
        ),
        migrations.AddField(
            model_name='merge',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='merge',
            name='partner',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.partner'),
        ),
        migrations.AddField(
            model_name='merge',
            name='place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.place'),
        ),
        migrations.AddField(
            model_name='merge',
            name='recorded_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='merge',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.source'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalmerge',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: these rows are only ever added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='73e3beee35c70755c7e31f06c2e8ae21ee9c5b4a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_76731', table='claims_historicalmerge', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalmerge',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='510d412ed68fee34f7f6275843b11a9f14940280', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2e7f5', table='claims_historicalmerge', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='merge',
            index=django.contrib.postgres.indexes.GinIndex(fields=['moved'], name='merge_moved'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(fields=('partner', 'external_id'), name='merge_external_id', nulls_distinct=True),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='merge_circles'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func('actor', 'claim', 'place', 'source', function='num_nonnulls', output_field=models.IntegerField()), 1), name='merge_of_one_record'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merge',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."actor_id", NEW."claim_id", NEW."place_id", NEW."source_id") IS DISTINCT FROM ROW(OLD."actor_id", OLD."claim_id", OLD."place_id", OLD."source_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."actor_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."actors_actor" p WHERE p.id = NEW."actor_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."claim_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_claim" p WHERE p.id = NEW."claim_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."place_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_place" p WHERE p.id = NEW."place_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."source_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_source" p WHERE p.id = NEW."source_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='07a2d64cbc030f1546a408fb1081582384f5fd7a', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_83f0a', table='claims_merge', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merge',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."actor_id", NEW."circles", NEW."claim_id", NEW."columns", NEW."date_only", NEW."external_id", NEW."id", NEW."marking", NEW."moved", NEW."note", NEW."partner_id", NEW."place_id", NEW."recorded_at", NEW."recorded_by_id", NEW."source_id", NEW."survivor", NEW."withdrawn_at")::record *<> ROW(OLD."actor_id", OLD."circles", OLD."claim_id", OLD."columns", OLD."date_only", OLD."external_id", OLD."id", OLD."marking", OLD."moved", OLD."note", OLD."partner_id", OLD."place_id", OLD."recorded_at", OLD."recorded_by_id", OLD."source_id", OLD."survivor", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='1e8d64aa9cd5a8a560db011599b39f8b400246a5', operation='INSERT OR UPDATE', pgid='pgtrigger_number_d55e6', table='claims_merge', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merge',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalmerge" ("actor_id", "circles", "claim_id", "columns", "date_only", "external_id", "id", "marking", "moved", "note", "partner_id", "place_id", "recorded_at", "recorded_by_id", "revision", "source_id", "survivor", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."circles", c."claim_id", c."columns", c."date_only", c."external_id", c."id", c."marking", c."moved", c."note", c."partner_id", c."place_id", c."recorded_at", c."recorded_by_id", c."revision", c."source_id", c."survivor", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_merge\', "id", history_id, \'acb39afcdf2cc9b90b6f488dda499bcebfc3d9dc752faa97d7163d30a90b49c0\' FROM written;\n        RETURN NULL;\n    ', hash='8a01214907a531dc66693f385fc16b7898e54a3b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_a3bb9', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT 'acb39afcdf2cc9b90b6f488dda499bcebfc3d9dc752faa97d7163d30a90b49c0', 'claims_merge', 'claims_historicalmerge', 1 + count(*), ARRAY['actor_id', 'circles', 'claim_id', 'columns', 'date_only', 'external_id', 'id', 'marking', 'moved', 'note', 'partner_id', 'place_id', 'recorded_at', 'recorded_by_id', 'revision', 'source_id', 'survivor', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_merge' ON CONFLICT (digest) DO NOTHING;", table='claims_merge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merge',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalmerge" ("actor_id", "circles", "claim_id", "columns", "date_only", "external_id", "id", "marking", "moved", "note", "partner_id", "place_id", "recorded_at", "recorded_by_id", "revision", "source_id", "survivor", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."circles", c."claim_id", c."columns", c."date_only", c."external_id", c."id", c."marking", c."moved", c."note", c."partner_id", c."place_id", c."recorded_at", c."recorded_by_id", c."revision", c."source_id", c."survivor", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_merge\', "id", history_id, \'acb39afcdf2cc9b90b6f488dda499bcebfc3d9dc752faa97d7163d30a90b49c0\' FROM written;\n        RETURN NULL;\n    ', hash='ff65a71711c15f0b900873bd6375a84c6f77f481', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_b719a', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_merge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merge',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalmerge" ("actor_id", "circles", "claim_id", "columns", "date_only", "external_id", "id", "marking", "moved", "note", "partner_id", "place_id", "recorded_at", "recorded_by_id", "revision", "source_id", "survivor", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."circles", c."claim_id", c."columns", c."date_only", c."external_id", c."id", c."marking", c."moved", c."note", c."partner_id", c."place_id", c."recorded_at", c."recorded_by_id", c."revision", c."source_id", c."survivor", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_merge\', "id", history_id, \'acb39afcdf2cc9b90b6f488dda499bcebfc3d9dc752faa97d7163d30a90b49c0\' FROM written;\n        RETURN NULL;\n    ', hash='be9f92368cd6499c5b0d560b07663ad4204ffaa4', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_e3875', referencing='REFERENCING OLD TABLE AS former ', table='claims_merge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merge',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='fb47a4d876b34939d77e12d196f902a1dab4de19', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_3073a', table='claims_merge', when='BEFORE')),
        ),
        *(
            migrations.RunSQL(f'DROP TRIGGER raise_claims ON public.{table}; {raising(table, "claims", places)}')
            for table, places in RAISING.items()
        ),
    ]
