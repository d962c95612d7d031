"""Search: by words, by their beginnings and stems in several languages, and by what is nearly the same."""

from typing import Any

import pytest
from django.db import connection

from actors.models import Actor
from actors.selectors import search
from actors.services import actors
from actors.services.records import Draft
from tests.claims.services.walk import Staff

pytestmark = pytest.mark.django_db

BY = Staff()


def named(name: str, *aliases: str) -> str:
    values = {"name": name, "kind": "person", "aliases": list(aliases)}
    actors.record(draft=Draft(values), by=BY)
    return name


def found(text: str) -> set[Any]:
    rows = Actor.objects.values("name")
    return {row["name"] for row in search.matching(rows, text, "name", "aliases")}


def test_names_and_aliases_are_found_by_words_and_by_their_beginnings():
    spokesman = named("Viktor Trehubov", "Віктор Трегубов", "Dnipro spokesman")
    named("Viktor Orbán")

    for text in ("trehubov", "TREHUB", "Трегубов", "трегуб", "spokesman dnipro", "viktor treh"):
        assert found(text) == {spokesman}, text
    assert found("trehubov orbán") == set()


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Villages were shelled", "shelling village"),
        ("Сёла были обстреляны", "село обстрелять"),
        ("Die Dörfer wurden beschossen", "Dorf"),
        ("Les villages bombardés", "bombarder"),
    ],
)
def test_a_word_is_found_in_another_form(written: str, asked: str):
    other = named("Something else altogether")

    assert found(asked) - {named(written)} == set()
    assert found(asked) == {written}
    assert other not in found(asked)


@pytest.mark.parametrize(
    "alias",
    ["Brigade-72", "Covid-19", "Unit 3.14", "2025-08-26", "foo@bar.example", "x/y/z", "Al-Qaeda", "O'Neill"],
)
def test_an_alias_is_found_as_it_is_written(alias: str):
    actor = named("Alpha", alias)

    assert found(alias) == {actor}


def test_what_is_spelt_nearly_so_is_found():
    spokesman = named("Viktor Trehubov")
    named("Kaja Kallas")

    assert found("Trehubof") == {spokesman}
    assert found("viktor trehubow") == {spokesman}
    assert found("Kaja Trehubof") == set()


@pytest.mark.parametrize("text", ["!!!", "& | !", "():*", "'", "%", "_"])
def test_a_search_without_a_word_finds_nothing_and_fails_at_nothing(text: str):
    named("Somebody")

    assert found(text) == set()


def test_languages_are_those_that_words_are_kept_in():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'search_words' AND pronargs = 1")
        (body,) = cursor.fetchone()

    assert {f"pg_catalog.{name}" for name in (*search.LANGUAGES, "simple")} <= set(
        body.replace("'", " ").split()
    )
    assert body.count("to_tsvector") == len(search.LANGUAGES) + 1


def test_searches_go_by_the_indexes():
    rows = search.matching(Actor.objects.values("id"), "trehubov", "name", "aliases")

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    plan = rows.order_by().explain()

    assert "actor_words" in plan
    assert "actor_alike" in plan
