"""A later version of a template laid over that of a runbook: it only adds, and never takes away."""

from collections.abc import Collection, Iterable

from firstline.domain.runbook.runbook import Gate, Item, Template
from firstline.domain.values import replace

ADOPTED = "adopted"


def lay(old: Template, new: Template, kept: Collection[str] = ()) -> Template:
    """Return `old` with the gates, the items and the demands of gates that `new` adds.

    What is there stays as it is, words, places and severities too; gates in `kept` stay whole. Two
    versions may be laid in either order: what they add is united.
    """
    gates = {one.id: one for one in old.gates}
    order = [one.id for one in old.gates]
    before = ""
    for one in new.gates:
        if one.id in gates and one.id not in kept:
            gates[one.id] = _stricter(gates[one.id], one)
        elif one.id not in gates and one.id not in kept:
            gates[one.id] = one
            order.insert(order.index(before) + 1 if before else 0, one.id)
        before = one.id if one.id in gates else before
    items = _items(old, new.items, {*gates} - {*kept})
    return replace(old, gates=tuple(gates[one] for one in order), items=items, version=new.version)


def _stricter(old: Gate, new: Gate) -> Gate:
    return replace(
        old,
        votes=tuple(dict.fromkeys((*old.votes, *new.votes))),
        needs=tuple(dict.fromkeys((*old.needs, *new.needs))),
        timed=old.timed or new.timed,
        insured=old.insured or new.insured,
        rehearsals=max(old.rehearsals, new.rehearsals),
        go_live=old.go_live or new.go_live,
    )


def _items(old: Template, offered: Iterable[Item], open_gates: set[str]) -> tuple[Item, ...]:
    known = {one.id.casefold() for one in old.items}
    added = [one for one in offered if one.id.casefold() not in known and one.gate in open_gates]
    there = {one.id for one in (*old.items, *added)}
    return (*old.items, *(
        replace(one, after=tuple(name for name in one.after if name in there)) for one in added
    ))  # fmt: skip
