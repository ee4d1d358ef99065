"""An action as its commands show it: as JSON, and as lines for a person."""

from typing import Any

from firstline.cli.group.keys import history
from firstline.cli.session import Session
from firstline.domain.group.action import KIND, ORIGINS, STANDINGS, Action, State, actions
from firstline.domain.outcome.proof import of_kind
from firstline.domain.words import Text


def actions_of(session: Session) -> list[Action]:
    """Return every action with how it stands to what it was to bring (S3)."""
    read, now = session.store.records, session.now()
    return actions(read(KIND), now.date(), of_kind(KIND, read, now))


def action_json(session: Session, one: Action) -> dict[str, Any]:
    """Return an action as JSON."""
    return {
        "id": one.id, "number": one.number, "title": one.title, "owner": one.owner,
        "due": one.due.isoformat() if one.due else None, "state": str(one.state),
        "standing": str(one.standing(session.now().date())), "group": one.group,
        "meeting": one.meeting, "origin": one.origin, "ref": one.ref, "result": one.result,
        "evidence": one.evidence, "measure": one.measure,
        "measure_on": one.measure_on.isoformat() if one.measure_on else None,
        "effect": one.effect, "proof": str(one.proved.proof),
        "proof_why": one.proved.why.in_(session.language), "history": history(session, one.history),
    }  # fmt: skip


def tell_action(session: Session, one: Action) -> None:
    """Answer with one action and its history."""
    say = session.language

    def words() -> str:
        standing = STANDINGS[one.standing(session.now().date())].in_(say)
        origin = ORIGINS.get(one.origin, Text(one.origin, one.origin)).in_(say)
        lines = [f"{one.number}  {one.title}", f"{standing} · {one.owner} · {one.due} · {origin}"]
        for name, value in ((Text("结果", "Result"), one.result),
                            (Text("证据", "Evidence"), one.evidence),
                            (Text("怎么看效果", "To be measured"), one.measure),
                            (Text("效果", "Effect"), one.effect),
                            (Text("成果", "Outcome"), _proof(session, one))):  # fmt: skip
            if value:
                lines.append(f"{name.in_(say)}: {value}")
        for event in one.history:
            days = f" {event.data['from']} → {event.data['to']}" if "from" in event.data else ""
            lines.append(f"  {event.at:%Y-%m-%d} {event.actor}{days} {event.text}")
        if one.state is State.OPEN and one.postponed:
            many = len(one.postponed)
            lines.append(Text(f"已延期 {many} 次", f"Postponed {many}×").in_(say))
        return "\n".join(lines)

    session.answer(action_json(session, one), words)


def _proof(session: Session, one: Action) -> str:
    """Return why it counts as it does, "" for one that is open and states no outcome."""
    if one.state is State.OPEN and not one.proved.outcomes:
        return ""
    return one.proved.why.in_(session.language)
