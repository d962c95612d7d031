"""Bundles of a real log, examined by the verifier that auditors run, with the register out of reach."""

import json
import random
from uuid import uuid4

import psycopg
import pytest
from pytest_django import Settings

from actors.models import Account, Actor
from audit.errors import LogDamagedError, NotFoundError, NotSealedError, RecordError, TooLargeError
from audit.models import Entry
from audit.selectors import bundles, published, sealed, verification
from audit.services import heads, log, sealing
from audit.tree import verify
from audit.tree.notes import Signer
from claims.models import Claim
from claims.selectors import bundles as of_claims
from tests.audit.samples import WRITER, Bootstrap, World, attributed
from tests.audit.unguarded import unguarded
from tests.databases import Database


@pytest.fixture(scope="module")
def sealed_world(register: World) -> World:
    """Return a register with every kind of record sealed, over several checkpoints."""
    for _ in range(3):
        with attributed():
            for rows in register.rows.values():
                register.sample(type(rows[0])).save(force_insert=True)
        sealing.seal()
    return register


def check(bundle: bytes, **options: object) -> verify.Findings:
    """Examine a bundle with this log's key pinned."""
    return verify.check(bundle, pinned=[signer.key for signer in heads.signers()], **options)  # type: ignore[arg-type]


def test_every_entry_of_the_log_is_verified(sealed_world: World):
    size = published.kept_size()

    findings = check(bundles.of_range(0, size, to=Bootstrap(), since=None))

    assert not findings.bad
    assert findings.indexes == list(range(size)) == list(range(Entry.objects.count()))
    assert findings.meta["shown"] == findings.content["shown"] == size
    assert sealed_world


def test_a_record_is_verified_with_what_it_said(sealed_world: World):
    claim = sealed_world.rows[Claim][0]

    bundle = bundles.of_object(claim.pk, to=Bootstrap(), since=None)

    assert not check(bundle).bad
    (entry,) = json.loads(bundle)["entries"]
    assert entry["content"]["value"]["text"] == claim.text
    assert entry["meta"]["value"]["operation"] == "+"


def test_growth_since_an_older_checkpoint_is_shown(sealed_world: World):
    first = min(heads.Row.objects.values_list("size", flat=True))
    claim = sealed_world.rows[Claim][0]

    findings = check(
        bundles.of_object(claim.pk, to=Bootstrap(), since=first),
        since=heads.Row.objects.get(size=first).note,
    )

    assert findings.older is not None
    assert findings.older.size == first


def test_a_claim_comes_with_what_bears_on_it(sealed_world: World):
    claim = sealed_world.rows[Claim][0]

    bundle = of_claims.of_claim(claim.pk, to=Bootstrap(), since=None)

    assert not check(bundle).bad
    kinds = {entry["meta"]["value"]["kind"] for entry in json.loads(bundle)["entries"]}
    assert {"claims_claim", "claims_stance", "claims_source", "actors_actor"} <= kinds


def test_a_partner_gets_the_commitments_alone_of_what_it_may_not_see(sealed_world: World):
    account, actor = sealed_world.rows[Account][0], sealed_world.rows[Actor][0]

    hidden = bundles.of_object(account.pk, to=WRITER, since=None)
    shown = bundles.of_object(actor.pk, to=WRITER, since=None)

    assert check(hidden).content["hidden"] == 1
    assert account.name not in hidden.decode()
    assert json.loads(hidden)["entries"][0]["meta"] == "hidden"
    assert check(shown).content["shown"] == 1
    assert check(bundles.of_object(account.pk, to=Bootstrap(), since=None)).content["shown"] == 1


def test_any_byte_that_is_changed_is_found(sealed_world: World):
    bundle = of_claims.of_claim(sealed_world.rows[Claim][0].pk, to=Bootstrap(), since=None)
    chance, refused = random.Random(4), 0
    for _ in range(200):
        at = chance.randrange(len(bundle))
        changed = bundle[:at] + bytes([bundle[at] ^ chance.randrange(1, 256)]) + bundle[at + 1 :]
        try:
            refused += bool(check(changed).bad)
        except verify.RefusedError:
            refused += 1

    assert refused == 200


