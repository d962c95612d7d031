"""Erasure from end to end: the text is gone wherever it was, and whatever was proved before is proved still."""

import json
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from audit.models import Change, Erasure
from audit.selectors import bundles, fold, published, sealed
from audit.services import erasing, heads, log, sealing
from audit.tree import verify
from audit.tree.tlogproof import TlogProof
from claims.models import Claim, Determination, Source, Stance
from claims.selectors import bundles as of_claims
from claims.services import erasures, replays
from tests.audit.erasures import NAME, WHY, Story, analyze, first_of, last_line, settle, traces
from tests.audit.samples import Bootstrap
from tests.audit.tampering import tamper
from tests.audit.test_checks import faults
from tests.databases import Database
from tests.figures import Figure

NOTE = "public.claims_historicalclaim.note"
#: What a superuser may do to a claim's first revision to have it look erased, and how the fold finds it.
FORGED = {
    "the text alone": (
        "UPDATE claims_historicalclaim SET text = 'erased' WHERE id = %(id)s AND revision = 1",
        {("content", "claims_claim")},
    ),
    "text and salt": (
        (
            "UPDATE claims_historicalclaim SET text = 'erased' WHERE id = %(id)s AND revision = 1;"
            " UPDATE audit_entry SET content_salt = '' WHERE index = %(index)s"
        ),
        {("content", "claims_claim")},
    ),
    "the reason and its salt": (
        (
            "UPDATE claims_historicalclaim SET history_change_reason = 'erased' WHERE id = %(id)s AND revision = 1;"
            " UPDATE audit_entry SET meta_salt = '' WHERE index = %(index)s"
        ),
        {("meta", "claims_claim")},
    ),
    "an erasure in the table": (
        (
            "UPDATE claims_historicalclaim SET text = 'erased' WHERE id = %(id)s AND revision = 1;"
            " UPDATE audit_entry SET content_salt = '' WHERE index = %(index)s;"
            " INSERT INTO audit_erasure (id, revision, kind, object_id, entries, columns, reason, proposed_by,"
            " approved_by, carried_out_at, contents, metas) SELECT gen_random_uuid(), 3, 'claim', %(id)s,"
            " ARRAY[%(index)s], ARRAY['claims_claim.text'], '', %(ann)s, %(bob)s, now(), ARRAY['00'], ARRAY[NULL]"
        ),
        {("content", "claims_claim"), ("extra", "audit_erasure")},
    ),
}


def check(bundle: bytes, **options: Any) -> verify.Findings:
    """Examine a bundle with this log's key pinned."""
    return verify.check(bundle, pinned=[signer.key for signer in heads.signers()], **options)


def test_no_trace_is_left_in_any_table(story: Story, story_db: Database, figure: Figure):
    analyze(story_db)
    before = traces(story_db, NAME)

    story.all_erased()

    after = traces(story_db, NAME)
    figure("P14", traces=(len(after), len(before)))
    assert after == []
    assert {"pg_catalog.pg_statistic.stavalues1", "public.claims_historicalclaim.text",
            "public.claims_determination.body", "public.audit_change.reason",
            "public.http_idempotent_request.body", "public.claims_claim.text"} < {*before}  # fmt: skip


def test_no_digest_is_left_that_guesses_could_be_tried_on(story: Story, figure: Figure):
    figure("P14")
    digests = set(Determination.objects.values_list("inputs_sha256", flat=True))
    named = {
        first_of(story.ids[what]) for what in ("actor", "question", "claim", "other", "source", "stance")
    }
    before = {each.index: each for each in sealed.read(sorted(named))}

    story.all_erased()

    posted = [
        model.objects.exclude(posted="").filter(id__in=story.ids.values())
        for model in (Claim, Source, Stance)
    ]
    assert [[str(row.pk) for row in rows] for rows in posted] == [
        [], [], sorted([story.ids["denial"], story.ids["quotation"]], reverse=True)
    ]  # fmt: skip
    # Nothing but the last decision had no text in it that was erased.
    last = Determination.objects.filter(claim=story.ids["claim"]).latest("log_size")
    assert digests & set(Determination.objects.values_list("inputs_sha256", flat=True)) == {
        last.inputs_sha256
    }
    for each in sealed.read(sorted(named)):
        assert each.content_salt == b""
        assert before[each.index].content_salt != b""
        assert each.content_hash == before[each.index].content_hash


