"""The witness's side and the log's: bodies, every status that the text names, cosignatures, and the quorum."""

import pytest

from audit.tree import proofs, witness
from audit.tree.notes import Signer, sign
from audit.tree.policy import Quorum
from audit.tree.verify import COSIGNATURE, Checkpoint, RefusedError, open_checkpoint
from audit.tree.witness import Answer, Submission, judge
from tests.audit.tree.trees import tree_of

TREE, FORK = tree_of(50), tree_of(60)
FORK.roots[30] = FORK.roots[30][::-1]
LOG = Signer.generate("log.example/a")
STRANGER = Signer.generate("log.example/a")
WITNESSES = [Signer.generate(f"witness.example/w{number}", algorithm=COSIGNATURE) for number in range(3)]
LOGS = {LOG.name: [LOG.key]}


def head(size: int, root: bytes | None = None) -> Checkpoint:
    return Checkpoint(LOG.name, size, root or TREE.roots[size])


def body(old: int, size: int, *, signer: Signer = LOG, root: bytes | None = None) -> bytes:
    proof = tuple(proofs.consistency(old, size, TREE.nodes)) if old <= size else ()
    return bytes(Submission(old, proof, sign(str(head(size, root)), signer)))


def judged(submitted: bytes, latest: Checkpoint | None = None) -> Answer:
    return judge(submitted, logs=LOGS, latest={} if latest is None else {LOG.name: latest})


def test_a_body_is_read_as_it_is_written():
    submitted = body(13, 50)
    lines = submitted.decode().split("\n")

    assert lines[0] == "old 13"
    assert lines[lines.index("") + 1] == LOG.name
    assert bytes(Submission.parse(submitted)) == submitted
    assert Submission.parse(submitted).proof == tuple(proofs.consistency(13, 50, TREE.nodes))


@pytest.mark.parametrize(("old", "size"), [(0, 0), (0, 50), (13, 50), (50, 50)])
def test_a_checkpoint_that_goes_on_from_the_last_one_is_accepted(old: int, size: int):
    assert judged(body(old, size), head(old) if old else None) == Answer(200, accepted=head(size))


