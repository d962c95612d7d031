"""Whoever has a second factor gives it at each log-in; before that they are nobody, on every page there is."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from axes.models import AccessAttempt
from django.conf import settings as configured
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from pytest_django import Settings

from actors.errors import EnrolledError, EnrolmentEndedError
from actors.models import Account, AccountKind, SecondFactor
from actors.services import accounts, second_factors
from audit.services import changes, log
from tests.authenticator import CODE, ENROL, App, Clock, give, has_come_in, recover, with_password
from tests.desk import PASSWORD, Bootstrap, Desk, address, errors, latest
from tests.routes import patterns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]

LIMIT = configured.AXES_FAILURE_LIMIT
LOGIN = "/admin/login/"
#: Pages under the admin's address that open to whoever has given a password, and why.
ON_THE_WAY = {
    "admin/login/": "leads to the second factor",
    "admin/logout/": "begins again",
    "admin/second-factor/": "asks for the code",
    "admin/second-factor/enrol/": "asks for nothing but to enrol",
}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock.of(monkeypatch)


@pytest.fixture
def olena(db: None, quick: None) -> Desk:  # noqa: ARG001 - before anybody has a password
    return Desk.of(AccountKind.STAFF, "olena")


@pytest.fixture
def app(olena: Desk, clock: Clock) -> App:
    """Enrol for Olena, and wait for the next code."""
    app = App.enrolled(olena.client)
    olena.account.refresh_from_db()
    clock.tick()
    return app


@pytest.fixture
def outside(app: App, olena: Desk) -> Client:  # noqa: ARG001 - enrolled first
    """Return the browser of whoever knows Olena's password."""
    return with_password(olena.account)


def addresses() -> dict[str, str]:
    """Return an address for every route there is; where a record is named, it need not be there."""
    return {route: _filled(route) for route, _ in patterns(get_resolver())}


def _filled(route: str) -> str:
    path = re.sub(r"\(\?P<\w+>(\w+)\|[^)]*\)", r"\1", route)  # the first of some words
    path = re.sub(r"\((\?P<\w+>)?[^()]*\)", "x", path)
    for converter, value in {"uuid": "00000000-0000-7000-8000-00000000000f", "int": "1"}.items():
        path = re.sub(rf"<{converter}:\w+>", value, path)
    path = path.replace("<str:queue>", "disputed")
    return "/" + re.sub(r"<\w+:\w+>", "x", path).translate(str.maketrans("", "", "^$\\"))


def answered(client: Client, method: str, at: str) -> tuple[int, str, bool]:
    """Return what somebody is answered, and whether the page took them for somebody."""
    answer = client.generic(method, at)
    user = getattr(answer.wsgi_request, "user", None)
    return answer.status_code, answer.headers.get("Location", ""), bool(user and user.is_authenticated)


@pytest.mark.parametrize("setting", ["offered", "required"])
def test_every_page_takes_whoever_owes_a_second_factor_for_nobody(
    setting: str, olena: Desk, clock: Clock, settings: Settings, static_root: Path
):
    settings.STATIC_ROOT, settings.SECOND_FACTOR = str(static_root), setting
    if setting == "offered":
        App.enrolled(olena.client)
        olena.account.refresh_from_db()
        clock.tick()
    owing, nobody = with_password(olena.account), Client()
    routes = addresses()
    shut = {route for route in routes if route.startswith("admin/")} - set(ON_THE_WAY)
    found: dict[str, Any] = {}
    for method in ("GET", "POST"):
        for route, at in routes.items():
            if route in ON_THE_WAY:
                continue
            before, without = answered(owing, method, at), answered(nobody, method, at)
            is_led = before[0] == 302 and before[1].startswith(f"{LOGIN}?next=")
            if before != without or before[2] or is_led != (route in shut):
                found[f"{method} {at}"] = (before, without)

    assert found == {}
    assert len(shut) > 100
    assert set(ON_THE_WAY) <= set(routes)


def test_the_same_pages_open_once_the_code_was_given(outside: Client, app: App):
    assert give(outside, app.code).status_code == 302

    led = {
        at
        for route, at in addresses().items()
        if route.startswith("admin/") and route not in ON_THE_WAY
        if answered(outside, "GET", at)[1].startswith(LOGIN)
    }
    assert led == set()


