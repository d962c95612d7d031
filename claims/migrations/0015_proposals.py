"""What is proposed to be done to what is another's, with the triggers that record it and keep it as strict as that."""

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
        'claims_merge.actor_id', 'claims_proposal.actor_id', 'claims_source.publisher_id', 'claims_stance.actor_id',
    ],
    'claims_claim': [
        'claims_claim.merged_into_id', 'claims_claimrelation.from_claim_id', 'claims_claimrelation.to_claim_id',
        'claims_merge.claim_id', 'claims_proposal.claim_id', 'claims_stance.claim_id', 'claims_verdict.claim_id',
    ],
    'claims_claimrelation': ['claims_proposal.relation_id'],
    'claims_place': [
        'claims_claim.place_id', 'claims_merge.place_id', 'claims_place.merged_into_id', 'claims_proposal.place_id',
        'claims_question.place_id',
    ],
    'claims_question': ['claims_claim.question_id', 'claims_proposal.question_id'],
    'claims_source': [
        'claims_merge.source_id', 'claims_proposal.source_id', 'claims_source.merged_into_id', 'claims_stance.source_id',
    ],
    'claims_stance': ['claims_proposal.stance_id', 'claims_stance.derived_from_id'],
}


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0012_oauth_clients'),
        ('claims', '0014_merges'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='assignment',
            name='queue',
            field=models.CharField(choices=[('disputed', 'Newly disputed'), ('settled', 'Newly corroborated or refuted'), ('ungraded', 'Stances by ungraded speakers'), ('unplaced', 'Claims without a place or a time'), ('alike', 'Possible duplicates'), ('copied', 'Possible copying'), ('proposed', 'Proposals')], max_length=12),
        ),
        migrations.AlterField(
            model_name='seen',
            name='queue',
            field=models.CharField(choices=[('disputed', 'Newly disputed'), ('settled', 'Newly corroborated or refuted'), ('ungraded', 'Stances by ungraded speakers'), ('unplaced', 'Claims without a place or a time'), ('alike', 'Possible duplicates'), ('copied', 'Possible copying'), ('proposed', 'Proposals')], max_length=12),
        ),
        migrations.CreateModel(
            name='HistoricalProposal',
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
                ('act', models.CharField(choices=[('create', 'Create'), ('revise', 'Revise'), ('withdraw', 'Withdraw'), ('merge', 'Merge')], max_length=10)),
                ('kind', models.CharField(choices=[('actor', 'actor'), ('claim', 'claim'), ('place', 'place'), ('question', 'question'), ('relation', 'relation'), ('source', 'source'), ('stance', 'stance')], max_length=10)),
                ('of_revision', models.IntegerField(blank=True, null=True)),
                ('draft', models.TextField(blank=True)),
                ('survivor', models.UUIDField(blank=True, null=True)),
                ('grounds', models.TextField()),
                ('put_to', models.UUIDField(blank=True, null=True)),
                ('outcome', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined')], default='open', max_length=10)),
                ('decision', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.UUIDField(blank=True, null=True)),
                ('history_user_id', models.UUIDField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('actor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='actors.actor')),
                ('claim', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.claim')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='actors.partner')),
                ('place', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.place')),
                ('question', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.question')),
                ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('relation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.claimrelation')),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.source')),
                ('stance', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.stance')),
            ],
            options={
                'verbose_name': 'historical proposal',
                'verbose_name_plural': 'historical proposals',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Proposal',
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
                ('act', models.CharField(choices=[('create', 'Create'), ('revise', 'Revise'), ('withdraw', 'Withdraw'), ('merge', 'Merge')], max_length=10)),
                ('kind', models.CharField(choices=[('actor', 'actor'), ('claim', 'claim'), ('place', 'place'), ('question', 'question'), ('relation', 'relation'), ('source', 'source'), ('stance', 'stance')], max_length=10)),
                ('of_revision', models.IntegerField(blank=True, null=True)),
                ('draft', models.TextField(blank=True)),
                ('survivor', models.UUIDField(blank=True, null=True)),
                ('grounds', models.TextField()),
                ('put_to', models.UUIDField(blank=True, null=True)),
                ('outcome', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined')], default='open', max_length=10)),
                ('decision', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.UUIDField(blank=True, null=True)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.actor')),
                ('claim', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.partner')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.place')),
                ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.question')),
                ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('relation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claimrelation')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.source')),
                ('stance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.stance')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalproposal',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: these rows are only ever added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='6378a40531b02a73dd49a12321a2874e55088e74', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6cb0e', table='claims_historicalproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalproposal',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='f94be3b40be7df261f29b09cbe09d3f293203814', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2e036', table='claims_historicalproposal', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(condition=models.Q(('outcome', 'open'), ('withdrawn_at__isnull', True)), fields=['put_to', 'id'], name='proposal_waiting'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('partner', 'external_id'), name='proposal_external_id', nulls_distinct=True),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='proposal_circles'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func('actor', 'claim', 'place', 'question', 'relation', 'source', 'stance', function='num_nonnulls', output_field=models.IntegerField()), models.Case(models.When(act='create', then=0), default=1, output_field=models.IntegerField())), name='proposal_of_one_record'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('outcome', 'open')), models.Q(models.Q(('outcome', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='proposal_decided_by_somebody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."actor_id", NEW."claim_id", NEW."place_id", NEW."question_id", NEW."relation_id", NEW."source_id", NEW."stance_id") IS DISTINCT FROM ROW(OLD."actor_id", OLD."claim_id", OLD."place_id", OLD."question_id", OLD."relation_id", OLD."source_id", OLD."stance_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."actor_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."actors_actor" p WHERE p.id = NEW."actor_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."claim_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_claim" p WHERE p.id = NEW."claim_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."place_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_place" p WHERE p.id = NEW."place_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."question_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_question" p WHERE p.id = NEW."question_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."relation_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_claimrelation" p WHERE p.id = NEW."relation_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."source_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_source" p WHERE p.id = NEW."source_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."stance_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."claims_stance" p WHERE p.id = NEW."stance_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='b8740dcb04c735051809131bd02bd99e37dd803b', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_9a263', table='claims_proposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."act", NEW."actor_id", NEW."circles", NEW."claim_id", NEW."date_only", NEW."decided_at", NEW."decided_by_id", NEW."decision", NEW."draft", NEW."external_id", NEW."grounds", NEW."id", NEW."kind", NEW."marking", NEW."note", NEW."of_revision", NEW."outcome", NEW."partner_id", NEW."place_id", NEW."put_to", NEW."question_id", NEW."recorded_at", NEW."recorded_by_id", NEW."relation_id", NEW."result", NEW."source_id", NEW."stance_id", NEW."survivor", NEW."withdrawn_at")::record *<> ROW(OLD."act", OLD."actor_id", OLD."circles", OLD."claim_id", OLD."date_only", OLD."decided_at", OLD."decided_by_id", OLD."decision", OLD."draft", OLD."external_id", OLD."grounds", OLD."id", OLD."kind", OLD."marking", OLD."note", OLD."of_revision", OLD."outcome", OLD."partner_id", OLD."place_id", OLD."put_to", OLD."question_id", OLD."recorded_at", OLD."recorded_by_id", OLD."relation_id", OLD."result", OLD."source_id", OLD."stance_id", OLD."survivor", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='e36bfc8fe80d230a6308a292045db44133fd7f1f', operation='INSERT OR UPDATE', pgid='pgtrigger_number_2241d', table='claims_proposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalproposal" ("act", "actor_id", "circles", "claim_id", "date_only", "decided_at", "decided_by_id", "decision", "draft", "external_id", "grounds", "id", "kind", "marking", "note", "of_revision", "outcome", "partner_id", "place_id", "put_to", "question_id", "recorded_at", "recorded_by_id", "relation_id", "result", "revision", "source_id", "stance_id", "survivor", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."act", c."actor_id", c."circles", c."claim_id", c."date_only", c."decided_at", c."decided_by_id", c."decision", c."draft", c."external_id", c."grounds", c."id", c."kind", c."marking", c."note", c."of_revision", c."outcome", c."partner_id", c."place_id", c."put_to", c."question_id", c."recorded_at", c."recorded_by_id", c."relation_id", c."result", c."revision", c."source_id", c."stance_id", c."survivor", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_proposal\', "id", history_id, \'d58b260e6dd5c80b053bd4b71dc6fe37f9ce92f319b05300a2f6c9f7e4604a35\' FROM written;\n        RETURN NULL;\n    ', hash='bc16e8a81043a1fc2f6138f40c5d6bdf49f30a04', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_1e839', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT 'd58b260e6dd5c80b053bd4b71dc6fe37f9ce92f319b05300a2f6c9f7e4604a35', 'claims_proposal', 'claims_historicalproposal', 1 + count(*), ARRAY['act', 'actor_id', 'circles', 'claim_id', 'date_only', 'decided_at', 'decided_by_id', 'decision', 'draft', 'external_id', 'grounds', 'id', 'kind', 'marking', 'note', 'of_revision', 'outcome', 'partner_id', 'place_id', 'put_to', 'question_id', 'recorded_at', 'recorded_by_id', 'relation_id', 'result', 'revision', 'source_id', 'stance_id', 'survivor', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'claims_proposal' ON CONFLICT (digest) DO NOTHING;", table='claims_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalproposal" ("act", "actor_id", "circles", "claim_id", "date_only", "decided_at", "decided_by_id", "decision", "draft", "external_id", "grounds", "id", "kind", "marking", "note", "of_revision", "outcome", "partner_id", "place_id", "put_to", "question_id", "recorded_at", "recorded_by_id", "relation_id", "result", "revision", "source_id", "stance_id", "survivor", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."act", c."actor_id", c."circles", c."claim_id", c."date_only", c."decided_at", c."decided_by_id", c."decision", c."draft", c."external_id", c."grounds", c."id", c."kind", c."marking", c."note", c."of_revision", c."outcome", c."partner_id", c."place_id", c."put_to", c."question_id", c."recorded_at", c."recorded_by_id", c."relation_id", c."result", c."revision", c."source_id", c."stance_id", c."survivor", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_proposal\', "id", history_id, \'d58b260e6dd5c80b053bd4b71dc6fe37f9ce92f319b05300a2f6c9f7e4604a35\' FROM written;\n        RETURN NULL;\n    ', hash='b3967ae4f68e80fced7616b57682d16db2c114da', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_81170', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='claims_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."claims_historicalproposal" ("act", "actor_id", "circles", "claim_id", "date_only", "decided_at", "decided_by_id", "decision", "draft", "external_id", "grounds", "id", "kind", "marking", "note", "of_revision", "outcome", "partner_id", "place_id", "put_to", "question_id", "recorded_at", "recorded_by_id", "relation_id", "result", "revision", "source_id", "stance_id", "survivor", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."act", c."actor_id", c."circles", c."claim_id", c."date_only", c."decided_at", c."decided_by_id", c."decision", c."draft", c."external_id", c."grounds", c."id", c."kind", c."marking", c."note", c."of_revision", c."outcome", c."partner_id", c."place_id", c."put_to", c."question_id", c."recorded_at", c."recorded_by_id", c."relation_id", c."result", c."revision", c."source_id", c."stance_id", c."survivor", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'claims_proposal\', "id", history_id, \'d58b260e6dd5c80b053bd4b71dc6fe37f9ce92f319b05300a2f6c9f7e4604a35\' FROM written;\n        RETURN NULL;\n    ', hash='65214b1ff59bb2d2fb9b96849774ad06d23fd1a2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_abf02', referencing='REFERENCING OLD TABLE AS former ', table='claims_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='3af5ae0469617b4ee31761fdcf091e40138d9cb7', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_752e1', table='claims_proposal', when='BEFORE')),
        ),
        *(
            migrations.RunSQL(f'DROP TRIGGER IF EXISTS raise_claims ON public.{table}; {raising(table, "claims", places)}')
            for table, places in RAISING.items()
        ),
    ]
