"""Who may propose or approve an erasure; the record asks, and knows no account."""

from django.db import migrations

MAY_ERASE = """
CREATE FUNCTION public.audit_may_erase(account uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM actors_account a WHERE a.id = audit_may_erase.account AND a.kind = 'staff' AND a.is_active
    )
$$;
REVOKE ALL ON FUNCTION public.audit_may_erase(uuid) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("actors", "0002_fixed_accounts"), ("audit", "0007_erasure")]

    operations = [migrations.RunSQL(MAY_ERASE, "DROP FUNCTION public.audit_may_erase(uuid);")]
