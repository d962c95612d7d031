"""Stances whose source stays unnamed, and remarks on records, with the triggers that record these and keep them as strict."""

import audit.records.triggers
import django.contrib.postgres.fields
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
    'actors_actor': [
        'claims_merge.actor_id', 'claims_proposal.actor_id', 'claims_remark.actor_id', 'claims_source.publisher_id',
        'claims_stance.actor_id',
    ],
    'claims_claim': [
        'claims_claim.merged_into_id', 'claims_claimrelation.from_claim_id', 'claims_claimrelation.to_claim_id',
        'claims_merge.claim_id', 'claims_proposal.claim_id', 'claims_remark.claim_id', 'claims_stance.claim_id',
        'claims_verdict.claim_id',
    ],
    'claims_source': [
        'claims_merge.source_id', 'claims_proposal.source_id', 'claims_remark.found_in_id', 'claims_remark.source_id',
        'claims_source.merged_into_id', 'claims_stance.source_id',
    ],
    'claims_stance': ['claims_proposal.stance_id', 'claims_remark.stance_id', 'claims_stance.derived_from_id'],
}


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0012_oauth_clients'),
        ('claims', '0015_proposals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalstance',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: it stays unnamed (the Chatham House rule), and the stance counts all the same.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.source'),
        ),
        migrations.AlterField(
            model_name='stance',
            name='source',
            field=models.ForeignKey(blank=True, help_text='Empty: it stays unnamed (the Chatham House rule), and the stance counts all the same.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stances', to='claims.source'),
        ),
        migrations.CreateModel(
            name='HistoricalRemark',
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
                ('text', models.TextField(blank=True)),
                ('history_user_id', models.UUIDField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('actor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='actors.actor')),
                ('claim', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.claim')),
                ('found_in', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.source')),
                ('partner', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='actors.partner')),
                ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.source')),
                ('stance', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.stance')),
            ],
            options={
                'verbose_name': 'historical remark',
                'verbose_name_plural': 'historical remarks',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Remark',
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
                ('text', models.TextField(blank=True)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.actor')),
                ('claim', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim')),
                ('found_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.source')),
                ('partner', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.partner')),
                ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.source')),
                ('stance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.stance')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalremark',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: these rows are only ever added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='f71c8df53b40047a3d0412eb597fd64ea80ee2e0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_968d2', table='claims_historicalremark', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalremark',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='332d2fb85f8746f1dfe09b421973b625a040e39f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_e0e00', table='claims_historicalremark', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.UniqueConstraint(fields=('partner', 'external_id'), name='remark_external_id', nulls_distinct=True),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='remark_circles'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func('actor', 'claim', 'source', 'stance', function='num_nonnulls', output_field=models.IntegerField()), 1), name='remark_on_one_record'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), ('found_in__isnull', False), _connector='OR'), name='remark_says_something'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='remark',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."actor_id", NEW."claim_id", NEW."found_in_id", NEW."source_id", NEW."stance_id") IS DISTINCT FROM ROW(OLD."actor_id", OLD."claim_id", OLD."found_in_id", OLD."source_id", OLD."stance_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."actor_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."actors_actor" p WHERE p.id = NEW."actor_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."claim_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_claim" p WHERE p.id = NEW."claim_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."found_in_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_source" p WHERE p.id = NEW."found_in_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."source_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_source" p WHERE p.id = NEW."source_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."stance_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_stance" p WHERE p.id = NEW."stance_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='24c267c0d3f8916cc70197e1b6e5b0bde508aece', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_d6cc7', table='claims_remark', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='remark',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."actor_id", NEW."circles", NEW."claim_id", NEW."date_only", NEW."external_id", NEW."found_in_id", NEW."id", NEW."marking", NEW."note", NEW."partner_id", NEW."recorded_at", NEW."recorded_by_id", NEW."source_id", NEW."stance_id", NEW."text", NEW."withdrawn_at")::record *<> ROW(OLD."actor_id", OLD."circles", OLD."claim_id", OLD."date_only", OLD."external_id", OLD."found_in_id", OLD."id", OLD."marking", OLD."note", OLD."partner_id", OLD."recorded_at", OLD."recorded_by_id", OLD."source_id", OLD."stance_id", OLD."text", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='94ee2e6135761c1eb1108ffa863feb90bec02535', operation='INSERT OR UPDATE', pgid='pgtrigger_number_d66fe', table='claims_remark', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='remark',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalremark" ("actor_id", "circles", "claim_id", "date_only", "external_id", "found_in_id", "id", "marking", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "source_id", "stance_id", "text", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."circles", c."claim_id", c."date_only", c."external_id", c."found_in_id", c."id", c."marking", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."source_id", c."stance_id", c."text", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_remark\', "id", history_id, \'b15c8f403cbee55e1b632d24a170054e58866f13d8a86830c60cda5b512a10e2\' FROM written;\n        RETURN NULL;\n    ', hash='e70334fc3abee859488abdccad00c9b6604a1c54', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_0a734', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT 'b15c8f403cbee55e1b632d24a170054e58866f13d8a86830c60cda5b512a10e2', 'claims_remark', 'claims_historicalremark', 1 + count(*), ARRAY['actor_id', 'circles', 'claim_id', 'date_only', 'external_id', 'found_in_id', 'id', 'marking', 'note', 'partner_id', 'recorded_at', 'recorded_by_id', 'revision', 'source_id', 'stance_id', 'text', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_remark' ON CONFLICT (digest) DO NOTHING;", table='claims_remark', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='remark',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalremark" ("actor_id", "circles", "claim_id", "date_only", "external_id", "found_in_id", "id", "marking", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "source_id", "stance_id", "text", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."circles", c."claim_id", c."date_only", c."external_id", c."found_in_id", c."id", c."marking", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."source_id", c."stance_id", c."text", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_remark\', "id", history_id, \'b15c8f403cbee55e1b632d24a170054e58866f13d8a86830c60cda5b512a10e2\' FROM written;\n        RETURN NULL;\n    ', hash='7198785897cafed82cb75762e12a15285b042387', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_c5e79', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_remark', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='remark',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalremark" ("actor_id", "circles", "claim_id", "date_only", "external_id", "found_in_id", "id", "marking", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "source_id", "stance_id", "text", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."actor_id", c."circles", c."claim_id", c."date_only", c."external_id", c."found_in_id", c."id", c."marking", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."source_id", c."stance_id", c."text", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_remark\', "id", history_id, \'b15c8f403cbee55e1b632d24a170054e58866f13d8a86830c60cda5b512a10e2\' FROM written;\n        RETURN NULL;\n    ', hash='9e822640f00a8b25349a9b4a794f7756acb50a29', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_fcb59', referencing='REFERENCING OLD TABLE AS former ', table='claims_remark', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='remark',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='e8e0dacd5a966ceff8a6dcd64862d6238b58b434', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_4e3cc', table='claims_remark', when='BEFORE')),
        ),
        *(
            migrations.RunSQL(f'DROP TRIGGER IF EXISTS raise_claims ON public.{table}; {raising(table, "claims", places)}')
            for table, places in RAISING.items()
        ),
    ]
