"""What is hidden after it was sealed: bundles, proofs and the past, for those it concerns and for the rest."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from actors.services import markings
from audit.models import Entry
from audit.services import erasing, grants, heads, sealing
from audit.tree import verify
from audit.tree.tlogproof import TlogProof
from claims.models import Claim
from claims.services import determinations, erasures
from tests.audit.erasures import staff
from tests.claims.services.walk import Staff
from tests.databases import Database
from tests.flows.hidden import at_rest, client_of
from tests.flows.test_markings import Case, Desk

#: What was written and is to be forgotten.
NAME = "Xanthippe Quill"


class Sealed(Case):
    """The case with all of it decided and sealed, and two people of staff.

    `said` is the stance in which the name was said, and `size` how far the log was sealed then.
    """

    said = ""
    size = 0

    def __init__(self) -> None:
        super().__init__()
        self.ann, self.bob = staff("ann"), staff("bob")
        self.staff = Staff()
        self.seal()

    def erase(self) -> str:
        """Have two people agree to erase the name, and have it done."""
        proposed = erasures.propose(
            kind="stance", record_id=UUID(self.said), reason=f"{NAME} may ask for it.", by=self.ann
        )
        erasing.approve(erasure_id=proposed.id, by=self.bob)
        assert erasures.carry_out(erasure_id=proposed.id, using="eraser") == 1
        self.seal()
        return str(proposed.id)

    def seal(self) -> int:
        """Have everything decided and sealed."""
        at_rest()
        size = sealing.seal()
        assert size is not None
        return size

    def strict(self) -> dict[str, Any]:
        """Return what marks for the group of the writer and the friend."""
        return {"marking": "amber", "circles": [self.circle]}

    def entries(self, record: str) -> list[int]:
        """Return the indexes of a record's entries."""
        return list(Entry.objects.filter(object_id=record).order_by("index").values_list("index", flat=True))


