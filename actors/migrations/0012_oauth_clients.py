"""OAuth2 clients. The tables of django-oauth-toolkit refer to theirs, and so come after it."""

import audit.records.triggers
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0011_merged'),
    ]
    run_before = [
        ('oauth2_provider', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalOAuthClient',
            fields=[
                ('history_partner_id', models.UUIDField(null=True)),
                ('history_key_id', models.UUIDField(null=True)),
                ('history_channel', models.CharField(max_length=16)),
                ('history_request_id', models.CharField(max_length=128)),
                ('id', models.UUIDField(db_index=True, default=uuid_utils.compat.uuid7, editable=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('label', models.CharField(blank=True, max_length=100)),
                ('client_id', models.CharField(editable=False, max_length=28)),
                ('former_until', models.DateTimeField(editable=False, null=True)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read'), ('write', 'write: record, revise and withdraw'), ('propose', "propose: changes to what is another's"), ('review', 'review: accept or decline what is proposed'), ('manage', 'manage: accounts and keys')], max_length=16), size=None)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('networks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=43), blank=True, default=list, help_text='Networks that it and its tokens are good from, such as 192.0.2.0/24. None: from anywhere.', size=None)),
                ('is_active', models.BooleanField(default=True, help_text='The tokens of a deactivated client stop working within seconds.')),
                ('history_user_id', models.UUIDField(null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('account', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical OAuth2 client',
                'verbose_name_plural': 'historical OAuth2 clients',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='OAuthClient',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('label', models.CharField(blank=True, max_length=100)),
                ('client_id', models.CharField(editable=False, max_length=28, unique=True)),
                ('digest', models.BinaryField()),
                ('former', models.BinaryField(null=True)),
                ('former_until', models.DateTimeField(editable=False, null=True)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read'), ('write', 'write: record, revise and withdraw'), ('propose', "propose: changes to what is another's"), ('review', 'review: accept or decline what is proposed'), ('manage', 'manage: accounts and keys')], max_length=16), size=None)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('networks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=43), blank=True, default=list, help_text='Networks that it and its tokens are good from, such as 192.0.2.0/24. None: from anywhere.', size=None)),
                ('is_active', models.BooleanField(default=True, help_text='The tokens of a deactivated client stop working within seconds.')),
                ('last_used_at', models.DateTimeField(editable=False, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clients', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'OAuth2 client',
                'ordering': ['-id'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicaloauthclient',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: these rows are only ever added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='d36b5e6a44dfc187013d266ef430ec72b36f9470', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d905c', table='actors_historicaloauthclient', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicaloauthclient',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='b7efc0148290098bec62efd1d5ee14ceab3a4c33', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_d6b9b', table='actors_historicaloauthclient', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='oauthclient',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=audit.records.triggers.RecorderSql(func='\n        IF TG_OP = \'INSERT\' THEN\n            NEW.revision := 1;\n        ELSIF NEW.id <> OLD.id THEN\n            RAISE EXCEPTION \'a record keeps its id\' USING ERRCODE = \'AU003\';\n        ELSE\n            NEW.revision := OLD.revision + (ROW(NEW."account_id", NEW."client_id", NEW."expires_at", NEW."former_until", NEW."id", NEW."is_active", NEW."label", NEW."networks", NEW."scopes")::record *<> ROW(OLD."account_id", OLD."client_id", OLD."expires_at", OLD."former_until", OLD."id", OLD."is_active", OLD."label", OLD."networks", OLD."scopes")::record)::int;\n        END IF;\n        RETURN NEW;\n    ', hash='8e5c510aae238d9149b0941b048bbe8f66e5d81e', operation='INSERT OR UPDATE', pgid='pgtrigger_number_4061e', table='actors_oauthclient', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='oauthclient',
            trigger=pgtrigger.compiler.Trigger(name='revise_insert', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM changed c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicaloauthclient" ("account_id", "client_id", "expires_at", "former_until", "id", "is_active", "label", "networks", "revision", "scopes", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."account_id", c."client_id", c."expires_at", c."former_until", c."id", c."is_active", c."label", c."networks", c."revision", c."scopes", clock_timestamp(), \'+\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM changed c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_oauthclient\', "id", history_id, \'a3d5744e64ee9f6ae6dc342f958c91507ac89306cedc06ca755d2e1ade9ab9ff\' FROM written;\n        RETURN NULL;\n    ', hash='d2c45493ac1469028961db320a26a74606344c71', level='STATEMENT', operation='INSERT', pgid='pgtrigger_revise_insert_66be5', referencing='REFERENCING NEW TABLE AS changed ', register="INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns) SELECT 'a3d5744e64ee9f6ae6dc342f958c91507ac89306cedc06ca755d2e1ade9ab9ff', 'actors_oauthclient', 'actors_historicaloauthclient', 1 + count(*), ARRAY['account_id', 'client_id', 'expires_at', 'former_until', 'id', 'is_active', 'label', 'networks', 'revision', 'scopes'] FROM public.audit_schema WHERE table_name = 'actors_oauthclient' ON CONFLICT (digest) DO NOTHING;", table='actors_oauthclient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='oauthclient',
            trigger=pgtrigger.compiler.Trigger(name='revise_update', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicaloauthclient" ("account_id", "client_id", "expires_at", "former_until", "id", "is_active", "label", "networks", "revision", "scopes", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."account_id", c."client_id", c."expires_at", c."former_until", c."id", c."is_active", c."label", c."networks", c."revision", c."scopes", clock_timestamp(), \'~\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM (SELECT n.* FROM changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision) c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_oauthclient\', "id", history_id, \'a3d5744e64ee9f6ae6dc342f958c91507ac89306cedc06ca755d2e1ade9ab9ff\' FROM written;\n        RETURN NULL;\n    ', hash='b114721cf0c2968cd238527439da62e70c4464e8', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_revise_update_f65b9', referencing='REFERENCING OLD TABLE AS former  NEW TABLE AS changed ', table='actors_oauthclient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='oauthclient',
            trigger=pgtrigger.compiler.Trigger(name='revise_delete', sql=audit.records.triggers.RecorderSql(declare='DECLARE a record;', func='\n        IF NOT EXISTS (SELECT FROM former c) THEN RETURN NULL; END IF;\n        a := public.audit_attribution();\n        WITH written AS (\n            INSERT INTO public."actors_historicaloauthclient" ("account_id", "client_id", "expires_at", "former_until", "id", "is_active", "label", "networks", "revision", "scopes", history_date, history_type, history_change_reason, history_user_id, history_partner_id, history_key_id, history_channel, history_request_id)\n            SELECT c."account_id", c."client_id", c."expires_at", c."former_until", c."id", c."is_active", c."label", c."networks", c."revision", c."scopes", clock_timestamp(), \'-\', a.reason, a.account, a.partner, a.key, a.channel, a.request\n            FROM former c\n            RETURNING history_id, "id"\n        )\n        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)\n        SELECT \'actors_oauthclient\', "id", history_id, \'a3d5744e64ee9f6ae6dc342f958c91507ac89306cedc06ca755d2e1ade9ab9ff\' FROM written;\n        RETURN NULL;\n    ', hash='be7a7d12bb57a78c590f72f5192a96322096c624', level='STATEMENT', operation='DELETE', pgid='pgtrigger_revise_delete_4cc33', referencing='REFERENCING OLD TABLE AS former ', table='actors_oauthclient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='oauthclient',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=audit.records.triggers.RecorderSql(func="RAISE EXCEPTION '% on %: nothing here is emptied', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';", hash='baaf7499d1d266783966daf335ab3e73b8fb3054', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_41fb4', table='actors_oauthclient', when='BEFORE')),
        ),
    ]
