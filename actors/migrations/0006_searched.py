"""Actors are searched by the words of their names and aliases, and by names that are nearly the same."""

import actors.models.words
import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0005_search_words'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='actor',
            index=django.contrib.postgres.indexes.GinIndex(actors.models.words.Words('name', 'aliases'), name='actor_words'),
        ),
        migrations.AddIndex(
            model_name='actor',
            index=django.contrib.postgres.indexes.GinIndex(fields=['name'], name='actor_alike', opclasses=['gin_trgm_ops']),
        ),
    ]
