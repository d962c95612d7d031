"""What search looks words up in: the words of a text as they stand, and their stems in several languages.

The body of the function is never edited here: indexes are made of what it returns. A change is a function of another
name, with indexes of its own.
"""

from django.db import migrations

_LANGUAGES = ("simple", "english", "french", "german", "spanish", "russian", "arabic")
_BODY = " || ".join(f"pg_catalog.to_tsvector('pg_catalog.{language}', told)" for language in _LANGUAGES)

WORDS = f"""
CREATE FUNCTION public.search_words(told text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT {_BODY} $$;
CREATE FUNCTION public.search_words(told text, more text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT public.search_words(told || ' ' || pg_catalog.array_to_string(more, ' ')) $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0004_lighter_triggers'),
        ('audit', '0005_changes_found'),  # pg_trgm
    ]

    operations = [
        migrations.RunSQL(
            WORDS,
            "DROP FUNCTION public.search_words(text, text[]); DROP FUNCTION public.search_words(text);",
        ),
    ]
