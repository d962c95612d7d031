"""Partial tiles that have grown to full ones go; whatever was given by them is given still."""

from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from audit.api import published_views
from audit.errors import LogDamagedError
from audit.models import Checkpoint
from audit.selectors import bundles, verification
from audit.services import heads, partials, sealing
from audit.tree import tiles
from tests.audit.samples import Bootstrap, World
from tests.audit.services.test_sealing import CrashError, check_all, record


def grow(world: World, *steps: int) -> int:
    """Seal after each so many records, and return the size."""
    for count in steps:
        record(world, count)
        size = sealing.seal()
    return size or 0


def files() -> dict[str, bytes]:
    """Return every file of the published log by its path."""
    root = Path(storages["log"].path(""))
    found = [file for file in root.rglob("*") if file.is_file()]
    return {str(file.relative_to(root)): file.read_bytes() for file in found}


def remove() -> int:
    """Remove what has grown to full."""
    return partials.remove(tell=lambda *_: None)


def test_partial_files_of_full_ones_go_and_no_others(world: World):
    grow(world, 3, 60, 100, 70, 256, 9, 5)
    before = files()

    removed = remove()

    after = files()
    partial = {path for path in before if ".p/" in path}
    gone = {path for path in partial if path.split(".p/")[0] in before}
    assert {*before} - {*after} == gone
    assert removed == len(gone) == 8
    assert partial - gone
    assert after == {path: data for path, data in before.items() if path not in gone}
    assert not Path(storages["log"].path("tile/0/000.p")).exists()
    assert remove() == 0


def test_what_was_given_is_given_still(world: World):
    size = grow(world, 3, 60, 100, 70, 256, 9, 5)
    before = {path: data for path, data in files().items() if path.startswith("tile/")}
    sizes = list(Checkpoint.objects.order_by("size").values_list("size", flat=True))
    proofs = [bundles.consistency(*pair) for pair in pairwise(sizes)]

    assert remove()

    for path, data in before.items():
        answer = published_views.tile(RequestFactory().get("/"), path.removeprefix("tile/"))
        assert (answer.status_code, answer.content) == (200, data)
    assert [bundles.consistency(*pair) for pair in pairwise(sizes)] == proofs
    assert bundles.of_range(0, size, to=Bootstrap(), since=sizes[0])
    assert list(verification.faults(size, [signer.key for signer in heads.signers()])) == []
    check_all(grow(world, 1, 300))


def test_a_full_tile_that_no_checkpoint_covers_yet_keeps_its_parts(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    grow(world, 3, 60)
    record(world, 300)

    def crash(*_: object, **__: object) -> None:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(heads, "offer", crash)
        with pytest.raises(CrashError):
            sealing.seal()
    assert "tile/0/000" in files()

    assert remove() == 0
    check_all(grow(world, 1))
    assert remove() > 0


@pytest.mark.parametrize("path", ["tile/0/000.p/{}", "tile/entries/000.p/{}"])
def test_a_part_that_is_no_beginning_of_the_full_one_stays(path: str, world: World):
    path = path.format(grow(world, 3))
    grow(world, 300)
    data = files()[path]
    heads.put(path, data[:-1] + bytes([data[-1] ^ 1]))

    with pytest.raises(LogDamagedError, match=f"{path} is no beginning"):
        remove()
    with pytest.raises(CommandError, match=f"{path} is no beginning"):
        call_command("log_tidy", stdout=StringIO(), stderr=StringIO())

    assert path in files()


def test_parts_stay_where_the_full_one_is_not_whole(world: World):
    grow(world, 3, 300)
    storages["log"].save("tile/0/000", ContentFile(files()["tile/0/000"][:-32]))
    before = files()

    with pytest.raises(LogDamagedError, match="tile/0/000 is not 256 wide"):
        remove()

    assert {path for path in before if path.startswith("tile/0/")} <= {*files()}


def test_what_is_no_part_of_the_log_is_left_alone(world: World):
    grow(world, 3, 300)
    storages["log"].save("tile/0/000.p/.unfinished", ContentFile(b"x"))
    storages["log"].save("tile/0/000.p/256", ContentFile(b"x"))
    out = StringIO()

    call_command("log_tidy", stdout=out, stderr=StringIO())

    assert out.getvalue() == "2 partial tiles and bundles removed\n"
    assert {path for path in files() if path.startswith("tile/0/000.p/")} == {
        "tile/0/000.p/.unfinished",
        "tile/0/000.p/256",
    }


def test_before_the_first_checkpoint_there_is_nothing_to_remove(world: World):
    record(world)

    assert remove() == 0


def test_full_tiles_are_those_that_a_size_has_whole():
    assert list(tiles.full(255)) == []
    assert list(tiles.full(256)) == [(None, 0), (0, 0)]
    wide = list(tiles.full(256 * 256 + 300))
    assert len(wide) == 2 * 257 + 1
    assert wide[-1] == (1, 0)
