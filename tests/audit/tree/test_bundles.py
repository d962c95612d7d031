"""Bundles: what is proved of a genuine one, and that nothing of it can be changed."""

import json
import random
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from audit.tree import bundle
from audit.tree.notes import Signer, sign
from audit.tree.verify import (
    META,
    Checkpoint,
    Findings,
    NotExaminedError,
    RefusedError,
    canonical,
    check,
    words,
)
from tests.audit.tree.bundles import ORIGIN, RECORDS, Log
from tests.audit.tree.trees import Tree
from tests.figures import Figure

LOG = Log(40)
OTHER = Log(40)
OBJECT = [index for index in range(40) if index % 3 == 1]
BUNDLE = LOG.bundle(bundle.about_object(RECORDS[1]), OBJECT, since=11)
RANGE = LOG.bundle(bundle.about_range(8, 20), list(range(8, 20)))


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return a bundle changed by somebody who knows the format: canonical, and under a digest of its own."""
    document = json.loads(data)
    change(document)
    document.pop("sha256", None)
    return canonical(document | {"sha256": sha256(canonical(document)).hexdigest()})


def is_accepted(data: bytes, **asked: Any) -> bool:
    try:
        return not check(data, **asked).bad
    except RefusedError:
        return False


def test_a_genuine_bundle_is_accepted_with_everything_that_was_asked():
    found = check(BUNDLE, pinned=[LOG.signer.key, LOG.witness.key], since=LOG.checkpoint(11))

    assert (found.bad, found.indexes, found.objects) == ({}, OBJECT, {RECORDS[1]})
    assert (found.meta, found.content) == ({"shown": 13}, {"shown": 12, "erased": 1})
    assert found.head.checkpoint == Checkpoint(ORIGIN, 40, LOG.tree.roots[40])
    assert found.older == Checkpoint(ORIGIN, 11, LOG.tree.roots[11])


def test_one_byte_changed_anywhere_is_refused(figure: Figure):
    chance = random.Random(4)
    refused = 0
    for _ in range(1000):
        data = bytearray(BUNDLE)
        data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
        refused += not is_accepted(bytes(data))

    figure("P12", changed_bytes=(1000 - refused, 1000))
    assert refused == 1000


def test_one_character_changed_under_a_new_digest_is_refused(figure: Figure):
    """The digest stops accidents; against somebody who makes it anew, the proofs and signatures have to stand."""
    chance = random.Random(5)
    text = json.dumps({name: value for name, value in json.loads(BUNDLE).items() if name != "sha256"})
    refused = tried = 0
    while tried < 1000:
        at = chance.randrange(len(text))
        other = text[:at] + chance.choice('0123456789abcdef ,:{}[]"+/=xyzA') + text[at + 1 :]
        try:
            document = json.loads(other)
        except ValueError:
            continue
        if document == json.loads(text) or not isinstance(document, dict):
            continue
        tried += 1
        refused += not is_accepted(changed(canonical(document), lambda _: None))

    figure("P7", changed_bundles=(tried - refused, tried))
    assert refused == tried


def at_entry(number: int, change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    return lambda document: change(document["entries"][number])


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "content": at_entry(0, lambda entry: entry["content"]["value"].update(position="disputes")),
    "meta": at_entry(0, lambda entry: entry["meta"]["value"].update(reason="another")),
    "null to text": at_entry(0, lambda entry: entry["content"]["value"].update(note="null")),
    "text to number": at_entry(0, lambda entry: entry["content"]["value"].update(revision=1)),
    "salt": at_entry(0, lambda entry: entry["content"].update(salt="0" * 64)),
    "commitment": at_entry(0, lambda entry: entry["leaf"].update(content="0" * 64)),
    "commitment of what is erased": at_entry(3, lambda entry: entry["leaf"].update(content="0" * 64)),
    "parts swapped": at_entry(0, lambda entry: entry.update(meta=entry["content"], content=entry["meta"])),
    "leaf swapped": at_entry(
        0, lambda entry: entry["leaf"].update(meta=entry["leaf"]["content"], content=entry["leaf"]["meta"])
    ),
    "leaf version": at_entry(0, lambda entry: entry["leaf"].update(v=2)),
    "leaf version true": at_entry(0, lambda entry: entry["leaf"].update(v=True)),
    "index": at_entry(0, lambda entry: entry.update(index=0)),
    "index true": at_entry(0, lambda entry: entry.update(index=True)),
    "index beyond the tree": at_entry(12, lambda entry: entry.update(index=40)),
    "proof cut": at_entry(0, lambda entry: entry["proof"].pop()),
    "proof longer": at_entry(0, lambda entry: entry["proof"].append("0" * 64)),
    "proof of another": lambda document: document["entries"][0].update(proof=document["entries"][1]["proof"]),
    "an unknown mark": at_entry(3, lambda entry: entry.update(content="lost")),
    "an unknown member of an entry": at_entry(0, lambda entry: entry.update(note="")),
    "an unknown member": lambda document: document.update(note=""),
    "a member missing": lambda document: document.pop("since"),
    "another format": lambda document: document.update(format="contested-bundle/v2"),
    "no entries": lambda document: document.update(entries=[]),
    "entries swapped": lambda document: document["entries"].reverse(),
    "an entry twice": lambda document: document["entries"].insert(0, document["entries"][0]),
    "another record": lambda document: document["about"].update(object=RECORDS[0]),
    "a claim that is not there": lambda document: document.update(about={"claim": RECORDS[0]}),
    "a range that it is not": lambda document: document.update(about={"first": 1, "end": 38}),
    "about what is no id": lambda document: document["about"].update(object="x"),
    "about nothing": lambda document: document.update(about={}),
    "no keys": lambda document: document.update(keys=[]),
    "a key too many": lambda document: document["keys"].append(str(OTHER.signer.key)),
    "a key twice": lambda document: document["keys"].append(document["keys"][0]),
    "not the witness's key": lambda document: document["keys"].remove(str(LOG.witness.key)),
    "another log's key": lambda document: document.update(keys=[str(OTHER.signer.key), str(LOG.witness.key)]),
    "another checkpoint": lambda document: document.update(checkpoint=OTHER.checkpoint(40)),
    "a smaller checkpoint": lambda document: document.update(checkpoint=LOG.checkpoint(39)),
    "older is another log's": lambda document: document["since"].update(checkpoint=OTHER.checkpoint(11)),
    "older is of another size": lambda document: document["since"].update(checkpoint=LOG.checkpoint(12)),
    "consistency cut": lambda document: document["since"]["proof"].pop(),
    "consistency longer": lambda document: document["since"]["proof"].append("0" * 64),
    "a number for a checkpoint": lambda document: document.update(checkpoint=5),
    "a salt cut": at_entry(0, lambda entry: entry["content"].update(salt=entry["content"]["salt"][:-2])),
    "a salt in capitals": at_entry(0, lambda entry: entry["content"].update(salt="AB" * 32)),
    "a number for a salt": at_entry(0, lambda entry: entry["content"].update(salt=5)),
    "a step cut": at_entry(0, lambda entry: entry["proof"].append("00")),
    "a string for a proof": at_entry(0, lambda entry: entry.update(proof="".join(entry["proof"]))),
    "a number for a proof": at_entry(0, lambda entry: entry.update(proof=5)),
    "numbers in a proof": at_entry(0, lambda entry: entry.update(proof=[1, 2])),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_whoever_changes_a_bundle_and_its_digest_is_refused(name: str, figure: Figure):
    assert is_accepted(changed(BUNDLE, lambda _: None))
    data = changed(BUNDLE, CHANGES[name])

    is_taken = is_accepted(data)

    figure("P7", changed_bundles=(is_taken, 1))
    assert data != BUNDLE
    assert not is_taken


def test_the_first_bad_index_is_named_and_the_others_counted():
    def tamper(document: dict[str, Any]) -> None:
        for number in (12, 5, 7):
            document["entries"][number]["content"]["value"]["position"] = "disputes"

    found = check(changed(BUNDLE, tamper))

    assert list(found.bad) == [OBJECT[5], OBJECT[7], OBJECT[12]]
    assert words(found) == (
        "Refused: 3 of 13 entries are not what they claim to be.\n"
        "The first bad index is 16: what was recorded is not what the entry commits to."
    )


def test_a_range_without_one_of_its_entries_is_refused_by_its_index():
    assert is_accepted(RANGE)
    with pytest.raises(RefusedError, match=r"^not every entry from 8 up to 20 is there") as refused:
        check(changed(RANGE, lambda document: document["entries"].pop(4)))
    assert refused.value.index == 12


@pytest.mark.parametrize("about", [{"first": 9, "end": 20}, {"first": 8, "end": 19}, {"first": 20, "end": 8}])
def test_a_range_has_no_other_entries(about: dict[str, int]):
    with pytest.raises(RefusedError):
        check(changed(RANGE, lambda document: document.update(about=about)))


def test_a_mark_changed_under_the_old_digest_is_refused():
    """Nothing but the digest vouches for it."""
    with pytest.raises(RefusedError, match="digest"):
        check(BUNDLE.replace(b'"erased"', b'"hidden"'))


def test_an_entry_of_another_record_is_refused():
    with pytest.raises(RefusedError, match=r"^an entry is of another record"):
        check(LOG.bundle(bundle.about_object(RECORDS[1]), [1, 2]))


def reseal(name: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Log], None]:
    """Return what seals a changed part of entry 2, as only who runs the log can."""

    def forge(log: Log) -> None:
        row = log.rows[2]
        change(row[name]["value"])
        salt = bytes.fromhex(row[name]["salt"])
        row[f"{name}_hash"] = sha256(salt + canonical(row[name]["value"])).digest()

    return forge


ANOTHER = "what was recorded and who wrote it are not of the same revision"
SEALED = {
    "the content of another record": (reseal("content", lambda value: value.update(id=RECORDS[0])), ANOTHER),
    "a content with a column less": (reseal("content", lambda value: value.pop("note")), ANOTHER),
    "a content of another table": (reseal("meta", lambda value: value.update(kind="claims_claim")), ANOTHER),
    "a meta with a member more": (
        reseal("meta", lambda value: value.update(note="")),
        f"there should be {', '.join(sorted(META))}, and nothing else",
    ),
    "a number": (reseal("content", lambda value: value.update(revision=1)), "what was recorded is not columns of text"),
}  # fmt: skip


@pytest.mark.parametrize("name", SEALED)
def test_what_was_sealed_has_to_be_in_the_form_of_an_entry(name: str):
    """The tree and the signature are right: whoever runs the log sealed this."""
    forge, why = SEALED[name]
    log = Log(5)
    forge(log)
    log.reseal()

    assert check(log.bundle(bundle.about_claim(RECORDS[2]), [2, 3])).bad == {2: why}


@pytest.mark.parametrize("version", [2, True])
def test_a_leaf_of_another_version_is_refused_though_it_was_sealed(version: object):
    log = Log(5)
    row = log.rows[4]
    sealed = {"content": row["content_hash"].hex(), "meta": row["meta_hash"].hex(), "v": version}
    log.tree = Tree([*log.tree.entries[:4], canonical(sealed)])
    data = changed(
        log.bundle(bundle.about_range(4, 5), [4]), lambda document: document["entries"][0].update(leaf=sealed)
    )

    assert check(data).bad == {4: "the leaf is of a version that is not known"}


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", b"\xff", BUNDLE + b"\n", b" " + BUNDLE, BUNDLE.replace(b'":', b'": ', 1),
     b"[" * 100_000, BUNDLE.replace(b'{"about"', b'{"about":0,"about"', 1), b'{"a":"\\ud800"}', b"NaN", b"9" * 5000],
    ids=range(13),
)  # fmt: skip
def test_other_bytes_are_not_examined_further(data: bytes):
    with pytest.raises(RefusedError):
        check(data)


# Keys that the reader trusts, and a checkpoint from before


def test_a_log_signed_by_a_key_that_was_not_given_is_refused():
    for pinned in ([OTHER.signer.key], [LOG.witness.key]):
        with pytest.raises(RefusedError, match="not signed by a log's key that you gave"):
            check(BUNDLE, pinned=pinned)


def test_an_impostor_with_the_name_and_id_of_a_trusted_key_is_refused():
    """Four bytes of id are soon found again: it is the key that has to be the same."""
    impostor = LOG.signer.key._replace(public=bytes(32))
    with pytest.raises(RefusedError):
        check(BUNDLE, pinned=[impostor])


def test_a_checkpoint_from_before_is_continued():
    key = [LOG.signer.key]
    for kept in (0, 11, 40):
        assert check(BUNDLE, pinned=key, since=LOG.checkpoint(kept)).older == Checkpoint(
            ORIGIN, kept, LOG.tree.roots[kept]
        )


def test_a_log_that_was_rewritten_since_is_refused():
    """The same key signed another history before."""
    past = sign(str(Checkpoint(ORIGIN, 11, OTHER.tree.roots[11][::-1])), LOG.signer)
    with pytest.raises(RefusedError, match="inconsistent"):
        check(BUNDLE, pinned=[LOG.signer.key], since=past)
    same_size = sign(str(Checkpoint(ORIGIN, 40, OTHER.tree.roots[40][::-1])), LOG.signer)
    with pytest.raises(RefusedError, match="inconsistent"):
        check(BUNDLE, pinned=[LOG.signer.key], since=same_size)


def test_a_checkpoint_of_another_log_or_key_is_refused():
    another = Signer.generate("another.example/log")
    note = sign(str(Checkpoint(another.name, 11, LOG.tree.roots[11])), another)
    with pytest.raises(RefusedError, match="of another log"):
        check(BUNDLE, pinned=[LOG.signer.key, another.key], since=note)
    with pytest.raises(RefusedError, match="no key that was given"):
        check(BUNDLE, pinned=[LOG.signer.key], since=OTHER.checkpoint(11).replace(ORIGIN, "x", 1))


@pytest.mark.parametrize(("kept", "why"), [(12, "no proof from 12 entries"), (40, "only 30")])
def test_a_checkpoint_that_the_bundle_cannot_be_held_against_is_not_examined(kept: int, why: str):
    shorter = Log(30)
    shorter.signer = LOG.signer
    data = BUNDLE if kept == 12 else shorter.bundle(bundle.about_range(0, 5), list(range(5)))
    with pytest.raises(NotExaminedError, match=why):
        check(data, pinned=[LOG.signer.key], since=LOG.checkpoint(kept))


# The words


def told(data: bytes, **asked: Any) -> tuple[str, list[str], list[str]]:
    """Return the first line, what was proved and what was not."""
    found: Findings = check(data, **asked)
    first, proved, rest = words(found).split("\n\n")
    return first, proved.splitlines()[1:], rest.splitlines()[1:]


def test_the_words_say_what_was_proved_and_what_was_not():
    signer, witness = LOG.signer.key, LOG.witness.key
    first, proved, rest = told(BUNDLE, pinned=[signer, witness], since=LOG.checkpoint(11))

    assert first == "Verified: 13 entries of the log register.example/log, index 1 to 37, in its tree of 40."
    assert proved == [
        f"- The checkpoint is signed by {signer}, a key that you gave.",
        f"- It is cosigned by {witness}, a key that you gave, 2025-11-22 10:10:00 UTC.",
        "- 13 entries: each stands at its index in the tree under that checkpoint.",
        "- Who wrote it, when and why is shown for 13 of 13, what was recorded for 12; all of that is what was sealed.",
        "- The log only grew since its checkpoint of 11: none of those was changed.",
    ]
    assert rest == [
        "- That no entry about this was left out. The fold over the whole log shows that, not the tree.",
        "- What is not shown: what was recorded, of 1 entry (erased).",
        "- Anything recorded after this checkpoint, or committed and not yet sealed when it was signed.",
        "- Who is behind an account, and the times within entries: both are the register's word.",
        "- That what was recorded is true. An entry shows that it was recorded, and not changed since.",
    ]


def test_the_words_say_that_keys_of_the_bundle_prove_little():
    _, proved, rest = told(RANGE)

    assert proved[0] == f"- The checkpoint is signed by {LOG.signer.key}, a key that came with the bundle."
    assert "- None of the entries from 8 up to 20 is left out." in proved
    assert rest[0].startswith(
        "- Whose log this is. The keys came with the bundle, which so far agrees only with itself"
    )
    assert rest[1].startswith(
        "- That others are shown the same log. No witness whose key you gave cosigned it"
    )
    assert "- What is not shown: who wrote it, of 1 entry (hidden)." in rest


def test_the_words_for_a_log_that_no_witness_cosigned():
    data = LOG.bundle(bundle.about_object(RECORDS[0]), [0], is_cosigned=False)
    first, proved, rest = told(data, pinned=[LOG.signer.key])

    assert first == "Verified: 1 entry of the log register.example/log, index 0, in its tree of 40."
    assert not any("cosigned" in line for line in proved)
    assert rest[0].startswith("- That others are shown the same log.")


def test_the_words_name_a_witness_that_did_not_cosign():
    other = Log(1).witness.key
    _, _, rest = told(BUNDLE, pinned=[LOG.signer.key, LOG.witness.key, other], quorum=1)

    assert rest[0] == f"- That {other} has seen this checkpoint."


def test_a_quorum_is_asked_of_the_reader_s_witnesses_and_counts_each_once():
    given, twice = [LOG.signer.key, LOG.witness.key], LOG.witness.key._replace(name="witness.example/again")
    assert not check(BUNDLE, pinned=given, quorum=1).bad
    with pytest.raises(NotExaminedError, match="you ask for 2 of the 1 witnesses whose keys you gave"):
        check(BUNDLE, pinned=[*given, twice], quorum=2)
    with pytest.raises(
        RefusedError, match="cosigned by 1 of the 2 witnesses whose keys you gave, and you ask for 2"
    ):
        check(BUNDLE, pinned=[*given, Log(1).witness.key], quorum=2)
