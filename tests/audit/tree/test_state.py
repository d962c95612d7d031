"""What a witness remembers: on disk before it counts, one process at a time, and never taken for nothing."""

import json
from pathlib import Path

import pytest

from audit.tree import state
from audit.tree.notes import Signer
from audit.tree.state import State, StateError
from audit.tree.verify import COSIGNATURE, Checkpoint, Key
from tests.audit.tree.loopback import LOG, TREE, WITNESS, note

HEAD = Checkpoint(LOG.name, 13, TREE.roots[13])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the state of a witness that has cosigned nothing."""
    state.create(tmp_path / "witness.state", WITNESS.key)
    return tmp_path / "witness.state"


def test_a_new_witness_has_cosigned_nothing(file: Path):
    kept = State(file, WITNESS.key)

    assert (kept.notes, kept.latest) == ({}, {})
    kept.close()


def test_what_is_stored_is_there_for_the_next_process(file: Path):
    kept = State(file, WITNESS.key)
    kept.store(note(13), HEAD)
    kept.close()
    again = State(file, WITNESS.key)

    assert (again.notes, again.latest) == ({LOG.name: note(13)}, {LOG.name: HEAD})
    again.close()


def test_logs_do_not_get_in_each_other_s_way(file: Path):
    other = Signer.generate("log.example/b")
    kept = State(file, WITNESS.key)
    kept.store(note(13), HEAD)
    kept.store(note(9, log=other), Checkpoint(other.name, 9, TREE.roots[9]))
    kept.store(note(14), Checkpoint(LOG.name, 14, TREE.roots[14]))
    kept.close()

    assert json.loads(file.read_text())["logs"] == {LOG.name: note(14), other.name: note(9, log=other)}


def test_what_could_not_be_stored_does_not_count(file: Path):
    kept = State(file, WITNESS.key)
    file.unlink()
    file.mkdir()  # which no file takes the place of

    with pytest.raises(OSError, match="irectory"):
        kept.store(note(13), HEAD)

    assert (kept.notes, kept.latest) == ({}, {})
    kept.close()


def test_a_state_is_never_made_over_another(file: Path):
    with pytest.raises(FileExistsError):
        state.create(file, WITNESS.key)


def refused(file: Path, key: Key = WITNESS.key) -> str:
    """Return why a state cannot be had."""
    with pytest.raises(StateError) as error:
        State(file, key)
    return str(error.value)


def test_without_a_state_a_witness_does_not_begin(tmp_path: Path):
    assert "must not go on under its key" in refused(tmp_path / "nothing")
    assert "No such file" in refused(tmp_path / "nowhere" / "nothing")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"key": KEY}',
        '{"key": KEY, "logs": 1}',
        '{"key": KEY, "logs": ["log.example/a"]}',
        '{"key": KEY, "logs": {"log.example/a": 13}}',
        '{"key": KEY, "logs": {"log.example/a": "no checkpoint"}}',
        '{"key": KEY, "logs": {"log.example/a": "\x80"}}',
    ],
)
def test_a_damaged_state_is_not_taken_for_an_empty_one(content: str, file: Path):
    file.write_bytes(content.replace("KEY", f'"{WITNESS.key}"').encode("latin-1"))

    assert "cannot be read as the state of a witness" in refused(file)


def test_the_state_of_another_witness_is_refused(file: Path):
    other = Signer.generate("witness.example/other", algorithm=COSIGNATURE)

    assert f"is the state of the witness {WITNESS.key}" in refused(file, other.key)
    State(file, WITNESS.key).close()  # which the other has let go of


def test_a_checkpoint_under_another_log_s_name_is_refused(file: Path):
    file.write_text(json.dumps({"key": str(WITNESS.key), "logs": {"log.example/b": note(13)}}))

    assert "under the name of another log" in refused(file)


def test_a_second_one_in_this_process_is_refused_until_the_first_has_gone(file: Path):
    kept = State(file, WITNESS.key)
    (file.parent / "link").symlink_to(file)

    assert "another process has it" in refused(file)
    assert "another process has it" in refused(file.parent / "link")

    kept.close()
    State(file, WITNESS.key).close()