def test_whoever_owes_a_code_is_nobody_for_pages_that_wait_too(outside: Client, olena: Desk):
    owing, come_in = (client.get("/map.geojson").wsgi_request for client in (outside, olena.client))

    assert isinstance(async_to_sync(owing.auser)(), AnonymousUser)
    assert async_to_sync(come_in.auser)() == olena.account


def test_the_password_leads_to_the_code_and_the_code_to_where_somebody_was_going(app: App):
    client, wanted = Client(), "/admin/changes/?kind=actor"
    asked = client.get(wanted)
    page = client.post(asked.url, {"username": "olena", "password": PASSWORD, "next": wanted}, follow=True)
    before = client.session.session_key

    assert page.redirect_chain[-1][0] == f"{CODE}?next=%2Fadmin%2Fchanges%2F%3Fkind%3Dactor"
    assert page.context["next"] == wanted
    assert give(client, app.code, next=wanted).url == wanted
    assert client.get(wanted).status_code == 200
    assert client.session.session_key != before


def test_code_leads_nowhere_else(outside: Client, app: App):
    assert give(outside, app.code, next="https://elsewhere.example/").url == "/admin/"


def test_code_is_good_once(app: App, outside: Client, olena: Desk):
    assert give(outside, app.code).status_code == 302

    again = with_password(olena.account)
    assert errors(give(again, app.code)) == {"code": ["This is not a code of yours, or it was used before."]}
    assert not has_come_in(again)


def test_code_that_enrolled_is_used(olena: Desk):
    app = App.enrolled(olena.client)
    olena.account.refresh_from_db()

    assert "code" in errors(give(with_password(olena.account), app.code))


def test_code_before_the_last_one_is_used_too(app: App, outside: Client, olena: Desk, clock: Clock):
    early = app.code
    clock.tick()
    assert give(outside, app.code).status_code == 302

    assert "code" in errors(give(with_password(olena.account), early))


@pytest.mark.parametrize(("ticks", "is_taken"), [(1, True), (2, False)])
def test_clock_may_be_wrong_by_half_a_minute(
    ticks: int, app: App, outside: Client, clock: Clock, *, is_taken: bool
):
    code = app.code
    for _ in range(ticks):
        clock.tick()

    assert (give(outside, code).status_code == 302) == is_taken


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "٣٤٥٦٧٨", "-12345", "+12345", "1_2345", "\x00", "x" * 21]
)
def test_what_is_no_code_is_refused_in_words(code: str, outside: Client):
    assert "code" in errors(give(outside, code))
    assert not has_come_in(outside)


def test_after_a_wrong_code_the_next_has_to_wait_and_each_time_twice_as_long(app: App, outside: Client):
    give(outside, app.wrong)
    assert errors(give(outside, app.code))["code"][0].startswith("Too many wrong codes.")

    factor = SecondFactor.objects.get()
    assert factor.throttling_failure_count == 1
    SecondFactor.objects.update(
        throttling_failure_count=10, throttling_failure_timestamp=timezone.now() - timedelta(seconds=500)
    )
    assert "code" in errors(give(outside, app.code))
    SecondFactor.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=513))
    assert give(outside, app.code).status_code == 302
    assert SecondFactor.objects.get().throttling_failure_count == 0


def wait() -> None:
    """Let the time pass that the next code has to wait."""
    SecondFactor.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(days=1))


def guess(client: Client, app: App, times: int) -> list[int]:
    """Give wrong codes."""
    found = []
    for _ in range(times):
        found.append(give(client, app.wrong).status_code)
        wait()
    return found


def log_in() -> int:
    sent = {"username": "olena", "password": PASSWORD}
    return Client().post(LOGIN, sent, headers={"Accept": "text/html"}).status_code


def test_wrong_codes_lock_out_like_wrong_passwords(app: App, outside: Client, olena: Desk):
    assert guess(outside, app, LIMIT) == [200] * (LIMIT - 1) + [429]

    assert give(outside, app.code).status_code == 429
    assert "Too many attempts" in outside.get(CODE, headers={"Accept": "text/html"}).text
    assert log_in() == 429
    assert give(outside, app.code, "198.51.100.1").status_code == 302
    assert has_come_in(olena.client)


