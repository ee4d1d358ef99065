"""`firstline sync`: one round with one portal, or with each, and its counts."""

from dataclasses import fields

import click

from firstline.cli.grammar import argument, command
from firstline.cli.session import Session
from firstline.cli.sync.portal import chosen
from firstline.domain.words import Text


@command("sync", Text("与门户同步一轮", "Carry one round with the portal"))
@argument("name", metavar="[NAME]", required=False)
def sync_(session: Session, name: str | None) -> None:
    """Send what waits, fetch what changed, and say how many; held or refused edits exit 1."""
    counts: dict[str, int] = {}
    for entry in chosen(session, name):
        report = session.portals.round(entry, session.store, session.now)
        for one in fields(report):
            value = getattr(report, one.name)
            if isinstance(value, int):
                counts[one.name] = counts.get(one.name, 0) + value
    left, aside = session.store.outstanding(), len(session.store.quarantine())
    counts |= {"held": left.held, "refused": left.refused, "waiting": left.waiting}
    counts["quarantined"] = aside
    session.answer(
        counts,
        lambda: Text(
            f"取回 {counts['pulled']},送出 {counts['pushed']},冲突 {left.held},"
            f"被拒 {left.refused},待送 {left.waiting}。",
            f"{counts['pulled']} pulled, {counts['pushed']} pushed, {left.held} held, "
            f"{left.refused} refused, {left.waiting} waiting.",
        ),
    )
    if aside:
        session.say(Text(
            f"门户有 {aside} 条记录本版本读不懂,已原样留存,升级后自动补上。",
            f"{aside} records of the portal are beyond this version; they are kept as they came "
            "and taken in after an update.",
        ))  # fmt: skip
    if left.held or left.refused:
        click.get_current_context().exit(1)
