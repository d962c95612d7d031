"""The log over HTTP: files for everybody, proofs and bundles for those with a key, verified without the register."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from audit.tree import tiles, verify
from audit.tree.tlogproof import TlogProof
from tests.api.conftest import Caller
from tests.stack import Stack
from tests.waiting import until


@pytest.fixture
def anybody(register: Stack) -> Iterator[httpx.Client]:
    """Speak without a key."""
    with httpx.Client(base_url=f"{register.url}/api/v1/", timeout=30) as client:
        yield client


def sealed(newsroom: Caller, path: str) -> httpx.Response:
    """Return an answer that needs a checkpoint, once there is one that reaches it."""
    return until(lambda: (found := newsroom.get(path)).status_code == 200 and found, within=30)  # type: ignore[return-value]


def record(newsroom: Caller, name: str) -> str:
    """Record an actor, and return its id."""
    return str(newsroom.post("actors", {"name": name, "kind": "person"}).json()["id"])


def keys(anybody: httpx.Client) -> list[verify.Key]:
    """Return the log's keys."""
    return [verify.Key.parse(line) for line in anybody.get("log/keys").text.split()]


def test_what_is_recorded_is_sealed_and_proved(newsroom: Caller, anybody: httpx.Client):
    made = record(newsroom, "sealed and proved")
    index = until(lambda: newsroom.get(f"actors/{made}/revisions/1").json()["log_index"], within=30)
    answer = sealed(newsroom, f"log/proof/{index}")

    assert answer.headers["Content-Type"].startswith("text/plain")
    proof = TlogProof.parse(answer.text)
    bundle = index // tiles.WIDTH
    size = verify.open_checkpoint(proof.checkpoint, keys(anybody)).checkpoint.size
    path = tiles.path(None, bundle, tiles.width(0, bundle, size))
    leaf = tiles.unpack(anybody.get(f"log/{path}").content)[index % tiles.WIDTH]
    assert proof.verify(verify.leaf_hash(leaf), keys(anybody)).checkpoint.size == size


def test_a_bundle_is_verified_by_the_downloaded_file_alone(
    newsroom: Caller, anybody: httpx.Client, tmp_path: Path
):
    claim = newsroom.get("claims?limit=1").json()["results"][0]["id"]
    (tmp_path / "bundle.json").write_bytes(sealed(newsroom, f"claims/{claim}/bundle").content)
    (tmp_path / "verify.py").write_bytes(anybody.get("log/verify.py").content)
    key = anybody.get("log/keys").text.strip()

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "verify.py", "bundle.json", "--key", key]
        return subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, check=False)

    verified = run()
    data = (tmp_path / "bundle.json").read_bytes()
    (tmp_path / "bundle.json").write_bytes(data.replace(b'"operation":"+"', b'"operation":"~"', 1))
    refused = run()

    assert (verified.returncode, verified.stdout[:9]) == (0, "Verified:")
    assert (refused.returncode, refused.stdout[:8]) == (1, "Refused:")


def test_growth_is_proved_between_checkpoints_that_were_signed(newsroom: Caller, anybody: httpx.Client):
    kept = anybody.get("log/checkpoint").text
    older = verify.open_checkpoint(kept, keys(anybody)).checkpoint
    made = record(newsroom, "grown")
    index = until(lambda: newsroom.get(f"actors/{made}/revisions/1").json()["log_index"], within=30)
    sealed(newsroom, f"log/proof/{index}")
    newer = verify.open_checkpoint(anybody.get("log/checkpoint").text, keys(anybody)).checkpoint

    answer = newsroom.get(f"log/consistency?from={older.size}&to={newer.size}")
    proof = [bytes.fromhex(step) for step in answer.json()["proof"]]

    assert answer.json()["from"] == {"size": older.size, "checkpoint": kept}
    verify.verify_consistency(
        old=older.size, old_root=older.root, size=newer.size, root=newer.root, proof=proof
    )


def test_a_range_is_given_whole(newsroom: Caller, anybody: httpx.Client):
    found = verify.check(newsroom.get("log/bundle?first=2&end=9").content, pinned=keys(anybody))

    assert found.indexes == [2, 3, 4, 5, 6, 7, 8]
    assert not found.bad


def test_a_period_is_given_whole(newsroom: Caller, anybody: httpx.Client):
    sealed(newsroom, "log/proof/9")
    after = datetime.now(tz=UTC).isoformat()
    made = [record(newsroom, f"in the period {number}") for number in range(3)]
    index = until(lambda: newsroom.get(f"actors/{made[-1]}/revisions/1").json()["log_index"], within=30)
    sealed(newsroom, f"log/proof/{index}")
    before = datetime.now(tz=UTC).isoformat()

    answer = newsroom.get(f"log/bundle?{urlencode({'after': after, 'before': before})}")

    found = verify.check(answer.content, pinned=keys(anybody))
    first, end = (
        newsroom.get(f"actors?{urlencode({'known_at': instant})}").json()["known_at"]
        for instant in (after, before)
    )
    assert found.about == {"first": first, "end": end}
    assert not found.bad
    assert found.objects >= {*made}


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("after=2000-01-01T00:00:00Z&before=2000-02-01T00:00:00Z", "after", "no_checkpoint"),
        ("after={then}&before=2999-01-01T00:00:00Z", "before", "still_to_come"),
    ],
)
def test_a_period_without_a_position_is_refused_by_its_name(
    query: str, parameter: str, code: str, newsroom: Caller
):
    sealed(newsroom, "log/proof/9")
    then = datetime.now(tz=UTC).isoformat().replace("+00:00", "Z")

    answer = newsroom.get(f"log/bundle?{query.format(then=then)}")

    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["parameter"], fault["code"]) == (422, parameter, code)


