"""Proofs as text files: their form, and two verifiers that agree on ten thousand genuine and as many mutated ones."""

import random

import pytest

from audit.tree import proofs
from audit.tree.notes import Signer, sign
from audit.tree.policy import Quorum
from audit.tree.tlogproof import TlogProof
from audit.tree.verify import COSIGNATURE, Checkpoint, Key, RefusedError, verify_consistency
from tests.audit.tree import independent
from tests.audit.tree.trees import tree_of
from tests.figures import Figure

TREE = tree_of(600)
SIGNER = Signer.generate("log.example/a")
WITNESS = Signer.generate("witness.example/w1", algorithm=COSIGNATURE)
KEYS = [str(SIGNER.key), str(WITNESS.key)]
SIGNS = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/= \n\r\0\xe2\xff-"


def note(size: int) -> str:
    text = str(Checkpoint(SIGNER.name, size, TREE.roots[size]))
    return sign(text, SIGNER) + WITNESS.line(text, at=1_763_800_000 + size)


NOTES = {size: note(size) for size in range(1, 601)}


def proof(index: int, size: int) -> TlogProof:
    return TlogProof(index, tuple(proofs.inclusion(index, size, TREE.nodes)), NOTES[size])


def ours(text: bytes, leaf: bytes) -> bool:
    """Answer as a reader does who asks for the log's signature and the witness's."""
    try:
        signed = TlogProof.parse(text.decode()).verify(leaf, map(Key.parse, KEYS))
    except (RefusedError, UnicodeDecodeError):
        return False
    return Quorum.of(1, KEYS[1:]).is_met(signed)


def theirs(text: bytes, leaf: bytes) -> bool:
    return independent.tlog_proof_holds(text, leaf, KEYS)


def test_a_proof_is_read_as_it_is_written():
    found = proof(5, 8)
    lines = str(found).split("\n")

    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 5"]
    assert lines[5:8] == ["", "log.example/a", "8"]
    assert TlogProof.parse(str(found)) == found
    with_extra = TlogProof(5, found.proof, found.checkpoint, b"\0\1")
    assert str(with_extra).split("\n")[1] == "extra AAE="
    assert TlogProof.parse(str(with_extra)) == with_extra


def test_a_proof_shows_which_checkpoint_it_leads_to():
    signed = proof(5, 8).verify(TREE.leaves[5], [SIGNER.key, WITNESS.key])

    assert signed == ((SIGNER.name, 8, TREE.roots[8]), (SIGNER.key,), ((WITNESS.key, 1_763_800_008),))


@pytest.mark.parametrize(
    "change",
    [("@v1", "@v2"), ("index 5", "index 05"), ("index 5", "5"), ("index 5\n", ""), ("index 5", "extra ?\nindex 5"),
     ("index 5", "index 5\nextra AAE="), ("\n\n", "\n"), ("index 5", "index 5\nAAE=")],
)  # fmt: skip
def test_what_is_not_in_the_form_of_a_proof_is_refused(change: tuple[str, str]):
    with pytest.raises(RefusedError):
        TlogProof.parse(str(proof(5, 8)).replace(*change, 1))


def test_both_verifiers_accept_ten_thousand_genuine_proofs(figure: Figure):
    chance = random.Random(1)
    accepted = agreed = 0
    for _ in range(10_000):
        size = chance.randint(1, 600)
        index = chance.randrange(size)
        text, leaf = str(proof(index, size)).encode(), TREE.leaves[index]
        answers = ours(text, leaf), theirs(text, leaf)
        accepted += answers[0]
        agreed += answers[0] == answers[1]

    figure("P7", genuine=(accepted, 10_000), agreed=(agreed, 10_000))
    assert (accepted, agreed) == (10_000, 10_000)


def mutated(chance: random.Random, index: int, size: int) -> tuple[bytes, bytes]:
    """Return a proof with one thing wrong, and the leaf that it is to prove."""
    found = proof(index, size)
    text, leaf = str(found).encode(), TREE.leaves[index]
    kind = chance.randrange(10)
    if kind < 5:  # bytes changed, put in, taken out
        at = chance.randrange(len(text))
        put = bytes([chance.choice(SIGNS)])
        return text[:at] + (b"" if kind == 0 else put) + text[at + (kind != 1) :], leaf
    if kind == 5:  # another leaf
        return text, TREE.leaves[(index + chance.randrange(1, 600)) % 600]
    if kind == 6:  # another index
        other = (index + chance.randrange(1, size + 2)) % (size + 3)
        return str(TlogProof(other, found.proof, found.checkpoint)).encode(), leaf
    if kind == 7:  # the checkpoint of another size
        other = 1 + (size - 1 + chance.randrange(1, 600)) % 600
        return str(TlogProof(index, found.proof, NOTES[other])).encode(), leaf
    steps = list(found.proof) or [TREE.roots[0]]
    at = chance.randrange(len(steps))
    if kind == 8 and found.proof:  # a step left out, or two in each other's place
        steps[at : at + 2] = [] if chance.random() < 0.5 else steps[at : at + 2][::-1]
    else:  # a step too many
        steps.insert(at, chance.choice([leaf, TREE.roots[size], steps[at]]))
    return str(TlogProof(index, tuple(steps), found.checkpoint)).encode(), leaf


def test_both_verifiers_refuse_ten_thousand_mutated_proofs(figure: Figure):
    chance = random.Random(2)
    accepted = agreed = tried = 0
    while tried < 10_000:
        size = chance.randint(1, 600)
        index = chance.randrange(size)
        text, leaf = mutated(chance, index, size)
        if (text, leaf) == (str(proof(index, size)).encode(), TREE.leaves[index]):
            continue
        tried += 1
        answers = ours(text, leaf), theirs(text, leaf)
        accepted += any(answers)
        agreed += answers[0] == answers[1]

    figure("P7", mutated=(accepted, tried), agreed=(agreed, tried))
    assert (accepted, agreed) == (0, 10_000)


def test_both_verifiers_agree_on_ten_thousand_consistency_proofs(figure: Figure):
    """Half of them mutated: a step changed, left out or put in, another old size, another root.

    Another new size is none of these: which size has which root is what the checkpoint's signature says.
    """
    chance = random.Random(3)
    wrong = 0
    for number in range(10_000):
        size = chance.randint(1, 600)
        old = chance.randint(1, size)
        steps = proofs.consistency(old, size, TREE.nodes)
        given = [old, size, steps, TREE.roots[old], TREE.roots[size]]
        if number % 2:
            kind = chance.choice([0, 2, 3, 4])
            given[kind] = [
                old + chance.choice([-1, 1]),
                None,
                other_steps(chance, steps),
                chance.randbytes(32),
                chance.randbytes(32),
            ][kind]
        wrong += independent.consistency_holds(*given) != holds(*given)
        wrong += holds(*given) != (number % 2 == 0)

    figure("P7", consistency=(wrong, 20_000))
    assert wrong == 0


def other_steps(chance: random.Random, steps: list[bytes]) -> list[bytes]:
    if not steps or chance.random() < 0.3:
        return [*steps, chance.randbytes(32)]
    at = chance.randrange(len(steps))
    return [*steps[:at], *([chance.randbytes(32)] if chance.random() < 0.5 else []), *steps[at + 1 :]]


def holds(old: int, size: int, steps: list[bytes], old_root: bytes, root: bytes) -> bool:
    try:
        verify_consistency(old=old, old_root=old_root, size=size, root=root, proof=steps)
    except RefusedError:
        return False
    return True