CUT = body(13, 50).replace(b"\n\n", b"\nAAAA\n\n", 1)
REFUSED = {
    "old size of another than the witness knows": (body(12, 50), 409, "13\n"),
    "nothing known to the client": (body(0, 50), 409, "13\n"),
    "behind what the witness knows": (body(5, 10), 409, "13\n"),
    "the same size, another root": (body(13, 13, root=b"\1" * 32), 409, "13\n"),
    "a fork": (body(13, 50, root=FORK.roots[30]), 422, "the two checkpoints are inconsistent\n"),
    "a proof where none is needed": (
        bytes(Submission(13, (b"\1" * 32,), sign(str(head(13)), LOG))), 422, "the two checkpoints are inconsistent\n"
    ),
    "another key of that name": (body(13, 50, signer=STRANGER), 403, "no key that was given signed"),
    "a signature of another text": (body(13, 50).replace(b"\n50\n", b"\n49\n"), 403, "does not hold"),
    "another log": (body(13, 50).replace(b"log.example/a\n50", b"log.example/b\n50"), 404, "not known here"),
    "old size above the checkpoint's": (body(14, 13), 400, "larger than the checkpoint"),
    "no old size": (body(13, 50).replace(b"old 13\n", b""), 400, "not an old size"),
    "a leading zero": (body(13, 50).replace(b"old 13", b"old 013"), 400, "not a size"),
    "two spaces": (body(13, 50).replace(b"old 13", b"old  13"), 400, "not a size"),
    "no empty line": (body(13, 50).replace(b"\n\n", b"\n"), 400, ""),
    "a line that is no hash": (CUT, 400, "not base64 of 32 bytes"),
    "64 hashes": (bytes(Submission(13, (b"\1" * 32,) * 64, sign(str(head(50)), LOG))), 400, "63 hashes at most"),
    "not text": (b"\xff", 400, "not text"),
    "nothing": (b"", 400, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_accepted_has_the_status_of_the_text(name: str):
    submitted, status, said = REFUSED[name]
    answer = judged(submitted, head(13))

    assert (answer.status, answer.accepted) == (status, None)
    assert said in answer.body
    assert answer.content_type == (witness.SIZE_TYPE if status == 409 else witness.TEXT_TYPE)


def test_sixty_three_hashes_are_read_and_one_more_is_not():
    submission = Submission(1, (b"\1" * 32,) * 63, sign(str(head(50)), LOG))
    assert Submission.parse(bytes(submission)) == submission
    with pytest.raises(RefusedError, match="63 hashes at most"):
        Submission.parse(bytes(submission._replace(proof=(b"\1" * 32,) * 64)))


def test_a_conflict_tells_the_size_that_the_witness_knows():
    assert witness.known_size(judged(body(0, 50), head(13)).body) == 13
    for other in ("13", "", "\n", "x\n", "-1\n", "13\n\n"):
        with pytest.raises(RefusedError):
            witness.known_size(other)


def test_cosignatures_of_known_witnesses_are_taken_over():
    note = sign(str(head(50)), LOG)
    lines = [each.line(str(head(50)), at=7) for each in WITNESSES]
    known = [WITNESSES[0].key, WITNESSES[2].key]

    found = witness.cosigned_by(note, lines[0] + lines[1], known)
    assert found == note + lines[0]
    again = witness.cosigned_by(found, lines[0] + lines[2], known)
    assert again == note + lines[0] + lines[2]
    assert open_checkpoint(again, [LOG.key, *known]).witnesses == ((known[0], 7), (known[1], 7))


@pytest.mark.parametrize(
    "answer",
    ["", "no\n", WITNESSES[1].line(str(head(50)), at=7), WITNESSES[0].line(str(head(49)), at=7),
     WITNESSES[0].line(str(head(50)), at=7)[:-1]],
)  # fmt: skip
def test_an_answer_that_is_no_cosignature_of_this_checkpoint_is_refused(answer: str):
    with pytest.raises(RefusedError):
        witness.cosigned_by(sign(str(head(50)), LOG), answer, [WITNESSES[0].key])


def test_a_witness_cannot_slip_in_a_text_of_its_own():
    """A blank line in the answer would make what stands before it a part of what was signed."""
    longer = f"{head(50)}\nmore\n"
    answer = f"more\n\n{WITNESSES[0].line(longer, at=7)}"
    with pytest.raises(RefusedError, match="did not sign this checkpoint"):
        witness.cosigned_by(sign(str(head(50)), LOG), answer, [WITNESSES[0].key])


def test_a_quorum_counts_the_witnesses_that_it_names():
    keys = [each.key for each in WITNESSES]
    note = sign(str(head(50)), LOG) + "".join(each.line(str(head(50)), at=7) for each in WITNESSES[:2])
    signed = open_checkpoint(note, [LOG.key, *keys])

    assert Quorum().is_met(signed)
    assert Quorum.of(2, map(str, keys)).is_met(signed)
    assert not Quorum.of(3, map(str, keys)).is_met(signed)
    assert not Quorum.of(2, map(str, keys[1:])).is_met(signed)


@pytest.mark.parametrize(
    ("least", "keys"),
    [
        (2, [WITNESSES[0].key]),
        (-1, []),
        (1, [LOG.key]),
        (1, [WITNESSES[0].key, WITNESSES[0].key._replace(name="witness.example/again")]),
    ],
)
def test_a_quorum_that_means_nothing_is_refused(least: int, keys: list[object]):
    with pytest.raises(ValueError, match=r"cannot be asked for|has a key for cosignatures|named twice"):
        Quorum.of(least, map(str, keys))