def test_a_period_in_which_nothing_was_sealed_is_refused(newsroom: Caller):
    sealed(newsroom, "log/proof/9")
    then = datetime.now(tz=UTC).isoformat().replace("+00:00", "Z")

    answer = newsroom.get(f"log/bundle?after={then}&before={then}")

    assert (answer.status_code, answer.json()["code"]) == (422, "not_sealed")


def test_entries_lead_through_the_log_in_its_order(auditor: Caller, anybody: httpx.Client):
    size = verify.open_checkpoint(anybody.get("log/checkpoint").text, keys(anybody)).checkpoint.size
    found, following = [], "log/entries?first=3&limit=40"
    while following:
        page = auditor.get(following).json()
        found += page["results"]
        following = page["next"]

    assert [one["index"] for one in found] == [*range(3, 3 + len(found))]
    assert all(one["sealed"] for one in found[: size - 3])
    assert {one["withheld"] for one in found} == {None}
    hashes = anybody.get(f"log/{tiles.path(0, 0, min(size, tiles.WIDTH))}").content
    assert "".join(one["leaf_hash"] for one in found[:20]) == hashes[3 * 32 : 23 * 32].hex()


def test_an_entry_leads_to_its_record(newsroom: Caller):
    actor = newsroom.post("actors", {"name": "told", "kind": "person"}).json()
    index = until(lambda: newsroom.get(f"actors/{actor['id']}/revisions/1").json()["log_index"], within=30)

    (entry,) = newsroom.get(f"log/entries?first={index}&limit=1").json()["results"]

    about = {name: entry[name] for name in ("withheld", "kind", "object", "revision", "url")}
    assert about == {
        "withheld": None, "kind": "actor", "object": actor["id"], "revision": 1, "url": actor["url"],
    }  # fmt: skip


def test_a_partner_is_not_told_who_has_access(newsroom: Caller):
    found = newsroom.get("log/entries?limit=200").json()["results"]

    hidden = [one for one in found if one["withheld"] == "hidden"]
    assert hidden
    assert {one[name] for one in hidden for name in ("kind", "object", "revision", "url")} == {None}
    assert not {one["kind"] for one in found} & {"account", "key", "partner"}


@pytest.mark.parametrize(
    ("query", "name"), [("first=-1", "first"), ("first=x", "first"), ("end=3", "end"), ("limit=201", "limit")]
)
def test_what_entries_cannot_be_asked_is_refused(query: str, name: str, newsroom: Caller):
    answer = newsroom.get(f"log/entries?{query}")

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, name)


def test_beyond_the_log_there_are_no_entries(newsroom: Caller):
    assert newsroom.get("log/entries?first=999999999").json() == {"results": [], "next": None, "prev": None}


def test_tiles_are_kept_for_good_and_checkpoints_are_not(anybody: httpx.Client):
    checkpoint = anybody.get("log/checkpoint")
    size = verify.open_checkpoint(checkpoint.text, keys(anybody)).checkpoint.size
    tile = anybody.get(f"log/{tiles.path(0, 0, min(size, tiles.WIDTH))}")

    assert checkpoint.headers["Cache-Control"] == "no-cache"
    assert tile.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(tile.content) == 32 * min(size, tiles.WIDTH)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/999",
        "tile/9/000",
        "tile/0/x000/000",
        "tile/0/000.p/0",
        "tile/entries/999",
        "tile/%2e%2e/keys",
        "tile/key",
    ],
)
def test_what_is_no_tile_of_the_log_is_not_found(path: str, anybody: httpx.Client):
    assert anybody.get(f"log/{path}").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("log/proof/999999999", 422, "not_sealed"),
        ("log/consistency?from=0", 400, "required"),
        ("log/consistency?from=5&to=999999999", 404, "not_found"),
        ("log/bundle", 422, "invalid_value"),
        ("log/bundle?first=1", 422, "invalid_value"),
        ("log/bundle?first=9&end=2", 422, "not_sealed"),
        ("log/bundle?after=2025-08-26T00:00:00Z", 422, "invalid_value"),
        ("log/bundle?after=2025-08-26T00:00:00Z&before=2025-08-27T00:00:00Z&end=2", 422, "invalid_value"),
        ("log/bundle?after=2025-08-26&before=2025-08-27", 400, "malformed"),
        ("log/bundle?object=0199b4c1-7d6e-7a53-9d0e-3f2b1c5a8e77", 404, "not_found"),
        ("log/bundle?object=0199b4c1-7d6e-7a53-9d0e-3f2b1c5a8e77&first=1&end=2", 422, "invalid_value"),
        ("claims/0199b4c1-7d6e-7a53-9d0e-3f2b1c5a8e77/bundle", 404, "not_found"),
    ],
)
def test_what_cannot_be_given_is_refused_in_words(path: str, status: int, code: str, newsroom: Caller):
    answer = newsroom.get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_entries_proofs_and_bundles_need_a_key(anybody: httpx.Client):
    for path in ("log/entries", "log/proof/1", "log/consistency?from=1&to=2", "log/bundle?first=1&end=2"):
        assert anybody.get(path).status_code == 401
