"""What the triggers of markings ask, and what makes stricter whatever refers to what was made stricter."""

from django.db import migrations

SETTINGS = "SET search_path = pg_catalog, public, pg_temp"

STRICTNESS = f"""
CREATE FUNCTION public.audit_strictness(marking text) RETURNS integer
LANGUAGE sql IMMUTABLE SECURITY DEFINER {SETTINGS} AS
$$ SELECT array_position(ARRAY['clear', 'green', 'amber', 'amber+strict', 'red'], marking) $$;
REVOKE ALL ON FUNCTION public.audit_strictness(text) FROM PUBLIC;
"""

STRICTER = f"""
CREATE FUNCTION public.audit_stricter(one text, other text) RETURNS text
LANGUAGE sql IMMUTABLE SECURITY DEFINER {SETTINGS} AS
$$ SELECT CASE WHEN public.audit_strictness(one) < public.audit_strictness(other) THEN other ELSE one END $$;
REVOKE ALL ON FUNCTION public.audit_stricter(text, text) FROM PUBLIC;
"""

CIRCLES = f"""
CREATE FUNCTION public.audit_circles(one uuid[], other uuid[]) RETURNS uuid[]
LANGUAGE sql IMMUTABLE SECURITY DEFINER {SETTINGS} AS
$$ SELECT ARRAY(SELECT DISTINCT c FROM unnest(one || other) c ORDER BY c) $$;
REVOKE ALL ON FUNCTION public.audit_circles(uuid[], uuid[]) FROM PUBLIC;
"""

# Arguments are columns, `table.column`, that refer to the table. Whoever is just referring to anything is waited for.
RAISE = f"""
CREATE FUNCTION public.audit_raise() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER {SETTINGS} AS $$
DECLARE
    raised uuid[];
    place text;
BEGIN
    SELECT array_agg(n.id) INTO raised FROM changed n JOIN former o ON o.id = n.id
    WHERE n.marking <> o.marking OR n.circles <> o.circles;
    IF raised IS NULL THEN RETURN NULL; END IF;
    PERFORM pg_advisory_xact_lock(1096110423, 1);
    FOREACH place IN ARRAY TG_ARGV LOOP
        EXECUTE format(
            'UPDATE public.%1$I d SET marking = public.audit_stricter(d.marking, n.marking),'
            ' circles = public.audit_circles(d.circles, n.circles)'
            ' FROM public.%3$I n WHERE n.id = ANY($1) AND d.%2$I = n.id AND ('
            ' public.audit_strictness(d.marking) < public.audit_strictness(n.marking)'
            ' OR NOT n.circles <@ d.circles)',
            split_part(place, '.', 1), split_part(place, '.', 2), TG_TABLE_NAME
        ) USING raised;
    END LOOP;
    RETURN NULL;
END;
$$;
REVOKE ALL ON FUNCTION public.audit_raise() FROM PUBLIC;
"""

# Asked of each row that is read and not clear, with the setting that says who reads: everything (*), what is clear
# (public), or what is in circles. Where nothing is set, as in the admin and in the workers, it is everything, but for the
# role that reads over the API. It runs as whoever reads, and says nothing that they could not ask themselves; without
# settings of its own, which would cost more than all the rest of it.
SEES = """
CREATE FUNCTION public.audit_sees(marking text, circles uuid[]) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    mine text := pg_catalog.current_setting('audit.circles', true);
BEGIN
    IF mine IS NULL OR mine = '' THEN
        RETURN current_user <> 'contested_reader';
    ELSIF mine = '*' THEN
        RETURN true;
    ELSIF mine = 'public' THEN
        RETURN false;
    END IF;
    RETURN marking = 'green' OR (circles <> '{}' AND circles <@ mine::uuid[]);
END;
$$;
"""

BODIES = [STRICTNESS, STRICTER, CIRCLES, RAISE, SEES]


class Migration(migrations.Migration):

    dependencies = [("audit", "0009_salts")]

    operations = [migrations.RunSQL(body) for body in BODIES]