def test_earlier_proofs_and_bundles_are_verified_still(story: Story, figure: Figure):
    size, note = published.kept_size(), published.kept()
    assert note
    claim = Claim.objects.get(id=story.ids["claim"])
    taken = [
        bundles.of_range(0, size, to=Bootstrap(), since=None),
        of_claims.of_claim(claim.pk, to=Bootstrap(), since=None),
        bundles.of_object(claim.pk, to=Bootstrap(), since=None),
    ]
    proofs = [bundles.proof(index) for index in range(size)]

    story.all_erased()

    for bundle in taken:
        findings = check(bundle, since=note)
        assert (findings.bad, findings.content["shown"]) == ({}, len(findings.indexes))
    keys = [signer.key for signer in heads.signers()]
    for index, proof in enumerate(proofs):
        (entry,) = sealed.read([index])
        leaf = verify.leaf_hash(verify.leaf(entry.meta_hash, entry.content_hash))
        parsed = TlogProof.parse(proof)
        head = verify.open_checkpoint(parsed.checkpoint, keys).checkpoint
        verify.verify_inclusion(leaf=leaf, index=index, size=head.size, root=head.root, proof=parsed.proof)
    later = check(bundles.of_range(0, 1, to=Bootstrap(), since=size), since=note)
    assert later.older is not None
    assert later.older.size == size
    figure("P14", proofs=(len(proofs), size), bundles=(len(taken), 3))


def test_a_new_bundle_says_erased_and_is_verified(story: Story, figure: Figure):
    figure("P14")
    story.all_erased()

    bundle = of_claims.of_claim(Claim.objects.get(id=story.ids["claim"]).pk, to=Bootstrap(), since=None)

    findings = check(bundle)
    assert findings.bad == {}
    assert findings.content["erased"] >= 5
    assert findings.meta["erased"] == 2
    assert NAME not in bundle.decode()
    assert "(erased)" in verify.words(findings)
    parts = {entry["index"]: (entry["meta"], entry["content"]) for entry in json.loads(bundle)["entries"]}
    meta, content = parts[first_of(story.ids["claim"])]
    assert content == "erased"
    assert meta["value"]["operation"] == "+"
    assert parts[first_of(story.ids["actor"])] == ("erased", "erased")


def test_the_log_folds_replays_and_verifies_without_a_difference(story: Story, figure: Figure):
    story.all_erased()

    folded, replayed = last_line("audit_fold"), last_line("audit_replay")

    assert folded.endswith(" rows, 0 differ")
    assert replayed == f"{Determination.objects.count()} determinations, 0 differ"
    assert last_line("audit_verify").endswith("0 faults")
    assert fold.run().erased == len({index for one in Erasure.objects.all() for index in one.entries})
    assert faults() == faults("default") == []
    figure("P14", f"after erasures: {folded}; {replayed}")


@pytest.mark.parametrize(("statements", "expected"), FORGED.values(), ids=FORGED.keys())
def test_a_forged_erasure_is_found(
    statements: str, expected: set[tuple[str, str]], story: Story, story_db: Database, figure: Figure
):
    figure("P14")
    # With one that is genuine beside it.
    story.erased("source")
    settle()
    index = first_of(story.ids["claim"])
    tamper(story_db, statements, id=story.ids["claim"], index=index, ann=story.ann.id, bob=story.bob.id)

    assert {(kind, table) for table, kind in fold.run().found} == expected
    with pytest.raises(Exception, match=f"entry {index} does not say"):
        bundles.of_object(Claim.objects.get(id=story.ids["claim"]).pk, to=Bootstrap(), since=None)


