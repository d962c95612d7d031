"""The register's own two accounts: whoever set it up, and the workers. They never log in."""

from django.db import migrations

BOOTSTRAP = "00000000-0000-7000-8000-000000000002"
SYSTEM = "00000000-0000-7000-8000-000000000001"
ATTRIBUTE = f"""
    SELECT set_config('audit.account', '{BOOTSTRAP}', true), set_config('audit.partner', '', true),
           set_config('audit.key', '', true), set_config('audit.channel', 'migration', true),
           set_config('audit.request', '', true), set_config('audit.reason', 'first set-up', true),
           set_config('audit.xid', pg_current_xact_id()::text, true);
"""
ACCOUNTS = f"""
    INSERT INTO actors_account (id, revision, name, kind, email, is_active, password)
    VALUES ('{BOOTSTRAP}', 1, 'bootstrap', 'fixed', '', true, '!'), ('{SYSTEM}', 1, 'system', 'fixed', '', true, '!');
"""


class Migration(migrations.Migration):
    dependencies = [("actors", "0001_initial")]

    operations = [migrations.RunSQL(ATTRIBUTE + ACCOUNTS, migrations.RunSQL.noop)]
