"""What PostgreSQL sealed, in a bundle: the verifier comes to the same bytes for every kind of record."""

from actors.models import Account
from audit.records import tracked_models
from audit.services import log
from audit.tree import bundle, proofs
from audit.tree.notes import Signer, sign
from audit.tree.verify import Checkpoint, check, leaf
from claims.models import Place
from tests.audit.commitments import entries
from tests.audit.samples import World, attributed
from tests.audit.tree.trees import Tree


def test_the_whole_log_of_a_register_is_verified(register: World):
    odd = "".join(map(chr, range(1, 0xA1))) + "\u2028\u2029\ufeff\U0001d11e \\u0041 {} ''"
    with attributed():
        Place.objects.create(
            recorded_by_id=register.rows[Account][0].id,
            name="odd",
            kind="other",
            note=odd,
            lat=1e-300,
            lon=0.3,
        )
    size = log.drain()
    sealed = entries()
    tree = Tree([leaf(*entry.hashes) for entry in sealed])
    signer = Signer.generate("register.example/log")

    data = bundle.build(
        about=bundle.about_range(0, size),
        checkpoint=sign(str(Checkpoint(signer.name, size, tree.roots[size])), signer),
        keys=[signer.key],
        entries=[
            bundle.entry(
                index=entry.index,
                meta_hash=bytes(entry.hashes[0]),
                content_hash=bytes(entry.hashes[1]),
                meta=bundle.shown(bytes(entry.salts[0]), entry.texts[0]),
                content=bundle.shown(bytes(entry.salts[1]), entry.texts[1]),
                proof=proofs.inclusion(entry.index, size, tree.nodes),
            )
            for entry in sealed
        ],
    )
    found = check(data, pinned=[signer.key])

    assert (found.bad, found.meta, found.content) == ({}, {"shown": size}, {"shown": size})
    assert {entry.texts[0]["kind"] for entry in sealed} == {
        model._meta.db_table for model in tracked_models()
    }
