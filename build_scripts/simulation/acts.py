"""What people do in the simulation: every kind of act, on what they see or saw a while ago."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from firstline.domain.edits import conflicts
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.edits import (
    attach,
    hand_off,
    move,
    open_ticket,
    reply,
    set_field,
    set_priority,
    tag,
)
from firstline.domain.edits.entity import opening
from firstline.domain.errors import Problem
from firstline.domain.ids import derived_id
from firstline.domain.ticket.statuses import legal_moves
from firstline.domain.ticket.ticket import Event, EventKind, Priority, Status, Ticket
from firstline.store.acts import again as store_again
from simulation.client import Client
from simulation.promise import expect

LIVING = ("waiting", "held")
LEDGERS = ("ledger-1", "ledger-2")
FIELDS = ("site", "assignee", "module", "title")
Act = Callable[[Client], str]


def act(client: Client) -> str:
    """Let the person do one thing; return its name and what became of it."""
    names = list(ACTS)
    name = client.chance.choices(names, [ACTS[one][0] for one in names])[0]
    try:
        return f"{name}: {ACTS[name][1](client)}"
    except Problem as problem:
        return f"{name} refused: {problem}"


def new(client: Client) -> str:
    """Record a ticket."""
    word, stamp = client.word(), client.stamp()
    lines = "".join(f"{word} line {n}\n" for n in range(4))
    return client.perform(
        open_ticket(stamp, derived_id("sim ticket", stamp.id), {"title": word, "body": lines})
    )


def on_ticket(make: Callable[[Client, Ticket], Edit | None]) -> Act:
    """Return the act that does `make` to a ticket, if there is one."""

    def done(client: Client) -> str:
        ticket = client.ticket()
        edit = make(client, ticket) if ticket else None
        return client.perform(edit) if edit else "nothing to do"

    return done


def change(client: Client, ticket: Ticket) -> Edit:
    """Set a field to a value that is there once in the world, or clear it."""
    name = client.chance.choice(FIELDS)
    return set_field(ticket, name, client.word(), client.stamp())


def rewrite(client: Client, ticket: Ticket) -> Edit:
    """Change one line of the long text, or add one."""
    word, lines = client.word(), ticket.body.splitlines(keepends=True)
    place = client.chance.randrange(len(lines) + 1)
    lines[place : place + 1] = [f"{word}\n"]
    return set_field(ticket, "body", "".join(lines), client.stamp())


def rank(client: Client, ticket: Ticket) -> Edit | None:
    """Give another priority."""
    to = client.chance.choice(list(Priority))
    return set_priority(ticket, to, client.stamp(), reason=client.word())


def triage(client: Client, ticket: Ticket) -> Edit:
    """Triage: several fields and, of a new ticket, the status in one act."""
    to, (impact, urgency) = client.chance.choice(list(Priority)), client.chance.choices((1, 2), k=2)
    reason = client.word()
    return set_priority(ticket, to, client.stamp(), reason=reason, impact=impact, urgency=urgency)


def give(client: Client, ticket: Ticket) -> Edit | None:
    """Hand the ticket to the vendor: a status, a case number and what tells of both in one act."""
    word = client.word()
    return hand_off(ticket, client.stamp(), case_no=word) if ticket.is_open else None


def fill_in(client: Client, ticket: Ticket) -> Edit:
    """Change a field and say something in one act, as a filled-in form does."""
    word, stamp = client.word(), client.stamp()
    changed = set_field(ticket, client.chance.choice(FIELDS), word, stamp)
    said = reply(ticket, word, stamp, internal=True)
    told = tuple(replace(one, id=f"{stamp.id}.1") for one in said.events)
    return replace(changed, events=(*changed.events, *told))


def step_on(client: Client, ticket: Ticket) -> Edit | None:
    """Move the ticket along its chart, mostly to where it can go on from."""
    legal = [one for one in legal_moves(ticket) if one is not Status.DUPLICATE]
    if client.chance.random() < 0.8:
        legal = [one for one in legal if one is not Status.CANCELLED]
    return move(ticket, client.chance.choice(legal), client.stamp()) if legal else None


def answer(client: Client, ticket: Ticket) -> Edit:
    """Reply or note, a text that is there once in the world."""
    word = client.word()
    return reply(ticket, word, client.stamp(), internal=client.chance.random() < 0.5)


def label(client: Client, ticket: Ticket) -> Edit:
    """Add a tag, or take one off that is seen."""
    if ticket.tags and client.chance.random() < 0.4:
        return tag(ticket, client.stamp(), remove=[client.chance.choice(ticket.tags)])
    word = client.word()
    return tag(ticket, client.stamp(), add=[word])


def clip(client: Client, ticket: Ticket) -> Edit:
    """Attach a file."""
    file = client.store.keep_file(client.word().encode() * 50, f"{client.word()}.txt")
    return attach(ticket.id, [file], client.stamp())


def settle(client: Client, ticket: Ticket) -> Edit | None:
    """Resolve a conflict with one of its values, or both."""
    if not ticket.conflicts:
        return None
    one = client.chance.choice(ticket.conflicts)
    both = conflicts.takes_both(one) and one.field == "body"
    take = client.chance.choice(("mine", "theirs", *(("both",) if both else ())))
    return conflicts.resolve(ticket, one, take, client.stamp())


def undo(client: Client) -> str:
    """Take the latest act back that was not sent yet, and perhaps do it again."""
    waiting = [one.edit.id for one in client.store.edits(states=("waiting",))]
    done = [one for one in waiting if one in client.performed]
    if not done:
        return "nothing to do"
    latest = done[-1]
    client.store.withdraw(latest, client.now())
    expect(latest not in client.there, "differs", f"{latest} is done, and could be undone")
    client.withdrawn.add(latest)
    if client.chance.random() < 0.4:
        client.store.reinstate(latest, client.now())
        client.withdrawn.discard(latest)
        return "undone and redone"
    return f"undone {latest[:6]}"


def again(client: Client) -> str:
    """Try an edit again that was refused or is held."""
    stuck = client.store.edits(states=("refused", "held"))
    if not stuck:
        return "nothing to do"
    one = client.chance.choice(stuck)
    # the same ids for the same seed
    setattr(store_again, "new_id", lambda _: client.stamp().id)  # noqa: B010
    known = {made.edit.id for made in client.store.edits(states=LIVING)}
    client.store.retry(one.edit.id, client.now())
    fresh = [made for made in client.store.edits(states=LIVING) if made.edit.id not in known]
    expect(fresh, "lost", f"{one.edit.id} was tried again, and nothing waits")
    for made in fresh:
        client.performed.setdefault(made.edit.id, made.edit)
    if one.state == "refused":
        client.withdrawn.add(one.edit.id)
    return f"{one.state} {one.edit.id[:6]}"


def book(client: Client) -> str:
    """Make an entry in a ledger that several people write in."""
    name = client.chance.choice(LEDGERS)
    ledger_id = derived_id("sim", name)
    if client.store.record("ledger", ledger_id) is None:
        stamp = client.stamp()
        # two people may open the same ledger: by id it is one record, by edit two
        return client.perform(
            opening("ledger", ledger_id, {"name": name}, stamp.id, stamp.at, stamp.actor)
        )
    word, stamp = client.word(), client.stamp()
    entry = Event(
        f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor,
        data={"word": word, "kind": "grant", "amount": "1"},
    )  # fmt: skip
    return client.perform(
        Edit(stamp.id, ledger_id, "entry", stamp.at, stamp.actor, "ledger", events=(entry,))
    )


def look(client: Client) -> str:
    """Leave a ticket open on the screen."""
    ticket = client.ticket()
    if ticket and (fresh := client.store.find(ticket.id)):
        client.screen[ticket.id] = fresh
    return "looked"


ACTS: Mapping[str, tuple[int, Act]] = {
    "new": (2, new),
    "change": (10, on_ticket(change)),
    "rewrite": (5, on_ticket(rewrite)),
    "rank": (4, on_ticket(rank)),
    "triage": (2, on_ticket(triage)),
    "give": (2, on_ticket(give)),
    "fill in": (6, on_ticket(fill_in)),
    "move": (7, on_ticket(step_on)),
    "answer": (7, on_ticket(answer)),
    "label": (4, on_ticket(label)),
    "clip": (2, on_ticket(clip)),
    "settle": (6, on_ticket(settle)),
    "undo": (3, undo),
    "again": (3, again),
    "book": (4, book),
    "look": (3, look),
}
