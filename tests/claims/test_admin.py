"""The admin of claims and of what sources say of them: through the services, with the domain's words at the fields."""

from typing import Any

import pytest
from django.db.models import Model

from actors.models import AccountKind, Actor
from audit.models import Erasure
from claims.models import (
    Claim,
    ClaimRelation,
    Determination,
    Place,
    Policy,
    Source,
    Stance,
    Verdict,
)
from tests.desk import AUGUST, Desk, address, errors, latest

pytestmark = pytest.mark.usefixtures("quick")


def test_claim_shows_where_the_sources_leave_it(staff: Desk, records: dict[type[Model], Any]) -> None:
    page = staff.get("change", records[Claim])
    current = page.context["current"]
    assert current["status"] == "contradicted"
    assert current["sentence"] in page.text
    lines = [(line.speaker, line.position, line.counts, line.because) for line in current["lines"]]
    assert lines == [
        ("General Staff", "disputes", True, "graded C, serves itself"),
        ("BBC", "disputes", False, "Quotes General Staff; adds no origin."),
    ]
    assert "never of the truth" in page.text
    assert f"{address('changelist', Determination)}?claim__id__exact={records[Claim].pk}" in page.text


def test_claim_that_no_worker_has_come_to_says_so(staff: Desk) -> None:
    assert staff.save(Claim, text="The bridge stands.").status_code == 302
    page = staff.get("change", Claim.objects.get())
    assert "Not decided yet" in page.text
    assert "not decided yet" in staff.get("changelist", Claim).text


def test_change_of_a_text_leaves_everything_else(staff: Desk, records: dict[type[Model], Any]) -> None:
    claim = records[Claim]
    assert staff.save(claim, text="Russian forces hold Zaporizke.", reason="as it was put").status_code == 302
    former, revision = claim.history.get(revision=1), latest(claim)
    changed = {
        f.name for f in revision.tracked_fields if getattr(former, f.attname) != getattr(revision, f.attname)
    }
    assert changed == {"text", "revision"}
    assert (revision.date_only, revision.valid_from) == (["valid_from"], AUGUST)


def test_what_turns_the_direction_of_text_is_named_and_stays_in_its_field(staff: Desk) -> None:
    staff.save(Claim, text="safe \u202etxt.exe")
    page = staff.get("change", Claim.objects.get()).text
    assert page.count("\u202e") == page.count("safe \u202etxt.exe</textarea>") == 1
    assert "<title>safe [U+202E]txt.exe" in page


def test_date_is_kept_as_a_date_and_a_time_as_a_time(staff: Desk, records: dict[type[Model], Any]) -> None:
    claim = records[Claim]
    sent = staff.form(claim)
    assert (sent["valid_from_0"], sent["valid_from_1"]) == ("2025-08-26", "")
    staff.save(claim, valid_from_1="06:30", valid_to_0="2025-09-01", reason="the hour is known")
    revision = latest(claim)
    assert (revision.valid_from.isoformat(), revision.date_only) == (
        "2025-08-26T06:30:00+00:00",
        ["valid_to"],
    )
    (began, ended) = staff.get("history", claim).context["page_obj"].object_list[0].changes
    assert (began["old"], began["new"]) == ("2025-08-26", "2025-08-26 06:30:00 UTC")
    assert (ended["old"], ended["new"]) == ("—", "2025-09-01")


