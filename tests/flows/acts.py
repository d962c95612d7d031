"""Random acts on a running register, through every door, and what the change log owes to each of them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
from django.db.models import Model

from actors.models import Actor
from actors.services.records import Draft
from audit.attribution import entered
from claims.models import Claim, Place, Question
from claims.services import places
from tests.desk import Bootstrap, Desk

#: What a refusal may be: nothing is written by it.
REFUSED = (403, 409, 412, 422)
WORDS = ("their", "maps", "agree", "with", "Ж", "50%", "a_b", "“quoted”", "\\", "İ", "=1+1", "<b>")
ADMIN_KINDS: dict[str, type[Model]] = {
    "actors": Actor,
    "places": Place,
    "claims": Claim,
    "questions": Question,
}

#: Request, channel, account, reason, record, operation: a line that the change log must have once.
Owed = tuple[str, str, str, str, str, str]


@dataclass
class Speaker:
    """A partner's program: whose key it has, and what it has recorded that still stands."""

    client: httpx.Client
    account: str
    live: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Acts:
    """Acts one after the other; each notes what it owes when it was answered."""

    chance: random.Random
    speakers: list[Speaker]
    desk: Desk
    owed: list[Owed] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    claims: list[str] = field(default_factory=list)
    request: str = ""
    reason: str = ""

    def run(self, number: int) -> None:
        """Act so many times."""
        for speaker in self.speakers:
            for path in ("actors", "places", "questions", "claims", "sources"):
                self._begin()
                self._record(speaker, path)
        acts: list[tuple[Callable[[Speaker], None], int]] = [
            (self.record_anything, 30), (self.say, 20), (self.publish, 8), (self.change, 20), (self.withdraw, 6),
            (self.change_nothing, 4), (self.trespass, 3), (self.send_again, 3), (self.edit_at_the_desk, 14),
            (self.record_at_the_desk, 5), (self.withdraw_at_the_desk, 4), (self.type_a_command, 3),
        ]  # fmt: skip
        for act in self.chance.choices([act for act, _ in acts], [weight for _, weight in acts], k=number):
            self._begin()
            act(self.chance.choice(self.speakers))
            self.counts[act.__name__] = self.counts.get(act.__name__, 0) + 1

    def record_anything(self, speaker: Speaker) -> None:
        self._record(
            speaker, self.chance.choice(["actors", "places", "questions", "claims", "claims", "sources"])
        )

    def say(self, speaker: Speaker) -> None:
        self._post(speaker, "stances", self._words(speaker, with_source=True))

    def publish(self, speaker: Speaker) -> None:
        """Post a source with stances: one act, several changes."""
        words = [self._words(speaker, with_source=False) for _ in range(self.chance.randint(1, 4))]
        body = self._body(speaker, "sources") | {"stances": words}
        answer = self._send(speaker, "POST", "sources", body)
        if answer.status_code == 201:
            told = answer.json()
            for path, record in [("sources", told), *(("stances", one) for one in told["stances"])]:
                speaker.live.setdefault(path, []).append(record["id"])
                self._owe("api", speaker.account, record["id"], "create")

    def change(self, speaker: Speaker) -> None:
        path, record = self._own(speaker)
        change = {"note": " ".join(self.chance.choices(WORDS, k=4)) + self.request}
        if path == "actors" and self.chance.random() < 0.7:
            letter = speaker.client.get(f"{path}/{record}").json()["reliability"]
            change["reliability"] = self.chance.choice([one for one in "ABCDEF" if one != letter])
        if self._patch(speaker, path, record, change).status_code == 200:
            self._owe("api", speaker.account, record, "update")

    def change_nothing(self, speaker: Speaker) -> None:
        """Send what already stands: it is no change."""
        path, record = self._own(speaker)
        note = speaker.client.get(f"{path}/{record}").json()["note"]
        assert self._patch(speaker, path, record, {"note": note}).status_code == 200

    def withdraw(self, speaker: Speaker) -> None:
        path, record = self._own(speaker)
        if self._send(speaker, "POST", f"{path}/{record}:withdraw", {}).status_code == 200:
            speaker.live[path].remove(record)
            self._owe("api", speaker.account, record, "withdraw")

    def trespass(self, speaker: Speaker) -> None:
        """Change what is another's: refused, and no change."""
        other = next(one for one in self.speakers if one is not speaker)
        path, record = self._own(other)
        assert self._patch(speaker, path, record, {"note": "mine"}).status_code == 403

    def send_again(self, speaker: Speaker) -> None:
        """Send the same twice under one key: one change."""
        key = str(uuid4())
        body = self._body(speaker, "actors")
        first = self._send(speaker, "POST", "actors", body, key=key)
        again = self._send(speaker, "POST", "actors", body, key=key)
        assert (first.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
        speaker.live["actors"].append(first.json()["id"])
        self._owe("api", speaker.account, first.json()["id"], "create")

    def edit_at_the_desk(self, speaker: Speaker) -> None:
        _, record = self._at_the_desk(speaker)
        typed = {"note": f"edited {self.request}", "reason": self.reason}
        self._sent(self.desk.send(record, self.desk.form(record) | typed, self.request), record, "update")

    def record_at_the_desk(self, _speaker: Speaker) -> None:
        known = set(Place.objects.values_list("id", flat=True))
        typed = {"name": f"Place {self.request}", "reason": self.reason}
        answer = self.desk.send(Place, self.desk.form(Place) | typed, self.request)
        (made,) = Place.objects.filter(name=typed["name"]).exclude(id__in=known)
        self._sent(answer, made, "create")

    def withdraw_at_the_desk(self, speaker: Speaker) -> None:
        model, record = self._at_the_desk(speaker)
        opened = {"seen_revision": record.revision, "reason": self.reason}
        answer = self.desk.client.post(
            f"/admin/{model._meta.app_label}/{model._meta.model_name}/{record.pk}/withdraw/",
            opened,
            headers={"X-Request-ID": self.request},
        )
        path = next(path for path, of in ADMIN_KINDS.items() if of is model)
        speaker.live[path].remove(str(record.pk))
        self._sent(answer, record, "withdraw")

    def type_a_command(self, _speaker: Speaker) -> None:
        with entered("cli", self.request):
            made = places.record(
                draft=Draft({"name": self.request}), by=Bootstrap(), reason=self.reason
            ).record
        self._owe("cli", str(Bootstrap.id), str(made.id), "create")

    def _begin(self) -> None:
        self.request = f"act-{uuid4().hex[:12]}"
        self.reason = " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, 6)))

    def _owe(self, channel: str, account: str, record: str, operation: str) -> None:
        self.owed.append((self.request, channel, account, self.reason, record, operation))

    def _sent(self, answer: Any, record: Model, operation: str) -> None:
        assert answer.status_code == 302, answer.content.decode()
        self._owe("admin", str(self.desk.account.id), str(record.pk), operation)

    def _at_the_desk(self, speaker: Speaker) -> tuple[Any, Any]:
        path = self.chance.choice([path for path in ADMIN_KINDS if speaker.live.get(path)])
        model = ADMIN_KINDS[path]
        return model, model.objects.get(pk=UUID(self.chance.choice(speaker.live[path])))

    def _own(self, speaker: Speaker) -> tuple[str, str]:
        path = self.chance.choice([path for path, ids in speaker.live.items() if ids])
        return path, self.chance.choice(speaker.live[path])

    def _any(self, speaker: Speaker, path: str) -> str:
        """Return a record of a kind that stands; a new one where none is left."""
        if not speaker.live.get(path):
            request, reason = self.request, self.reason
            self._begin()
            self._record(speaker, path)
            self.request, self.reason = request, reason
        return self.chance.choice(speaker.live[path])

    def _record(self, speaker: Speaker, path: str) -> None:
        self._post(speaker, path, self._body(speaker, path))

    def _post(self, speaker: Speaker, path: str, body: dict[str, Any]) -> None:
        answer = self._send(speaker, "POST", path, body)
        if answer.status_code == 201:
            record = answer.json()["id"]
            speaker.live.setdefault(path, []).append(record)
            self.claims += [record] if path == "claims" else []
            self._owe("api", speaker.account, record, "create")

    def _body(self, speaker: Speaker, path: str) -> dict[str, Any]:
        name = " ".join(self.chance.choices(WORDS, k=3))
        match path:
            case "actors":
                return {"name": name, "kind": "person", "reliability": self.chance.choice("ABCDEF")}
            case "places":
                return {
                    "name": name,
                    "lat": self.chance.uniform(-89, 89),
                    "lon": self.chance.uniform(-179, 179),
                }
            case "questions":
                return {"text": f"{name}?", "exclusive": self.chance.random() < 0.5}
            case "claims":
                return {"text": name, "question": self._any(speaker, "questions")}
            case _:
                return {"title": name, "kind": "article", "publisher": self._any(speaker, "actors")}

    def _words(self, speaker: Speaker, *, with_source: bool) -> dict[str, Any]:
        words = {
            "claim": self._any(speaker, "claims"),
            "actor": self._any(speaker, "actors"),
            "position": self.chance.choice(["supports", "disputes", "neutral"]),
            "said_at": f"2025-08-{self.chance.randint(1, 28):02}",
        }
        return words | ({"source": self._any(speaker, "sources")} if with_source else {})

    def _send(
        self, speaker: Speaker, method: str, path: str, body: dict[str, Any], *, key: str = ""
    ) -> httpx.Response:
        headers = {"X-Request-ID": self.request, "Idempotency-Key": key or str(uuid4())}
        answer = speaker.client.request(method, path, json=body | {"reason": self.reason}, headers=headers)
        assert answer.is_success or answer.status_code in REFUSED, answer.text
        return answer

    def _patch(self, speaker: Speaker, path: str, record: str, change: dict[str, Any]) -> httpx.Response:
        headers = {"X-Request-ID": self.request, "If-Match": "*"}
        body = change | {"reason": self.reason}
        answer = speaker.client.patch(f"{path}/{record}", json=body, headers=headers)
        assert answer.is_success or answer.status_code in REFUSED, answer.text
        return answer