@pytest.fixture
def case(live_db: Database, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sealed:
    """Return the case; have no claim rest."""
    if not live_db.eraser_url:
        pytest.skip("the server that the environment names is not ours to erase on")
    settings.STATIC_ROOT = str(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for rest in ("REST", "REST_PER_BYTE"):
        monkeypatch.setattr(determinations, rest, timedelta())
    grants.apply(using="owner")
    return Sealed()


def taken(desk: Any, path: str) -> bytes | None:
    """Return what somebody takes away of the log, None where there is nothing for them."""
    client = desk.client if isinstance(desk, Desk) else desk
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code in (200, 404), answer.content
    body: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body if answer.status_code == 200 else None


def verified(bundle: bytes | None, **options: Any) -> verify.Findings:
    """Examine a bundle as an auditor does, without the register, who finds nothing wrong."""
    assert bundle is not None
    findings = verify.check(bundle, pinned=[signer.key for signer in heads.signers()], **options)
    assert findings.bad == {}
    return findings


def parts(bundle: bytes | None) -> dict[int, tuple[Any, Any]]:
    """Return meta and content of each entry of a bundle, by index."""
    assert bundle is not None
    return {each["index"]: (each["meta"], each["content"]) for each in json.loads(bundle)["entries"]}


def test_a_bundle_of_a_claim_has_nothing_of_what_was_made_stricter_and_is_verified(case: Sealed):
    path = f"claims/{case.claim}/bundle"
    before = taken(case.stranger, path)
    assert case.writer.revise(f"sources/{case.source}", **case.strict()).status_code == 200
    case.seal()

    hidden, whole = taken(case.stranger, path), taken(case.friend, path)

    assert {case.stance, case.source} <= verified(before).objects
    findings = verified(hidden)
    assert not {case.stance, case.source} & findings.objects
    assert findings.content["hidden"] == 0  # that there was anything is not told either
    assert hidden is not None
    assert case.stance.encode() not in hidden
    assert {case.stance, case.source, case.claim} <= verified(whole).objects
    assert {*case.entries(case.stance)} <= {*parts(whole)}
    assert len(case.entries(case.stance)) == 2


def test_of_what_is_hidden_by_now_no_revision_is_taken_away_and_of_the_rest_each(case: Sealed):
    assert case.writer.revise(f"stances/{case.stance}", **case.strict()).status_code == 200
    case.seal()
    path = f"log/bundle?object={case.stance}"

    assert taken(case.stranger, path) is None
    assert verified(taken(case.friend, path)).indexes == case.entries(case.stance)
    assert verified(taken(client_of(case.staff), path)).indexes == case.entries(case.stance)


def test_of_what_was_hidden_once_the_revisions_since_are_taken_away(case: Sealed):
    claim = case.writer.record("claims", text=f"{NAME} was there.", **case.strict())["id"]
    assert case.writer.revise(f"claims/{claim}", text="Somebody was there.").status_code == 200
    ann, bob = case.ann, case.bob
    markings.lower(
        Claim, UUID(claim), marking="clear", circles=[], by=ann, approved_by=bob, reason="It may be known."
    )
    size = case.seal()
    first, second, third = case.entries(claim)

    of_object = {desk: taken(desk, f"log/bundle?object={claim}") for desk in (case.stranger, case.friend)}
    of_range = taken(case.stranger, f"log/bundle?first=0&end={size}")

    assert verified(of_object[case.stranger]).indexes == [third]
    assert verified(of_object[case.friend]).indexes == [first, second, third]
    assert verified(taken(case.stranger, f"claims/{claim}/bundle")).objects >= {claim}
    assert verified(of_range).indexes == [*range(size)]
    told = parts(of_range)
    assert [told[index] for index in (first, second)] == [("hidden", "hidden")] * 2
    assert "value" in told[third][1]
    assert of_range is not None
    assert NAME.encode() not in of_range
    assert {
        case.stranger.client.get(f"/api/v1/claims/{claim}{beneath}").status_code
        for beneath in ("/revisions/1", "/revisions:compare?from=1&to=3", f"?known_at={first + 1}")
    } == {404}


def test_proofs_and_what_was_taken_before_are_verified_still_by_everyone(case: Sealed):
    size = case.seal()
    whole = f"log/bundle?first=0&end={size}"
    earlier, note = taken(case.stranger, whole), case.stranger.client.get("/api/v1/log/checkpoint")
    kept = b"".join(note.streaming_content) if note.streaming else note.content
    assert case.writer.revise(f"actors/{case.actor}", **case.strict()).status_code == 200
    case.seal()

    later = {desk: taken(desk, f"{whole}&since={size}") for desk in (case.stranger, case.friend, case.writer)}

    assert verified(earlier, since=kept.decode()).content["hidden"] > 0  # accounts, keys and partners
    for bundle in later.values():
        findings = verified(bundle, since=kept.decode())
        assert findings.indexes == [*range(size)]
        assert findings.older is not None
    gone = {index for record in (case.stance, case.source, case.actor) for index in case.entries(record)}
    gone &= {*range(size)}
    assert {parts(later[case.stranger])[index] for index in gone} == {("hidden", "hidden")}
    assert all("value" in parts(later[case.friend])[index][1] for index in gone)
    keys = [signer.key for signer in heads.signers()]
    for index in gone:
        proofs = {taken(desk, f"log/proof/{index}") for desk in (case.stranger, case.friend)}
        (text,) = proofs
        assert text is not None
        entry = Entry.objects.get(index=index)
        leaf = verify.leaf(bytes(entry.meta_hash), bytes(entry.content_hash))
        assert TlogProof.parse(text.decode()).verify(verify.leaf_hash(leaf), keys)


@pytest.mark.parametrize("how", ["left", "dissolved"])
def test_whoever_is_in_a_group_no_more_takes_nothing_of_it_away(how: str, case: Sealed):
    claim = case.writer.record("claims", text="Another.", **case.strict())["id"]
    size = case.seal()
    paths = (f"claims/{claim}/bundle", f"log/bundle?object={claim}", f"claims/{claim}?known_at={size}")
    before = {path: taken(case.friend, path) for path in paths}
    index = case.entries(claim)[0]
    if how == "left":
        assert case.writer.revise(f"sharing-groups/{case.circle}", members=[]).status_code == 200
    else:
        tag = {"reason": "It is over."}
        assert case.writer.send("post", f"sharing-groups/{case.circle}:withdraw", tag).status_code == 200
    after = case.seal()

    assert None not in before.values()
    assert {path: taken(case.friend, path) for path in paths} == dict.fromkeys(paths)
    rest = taken(case.friend, f"log/bundle?first=0&end={after}")
    assert verified(rest).indexes == [*range(after)]
    assert parts(rest)[index] == ("hidden", "hidden")
    for path in paths[:2]:  # what they have they have
        assert claim in verified(before[path]).objects
    keeper = case.writer if how == "left" else client_of(case.staff)
    assert claim in verified(taken(keeper, paths[0])).objects
    assert index in verified(taken(keeper, paths[1])).indexes


@pytest.fixture
def forgotten(case: Sealed) -> Sealed:
    """Return the case with a name in a stance of the circle's, that was put right since."""
    case.said = case.say(case.publish(), excerpt=f"I am {NAME}.", **case.strict())
    case.size = case.seal()
    assert case.writer.revise(f"stances/{case.said}", excerpt="I am a resident.").status_code == 200
    case.seal()
    return case


def test_what_is_erased_is_erased_for_the_circle_and_hidden_from_the_rest(forgotten: Sealed):
    paths = (
        f"log/bundle?object={forgotten.said}", f"stances/{forgotten.said}",
        f"stances/{forgotten.said}/revisions/1", f"stances/{forgotten.said}?known_at={forgotten.size}",
    )  # fmt: skip
    earlier = taken(forgotten.friend, paths[0])
    first, second = forgotten.entries(forgotten.said)

    forgotten.erase()

    assert {path: taken(forgotten.stranger, path) for path in paths} == dict.fromkeys(paths)
    bundle = taken(forgotten.friend, paths[0])
    assert verified(bundle).indexes == verified(earlier).indexes == [first, second]
    assert parts(bundle)[first][1] == "erased"
    assert "value" in parts(bundle)[second][1]
    then = forgotten.friend.get(paths[3])
    assert (then["excerpt"], then["marking"]) == ("erased", "amber")
    assert "/excerpt" in forgotten.friend.get(paths[2])["erased"]


def test_that_something_hidden_is_erased_is_not_told_either(forgotten: Sealed):
    erasure = forgotten.erase()
    size = forgotten.seal()
    said, whole = forgotten.said, f"log/bundle?first=0&end={size}"
    indexes = [*forgotten.entries(said), *forgotten.entries(erasure)]

    told = {
        desk: (
            {each["object"] for each in desk.get("changes?limit=200")["results"]},
            {each["object"] for each in desk.get(f"changes?limit=200&known_at={size}")["results"]},
            {each["object"] for each in desk.get("log/entries?limit=200")["results"]},
            taken(desk, whole),
        )
        for desk in (forgotten.stranger, forgotten.friend)
    }

    *lists, bundle = told[forgotten.friend]
    assert all({said, erasure} <= each for each in lists)
    assert verified(bundle).indexes == [*range(size)]
    *lists, bundle = told[forgotten.stranger]
    assert not any({said, erasure} & each for each in lists)
    assert {parts(bundle)[index] for index in indexes} == {("hidden", "hidden")}
    assert len(indexes) == 5
    assert verified(bundle).indexes == [*range(size)]
    assert taken(forgotten.stranger, f"log/bundle?object={erasure}") is None
    assert NAME not in str(forgotten.stranger.get("changes?limit=200"))
    assert verified(taken(forgotten.friend, f"log/bundle?object={erasure}")).indexes == indexes[2:]