def test_claim_that_ends_before_it_begins_is_refused_at_the_field(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    page = staff.save(records[Claim], valid_to_0="2025-08-01", reason="a slip")
    assert errors(page) == {"valid_to": ["valid_to must be later than valid_from."]}
    assert latest(records[Claim]).revision == 1


def test_time_without_its_date_is_refused_at_the_field(staff: Desk, records: dict[type[Model], Any]) -> None:
    page = staff.save(records[Claim], valid_to_1="12:00", reason="a slip")
    assert list(errors(page)) == ["valid_to"]


def test_half_a_position_is_refused_at_the_field(staff: Desk) -> None:
    page = staff.save(Place, name="Dnipro", kind="settlement", lat="48.4")
    assert errors(page) == {"lon": ["A position needs both lat and lon."]}


def test_position_off_the_earth_is_refused_at_the_field(staff: Desk) -> None:
    page = staff.save(Place, name="Dnipro", kind="settlement", lat="148.4", lon="35")
    assert list(errors(page)) == ["lat"]


def test_reference_to_what_is_withdrawn_is_refused_at_the_field(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    staff.end(records[Place], reason="twice here")
    page = staff.save(Claim, text="The bridge stands.", place=records[Place].pk)
    assert errors(page) == {"place": ["The record referred to is withdrawn."]}


def test_new_stance_on_a_claim_is_recorded_without_a_partner(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    typed = {
        name: records[kind].pk for name, kind in (("claim", Claim), ("actor", Actor), ("source", Source))
    }
    page = staff.save(Stance, **typed, position="supports", said_at_0="2025-08-27")
    assert page.status_code == 302
    stance = Stance.objects.latest("id")
    assert (stance.position, stance.date_only, stance.partner_id) == ("supports", ["said_at"], None)


def test_that_a_source_stays_unnamed_is_said_and_not_left_out(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    typed = {"claim": records[Claim].pk, "actor": records[Actor].pk, "position": "supports"}
    typed["said_at_0"] = "2025-08-27"
    asks = {"source": ["Name the source, or say that it stays unnamed."]}
    assert errors(staff.save(Stance, **typed)) == asks
    assert errors(staff.save(Stance, **typed, source=records[Source].pk, unnamed="on")) == asks
    assert staff.save(Stance, **typed, unnamed="on").status_code == 302
    made = Stance.objects.latest("id")
    assert made.source is None
    assert "unnamed" not in staff.form(made)
    assert "a source that stays unnamed" in staff.get("change", records[Claim]).text


def test_who_says_what_of_which_claim_where_is_not_changed(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    stance = records[Stance]
    sent = staff.form(stance)
    assert not {"claim", "actor", "source", "position"} & set(sent)
    staff.save(stance, position="supports", hedged="on", reason="they said “reportedly”")
    assert (latest(stance).position, latest(stance).hedged) == ("disputes", True)


def test_derivation_without_its_kind_is_refused_at_the_field(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    page = staff.save(records[Stance], relation="", reason="a slip")
    assert errors(page) == {"relation": ["Say how it derives: quotes, cites, speaks_for or derives_from."]}


def test_stance_that_would_derive_from_itself_is_refused_at_the_field(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    stance = records[Stance]
    page = staff.save(stance, derived_from=stance.pk, reason="a slip")
    assert list(errors(page)) == ["derived_from"]


def test_relation_stated_twice_is_refused_in_words(staff: Desk, records: dict[type[Model], Any]) -> None:
    stated = records[ClaimRelation]
    typed = {"kind": stated.kind, "from_claim": stated.from_claim_id, "to_claim": stated.to_claim_id}
    assert errors(staff.save(ClaimRelation, **typed)) == {"__all__": ["This relation is stated already."]}


def test_verdict_is_given_withdrawn_and_never_changed(staff: Desk, records: dict[type[Model], Any]) -> None:
    typed = {"claim": records[Claim].pk, "ruling": "does_not_hold", "grounds": "We went and looked."}
    assert staff.save(Verdict, **typed).status_code == 302
    verdict = Verdict.objects.latest("id")
    sent = {"grounds": "No.", "reason": "mine", "seen_revision": 1}
    assert staff.send(verdict, sent).status_code == 403
    assert staff.end(verdict, reason="the wrong claim").status_code == 302
    assert (latest(verdict).history_change_reason, latest(verdict).withdrawn_at is None) == (
        "the wrong claim",
        False,
    )


def test_verdict_leaves_the_computed_status_alone(staff: Desk, records: dict[type[Model], Any]) -> None:
    staff.save(Verdict, claim=records[Claim].pk, ruling="holds", grounds="We went and looked.")
    assert staff.get("change", records[Claim]).context["current"]["status"] == "contradicted"


def test_determination_is_told_whole(staff: Desk, records: dict[type[Model], Any]) -> None:
    page = staff.get("change", records[Determination])
    assert page.context["current"]["status"] == "contradicted"
    assert "Where the sources left the claim" in page.text
    assert records[Determination].inputs_sha256 in page.text


def test_auditor_reads_a_date_as_it_was_written(records: dict[type[Model], Any]) -> None:
    page = Desk.of(AccountKind.AUDITOR).get("change", records[Claim]).text
    assert "2025-08-26" in page
    assert "midnight" not in page


@pytest.mark.parametrize("kind", [Determination, Erasure, Policy])
def test_auditor_reads_what_workers_determined_and_by_what(
    records: dict[type[Model], Any], kind: type[Model]
) -> None:
    auditor = Desk.of(AccountKind.AUDITOR)
    assert auditor.get("change", records[kind]).status_code == 200
    assert auditor.get("history", records[kind]).status_code == 200
    assert auditor.send(records[kind], {"reason": "mine"}).status_code == 403


def test_lists_tell_what_stands_from_what_was_withdrawn(staff: Desk, records: dict[type[Model], Any]) -> None:
    staff.end(records[Place], reason="twice here")
    found = {
        standing: staff.get("changelist", Place, standing=standing).context["cl"].result_count
        for standing in ("stands", "withdrawn")
    }
    # One of the case was merged into it.
    assert found == {"stands": 0, "withdrawn": 2}


def test_claims_are_found_by_words_status_and_party(staff: Desk, records: dict[type[Model], Any]) -> None:
    asked = {"q": "control", "consensus__status": "contradicted", "favours": "russia"}
    assert list(staff.get("changelist", Claim, **asked).context["cl"].result_list) == [records[Claim]]