def test_giving_the_password_again_forgives_no_wrong_codes(app: App, outside: Client):
    guess(outside, app, LIMIT - 1)
    assert log_in() == 302

    assert guess(outside, app, 1) == [429]


def test_whoever_comes_in_begins_anew(app: App, outside: Client, clock: Clock, olena: Desk):
    guess(outside, app, LIMIT - 1)
    assert give(outside, app.code).status_code == 302
    clock.tick()

    assert guess(with_password(olena.account), app, LIMIT - 1) == [200] * (LIMIT - 1)


def test_no_code_is_kept_with_a_wrong_guess(outside: Client):
    give(outside, "KEPT-NOWHERE")
    wait()
    recover(outside, "KEPT-NOWHERE")

    assert AccessAttempt.objects.get().failures_since_start == 2
    assert "code=****" in AccessAttempt.objects.get().post_data
    assert "KEPT-NOWHERE" not in str(list(AccessAttempt.objects.values()))


def test_recovery_code_lets_in_once_however_it_is_written(app: App, outside: Client, olena: Desk):
    written = app.recovery[3].replace("-", " ").lower()
    assert recover(outside, written).status_code == 302
    assert "9 recovery codes are left" in outside.get(CODE).text

    again = with_password(olena.account)
    assert errors(recover(again, app.recovery[3])) == {
        "recovery": ["This is not a code of yours, or it was used before."]
    }
    wait()
    assert recover(again, app.recovery[4]).status_code == 302


def test_recovery_code_of_somebody_else_lets_nobody_in(outside: Client, clock: Clock):
    other = App.enrolled(Desk.of(AccountKind.AUDITOR, "petro").client)
    clock.tick()

    assert "recovery" in errors(recover(outside, other.recovery[0]))
    wait()
    assert "code" in errors(give(outside, other.code))


def test_factor_that_is_gone_lets_nobody_in(outside: Client, app: App):
    SecondFactor.objects.all().delete()

    assert errors(give(outside, app.code))["code"][0].startswith("The second factor of this account is gone.")
    assert not has_come_in(outside)


def test_factor_that_cannot_be_read_lets_nobody_in(outside: Client, app: App, settings: Settings):
    settings.KEY_PEPPER = "another"
    assert "code" in errors(give(outside, app.code))
    wait()
    assert "recovery" in errors(recover(outside, app.recovery[0]))


def test_factor_of_another_account_is_none_of_ones_own(app: App, outside: Client, clock: Clock):
    """Whoever could write rows gains nothing by putting a secret that they know in the place of another."""
    other = App.enrolled(Desk.of(AccountKind.STAFF, "petro").client)
    theirs = SecondFactor.objects.get(user__name="petro")
    SecondFactor.objects.filter(user__name="olena").update(sealed=theirs.sealed, recovery=theirs.recovery)
    clock.tick()

    assert "code" in errors(give(outside, other.code))
    wait()
    assert "recovery" in errors(recover(outside, other.recovery[0]))
    wait()
    assert "code" in errors(give(outside, app.code))


def test_whoever_turns_back_is_logged_out(outside: Client):
    assert outside.post("/admin/logout/").url == LOGIN

    assert outside.get(CODE).url == LOGIN
    assert "_auth_user_id" not in outside.session


def test_enrolling_ends_the_other_sessions_and_not_this_one(olena: Desk):
    other = with_password(olena.account)
    assert has_come_in(other)

    App.enrolled(olena.client)

    assert has_come_in(olena.client)
    assert not has_come_in(other)
    assert other.get(CODE).url == LOGIN


def test_enrolling_is_recorded_with_who_when_and_through_which_door(app: App, olena: Desk):  # noqa: ARG001
    before, after = olena.account.history.order_by("revision")

    assert (before.second_factor_since, after.second_factor_since) == (
        None,
        olena.account.second_factor_since,
    )
    assert after.history_user_id == olena.account.id
    assert (after.history_channel, after.history_change_reason) == ("admin", "Enrolled a second factor.")


def test_the_change_log_tells_of_it(app: App, olena: Desk):  # noqa: ARG001
    log.drain()
    changes.follow()

    assert (
        " changed second_factor_since of account “" in olena.client.get("/admin/changes/?kind=account").text
    )


