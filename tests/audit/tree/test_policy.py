"""What an operator writes to name the witnesses, and how a mistake in it is told."""

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.tree.notes import Signer
from audit.tree.policy import Policy, Quorum
from audit.tree.verify import COSIGNATURE, SIGNATURE


def signer(name: str, algorithm: int) -> Signer:
    """Return a key that is the same in every process, since tests are named by it."""
    return Signer(name, algorithm, Ed25519PrivateKey.from_private_bytes(name[:1].encode() * 32))


A, B, C = (signer(f"{name}.example/w", COSIGNATURE) for name in "abc")
LOG = signer("log.example", SIGNATURE)
ROOT = Path(__file__).resolve().parents[3]


def test_witnesses_are_read_with_how_many_of_them_are_asked_for():
    text = f"2 https://a.example={A.key}\n  http://[::1]:8088/deep/={B.key}\thttps://c.example:444/x={C.key} "

    assert Policy.parse(text) == Policy(
        Quorum(2, frozenset({A.key, B.key, C.key})),
        {A.key: "https://a.example", B.key: "http://[::1]:8088/deep", C.key: "https://c.example:444/x"},
    )


@pytest.mark.parametrize("text", ["", "  \n", "0"])
def test_nothing_asks_nobody(text: str):
    assert Policy.parse(text) == Policy(Quorum(0, frozenset()), {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://a.example=A", "begins with how many of the witnesses"),
        ("-1 https://a.example=A", "begins with how many of the witnesses"),
        ("2 https://a.example=A", "2 of 1 witnesses cannot be asked for"),
        ("0 https://a.example=A", "0 of them would be nobody"),
        ("1", "1 of 0 witnesses cannot be asked for"),
        ("1 https://a.example=A https://b.example", "witness 2: 'https://b.example' is not ADDRESS=KEY"),
        ("1 https://a.example=A B", "witness 2: .* is not ADDRESS=KEY"),
        ("1 A=https://a.example", "witness 1: .* is not a plain http:// or https:// address"),
        ("1 a.example=A", "witness 1: 'a.example' is not a plain"),
        ("1 ftp://a.example=A", "witness 1: 'ftp://a.example' is not a plain"),
        ("1 https://=A", "witness 1: 'https://' is not a plain"),
        ("1 https://me:secret@a.example=A", "witness 1: .* is not a plain"),
        ("1 https://a.example/?x=A", "witness 1: .* is not a plain"),
        ("1 https://a.example:99999=A", "witness 1: Port out of range"),
        ("1 https://a.example:0=A", "witness 1: .* is not a plain"),
        ("1 https://a.example=a.example/w", "witness 1: 'a.example/w' is not a key as"),
        ("1 https://a.example=Ax", "witness 1: .* is not a key as"),
        ("1 https://a.example=LOG", "witness 1: .* is the key of a log"),
        ("1 https://a.example=A https://b.example=A", "witness 2: its key or its address is that"),
        ("1 https://a.example=A https://a.example/=B", "witness 2: its key or its address is that"),
        ("1 https://a.example=A https://b.example=AGAIN", "one witness is named twice"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, said: str):
    with pytest.raises(ValueError, match=said):
        Policy.parse(keyed(text))


@pytest.mark.parametrize("text", ["1 https://a.example=SECRET", "SECRET"])
def test_a_secret_that_was_pasted_is_not_shown(text: str):
    with pytest.raises(ValueError, match="private half of a key") as refused:
        Policy.parse(keyed(text))

    assert A.secret.rpartition("+")[2] not in str(refused.value)


def keyed(text: str) -> str:
    """Return a text with keys where it has their names."""
    again = A.key._replace(name="b.example/w")
    keys = {"SECRET": A.secret, "AGAIN": again, "LOG": LOG.key, "A": A.key, "B": B.key}
    return re.sub("SECRET|AGAIN|LOG|A|B", lambda name: str(keys[name[0]]), text)


def test_the_example_of_the_document_is_a_policy():
    text = (ROOT / "docs" / "operations.md").read_text()
    (example,) = re.findall(r'^CONTESTED_LOG_WITNESSES="(.*?)"$', text, re.DOTALL | re.MULTILINE)
    policy = Policy.parse(example)

    assert (policy.quorum.least, len(policy.addresses)) == (2, 3)
