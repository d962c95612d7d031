"""What is proposed of records in a register that an oracle watches, and what becomes of it."""

from uuid import UUID

from hypothesis.stateful import rule

from actors.services.records import Draft
from claims.models import Act
from claims.models.proposal import KINDS as PROPOSABLE
from claims.services import proposals
from claims.services.proposals import Proposed
from tests.flows.sight import Reader
from tests.flows.sight_acts import Times
from tests.flows.sight_world import CHANCE, KINDS, WHO


class Proposals(Times):
    """Rules of what is proposed, decided and taken back."""

    def furnish(self) -> None:
        super().furnish()
        for who in self.members[1:]:
            self.propose(who)
        self.drain()

    @rule(who=WHO, chance=CHANCE)
    def proposes(self, who: int, chance: int) -> None:
        self.turn(chance)
        self.propose(self.members[who])
        self.look(self.register.each)

    @rule(who=WHO, chance=CHANCE)
    def decides(self, who: int, chance: int) -> None:
        self.turn(chance)
        reader = self.staff if self.random.random() < 0.3 else self.members[who]
        id_ = self.any("proposal", reader)
        if id_ is None:
            return
        proposal = self.oracle.records[id_]
        about = proposal.now.refs["object"]
        assert about is not None
        owner = self.oracle.records[about].partner
        decide = self.random.choice([proposals.accept, proposals.accept, proposals.decline])
        made = self.done(
            f"{decide.__name__}s {id_}",
            reader,
            [id_],
            lambda by: decide(proposal_id=id_, by=by, reason="as tests will"),
            may=reader.sees_all or (reader.partner_id == owner and not reader.is_contributor),
        )
        if made is not None:
            if decide is proposals.accept:
                self.oracle.revise(about, word=proposal.now.word)
            self.oracle.revise(id_, again=True)
        self.look(self.register.each)

    @rule(who=WHO, chance=CHANCE)
    def takes_back(self, who: int, chance: int) -> None:
        self.turn(chance)
        reader = self.members[who]
        id_ = self.any("proposal", reader)
        if id_ is None:
            return
        made = self.done(
            f"takes back {id_}",
            reader,
            [id_],
            lambda by: proposals.withdraw(proposal_id=id_, by=by, reason="as tests will"),
            may=self.oracle.may_change(reader, id_),
        )
        if made is not None:
            self.oracle.revise(id_, withdrawn=True)
        self.look(self.register.each)

    def propose(self, who: Reader) -> None:
        """Propose that some record, of whoever, say something else."""
        kind = self.random.choice(list(PROPOSABLE))
        about: UUID | None = self.any(kind, who)
        if about is None:
            return
        word = self.word()
        asked = Proposed(
            act=Act.REVISE, kind=kind, about=about, draft=Draft({KINDS[kind][3]: word}), grounds=word
        )
        made = self.done(
            f"proposes {word} of {kind} {about}",
            who,
            [about],
            lambda by: proposals.propose(asked=asked, by=by),
        )
        if made is not None:
            refs: dict[str, UUID | None] = {"object": about}
            self.oracle.record(
                "proposal", made.record.id, self.mark("clear", None, who), by=who, word=word, refs=refs
            )


class Machine(Proposals):
    """All of it."""