def test_what_an_erasure_left_is_sealed_anew(story: Story, story_db: Database, figure: Figure):
    figure("P14")
    erasure = story.erased("stance")
    settle()
    tamper(
        story_db,
        "UPDATE claims_historicalstance SET position = 'disputes' WHERE id = %(id)s AND revision = 1",
        id=story.ids["stance"],
    )

    found = fold.run()

    assert found.found == {("claims_stance", "content"): 1}
    assert found.first is not None
    assert [found.first.index] == erasure.entries


@pytest.mark.parametrize("what", ["actor", "claim", "source", "stance"])
def test_the_past_says_erased(what: str, story: Story, figure: Figure):
    figure("P14")
    record, size = story.ids[what], first_of(story.ids[what]) + 1
    path = {"actor": "actors", "claim": "claims", "source": "sources", "stance": "stances"}[what]
    column = {"actor": "name", "claim": "text", "source": "title", "stance": "excerpt"}[what]
    assert NAME in story.get(f"{path}/{record}?known_at={size}")[column]

    story.all_erased()

    assert story.get(f"{path}/{record}?known_at={size}")[column] == "erased"
    latest, first = story.get(f"{path}/{record}/revisions")["results"]
    assert latest["erased"] == (["/reason"] if what == "actor" else [])
    assert f"/{column}" in first["erased"]
    assert {"path": f"/{column}", "old": None, "new": "erased"} in first["changes"]
    compared = story.get(f"{path}/{record}/revisions:compare?from=1&to=2")["changes"]
    assert {each["old"] for each in compared if each["path"] == f"/{column}"} == {"erased"}
    told = story.get(f"changes?object={record}")["results"]
    assert f"/{column}" in told[-1]["erased"]
    assert {"path": f"/{column}", "old": None, "new": "erased"} in told[-1]["changes"]


def test_what_was_decided_then_is_told_in_other_words(story: Story, figure: Figure):
    figure("P14")
    claim = story.ids["claim"]
    size = first_of(str(Determination.objects.filter(claim=claim).earliest("log_size").id)) + 1
    before = story.get(f"claims/{claim}/consensus?known_at={size}")

    story.all_erased()

    after = story.get(f"claims/{claim}/consensus?known_at={size}")
    assert NAME in before["sentence"]
    assert after["sentence"] == before["sentence"].replace(NAME, "erased")
    assert json.loads(json.dumps(before).replace(NAME, "erased")) | {"inputs_sha256": ""} == (
        after | {"inputs_sha256": ""}
    )
    assert story.get(f"claims/{claim}/determinations")["results"][-1]["sentence"] == after["sentence"]


def test_every_page_of_the_past_is_there_and_has_no_trace(story: Story, figure: Figure):
    figure("P14")
    story.all_erased()
    size, ids, room = log.drain(), story.ids, Client(headers={"Accept": "text/html"})
    pages = [
        "/", f"/claims/{ids['claim']}", f"/claims/{ids['other']}", f"/claims/{ids['claim']}/revisions",
        f"/claims/{ids['claim']}/r1", f"/claims/{ids['claim']}/compare?from=1&to=2",
        f"/claims/{ids['claim']}/over-time", f"/questions/{ids['question']}", f"/actors/{ids['actor']}",
        f"/sources/{ids['source']}", "/map",
    ]  # fmt: skip

    answers = {}
    for page in pages:
        for known_at in range(0, size + 1, 3):
            url = f"{page}{'&' if '?' in page else '?'}known_at={known_at}"
            answer = room.get(url)
            answers[url] = answer.status_code, NAME in answer.content.decode()

    assert {url: found for url, found in answers.items() if found not in ((200, False), (404, False))} == {}
    assert sum(status == 200 for status, _ in answers.values()) > len(answers) / 2


def test_histories_of_the_admin_show_it_and_bring_nothing_back(story: Story, figure: Figure):
    figure("P14")
    claim = Claim.objects.get(id=story.ids["claim"])
    first = claim.history.get(revision=1).history_id
    desk = Client()
    desk.force_login(story.ann)
    history = f"/admin/claims/claim/{claim.pk}/history/"
    assert "bring-back/" in desk.get(f"{history}{first}/").content.decode()

    story.all_erased()

    for url in (
        history,
        f"{history}{first}/",
        f"{history}compare/?from=1&to=2",
        "/admin/changes/",
        "/admin/audit/erasure/",
    ):
        page = desk.get(url)
        assert (page.status_code, NAME in page.content.decode()) == (200, False), url
    assert "bring-back/" not in desk.get(f"{history}{first}/").content.decode()
    assert desk.get(f"{history}{first}/bring-back/").status_code == 404