def kept() -> str:
    """Return everything that the database holds, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [table for (table,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM public."{table}" t')  # noqa: S608
            found.append(cursor.fetchone()[0] or "")
    return "\n".join(found)


def test_no_secret_and_no_code_is_kept_told_or_logged(
    app: App, outside: Client, olena: Desk, capfd: pytest.CaptureFixture[str]
):
    given = app.code
    assert recover(outside, app.recovery[0]).status_code == 302
    secrets = [app.secret, app.key.hex(), *app.recovery, *(code.replace("-", "") for code in app.recovery)]
    places = [
        kept(),
        *(str(dict(client.session.items())) for client in (outside, olena.client)),
        olena.get("history", olena.account).text,
        olena.get("change", olena.account).text,
        olena.client.get(CODE).text,
        b"".join(olena.client.get("/admin/changes/changes.ndjson").streaming_content).decode(),
        "".join(capfd.readouterr()),
    ]

    assert "olena" in places[0]
    assert [secret for secret in secrets for place in places if secret in place] == []
    assert given not in places[-1]
    assert len(set(SecondFactor.objects.get().recovery)) == second_factors.RECOVERY_CODES - 1


def test_page_shows_the_secret_and_its_picture_and_asks_for_nothing_from_elsewhere(olena: Desk):
    page = olena.client.get(ENROL)
    text = page.text

    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "no-store" in page.headers["Cache-Control"]
    assert "<svg" in text
    assert page.context["secret"] in text
    (picture,) = re.findall(r'<svg [^>]*class="segno">.*?</svg>', text)
    assert not re.search(r"style|data:|href|script", picture)
    assert not re.search(r"<script(?![^>]* src=)|<style| style=", text)
    assert re.search(r'<label for="id_code"[^>]*>Code:</label><input [^>]*autocomplete="one-time-code"', text)
    assert 'inputmode="numeric"' in text


def test_wrong_code_shows_the_same_secret_again_and_enrols_nothing(olena: Desk):
    shown = olena.client.get(ENROL).context
    app = App(shown["secret"].replace(" ", ""))
    page = olena.client.post(ENROL, {"code": app.wrong, "sealed": shown["sealed"]})

    assert "code" in errors(page)
    assert (page.context["secret"], page.context["sealed"]) == (shown["secret"], shown["sealed"])
    assert not SecondFactor.objects.exists()


def test_each_visit_shows_another_secret_and_keeps_none(olena: Desk):
    assert olena.client.get(ENROL).context["secret"] != olena.client.get(ENROL).context["secret"]
    assert not SecondFactor.objects.exists()


def test_secret_shown_to_somebody_else_or_made_up_is_refused(olena: Desk):
    other = Desk.of(AccountKind.STAFF, "petro")
    theirs = second_factors.begin(other.account)
    for sealed in (theirs.sealed, "made up", "ü"):
        page = olena.client.post(ENROL, {"code": App(theirs.secret).code, "sealed": sealed})
        assert errors(page) == {"__all__": ["This secret was shown too long ago. Here is another."]}
    assert not SecondFactor.objects.exists()


def test_secret_that_was_shown_too_long_ago_is_refused(olena: Desk, monkeypatch: pytest.MonkeyPatch):
    begun = second_factors.begin(olena.account)
    monkeypatch.setattr(second_factors, "ENROL_WITHIN_SECONDS", -1)

    with pytest.raises(EnrolmentEndedError):
        second_factors.enrol(olena.account, begun.sealed, App(begun.secret).code)


def test_whoever_has_a_factor_enrols_no_other(app: App, olena: Desk):
    begun = second_factors.begin(olena.account)
    answer = olena.client.post(ENROL, {"code": App(begun.secret).code, "sealed": begun.sealed})

    assert answer.url == CODE
    assert SecondFactor.objects.get().sealed != begun.sealed
    assert App(begun.secret).key != app.key
    with pytest.raises(EnrolledError):
        second_factors.enrol(olena.account, begun.sealed, App(begun.secret).code)


def test_whoever_owes_a_code_cannot_enrol_past_it(outside: Client, olena: Desk):
    begun = second_factors.begin(olena.account)
    before = SecondFactor.objects.get().sealed

    assert outside.get(ENROL).url == CODE
    assert outside.post(ENROL, {"code": App(begun.secret).code, "sealed": begun.sealed}).url == CODE
    assert SecondFactor.objects.get().sealed == before
    assert not has_come_in(outside)


def test_where_it_is_required_the_password_leads_to_enrolling_and_that_lets_in(settings: Settings):
    settings.SECOND_FACTOR = "required"
    client = Desk.of(AccountKind.AUDITOR, "petro").client
    page = client.get("/admin/changes/", follow=True)

    assert page.redirect_chain[-1][0] == f"{ENROL}?next=%2Fadmin%2Fchanges%2F"
    assert page.context["next"] == "/admin/changes/"
    assert "Everybody who logs in here needs a second factor." in page.text
    assert not has_come_in(client)
    App.enrolled(client)
    assert has_come_in(client)


def test_where_it_is_offered_nobody_is_asked_who_has_none(olena: Desk):
    assert has_come_in(olena.client)
    assert "Enrol a second factor" in olena.client.get(CODE).text


def test_service_and_whoever_is_deactivated_are_shown_no_page_of_it(olena: Desk, outside: Client):
    accounts.revise(account_id=olena.account.id, changes={"is_active": False}, by=Bootstrap(), reason="left")

    assert outside.get(CODE).url == LOGIN
    assert Client().get(ENROL).url == LOGIN


class TestRemoval:
    @pytest.fixture
    def petro(self, olena: Desk) -> Desk:  # noqa: ARG002 - another one
        return Desk.of(AccountKind.STAFF, "petro")

    def remove(self, desk: Desk, account: Account, reason: str = "lost the phone") -> Any:
        return desk.client.post(address("factor", account), {"reason": reason})

    def test_another_one_of_staff_removes_it_with_a_reason_and_its_sessions_end(
        self, app: App, olena: Desk, outside: Client, petro: Desk
    ):
        assert address("factor", olena.account) in petro.get("change", olena.account).text
        answer = self.remove(petro, olena.account)

        assert answer.url == address("change", olena.account)
        assert [str(each) for each in get_messages(answer.wsgi_request)] == [
            "The second factor of “olena” is removed, and their sessions have ended."
        ]
        revision = latest(olena.account)
        assert revision.second_factor_since is None
        assert (revision.history_user_id, revision.history_channel, revision.history_change_reason) == (
            petro.account.id, "admin", "lost the phone",
        )  # fmt: skip
        assert not SecondFactor.objects.exists()
        assert not has_come_in(olena.client)
        assert outside.get(CODE).url == LOGIN
        assert log_in() == 302
        assert app.recovery

    def test_it_takes_a_reason(self, app: App, olena: Desk, petro: Desk):  # noqa: ARG002 - enrolled
        assert "reason" in errors(self.remove(petro, olena.account, " "))
        assert SecondFactor.objects.exists()

    def test_nobody_removes_their_own(self, app: App, olena: Desk):  # noqa: ARG002 - likewise
        assert errors(self.remove(olena, olena.account)) == {
            "__all__": ["Somebody else has to remove your second factor."]
        }
        assert address("factor", olena.account) not in olena.get("change", olena.account).text
        assert SecondFactor.objects.exists()

    def test_auditor_removes_none(self, app: App, olena: Desk, auditor: Desk):  # noqa: ARG002 - likewise
        assert self.remove(auditor, olena.account).status_code == 403
        assert address("factor", olena.account) not in auditor.get("change", olena.account).text
        assert SecondFactor.objects.exists()

    def test_whoever_has_none_has_none_removed(self, olena: Desk, petro: Desk):
        assert "This account has no second factor." in petro.get("factor", olena.account).text
        assert "This account has no second factor." in self.remove(petro, olena.account).text
        assert latest(olena.account).revision == 1

    def test_bringing_an_account_back_brings_no_factor(self, app: App, olena: Desk, petro: Desk):  # noqa: ARG002
        enrolled = olena.account.history.get(revision=2)
        self.remove(petro, olena.account)
        back = f"{address('history', olena.account)}{enrolled.history_id}/bring-back/"
        petro.client.post(back, {"reason": "as before", "seen_revision": 3})

        assert latest(olena.account).second_factor_since is None
