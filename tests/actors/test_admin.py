"""The admin of actors, partners, accounts and keys."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpRequest
from django.test import Client

from actors.models import SYSTEM_ID, Account, AccountKind, Actor, ApiKey, OAuthClient, Partner, Role
from actors.services import clients, keys
from tests.desk import Desk, address, case, errors, latest

PASSWORD = {"password1": "correct horse battery", "password2": "correct horse battery"}

pytestmark = pytest.mark.usefixtures("quick")


def test_actor_is_recorded_with_its_other_names_one_a_line(staff: Desk) -> None:
    typed = {
        "name": "DeepState",
        "kind": "mapping_project",
        "aliases": "DeepStateMap\r\n\r\n  DeepState, UA\r\n",
    }
    assert staff.save(Actor, **typed).status_code == 302
    actor = Actor.objects.get()
    assert (actor.aliases, actor.partner, actor.recorded_by) == (
        ["DeepStateMap", "DeepState, UA"],
        None,
        staff.account,
    )
    assert latest(actor).history_channel == "admin"


def test_actor_that_would_be_part_of_itself_is_refused_at_the_field(staff: Desk) -> None:
    staff.save(Actor, name="Army", kind="armed_force")
    army = Actor.objects.get()
    page = staff.save(army, part_of=army.pk, reason="a slip")
    assert errors(page) == {"part_of": ["part_of would lead back to this actor."]}
    assert latest(army).revision == 1


def test_history_names_what_a_reference_pointed_at(staff: Desk) -> None:
    staff.save(Actor, name="Army", kind="armed_force")
    staff.save(Actor, name="Staff", kind="armed_force")
    army, general = Actor.objects.order_by("id")
    staff.save(general, part_of=army.pk, reason="found out")
    (row,) = staff.get("history", general).context["page_obj"].object_list[0].changes
    assert (row["label"], row["old"], row["new"]) == ("Part of", "—", "Army")


def test_withdrawn_actors_are_not_offered_to_refer_to(staff: Desk) -> None:
    staff.save(Actor, name="Army North", kind="armed_force")
    staff.save(Actor, name="Army South", kind="armed_force")
    staff.end(Actor.objects.get(name="Army South"), reason="twice here")
    query = {"app_label": "actors", "model_name": "actor", "field_name": "part_of", "term": "army"}
    found = staff.client.get("/admin/autocomplete/", query).json()["results"]
    assert [offered["text"] for offered in found] == ["Army North"]


def test_partner_is_recorded_changed_and_closed_to_its_keys(staff: Desk) -> None:
    assert staff.save(Partner, name="Agency", slug="agency").status_code == 302
    partner = Partner.objects.get()
    sent = staff.form(partner)
    del sent["is_active"]
    assert staff.send(partner, sent | {"reason": "contract ended"}).status_code == 302
    revision = latest(partner)
    assert (revision.is_active, revision.revision, revision.history_change_reason) == (
        False,
        2,
        "contract ended",
    )


def test_stale_form_of_a_partner_is_refused(staff: Desk) -> None:
    staff.save(Partner, name="Agency", slug="agency")
    partner = Partner.objects.get()
    opened = staff.form(partner)
    staff.save(partner, note="new address", reason="they moved")
    page = staff.send(partner, opened | {"name": "The Agency", "reason": "its full name"})
    assert "the record is at revision 2" in errors(page)["__all__"][0]
    assert Partner.objects.get().name == "Agency"


def test_two_partners_of_one_slug_are_refused_at_the_field(staff: Desk) -> None:
    staff.save(Partner, name="Agency", slug="agency")
    assert list(errors(staff.save(Partner, name="Other", slug="agency"))) == ["slug"]


@pytest.mark.parametrize("kind", [AccountKind.STAFF, AccountKind.AUDITOR])
def test_new_account_logs_in_with_its_password_which_no_history_has(staff: Desk, kind: AccountKind) -> None:
    assert staff.save(Account, name="olena", kind=kind, **PASSWORD).status_code == 302
    browser = Client()
    assert browser.login(request=HttpRequest(), username="olena", password=PASSWORD["password1"])
    assert browser.get("/admin/").status_code == 200
    account = Account.objects.get(name="olena")
    assert (latest(account).history_user_id, hasattr(latest(account), "password")) == (
        staff.account.id,
        False,
    )
    assert account.password not in staff.get("change", account).text + staff.get("history", account).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "staff"}, "password1"),
        ({"kind": "staff", "password1": "short", "password2": "short"}, "password1"),
        ({"kind": "staff", **PASSWORD, "password2": "another horse battery"}, "password2"),
        ({"kind": "service"}, "partner"),
        ({"kind": "service", **PASSWORD}, "password1"),
        ({"kind": "fixed", **PASSWORD}, "kind"),
    ],
)
def test_account_that_could_not_act_is_refused_at_the_field(
    staff: Desk, typed: dict[str, str], field: str
) -> None:
    assert list(errors(staff.save(Account, name="olena", **typed))) == [field]
    assert not Account.objects.filter(name="olena").exists()


def test_partner_is_for_services_alone(staff: Desk) -> None:
    partner = case()[Partner]
    page = staff.save(Account, name="olena", kind="staff", partner=partner.pk, **PASSWORD)
    assert errors(page) == {"partner": ["Only a service acts for a partner."]}
    assert staff.save(Account, name="agent", kind="service", partner=partner.pk).status_code == 302
    assert not Account.objects.get(name="agent").has_usable_password()


def test_deactivated_account_is_logged_out(staff: Desk) -> None:
    auditor = Desk.of(AccountKind.AUDITOR)
    sent = staff.form(auditor.account)
    del sent["is_active"]
    assert staff.send(auditor.account, sent | {"reason": "has left"}).status_code == 302
    assert auditor.client.get("/admin/").status_code == 302
    assert latest(auditor.account).history_change_reason == "has left"


def test_nobody_deactivates_themselves(staff: Desk) -> None:
    sent = staff.form(staff.account)
    del sent["is_active"]
    page = staff.send(staff.account, sent | {"reason": "holiday"})
    assert errors(page) == {"is_active": ["Somebody else has to deactivate your account."]}


def test_what_an_account_is_for_stays(staff: Desk) -> None:
    auditor = Desk.of(AccountKind.AUDITOR)
    staff.save(auditor.account, name="odesa", kind="staff", reason="promoted")
    assert (latest(auditor.account).name, latest(auditor.account).kind) == ("odesa", "auditor")


def test_accounts_of_the_register_itself_are_changed_by_nobody(staff: Desk) -> None:
    system = Account.objects.get(id=SYSTEM_ID)
    sent = {"name": "me", "is_active": "on", "reason": "mine", "seen_revision": 1}
    assert staff.send(system, sent).status_code == 403
    assert staff.get("change", system).status_code == 200


def issued(staff: Desk, **typed: object) -> tuple[ApiKey, str]:
    """Issue a key to a partner's service and return it with the secret that was shown."""
    account = case()[Account]
    page = staff.save(ApiKey, account=account.pk, label="for the desk", scopes=["read", "write"], **typed)
    return ApiKey.objects.get(label="for the desk"), page.context["secret"]


