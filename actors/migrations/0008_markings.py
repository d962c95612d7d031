"""Markings on all records, sharing groups, and the triggers that keep what rests on a record as strict as it is."""

import audit.records.triggers
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from audit.records.markings import raising


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0007_key_networks'),
        ('audit', '0010_markings'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalSharingGroup',
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
                ('name', models.CharField(max_length=200)),
                ('members', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners and accounts, by id, one a line.', size=None)),
                ('history_user_id', models.UUIDField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical sharing group',
                'verbose_name_plural': 'historical sharing groups',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SharingGroup',
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
                ('name', models.CharField(max_length=200)),
                ('members', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners and accounts, by id, one a line.', size=None)),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
            },
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
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, db_default=[], default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='actor',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], db_default='clear', default='clear', max_length=12),
        ),
        migrations.AddField(
            model_name='historicalactor',
            name='circles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Partners, accounts or sharing groups, by id: whoever is in all of them may see it.', size=None),
        ),
        migrations.AddField(
            model_name='historicalactor',
            name='marking',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR: everyone'), ('green', 'TLP:GREEN: every partner'), ('amber', 'TLP:AMBER: its circles'), ('amber+strict', 'TLP:AMBER+STRICT: the partner alone'), ('red', 'TLP:RED: named recipients')], default='clear', max_length=12),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='as_strict', sql=audit.records.triggers.RecorderSql(declare='DECLARE m record;', func='\n        IF TG_OP = \'INSERT\' OR ROW(NEW."part_of_id", NEW."speaks_for_id") IS DISTINCT FROM ROW(OLD."part_of_id", OLD."speaks_for_id") THEN\n            -- Whoever makes anything stricter waits for this transaction, and this one for them.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        ELSIF NEW.marking = OLD.marking AND NEW.circles = OLD.circles THEN\n            RETURN NEW;\n        ELSIF NOT OLD.circles <@ NEW.circles OR NEW.marking <> public.audit_stricter(OLD.marking, NEW.marking) THEN\n            -- So does whoever makes this less strict.\n            PERFORM pg_advisory_xact_lock_shared(1096110423, 1);\n        END IF;\n        IF NEW."part_of_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."actors_actor" p WHERE p.id = NEW."part_of_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        IF NEW."speaks_for_id" IS NOT NULL THEN\n            SELECT p.marking, p.circles INTO m FROM public."actors_actor" p WHERE p.id = NEW."speaks_for_id";\n            IF FOUND AND (m.marking <> NEW.marking OR m.circles <> NEW.circles) THEN\n                NEW.marking := public.audit_stricter(NEW.marking, m.marking);\n                NEW.circles := public.audit_circles(NEW.circles, m.circles);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ', hash='3ae76e76f19fabab0f94a46e866b5946eac29aa1', operation='INSERT OR UPDATE', pgid='pgtrigger_as_strict_53109', table='actors_actor', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."aliases", NEW."circles", NEW."date_only", NEW."external_id", NEW."id", NEW."kind", NEW."marking", NEW."name", NEW."note", NEW."part_of_id", NEW."partner_id", NEW."party", NEW."recorded_at", NEW."recorded_by_id", NEW."reliability", NEW."reliability_reason", NEW."speaks_for_id", NEW."withdrawn_at")::record *<> ROW(OLD."aliases", OLD."circles", OLD."date_only", OLD."external_id", OLD."id", OLD."kind", OLD."marking", OLD."name", OLD."note", OLD."part_of_id", OLD."partner_id", OLD."party", OLD."recorded_at", OLD."recorded_by_id", OLD."reliability", OLD."reliability_reason", OLD."speaks_for_id", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='34ccc7384eb56fcf37a04bc3ed72298f0869bed4', operation='INSERT OR UPDATE', pgid='pgtrigger_number_c4241', table='actors_actor', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalactor" ("aliases", "circles", "date_only", "external_id", "id", "kind", "marking", "name", "note", "part_of_id", "partner_id", "party", "recorded_at", "recorded_by_id", "reliability", "reliability_reason", "revision", "speaks_for_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."aliases", c."circles", c."date_only", c."external_id", c."id", c."kind", c."marking", c."name", c."note", c."part_of_id", c."partner_id", c."party", c."recorded_at", c."recorded_by_id", c."reliability", c."reliability_reason", c."revision", c."speaks_for_id", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_actor\', "id", history_id, \'3c98a0a3bb53041a722227bbf2eaf818818b0d2101f697adc054a9d60979a3a5\' FROM written;\n        RETURN NULL;\n    ', hash='7ca7208ebef1156ae9c19ebeee9930f5cf7c9041', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_4b17f', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '3c98a0a3bb53041a722227bbf2eaf818818b0d2101f697adc054a9d60979a3a5', 'actors_actor', 'actors_historicalactor', 1 + count(*), ARRAY['aliases', 'circles', 'date_only', 'external_id', 'id', 'kind', 'marking', 'name', 'note', 'part_of_id', 'partner_id', 'party', 'recorded_at', 'recorded_by_id', 'reliability', 'reliability_reason', 'revision', 'speaks_for_id', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'actors_actor' ON CONFLICT (digest) DO NOTHING;", table='actors_actor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalactor" ("aliases", "circles", "date_only", "external_id", "id", "kind", "marking", "name", "note", "part_of_id", "partner_id", "party", "recorded_at", "recorded_by_id", "reliability", "reliability_reason", "revision", "speaks_for_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."aliases", c."circles", c."date_only", c."external_id", c."id", c."kind", c."marking", c."name", c."note", c."part_of_id", c."partner_id", c."party", c."recorded_at", c."recorded_by_id", c."reliability", c."reliability_reason", c."revision", c."speaks_for_id", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_actor\', "id", history_id, \'3c98a0a3bb53041a722227bbf2eaf818818b0d2101f697adc054a9d60979a3a5\' FROM written;\n        RETURN NULL;\n    ', hash='62d61fa4bfe7c7af844b258bf9ff92424a9a9319', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_73a7d', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='actors_actor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalactor" ("aliases", "circles", "date_only", "external_id", "id", "kind", "marking", "name", "note", "part_of_id", "partner_id", "party", "recorded_at", "recorded_by_id", "reliability", "reliability_reason", "revision", "speaks_for_id", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."aliases", c."circles", c."date_only", c."external_id", c."id", c."kind", c."marking", c."name", c."note", c."part_of_id", c."partner_id", c."party", c."recorded_at", c."recorded_by_id", c."reliability", c."reliability_reason", c."revision", c."speaks_for_id", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_actor\', "id", history_id, \'3c98a0a3bb53041a722227bbf2eaf818818b0d2101f697adc054a9d60979a3a5\' FROM written;\n        RETURN NULL;\n    ', hash='251316f53e4a721636b7a8e5bdea282af25a64b6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_d10f4', referencing='REFERENCING OLD TABLE AS former ', table='actors_actor', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='actor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='actor_circles'),
        ),
        migrations.AddField(
            model_name='historicalsharinggroup',
            name='partner',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='actors.partner'),
        ),
        migrations.AddField(
            model_name='historicalsharinggroup',
            name='recorded_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sharinggroup',
            name='partner',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.partner'),
        ),
        migrations.AddField(
            model_name='sharinggroup',
            name='recorded_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalsharinggroup',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: these rows are only ever added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='66c8aa0aee6665f2c10071139255572ac361b7e9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_83f19', table='actors_historicalsharinggroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalsharinggroup',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='2b0df41558b5beb62fc1416a9dc597676438e125', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_45cf8', table='actors_historicalsharinggroup', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='sharinggroup',
            index=django.contrib.postgres.indexes.GinIndex(fields=['members'], name='group_members'),
        ),
        migrations.AddConstraint(
            model_name='sharinggroup',
            constraint=models.UniqueConstraint(fields=('partner', 'external_id'), name='group_external_id', nulls_distinct=True),
        ),
        migrations.AddConstraint(
            model_name='sharinggroup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking__in', ('clear', 'green')), ('circles', [])), models.Q(models.Q(('marking__in', ('clear', 'green')), _negated=True), models.Q(('circles', []), _negated=True)), _connector='OR'), name='group_circles'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sharinggroup',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."circles", NEW."date_only", NEW."external_id", NEW."id", NEW."marking", NEW."members", NEW."name", NEW."note", NEW."partner_id", NEW."recorded_at", NEW."recorded_by_id", NEW."withdrawn_at")::record *<> ROW(OLD."circles", OLD."date_only", OLD."external_id", OLD."id", OLD."marking", OLD."members", OLD."name", OLD."note", OLD."partner_id", OLD."recorded_at", OLD."recorded_by_id", OLD."withdrawn_at")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='31115df759f20ec6f04fcb88336ad922527a7977', operation='INSERT OR UPDATE', pgid='pgtrigger_number_75586', table='actors_sharinggroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sharinggroup',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalsharinggroup" ("circles", "date_only", "external_id", "id", "marking", "members", "name", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."id", c."marking", c."members", c."name", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."withdrawn_at", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_sharinggroup\', "id", history_id, \'3557d5f3b26653671acfd13c4da39ddf3c73f840b010555fdce6adadbf55e442\' FROM written;\n        RETURN NULL;\n    ', hash='43701c5dd8b13814e866e91290c6fe3482b2f525', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_4d726', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT '3557d5f3b26653671acfd13c4da39ddf3c73f840b010555fdce6adadbf55e442', 'actors_sharinggroup', 'actors_historicalsharinggroup', 1 + count(*), ARRAY['circles', 'date_only', 'external_id', 'id', 'marking', 'members', 'name', 'note', 'partner_id', 'recorded_at', 'recorded_by_id', 'revision', 'withdrawn_at'] FROM public.audit_schema WHERE table_name = 'actors_sharinggroup' ON CONFLICT (digest) DO NOTHING;", table='actors_sharinggroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sharinggroup',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalsharinggroup" ("circles", "date_only", "external_id", "id", "marking", "members", "name", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."id", c."marking", c."members", c."name", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."withdrawn_at", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_sharinggroup\', "id", history_id, \'3557d5f3b26653671acfd13c4da39ddf3c73f840b010555fdce6adadbf55e442\' FROM written;\n        RETURN NULL;\n    ', hash='c18c9248d3ef5e3facb579dcb0699adc586d9c9d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_3b4b9', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='actors_sharinggroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sharinggroup',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicalsharinggroup" ("circles", "date_only", "external_id", "id", "marking", "members", "name", "note", "partner_id", "recorded_at", "recorded_by_id", "revision", "withdrawn_at", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."circles", c."date_only", c."external_id", c."id", c."marking", c."members", c."name", c."note", c."partner_id", c."recorded_at", c."recorded_by_id", c."revision", c."withdrawn_at", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_sharinggroup\', "id", history_id, \'3557d5f3b26653671acfd13c4da39ddf3c73f840b010555fdce6adadbf55e442\' FROM written;\n        RETURN NULL;\n    ', hash='b2913fc59335aada0d8bcafbd857e2100158aee0', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_ac0a6', referencing='REFERENCING OLD TABLE AS former ', table='actors_sharinggroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sharinggroup',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='688f739fe994048985432227923e91019b7c411f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_404c3', table='actors_sharinggroup', when='BEFORE')),
        ),
        migrations.RunSQL(raising('actors_actor', 'actors', ['actors_actor.part_of_id', 'actors_actor.speaks_for_id'])),
    ]
