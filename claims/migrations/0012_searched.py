"""Claims and sources are searched by words and stems, and sources by titles that are nearly the same."""

import actors.models.words
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0006_searched'),
        ('claims', '0011_quantities'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='claim',
            name='claim_words',
        ),
        migrations.AddIndex(
            model_name='claim',
            index=django.contrib.postgres.indexes.GinIndex(actors.models.words.Words('text'), name='claim_words_found'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=django.contrib.postgres.indexes.GinIndex(actors.models.words.Words('title'), name='source_words'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=django.contrib.postgres.indexes.GinIndex(fields=['title'], name='source_alike', opclasses=['gin_trgm_ops']),
        ),
    ]