def test_secret_of_a_key_is_shown_once_and_works(staff: Desk) -> None:
    key, secret = issued(staff, reason="they asked for it")
    credential = keys.find_credential(secret)
    assert credential is not None
    assert (credential.key_id, credential.scopes) == (key.id, {"read", "write"})
    revision = latest(key)
    assert (revision.history_channel, revision.history_change_reason) == ("admin", "they asked for it")
    for page in ("change", "history", "changelist"):
        assert secret not in staff.get(page, key if page != "changelist" else ApiKey).text


def test_answer_with_a_secret_is_stored_by_nobody(staff: Desk) -> None:
    account = case()[Account]
    page = staff.save(ApiKey, account=account.pk, label="for the desk", scopes=["read"])
    assert page.context["secret"] in page.text
    assert "no-store" in page["Cache-Control"]
    assert page.context["secret"] not in str(dict(staff.client.session)) + str(staff.client.cookies)


def test_neither_secret_nor_digest_is_in_any_revision_or_entry(staff: Desk) -> None:
    key, secret = issued(staff)
    digest = bytes(ApiKey.objects.get(id=key.id).digest)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(h)::text FROM actors_historicalapikey h")
        rows = "".join(row for (row,) in cursor.fetchall())
    assert str(key.id) in rows
    assert "digest" not in rows
    assert digest.hex() not in rows
    assert secret.rpartition("_")[2] not in rows


def test_key_until_a_day_ends_as_that_day_begins(staff: Desk) -> None:
    key, _ = issued(staff, expires_at_0="2099-12-31")
    assert key.expires_at == datetime(2099, 12, 31, tzinfo=UTC)


def test_auditors_are_given_no_key_that_writes(staff: Desk) -> None:
    auditor = Desk.of(AccountKind.AUDITOR).account
    page = staff.save(ApiKey, account=auditor.pk, scopes=["read", "write"])
    assert errors(page) == {"scopes": ["The role auditor does not give write."]}
    assert staff.save(ApiKey, account=auditor.pk, scopes=["read"]).context["secret"]


def test_keys_are_given_to_accounts_that_act(staff: Desk) -> None:
    page = staff.save(ApiKey, account=SYSTEM_ID, scopes=["read"])
    assert list(errors(page)) == ["account"]


def test_revoked_key_is_refused_and_does_not_come_back(staff: Desk) -> None:
    key, secret = issued(staff)
    assert errors(staff.end(key, reason=""))
    assert staff.end(key, reason="it leaked").status_code == 302
    keys.believed.clear()
    assert keys.find_credential(secret) is None
    revision = latest(key)
    assert (revision.is_active, revision.history_change_reason) == (False, "it leaked")
    assert staff.send(key, {"is_active": "on", "reason": "back", "seen_revision": 2}).status_code == 403
    assert address("end", key) not in staff.get("change", key).text


