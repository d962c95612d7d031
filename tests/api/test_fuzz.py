"""The API, fuzzed from its own OpenAPI document: no failure, and every operation reached a success.

`./dev test -m soak tests/api/test_fuzz.py` takes twenty minutes; CONTESTED_FUZZ_SECONDS says otherwise.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import Caller
from tests.api.test_records import BODIES
from tests.stack import Stack

ROOT = Path(__file__).parents[2]
#: Kinds of which two records can turn out to be one.
MERGED = ("actors", "claims", "places", "sources")
SECONDS = int(os.environ.get("CONTESTED_FUZZ_SECONDS", "1200"))


def addressed(newsroom: Caller) -> Iterator[str]:
    """Yield settings that lead operations to records which exist; one kept, one to be withdrawn."""
    for resource, (body, _) in BODIES.items():
        kept, spare = (newsroom.post(resource, body | distinct(resource, n)).json()["id"] for n in (1, 2))
        at = f"/api/v1/{resource}/{{record_id}}"
        yield operation(at, record_id=kept, **{"If-Match": "*"})
        yield operation(f"{at}/revisions", record_id=kept)
        yield operation(f"{at}/timemap", record_id=kept)
        yield operation(f"{at}/revisions/{{number}}", record_id=kept, number=1)
        yield operation(f"{at}/revisions:compare", record_id=kept, **{"from": 1, "to": 1})
        yield operation(f"{at}/revisions:fields", record_id=kept)
        yield operation(f"{at}:withdraw", record_id=spare, **{"If-Match": "*"})
        if resource in MERGED:
            third, fourth = (newsroom.post(resource, body).json()["id"] for _ in range(2))
            newsroom.post(f"{resource}/{third}:merge", {"into": kept, "reason": "recorded twice"})
            yield operation(f"{at}/duplicates", record_id=kept)
            yield operation(f"{at}:merge", record_id=fourth, **{"If-Match": "*"})
            yield operation(f"{at}:unmerge", record_id=third, **{"If-Match": "*"})
    claim = newsroom.id_of("claims", "no-concession")
    for part in (
        "stances",
        "consensus",
        "determinations",
        "bundle",
        "consensus:what-if",
        "consensus.txt",
        "consensus.svg",
    ):
        yield operation(f"/api/v1/claims/{{claim}}/{part}", claim=claim)
    actor = newsroom.id_of("actors", "bbc")
    yield operation("/api/v1/actors/{actor}/track-record", actor=actor)
    size = int(newsroom.get("log/checkpoint").text.split("\n")[1])
    yield operation("/api/v1/log/entries", first=size - 1)
    yield operation("/api/v1/log/proof/{index}", index=0)
    yield operation("/api/v1/log/consistency", **{"from": size, "to": size})
    yield operation("/api/v1/log/bundle", object=claim)


def distinct(resource: str, number: int) -> dict[str, object]:
    """Return what keeps two relations apart, which may be stated once."""
    return {"kind": ("contradicts", "same_as")[number - 1]} if resource == "relations" else {}


def operation(path: str, **parameters: object) -> str:
    """Return the settings of one path."""
    given = ", ".join(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in parameters.items())
    return f"[[operations]]\ninclude-path = {json.dumps(path)}\nparameters = {{ {given} }}\n"


@pytest.mark.soak
@pytest.mark.timeout(SECONDS + 900)
def test_fuzzing_finds_nothing(register: Stack, newsroom: Caller, tmp_path: Path):
    config, report = tmp_path / "schemathesis.toml", tmp_path / "report.ndjson"
    hooks = f"hooks = {json.dumps(str(Path(__file__).with_name('fuzz_hooks.py')))}"
    config.write_text("\n".join([hooks, (ROOT / "schemathesis.toml").read_text(), *addressed(newsroom)]))
    command = [
        Path(sys.executable).with_name("schemathesis"), "--config-file", config, "--no-color",
        "run", f"{register.url}/api/v1/openapi.json",
        "--header", f"Authorization: Bearer {register.keys['newsroom']}",
        "--max-time", str(SECONDS), "--continue-on-failure",
        "--report", "ndjson", "--report-ndjson-path", report,
    ]  # fmt: skip
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    print(ran.stdout[-60_000:])
    assert ran.returncode == 0, "the findings are above"
    missed = never_succeeded(newsroom, report)
    assert missed == []


def never_succeeded(newsroom: Caller, report: Path) -> list[str]:
    """Return the operations that no request brought to a success; print how often each was reached."""
    paths = newsroom.get("openapi.json").json()["paths"]
    known = {
        (method.upper(), path): re.compile(re.sub(r"\{\w+\}", "[^/]+?", path).replace(".", r"\."))
        for path, methods in paths.items()
        for method in methods
    }
    reached: Counter[tuple[str, str]] = Counter()
    with report.open() as lines:
        scenarios = [json.loads(line).get("ScenarioFinished", {}) for line in lines]
    for scenario in scenarios:
        recorder = scenario.get("recorder", {})
        for exchange in recorder.get("interactions", {}).values():
            answer, asked = exchange.get("response"), exchange["request"]
            if answer and 200 <= answer["status_code"] < 300:
                place = asked["uri"].split("?")[0].removeprefix("http://").partition("/")[2]
                for (method, path), pattern in known.items():
                    if method == asked["method"] and pattern.fullmatch("/" + place):
                        reached[method, path] += 1
    for (method, path), times in sorted(reached.items()):
        print(f"{times:6} x 2xx  {method:5} {path}")
    return [f"{method} {path}" for method, path in known if not reached[method, path]]
