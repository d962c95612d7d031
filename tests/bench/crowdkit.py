"""Ask crowd-kit, which lives in an environment of its own: it brings half a gigabyte that nothing else here needs."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from config.embedded.process import ROOT
from tests.bench.labelled import Array, Labelled
from tests.bench.peers import named

LOCK = ROOT / "requirements-crowd.lock"
VENV = ROOT / ".venv-crowd"
_ASKED = Path(__file__).with_name("dawid_skene.py")


def install() -> None:
    """Make its environment hold exactly what its lock names."""
    uv = str(Path(sys.executable).with_name("uv"))
    if not VENV.exists():
        subprocess.run([uv, "venv", "--quiet", VENV], check=True)
    sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", VENV / "bin" / "python", LOCK]
    subprocess.run(sync, check=True)


class CrowdKit:
    """A process that answers line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.seconds = 0.0

    def clock(self) -> float:
        """Return the seconds of CPU that all answers took."""
        return self.seconds

    def dawid_skene(self, labels: Labelled) -> Array:
        """Return how much Dawid-Skene believes each pair that is named."""
        said = [labels.obj.tolist(), labels.source.tolist(), labels.value.tolist()]
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(said), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        self.seconds += answer["seconds"]
        pairs = named(labels)
        named_pairs = zip(map(str, pairs.obj.tolist()), map(str, pairs.value.tolist()), strict=True)
        return np.array([answer["belief"][obj][value] for obj, value in named_pairs])


@contextmanager
def started() -> Iterator[CrowdKit | None]:
    """Start it, where it is installed."""
    python = VENV / "bin" / "python"
    if not python.exists():
        yield None
        return
    pipe = subprocess.PIPE
    with subprocess.Popen([python, "-P", _ASKED], stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield CrowdKit(process)
        finally:
            process.kill()
