"""Partner administrators see to the accounts and keys of their own partner, and of no other, over the API."""

from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import Caller
from tests.stack import Stack


@pytest.fixture
def accounts(newsroom: Caller) -> str:
    """Return where the newsroom's accounts are."""
    return f"partners/{newsroom.get('me').json()['partner']['id']}/accounts"


@pytest.fixture
def account(newsroom: Caller, accounts: str) -> str:
    """Return where a new contributor of the newsroom is."""
    answer = newsroom.post(accounts, {"name": f"newsroom-{uuid4().hex}", "role": "contributor"})
    assert answer.status_code == 201, answer.text
    return f"{accounts}/{answer.json()['id']}"


def me(register: Stack, secret: str) -> httpx.Response:
    """Ask whom a key stands for."""
    return httpx.get(f"{register.url}/api/v1/me", headers={"Authorization": f"Bearer {secret}"}, timeout=30)


def test_partners_are_listed_for_whoever_shares_with_them(monitor: Caller):
    found = monitor.get("partners").json()["results"]

    assert {(each["slug"], each["name"], each["is_active"]) for each in found} == {
        ("newsroom", "Newsroom", True),
        ("monitor", "Monitor", True),
    }


def test_account_is_made_changed_and_ended(newsroom: Caller, accounts: str, account: str):
    found = newsroom.get(account)
    made = found.json()
    assert (made["role"], made["is_active"], made["revision"]) == ("contributor", True, 1)
    assert made in newsroom.get(accounts).json()["results"]

    assert newsroom.http.patch(account, json={"role": "editor", "reason": "promoted"}).status_code == 428
    promoted = newsroom.patch(account, {"role": "editor", "reason": "promoted"}, found.headers["ETag"])
    assert promoted.json() == made | {"role": "editor", "revision": 2}
    stale = newsroom.patch(account, {"is_active": False, "reason": "left"}, found.headers["ETag"])
    assert stale.status_code == 412
    ended = newsroom.patch(account, {"is_active": False, "reason": "left"})
    assert (ended.json()["is_active"], ended.json()["revision"]) == (False, 3)


def test_name_that_is_not_the_partners_own_tells_nothing_of_others(newsroom: Caller, accounts: str):
    answers = [newsroom.post(accounts, {"name": name}) for name in ("admin", "nobody has this one")]

    told = [(answer.status_code, answer.json()["errors"]) for answer in answers]
    assert told[0] == told[1]
    assert told[0][1][0]["pointer"] == "/name"


@pytest.mark.parametrize("role", ["staff", "administrator", "auditor", ""])
def test_role_of_the_register_itself_is_not_for_partners_to_give(newsroom: Caller, accounts: str, role: str):
    answer = newsroom.post(accounts, {"name": "newsroom-more", "role": role})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/role")


def test_key_is_issued_once_used_exchanged_and_revoked(register: Stack, newsroom: Caller, account: str):
    body = {"label": "importer", "scopes": ["read", "write"]}
    again = {"Idempotency-Key": uuid4().hex}
    issued = newsroom.http.post(f"{account}/keys", json=body, headers=again)
    assert issued.status_code == 201, issued.text
    key = issued.json()
    secret = key.pop("secret")
    repeated = newsroom.http.post(f"{account}/keys", json=body, headers=again)
    assert repeated.headers["Idempotency-Replayed"] == "true"
    assert repeated.json() == {**key, "secret": None}

    told = me(register, secret).json()
    assert (told["role"], told["scopes"], told["key"]) == ("contributor", ["read", "write"], key["id"])

    exchanged = newsroom.post(f"{account}/keys/{key['id']}:rotate", {"overlap_hours": 1, "reason": "yearly"})
    assert exchanged.status_code == 201, exchanged.text
    former = newsroom.get(f"{account}/keys/{key['id']}").json()
    assert former["replaced_by"] == exchanged.json()["id"]
    assert former["expires_at"] is not None

    revoked = newsroom.post(f"{account}/keys/{exchanged.json()['id']}:revoke", {"reason": "lost"})
    assert (revoked.status_code, revoked.json()["is_active"]) == (200, False)
    assert [each["id"] for each in newsroom.get(f"{account}/keys").json()["results"]] == [
        exchanged.json()["id"],
        key["id"],
    ]


def test_key_that_could_do_more_than_its_account_is_refused(newsroom: Caller, account: str):
    answer = newsroom.post(f"{account}/keys", {"scopes": ["read", "manage"]})

    assert (answer.status_code, answer.json()["code"]) == (422, "beyond_role")
    assert answer.json()["errors"][0]["pointer"] == "/scopes"


def test_nobody_demotes_or_ends_the_account_they_come_with(newsroom: Caller, accounts: str):
    own = f"{accounts}/{newsroom.get('me').json()['account']}"

    answers = [
        newsroom.patch(own, {**change, "reason": "a slip"})
        for change in ({"role": "editor"}, {"is_active": False})
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "own_account")] * 2


def test_access_of_another_partner_is_not_there(
    newsroom: Caller, monitor: Caller, accounts: str, account: str
):
    key = newsroom.post(f"{account}/keys", {"scopes": ["read"]}).json()["id"]
    reads = [accounts, account, f"{account}/keys", f"{account}/keys/{key}"]

    answers = [monitor.get(path) for path in reads]
    answers += [
        monitor.post(accounts, {"name": "monitor-spy"}),
        monitor.patch(account, {"role": "editor", "reason": "a favour"}),
        monitor.post(f"{account}/keys", {"scopes": ["read"]}),
        monitor.post(f"{account}/keys/{key}:rotate", {"overlap_hours": 1, "reason": "yearly"}),
        monitor.post(f"{account}/keys/{key}:revoke", {"reason": "lost"}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert newsroom.get(f"{account}/keys/{key}").json()["is_active"]


def test_account_under_the_address_of_another_partner_is_not_there(
    newsroom: Caller, monitor: Caller, accounts: str
):
    stranger = monitor.get("me").json()["account"]

    assert newsroom.get(f"{accounts}/{stranger}").status_code == 404
    assert newsroom.post(f"{accounts}/{stranger}/keys", {"scopes": ["read"]}).status_code == 404