@pytest.mark.parametrize(
    ("ask", "refusal"),
    [
        (lambda size: bundles.of_range(size, size + 1, to=WRITER, since=None), NotSealedError),
        (lambda _: bundles.of_range(3, 3, to=WRITER, since=None), NotSealedError),
        (lambda _: bundles.of_object(uuid4(), to=WRITER, since=None), NotFoundError),
        (lambda size: bundles.of_range(0, 1, to=WRITER, since=size + 7), NotFoundError),
        (bundles.proof, NotSealedError),
        (lambda _: bundles.consistency(1, 2), NotFoundError),
    ],
)
def test_what_is_not_sealed_is_refused(ask, refusal: type[RecordError], sealed_world: World):  # noqa: ANN001
    with pytest.raises(refusal):
        ask(published.kept_size())
    assert sealed_world


def test_a_bundle_has_a_limit(sealed_world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bundles, "LIMIT", 3)

    with pytest.raises(
        TooLargeError, match=r"at most 3 .* from 2 up to 6 there are 4.* first=2&end=5"
    ) as refused:
        bundles.of_range(2, 6, to=WRITER, since=None)
    assert refused.value.extra == {"first": 2, "end": 6, "limit": 3}
    assert sealed_world


def test_a_revision_that_was_rewritten_makes_no_bundle(own_db: Database, superuser: psycopg.Connection):
    world = World.made(own_db)
    sealing.seal()
    claim = world.rows[Claim][0]
    with unguarded(superuser, "claims_historicalclaim"):
        superuser.execute("UPDATE claims_historicalclaim SET text = 'rewritten' WHERE id = %s", [claim.pk])

    (index,) = sealed.indexes_of([claim.pk], below=log.drain())
    assert [each.is_as_sealed for each in sealed.read([index])] == [False]
    with pytest.raises(LogDamagedError, match=f"entry {index} does not say"):
        bundles.of_object(claim.pk, to=Bootstrap(), since=None)


def test_a_revision_that_is_gone_is_no_erasure(own_db: Database, superuser: psycopg.Connection):
    world = World.made(own_db)
    sealing.seal()
    claim = world.rows[Claim][0]
    with unguarded(superuser, "claims_historicalclaim"):
        superuser.execute("DELETE FROM claims_historicalclaim WHERE id = %s", [claim.pk])

    (index,) = sealed.indexes_of([claim.pk], below=log.drain())
    with pytest.raises(LogDamagedError, match=f"entry {index}"):
        bundles.of_object(claim.pk, to=Bootstrap(), since=None)


def test_what_was_sealed_under_an_older_key_is_still_verified(own_db: Database, settings: Settings):
    world = World.made(own_db)
    (old,) = heads.signers()
    first = sealing.seal()
    new = Signer.generate(old.name)
    for keys in (f"{new.secret} {old.secret}", new.secret):
        settings.LOG_KEY = keys
        with attributed():
            world.sample(Actor).save(force_insert=True)
        sealing.seal()
        sealing.seal()  # when nothing came in since
    claim = world.rows[Claim][0]

    bundle = bundles.of_object(claim.pk, to=Bootstrap(), since=first)

    assert not verify.check(bundle, pinned=[new.key]).bad
    known = [verify.Key.parse(key) for key in published.keys().split()]
    assert list(verification.faults(Entry.objects.count(), known)) == []


def test_a_bundle_is_verified_when_a_key_has_just_been_left_out(own_db: Database, settings: Settings):
    world = World.made(own_db)
    (old,) = heads.signers()
    new = Signer.generate(old.name)
    settings.LOG_KEY = f"{new.secret} {old.secret}"
    sealing.seal()
    settings.LOG_KEY = new.secret
    sealing.seal()

    bundle = bundles.of_object(world.rows[Claim][0].pk, to=Bootstrap(), since=None)

    assert not verify.check(bundle, pinned=[new.key]).bad


def test_before_the_first_checkpoint_there_is_nothing(own_db: Database):
    World.made(own_db)

    with pytest.raises(NotSealedError, match="No checkpoint"):
        bundles.proof(0)
