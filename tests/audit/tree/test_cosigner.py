"""A witness decides, stores, and signs, in this order; and keeps what proves that a log signed two histories."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from audit.tree.cosigner import Cosigner
from audit.tree.notes import Signer
from audit.tree.state import State, StateError
from audit.tree.verify import Key, open_checkpoint
from audit.tree.witness import Answer
from tests.audit.tree.loopback import LOG, TREE, WITNESS, body, fork_of, note, remembering

FORK = fork_of(TREE, 5)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where a witness keeps its state."""
    return tmp_path / "witness.state"


def holds(answer: Answer, size: int) -> bool:
    """Return whether an answer cosigns the checkpoint of the tree at a size."""
    signed = open_checkpoint(note(size) + answer.body, [LOG.key, WITNESS.key])
    return answer.status == 200 and [key for key, _ in signed.witnesses] == [WITNESS.key]


def test_a_checkpoint_is_cosigned_and_the_next_from_there_on(file: Path):
    with remembering(file) as witness:
        assert holds(witness.add(body(0, 13)), 13)
        assert holds(witness.add(body(13, 50)), 50)
        assert witness.add(body(13, 50))[:2] == (409, "50\n")


def test_what_was_cosigned_is_known_to_the_next_process(file: Path):
    with remembering(file) as witness:
        witness.add(body(0, 13))
    with remembering(file) as witness:
        assert witness.add(body(0, 50))[:2] == (409, "13\n")
        assert holds(witness.add(body(13, 50)), 50)


def test_the_same_checkpoint_is_cosigned_again_without_a_word_on_disk(file: Path):
    with remembering(file) as witness:
        witness.add(body(0, 13))
        written = file.stat().st_ino
        assert holds(witness.add(body(13, 13)), 13)

        assert file.stat().st_ino == written


def test_what_cannot_be_stored_is_not_cosigned(file: Path):
    with remembering(file) as witness:
        witness.add(body(0, 13))
        kept = file.read_bytes()
        file.unlink()
        file.mkdir()
        with pytest.raises(OSError, match="irectory"):
            witness.add(body(13, 50))
        file.rmdir()
        file.write_bytes(kept)

        assert witness.add(body(50, 50))[:2] == (409, "13\n")
        assert holds(witness.add(body(13, 50)), 50)


def test_nothing_is_stored_of_what_is_refused(file: Path):
    with remembering(file) as witness:
        witness.add(body(0, 13))
        kept = file.read_bytes()
        for submitted in (body(0, 50), body(13, 50, FORK), body(13, 13, FORK), b"", body(14, 13)):
            assert witness.add(submitted).status != 200

        assert file.read_bytes() == kept


def test_each_log_has_a_checkpoint_of_its_own(file: Path):
    other = Signer.generate("log.example/b")
    with remembering(file, LOG.key, other.key) as witness:
        assert holds(witness.add(body(0, 13)), 13)
        assert witness.add(body(0, 50, FORK, other)).status == 200
        assert witness.add(body(13, 50, TREE, other))[:2] == (409, "50\n")
        assert holds(witness.add(body(13, 50)), 50)


def test_a_log_may_have_two_keys_while_one_takes_over(file: Path):
    new = Signer.generate(LOG.name)
    with remembering(file, LOG.key, new.key) as witness:
        assert witness.add(body(0, 13)).status == 200
        assert witness.add(body(13, 50, TREE, new)).status == 200


def test_a_log_that_is_left_out_is_remembered_all_the_same(file: Path):
    other = Signer.generate("log.example/b")
    with remembering(file, LOG.key) as witness:
        witness.add(body(0, 13))
    with remembering(file, other.key) as witness:
        assert witness.add(body(13, 50)).status == 404
        witness.add(body(0, 9, TREE, other))
    with remembering(file, LOG.key) as witness:
        assert witness.add(body(0, 50, FORK))[:2] == (409, "13\n")


def test_of_sixteen_at_once_from_one_size_one_is_cosigned(file: Path):
    start = Barrier(16)
    bodies = [body(13, 40 + number, fork_of(TREE, 13 + number, number=number)) for number in range(16)]

    def submit(submitted: bytes) -> Answer:
        start.wait()
        return witness.add(submitted)

    with remembering(file) as witness, ThreadPoolExecutor(16) as pool:
        witness.add(body(0, 13))
        answers = list(pool.map(submit, bodies))

    (size,) = [40 + number for number, answer in enumerate(answers) if answer.status == 200]
    assert [answer[:2] for answer in answers if answer.status != 200] == [(409, f"{size}\n")] * 15


def test_two_histories_are_told_with_what_the_log_signed(file: Path, caplog: pytest.LogCaptureFixture):
    with remembering(file) as witness, caplog.at_level(logging.INFO, "contested.witness"):
        witness.add(body(0, 13))
        witness.add(body(0, 13, FORK))
        told = [record for record in caplog.records if record.levelno == logging.ERROR]

    (record,) = told
    assert f"The log signed {note(13, FORK)!a} after {note(13)!a}" in record.getMessage()


@pytest.mark.parametrize("submitted", [body(0, 50), body(0, 14, log=Signer.generate(LOG.name)), b"\x1b[2J"])
def test_what_is_no_sign_of_two_histories_is_told_in_a_line(submitted: bytes, file: Path, caplog):  # noqa: ANN001
    with remembering(file) as witness, caplog.at_level(logging.INFO, "contested.witness"):
        witness.add(body(0, 13))
        caplog.clear()
        witness.add(submitted)

    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage().isprintable()


@pytest.mark.parametrize(
    ("signer", "logs", "said"),
    [
        (WITNESS, [], "needs the key of a log"),
        (WITNESS, [WITNESS.key], "the key of a witness, and not of a log"),
        (LOG, [LOG.key], "the key of a log, and not of a witness"),
    ],
)
def test_keys_of_the_wrong_kind_are_refused(signer: Signer, logs: list[Key], said: str, file: Path):
    with remembering(file):
        pass
    kept = State(file, WITNESS.key)

    with pytest.raises(StateError, match=said):
        Cosigner(signer, logs, kept)
    kept.close()