def test_an_erasure_is_in_the_log_with_both_people_and_the_reason(story: Story, figure: Figure):
    figure("P14")
    erasure = story.erased("claim")
    settle()

    desk = Client()
    desk.force_login(story.bob)
    page = desk.get(f"/admin/audit/erasure/{erasure.id}/change/").content.decode()
    assert all(text in page for text in ("ann", "bob", WHY, "claims_claim.note, claims_claim.text"))
    told = story.get(f"changes?object={erasure.id}")["results"]

    assert [(one["operation"], one["account"]["name"], one["channel"], one["reason"]) for one in told] == [
        ("update", "bob", "cli", "carried out"), ("update", "bob", "cli", "approved"), ("create", "ann", "cli", WHY),
    ]  # fmt: skip
    assert told[-1]["sentence"] == f"ann recorded erasure “claim {story.ids['claim']}”."
    assert not check(bundles.of_object(erasure.id, to=Bootstrap(), since=None)).bad
    assert Change.objects.filter(table_name="audit_erasure").count() == 3


def test_what_was_overlooked_is_erased_by_another(story: Story, story_db: Database, figure: Figure):
    figure("P14")
    story.erased("claim", keep=["note"])
    assert NOTE in traces(story_db, NAME)

    second = story.erased("claim")

    assert second.columns[0] == "claims_claim.note"
    assert NOTE not in traces(story_db, NAME)
    assert fold.run().found == {}
    assert replays.run().differing == 0


def test_a_crash_after_the_first_half_is_made_good_by_carrying_it_out_again(story: Story, figure: Figure):
    figure("P14")
    erasure = story.approved("actor")
    with pytest.raises(DatabaseError):
        erasures.carry_out(erasure_id=erasure.id, using="default")
    assert replays.run().differing > 0

    assert erasures.carry_out(erasure_id=erasure.id, using="eraser") == len(erasure.entries)

    assert replays.run().differing == 0
    assert fold.run().found == {}


def test_two_erasures_that_meet_in_a_determination_both_take_what_they_must(
    story: Story, story_db: Database, figure: Figure
):
    figure("P14")
    first, second = story.approved("actor"), story.approved("claim")
    erasures.carry_out(erasure_id=first.id, using="eraser")

    with pytest.raises(erasing.ErasureRefusedError, match="propose it again"):
        erasures.carry_out(erasure_id=second.id, using="eraser")
    story.erased("claim")

    found = [place for place in traces(story_db, NAME) if "determination" in place]
    assert [place for place in found if place.endswith(("body", "inputs_sha256"))] == []
    assert replays.run().differing == 0


def test_a_withdrawn_record_is_silenced_and_what_it_said_erased(story: Story, figure: Figure):
    figure("P14")
    other = Claim.objects.get(id=story.ids["other"])
    assert (other.revision, NAME in other.text) == (2, True)

    story.erased("other")
    settle()

    other.refresh_from_db()
    assert (other.revision, other.text, other.answer) == (3, "erased", "erased")
    said = set(other.history.values_list("text", flat=True))
    assert said == {"erased"}
    assert fold.run().found == {}
    assert replays.run().differing == 0
    with pytest.raises(erasing.ErasureRefusedError, match="nothing to erase"):
        story.proposed("other")


def test_a_register_that_was_sealed_meanwhile_goes_on(story: Story, figure: Figure):
    figure("P14")
    story.erased("stance")
    before = sealing.seal()
    story.revise("stance", excerpt="I was there, I said.", reason="precise")
    after = sealing.seal()

    assert before
    assert after == before + 1
    assert last_line("audit_verify").endswith("0 faults")
