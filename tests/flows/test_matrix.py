"""Addresses, methods and who asks: every row of the matrix is let in or refused as it is written down."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import orjson
import pytest
from django.utils import timezone

from actors.models import ROLES, Account, AccountKind, Partner, Role, Scope, SharingGroup
from actors.services import accounts, keys, partners
from audit.attribution import audited_write
from audit.records import Marking, tracked_models
from audit.records.seen import marked
from audit.services import log
from tests.desk import Bootstrap, case
from tests.flows.matrix import (
    GIVES,
    OF_A_PARTNER,
    OF_RECORDS,
    OPEN,
    POSTED,
    ROWS,
    SCOPES,
    Row,
    World,
    answering,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]

#: Why somebody was not let in.
REFUSALS = {401, 403, 404, 405}
#: What has nothing to answer before the log is first signed, as here: whoever is let in is told so.
UNSEALED = {("log/consistency", "GET"), ("claims/<uuid:claim>/bundle", "GET")}


@pytest.fixture
def world() -> World:
    """Record what a partner has."""
    made = World(case())
    log.drain()
    return made


def account_of(role: str, partner: Partner) -> Account:
    """Return an account with a role, of the partner where the role is one of partners."""
    (kind,) = (kind for kind, roles in ROLES.items() if role in roles)
    of = partner if kind == AccountKind.SERVICE else None
    name = f"{role} of {partner.slug}"
    return accounts.record(name=name, kind=kind, role=role, partner=of, by=Bootstrap())


def key(account: Account, scopes: Iterable[str], **more: object) -> str:
    """Return the secret of a new key."""
    given = {Scope(scope) for scope in scopes}
    _, secret = keys.issue(account=account, scopes=given, by=Bootstrap(), reason="the matrix", **more)  # type: ignore[arg-type]
    return secret


def told(world: World, rows: Iterable[Row], secret: str | None) -> dict[Row, int]:
    """Return what each row was answered with."""
    return {row: world.ask(row, secret).status_code for row in rows}


def let_in(answers: dict[Row, int]) -> set[Row]:
    """Return the rows that were refused to nobody: what a body lacks is another matter."""
    assert not any(status >= 500 for status in answers.values()), answers
    return {
        row
        for row, status in answers.items()
        if status not in REFUSALS or (row in UNSEALED and status == 404)
    }


def test_matrix_has_a_row_for_every_address_and_no_other():
    assert set(answering()) == set(ROWS) | {(path, "GET") for path in OPEN} | {
        (path, "POST") for path in POSTED
    }
    assert set(GIVES) == set(Role)
    assert set(SCOPES) == set(Scope)


def test_what_is_open_is_open_to_anybody(world: World):
    answers = told(world, [(path, "GET") for path in OPEN], None)

    # Nothing is signed here that could be read yet.
    assert {row for row, status in answers.items() if status not in {200, 404}} == set()


def revoked(account: Account) -> str:
    """Return the secret of a key that was revoked."""
    issued, secret = keys.issue(account=account, scopes=account.scopes, by=Bootstrap(), reason="a test")
    keys.revoke(key_id=issued.id, by=Bootstrap(), reason="lost")
    return secret


def deactivated(account: Account) -> str:
    """Return the secret of a key whose account is deactivated."""
    secret = key(account, account.scopes)
    accounts.revise(account_id=account.id, changes={"is_active": False}, by=Bootstrap(), reason="left")
    return secret


@pytest.mark.parametrize(
    "secret_of",
    [
        lambda _: None,
        lambda _: "ctd_000000000000_" + "a" * 43,
        lambda account: key(account, account.scopes, expires_at=timezone.now() - timedelta(seconds=1)),
        revoked,
        deactivated,
    ],
    ids=["anonymous", "unknown", "expired", "revoked", "deactivated"],
)
def test_whoever_cannot_say_who_they_are_is_refused_everywhere(
    world: World, secret_of: Callable[[Account], str | None]
):
    account = account_of(Role.PARTNER_ADMINISTRATOR, world.records[Partner])

    assert set(told(world, ROWS, secret_of(account)).values()) == {401}


@pytest.mark.parametrize("role", GIVES)
def test_role_is_let_in_where_it_is_given_the_scope(world: World, role: str):
    secret = key(account_of(role, world.records[Partner]), GIVES[role])

    assert let_in(told(world, ROWS, secret)) == {
        row for row, scope in ROWS.items() if scope in GIVES[role] | {""}
    }


@pytest.mark.parametrize("missing", SCOPES)
def test_key_without_a_scope_is_refused_where_it_is_needed(world: World, missing: str):
    account = account_of(Role.PARTNER_ADMINISTRATOR, world.records[Partner])

    answers = told(world, ROWS, key(account, SCOPES - {missing}))

    needed = {row for row, scope in ROWS.items() if scope == missing}
    assert {row for row, status in answers.items() if status == 403} == needed
    assert let_in(answers) == set(ROWS) - needed


@pytest.mark.parametrize("only", SCOPES)
def test_key_with_one_scope_is_let_in_where_that_is_enough(world: World, only: str):
    account = account_of(Role.PARTNER_ADMINISTRATOR, world.records[Partner])

    answers = told(world, ROWS, key(account, {only}))

    assert let_in(answers) == {row for row, scope in ROWS.items() if scope in {only, ""}}


#: Bodies that each say enough to be carried out.
BODIES = {
    "PATCH": orjson.dumps({"note": "another's", "reason": "a favour"}),
    "POST": orjson.dumps({"reason": "a favour"}),
}
WITHOUT_A_LOOK: set[Row] = {
    row
    for row in ROWS
    if (row[1] == "POST" and not row[0].endswith((":withdraw", ":revoke", ":accept", ":decline")))
    or (row in OF_A_PARTNER and row[1] != "GET")
}


@pytest.fixture
def stranger() -> str:
    """Return the secret of a key that may do everything, of another partner."""
    other = partners.record(slug="agency", name="Agency", by=Bootstrap())
    return key(account_of(Role.PARTNER_ADMINISTRATOR, other), SCOPES)


def test_wrong_partner_finds_nothing_of_what_is_hidden_or_another_partners(world: World, stranger: str):
    with audited_write(by=Bootstrap(), reason="hidden"):
        for model in marked(tracked_models()):
            if model is not SharingGroup and model in world.records:
                model._default_manager.update(  # noqa: SLF001 - of any model
                    marking=Marking.AMBER, circles=[world.records[Partner].pk]
                )

    answers = {row: world.ask(row, stranger, BODIES.get(row[1])).status_code for row in OF_RECORDS}
    answers |= told(world, OF_A_PARTNER, stranger)

    # A body that says nothing is refused before anything is looked for, whoever asks.
    assert {row for row, status in answers.items() if status != 404} <= WITHOUT_A_LOOK


def test_wrong_partner_reads_what_is_clear_and_changes_none_of_it(world: World, stranger: str):
    clear = {row: scope for row, scope in OF_RECORDS.items() if not row[0].startswith("sharing-groups")}
    answers = {row: world.ask(row, stranger, BODIES.get(row[1])).status_code for row in clear}

    changing = {
        row
        for row in clear
        if row[1] == "PATCH" or row[0].endswith((":withdraw", ":accept", ":decline", ":unmerge"))
    }
    assert {row for row, status in answers.items() if status == 403} == changing
    assert {row for row in clear if row[1] == "GET" and answers[row] != 200} <= UNSEALED
