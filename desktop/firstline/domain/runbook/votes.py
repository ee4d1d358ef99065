"""The votes at a gate: named people of named roles; silence and abstention are no-go (S31)."""

from collections.abc import Sequence
from dataclasses import dataclass

from firstline.domain.runbook.book import Book, person
from firstline.domain.runbook.item import reopenings
from firstline.domain.runbook.lay import ADOPTED
from firstline.domain.runbook.runbook import ROLES, VOTES, Gate, Vote
from firstline.domain.runbook.settings import settings_of
from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one role says at a gate; `vote` None was not cast, or cast before a reopening."""

    role: str
    name: str
    vote: Vote | None
    stale: bool = False


def register(gate_id: str, role: str) -> str:
    """Return the register of one role's vote at one gate."""
    return f"vote/{gate_id}/{role}"


def changes_of(book: Book, gate_id: str) -> frozenset[str]:
    """Return the entries after which a vote at the gate is cast anew, for whoever saw them not.

    They are the reopenings of its items, and later versions of the template that changed it.
    """
    items = [one.id for one in book.template.of_gate(gate_id)]
    laid = (one.id for one in book.of(ADOPTED) if gate_id in one.get("gates").split())
    return reopenings(book, items).union(laid)


def ballots_of(book: Book, gate: Gate) -> tuple[Ballot, ...]:
    """Return what each role said: of two machines that disagree, the one against."""
    roles = settings_of(book).roles
    gone = changes_of(book, gate.id)
    found = []
    for role in gate.votes:
        name = roles.get(role, "")
        heads = [
            one for one in book.heads.get(register(gate.id, role), ())
            if person(one.by) == person(name)
        ]  # fmt: skip
        fresh = [one for one in heads if gone <= frozenset(one.get("reopened").split())]
        votes = [one.get("value") for one in fresh]
        vote = next((one for one in (Vote.NO_GO, Vote.ABSTAIN, Vote.GO) if one in votes), None)
        found.append(Ballot(role, name, vote, bool(heads) and len(fresh) < len(heads)))
    return tuple(found)


def against(ballots: Sequence[Ballot]) -> list[tuple[str, Text]]:
    """Return every vote that is not a go, as a code and a sentence."""
    found = []
    for one in ballots:
        role = ROLES.get(one.role, Text(one.role, one.role))
        if not one.name:
            code, said = "role_unnamed", Text("还没有指定人", "nobody is named")
        elif one.stale:
            code = "vote_stale"
            said = Text(
                "表决后有检查项重新打开或增加,需重新表决",
                "an item was reopened or added since; vote anew",
            )
        elif one.vote is None:
            code, said = (
                "vote_missing",
                Text("还没有表决,按不放行算", "no vote yet, which is no-go"),
            )
        elif one.vote is Vote.GO:
            continue
        else:
            code, said = f"vote_{one.vote}", VOTES[one.vote]
            if one.vote is Vote.ABSTAIN:
                said = Text("弃权,按不放行算", "abstained, which is no-go")
        who_zh, who_en = (f"{role.zh} {one.name}".strip(), f"{role.en} {one.name}".strip())
        found.append((code, Text(f"{who_zh}:{said.zh}。", f"{who_en}: {said.en}.")))
    return found