def test_key_is_replaced_and_the_new_secret_shown_once(staff: Desk) -> None:
    key, secret = issued(staff)
    page = staff.get("change", key)
    assert address("rotate", key) in page.text
    refused = staff.client.post(address("rotate", key), {"hours": "1000", "reason": ""})
    assert set(refused.context["form"].errors) == {"hours", "reason"}

    shown = staff.client.post(address("rotate", key), {"hours": "2", "reason": "yearly"})

    assert keys.find_credential(shown.context["secret"]) is not None
    assert keys.find_credential(secret) is not None
    key.refresh_from_db()
    assert key.expires_at is not None
    assert latest(key).history_change_reason == "yearly"


def test_auditors_replace_no_key_and_a_revoked_one_is_not_replaced(staff: Desk) -> None:
    key, _ = issued(staff)
    auditor = Desk.of(AccountKind.AUDITOR)
    assert auditor.client.get(address("rotate", key)).status_code == 403
    staff.end(key, reason="it leaked")
    refused = staff.client.post(address("rotate", key), {"hours": "2", "reason": "again"})
    assert refused.context["form"].non_field_errors() == ["This key has ended. Issue another."]


def test_key_is_good_from_the_networks_it_was_given(staff: Desk) -> None:
    account = staff.account
    page = staff.save(ApiKey, account=account.pk, scopes=["read"], networks="203.0.113.0/24\n10.0.0.1/8")
    assert list(errors(page)) == ["networks"]
    page = staff.save(ApiKey, account=account.pk, scopes=["read"], networks="203.0.113.0/24")
    bearer = {"authorization": f"Bearer {page.context['secret']}"}

    answers = [
        staff.client.get("/api/v1/me", headers=bearer, REMOTE_ADDR=address)
        for address in ("203.0.113.9", "198.51.100.1")
    ]

    assert [answer.status_code for answer in answers] == [200, 401]
    assert answers[1].json()["detail"] == "The key is not good from this address."


def test_groups_are_no_part_of_the_admin() -> None:
    assert not admin.site.is_registered(Group)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMINISTRATOR])
def test_administrators_alone_let_others_in(role: Role) -> None:
    desk = Desk.of(AccountKind.STAFF, role=role)

    managed = (Account, Partner, ApiKey, OAuthClient)

    answers = {model: desk.get("add", model).status_code for model in managed}

    expected = 200 if role == Role.ADMINISTRATOR else 403
    assert answers == dict.fromkeys(managed, expected)
    assert desk.client.get("/admin/actors/account/").status_code == 200


def with_client(staff: Desk, **typed: object) -> tuple[OAuthClient, str]:
    """Issue a client to a partner's service and return it with the secret that was shown."""
    account = case()[Account]
    typed = {"label": "for the desk", "scopes": ["read"], **typed}
    page = staff.save(OAuthClient, account=account.pk, **typed)
    client = OAuthClient.objects.get(label="for the desk")
    assert client.client_id in page.text
    assert "no-store" in page["Cache-Control"]
    return client, page.context["secret"]


def test_secret_of_a_client_is_shown_once_and_works(staff: Desk) -> None:
    client, secret = with_client(staff, reason="they asked for it")

    assert clients.find(client.client_id, secret, address=None) == client
    revision = latest(client)
    assert (revision.history_channel, revision.history_change_reason) == ("admin", "they asked for it")
    for page in ("change", "history", "changelist"):
        assert secret not in staff.get(page, client if page != "changelist" else OAuthClient).text


def test_client_has_its_secret_exchanged_and_is_ended(staff: Desk) -> None:
    client, secret = with_client(staff)
    assert address("rotate", client) in staff.get("change", client).text

    shown = staff.client.post(address("rotate", client), {"hours": "0", "reason": "yearly"})

    assert clients.find(client.client_id, secret, address=None) is None
    assert clients.find(client.client_id, shown.context["secret"], address=None) == client
    assert staff.end(client, reason="it leaked").status_code == 302
    assert clients.find(client.client_id, shown.context["secret"], address=None) is None
    told = list(client.history.order_by("revision").values_list("history_change_reason", flat=True))
    assert told[1:] == ["yearly", "it leaked"]
    assert address("rotate", client) not in staff.get("change", client).text
    assert staff.send(client, {"is_active": "on", "reason": "back", "seen_revision": 3}).status_code == 403


def test_client_does_no_more_than_its_account_may_and_auditors_only_look(staff: Desk) -> None:
    auditor = Desk.of(AccountKind.AUDITOR)
    page = staff.save(OAuthClient, account=auditor.account.pk, scopes=["read", "write"])
    assert errors(page) == {"scopes": ["The role auditor does not give write."]}
    client, _ = with_client(staff)
    assert auditor.get("change", client).status_code == 200
    assert auditor.client.get(address("rotate", client)).status_code == 403


@pytest.mark.parametrize("model", ["accesstoken", "grant", "idtoken", "refreshtoken", "application"])
def test_pages_of_the_toolkit_are_not_there(staff: Desk, model: str) -> None:
    assert staff.client.get(f"/admin/oauth2_provider/{model}/").status_code == 404
