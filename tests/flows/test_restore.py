"""Yesterday's backup under today's checkpoint, by the commands of docs/operations.md: the log does not fork."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
from psycopg import sql
from pytest_django import DjangoDbBlocker

from audit.models import Checkpoint, Entry
from audit.models.entry import LOST
from audit.selectors import leaves, published
from audit.tree.tiles import WIDTH, fetch_tile, unpack
from audit.tree.verify import Key, check
from config.embedded import application
from config.embedded.postgres import binary
from config.embedded.process import ROOT, Child
from tests.checkpoints import inconsistent, is_sealed, watched
from tests.databases import Postgres, elsewhere
from tests.figures import Figure
from tests.oracle import decided_twice, undecided
from tests.partner import Dispute, Partner
from tests.stack import Stack
from tests.waiting import until

SECTION = re.search(
    r"^## Backup$(.*?)(?=^## )",
    (ROOT / "docs" / "operations.md").read_text() + "\n## ",
    re.MULTILINE | re.DOTALL,
)
assert SECTION
#: What an operator runs after a restore, in its order, and how the backup was made.
COMMANDS = re.findall(r"`manage\.py ([^`]+)`", SECTION[1])
DUMP = re.findall(r"`pg_dump ([^`]+)`", SECTION[1])[0].split()


@dataclass(frozen=True)
class Operator:
    """Whoever runs a stack, at its terminal."""

    stack: Stack
    postgres: Postgres

    @property
    def programs(self) -> list[Child]:
        """Everything that is connected to the database, the web server first."""
        stack = self.stack
        return [stack.web, stack.interactive, stack.mass, stack.sealing, stack.beat]

    def back_up(self, file: Path) -> None:
        """Dump the database as its owner."""
        run([binary("pg_dump"), *DUMP, "--file", str(file), "--dbname", self.stack.database.owner_url])

    def restore(self, file: Path) -> None:
        """Stop everything, put a dump into an empty database, and start everything again."""
        for program in reversed(self.programs):
            program.stop()
        name, url = self.stack.database.name, self.stack.database.owner_url
        with psycopg.connect(self.postgres.owner_url, autocommit=True) as owner:
            owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        run([binary("pg_restore"), "--exit-on-error", "--dbname", url, str(file)])
        for program in self.programs:
            program.start()
        until(lambda: application.answers(f"{self.stack.url}/healthz"), within=60)

    def manage(self, command: str) -> str:
        """Run a management command with the variables of sealing and of migrate."""
        return run(application.manage(*command.split()), env=dict(self.stack.env))


def run(command: list[str], env: dict[str, str] | None = None) -> str:
    """Run a program, which has to succeed, and return what it printed."""
    done = subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def said_since(program: Child) -> Callable[[str], bool]:
    """Return a function that tells whether a program has logged something from now on."""
    assert program.log
    log, begin = program.log, program.log.stat().st_size
    return lambda words: words in log.read_bytes()[begin:].decode()


def leaves_published(size: int) -> list[bytes]:
    """Return the leaves of the published log, up to a size."""
    files = (fetch_tile(None, index, size, published.fetch) for index in range(-(-size // WIDTH)))
    return [leaf for file in files for leaf in unpack(file)]


def keys() -> list[Key]:
    """Return the keys that are published."""
    return [Key.parse(text) for text in published.keys().split()]


def speak(dispute: Dispute, claims: list[str]) -> int:
    """Speak on claims, and return the size of the log once all of it is decided and sealed."""
    for claim in claims:
        dispute.say(claim)
    dispute.partner.settle(claims, within=60)
    until(is_sealed, within=60)
    return Entry.objects.count()


def test_a_register_restored_from_yesterday_goes_on_from_todays_checkpoint(
    stack: Stack, postgres: Postgres, tmp_path: Path, figure: Figure, django_db_blocker: DjangoDbBlocker
):
    operator, dump = Operator(stack, postgres), tmp_path / "yesterday"
    folder = Path(stack.env["CONTESTED_LOG_FOLDER"])
    with django_db_blocker.unblock(), watched(folder) as watch, stack.client() as client:
        dispute = Dispute(Partner(client))
        claims = [dispute.claim() for _ in range(6)]
        with elsewhere(stack.database, stack.env):
            yesterday = speak(dispute, claims[:2])
            operator.back_up(dump)
            today = speak(dispute, claims[2:4])
            note, sealed = published.kept(), leaves_published(today)
            taken_away = client.get(f"log/bundle?first={yesterday}&end={today}").content
        said = [said_since(program) for program in (stack.sealing, stack.interactive)]

        operator.restore(dump)

        with elsewhere(stack.database, stack.env):
            dispute.say(claims[4])  # people may write; nothing of it gets an index
            refusal = f"has {yesterday} entries, and a checkpoint of {today} was signed"
            until(lambda: all(each(refusal) for each in said), within=60, every=0.2)
            is_drained = Entry.objects.count() != yesterday
            is_signed = (published.kept(), published.checkpoint()) != (note, note)
            told = httpx.get(f"{stack.url}/readyz").json()["checks"]["unsealed_entries"]["status"]
            printed = [operator.manage(command) for command in COMMANDS]
            size = speak(dispute, claims[4:])

            again = sum(one != other for one, other in zip(sealed, leaves.between(0, today), strict=True))
            notes = {*watch.seen, *Checkpoint.objects.values_list("note", flat=True)}
            forks, pairs = inconsistent(notes, published.keys().split())
            figure(
                "P13",
                forks=(forks, pairs),
                indexes_given_again=(again, today),
                drained_too_soon=(is_drained, 1),
                signed_too_soon=(is_signed, 1),
            )
            assert (is_drained, is_signed, told) == (False, False, "down")
            assert COMMANDS == ["migrate --database owner", "check --database default", "audit_recover"]
            done = f"at the checkpoint of {today}: {today - yesterday} entries put back, 0 files written\n"
            assert printed[-1].endswith(done)
            assert (again, forks) == (0, 0)
            assert size > today > yesterday
            assert Entry.objects.filter(table_name=LOST).count() == today - yesterday
            # What was taken away of the log that was lost is proved by it still.
            later = client.get(f"log/bundle?first=0&end={size}&since={today}").content
            assert check(taken_away, pinned=keys()).bad == {}
            assert check(later, pinned=keys(), since=note).bad == {}
            assert operator.manage("audit_verify").endswith("what they come to, 0 faults\n")
            assert operator.manage("audit_fold").endswith(", 0 differ\n")
            assert (decided_twice(), undecided()) == ([], {})
