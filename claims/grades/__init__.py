"""Learn, offline, what the word of an actor is worth from claims that staff ruled on (rule 11).

What is learned is two whole numbers for an actor, in centidecibans: for what it affirms, and for what it denies. They
move no decision by themselves. What comes out is a policy document that somebody may adopt, and only where claims that
it was not learned from come out better under it.
"""

from claims.grades.heldout import Figures
from claims.grades.proposals import Proposal, propose
from claims.grades.rates import FALSE, TRUE, UNKNOWN, Learned, LearningError, learn
from claims.grades.votes import Votes, votes

__all__ = [
    "FALSE",
    "TRUE",
    "UNKNOWN",
    "Figures",
    "Learned",
    "LearningError",
    "Proposal",
    "Votes",
    "learn",
    "propose",
    "votes",
]
