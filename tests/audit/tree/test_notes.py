"""Signed notes and checkpoints: known notes, keys as text, and every form that is not one."""

import pytest

from audit.tree.notes import Signer, sign
from audit.tree.verify import COSIGNATURE, Checkpoint, Key, Note, RefusedError, open_checkpoint

#: The key and the note of golang.org/x/mod/sumdb/note (The Go Authors, BSD licence).
SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#: The example of C2SP signed-note.
QUASIMODO = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3Zek\
RwNtIc=
"""

LOG = Signer.parse(SKEY)
WITNESS = Signer.generate("witness.example/w1", algorithm=COSIGNATURE)
HEAD = Checkpoint("PeterNeumann", 3, b"\7" * 32)


def test_a_known_key_signs_a_known_note():
    assert (str(LOG.key), LOG.secret) == (VKEY, SKEY)
    assert sign(TEXT, LOG) == f"{TEXT}\n{LINE}"
    assert Note.parse(f"{TEXT}\n{LINE}").signed_by([Key.parse(VKEY)]) == {LOG.key: None}


def test_a_note_may_have_empty_lines():
    note = Note.parse(QUASIMODO)

    assert note.text.endswith("\n\ned è subito sera.\n")
    assert [(name, key_id.hex(), len(blob)) for name, key_id, blob in note.lines] == [
        ("quasimodo.example/salvatore", "367ba04b", 64)
    ]


def test_a_checkpoint_is_read_as_it_is_written():
    assert str(HEAD) == "PeterNeumann\n3\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n"
    assert Checkpoint.parse(str(HEAD)) == HEAD


def test_a_cosigned_checkpoint_opens_with_the_keys_that_are_known():
    note = sign(str(HEAD), LOG) + WITNESS.line(str(HEAD), at=1679315147)

    assert open_checkpoint(note, [LOG.key, WITNESS.key]) == (HEAD, (LOG.key,), ((WITNESS.key, 1679315147),))
    assert open_checkpoint(note, [LOG.key]) == (HEAD, (LOG.key,), ())
    with pytest.raises(RefusedError, match="no key that was given signed for the log"):
        open_checkpoint(note, [WITNESS.key])


def test_a_cosignature_holds_for_its_own_time_only():
    name, key_id, blob = Note.parse(sign(str(HEAD), LOG) + WITNESS.line(str(HEAD), at=5)).lines[1]
    assert (name, key_id, WITNESS.key.verify(str(HEAD), blob)) == (WITNESS.name, WITNESS.key.id, 5)

    for other in [(6).to_bytes(8, "big") + blob[8:], b"\xff" + blob[1:], blob[:20], b""]:
        with pytest.raises(RefusedError):
            WITNESS.key.verify(str(HEAD), other)


def test_a_signature_of_another_text_or_key_is_refused():
    forged = f"{TEXT.replace('answer', 'Answer')}\n{LINE}"
    with pytest.raises(RefusedError, match=r"^the signature of 'PeterNeumann' does not hold"):
        Note.parse(forged).signed_by([LOG.key])
    same_name = Signer.generate("PeterNeumann")
    assert Note.parse(f"{TEXT}\n{LINE}").signed_by([same_name.key]) == {}


def test_the_log_named_in_a_checkpoint_has_to_have_signed_it():
    """A key of another name, or one of a witness with the log's own, signs for no log."""
    text = str(HEAD._replace(origin="another.example/log"))
    with pytest.raises(RefusedError, match=r"signed for the log 'another\.example/log'"):
        open_checkpoint(sign(text, LOG), [LOG.key])
    impostor = Signer.generate(HEAD.origin, algorithm=COSIGNATURE)
    with pytest.raises(RefusedError, match="signed for the log 'PeterNeumann'"):
        open_checkpoint(f"{HEAD}\n{impostor.line(str(HEAD), at=1)}", [impostor.key])


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}{LINE}",
        f"{TEXT}\n{LINE[:-1]}",
        f"{TEXT}\n{LINE}\n",
        f"\n\n{LINE}"[1:],
        f"{TEXT}\n{LINE}{LINE}",
        f"{TEXT}\n-{LINE[1:]}",
        f"{TEXT}\n{LINE.replace(' ', '  ', 1)}",
        f"{TEXT}\n{LINE.replace('=', '')}",
        f"{TEXT}\n{LINE.replace('nAM=', 'nAN=')}",  # the same bytes, another way
        f"{TEXT}\n{LINE.replace('x08g', 'x08-')}",
        f"{TEXT}\n— PeterNeumann x08gow==\n",
        f"{TEXT}\n{LINE.replace('PeterNeumann', 'Peter+Neumann')}",
        f"{TEXT}\n" + LINE.replace("PeterNeumann", "Peter\u00a0Neumann"),
        f"{TEXT}\n{LINE}".replace("\n", "\r\n"),
        f"{TEXT}\t\n\n{LINE}",
        f"{TEXT}\0\n\n{LINE}",
        f"{TEXT}\n" + "".join(LINE.replace("Peter", f"Peter{number}") for number in range(101)),
    ],
)
def test_what_is_not_a_signed_note_is_refused(note: str):
    with pytest.raises(RefusedError):
        Note.parse(note)


ROOT = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="


@pytest.mark.parametrize(
    "text",
    [f"log\n3\n{ROOT}", f"log\n3\n{ROOT}\nextension\n", f"\n3\n{ROOT}\n", f"log\n03\n{ROOT}\n", f"log\n+3\n{ROOT}\n",
     f"log\n-3\n{ROOT}\n", f"log\n٣\n{ROOT}\n", f"log\n\n{ROOT}\n", f"log\n{2**63}\n{ROOT}\n", f"log\n3 \n{ROOT}\n",
     f"log\n3\n{ROOT[:-4]}\n", "log\n3\n\n", f"log\n3\n{ROOT[:-2]}d=\n", f"log\n3\n{ROOT}\n\n"],
)  # fmt: skip
def test_what_is_not_a_checkpoint_is_refused(text: str):
    with pytest.raises(RefusedError):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    "text",
    ["", "PeterNeumann", VKEY.replace("c74f20a3", "c74f20a4"), VKEY.replace("PeterN", "PeterM"), VKEY[:-4], VKEY + "=",
     VKEY.replace("c74f20a3", "C74F20A3"), str(Key("log", 2, bytes(32))), "+" + VKEY, VKEY.replace("Pe", "P e")],
)  # fmt: skip
def test_what_is_not_a_verifier_key_is_refused(text: str):
    with pytest.raises(RefusedError):
        Key.parse(text)


@pytest.mark.parametrize(
    "text", ["", VKEY, SKEY[:-4], SKEY.replace("c74f20a3", "c74f20a4"), SKEY.removeprefix("PRIVATE+KEY+")]
)
def test_what_is_not_a_signing_key_is_refused_without_showing_it(text: str):
    with pytest.raises(RefusedError, match=r"^this is not a signing key$"):
        Signer.parse(text)


def test_a_private_key_is_not_in_what_is_printed_of_it():
    assert SKEY.rpartition("+")[2] not in f"{LOG!r} {LOG}"


def test_a_witness_says_when_and_a_log_does_not():
    with pytest.raises(ValueError, match="a cosignature has a time"):
        LOG.line(TEXT, at=1)
    with pytest.raises(ValueError, match="a cosignature has a time"):
        WITNESS.line(TEXT)
    with pytest.raises(ValueError, match="ends in a newline"):
        sign("no newline", LOG)
