"""A service action with its outcomes as its commands show it: as JSON, and for a person."""

from collections.abc import Sequence
from typing import Any

from firstline.cli.session import Session
from firstline.domain.health.history import history
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.outcome.actions import SOURCES
from firstline.domain.outcome.proof import Stood
from firstline.domain.outcome.sheet import SHEET
from firstline.domain.outcome.standing import CLOSED, GLYPHS, PROOFS, Judged, Proved
from firstline.domain.words import Text

_COLUMNS = ("title", "measure", "unit", "baseline", "target", "direction", "actual", "as_of",
            "evidence", "evidence_sha256", "owner", "project")  # fmt: skip


def proof_json(session: Session, one: Proved) -> dict[str, str]:
    """Return as JSON whether an action is proven, and why."""
    return {"proof": str(one.proof), "proof_why": one.why.in_(session.language)}


def proof_words(session: Session, state: Text, one: Proved) -> str:
    """Return the state of an action in words; a closed one says whether it is proven."""
    said = state.in_(session.language)
    if one.proof not in CLOSED:
        return said
    return f"{GLYPHS[one.proof]} {said}, {PROOFS[one.proof].in_(session.language)}"


def stood_json(session: Session, one: Stood) -> dict[str, Any]:
    """Return a service action as JSON: how it stands, why, and its outcomes."""
    action, say = one.action, session.language
    closed = action.closed_at
    return {
        "kind": action.kind, "id": action.id, "number": action.number, "title": action.title,
        "owner": action.owner, "stage": str(action.stage),
        "closed_at": closed.astimezone(session.zone).isoformat() if closed else None,
        "project": action.project,
        "state": str(one.proved.proof), "why": one.proved.why.in_(say),
        "stated": [_judged_json(session, each) for each in one.proved.outcomes],
    }  # fmt: skip


def _judged_json(session: Session, one: Judged) -> dict[str, Any]:
    entity = one.entity
    return {
        "id": entity.id, "number": number_of(SHEET, entity),
        **{name: entity.fields.get(name) for name in _COLUMNS},
        "state": str(one.proof), "why": one.why.in_(session.language),
        "reached_percent": float(one.reached) if one.reached else None,
        "conflicts": [
            {"field": each.field, "mine": each.mine, "theirs": each.theirs}
            for each in entity.conflicts
        ],
    }  # fmt: skip


def table_of(session: Session, rows: Sequence[Stood], sums: Text) -> str:
    """Return the list as a table for a person, with the counts beneath it."""
    say = session.language
    if not rows:
        none = Text("没有结束的或写明成果的服务行动。", "No action is closed or states an outcome.")
        return f"{none.in_(say)}\n{sums.in_(say)}"
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("编号", "Id"), Text("种类", "Kind"), Text("状态", "State"), Text("谁", "Who"),
             Text("行动与原因", "What, and why"))  # fmt: skip
    cells = [
        [one.action.number, SOURCES[one.action.kind].name.in_(say), _state(one, session),
         one.action.owner, f"{one.action.title} — {one.proved.why.in_(say)}"]
        for one in rows
    ]  # fmt: skip
    names = [one.in_(say) for one in heads]
    whole = table(names, cells, stretch=4, columns=screen_width())
    return f"{whole}\n{sums.in_(say)}"


def _state(one: Stood, session: Session) -> str:
    proof = one.proved.proof
    return f"{GLYPHS[proof]} {PROOFS[proof].in_(session.language)}"


def answer_stood(session: Session, one: Stood) -> None:
    """Answer with one service action, its outcomes, why each stands so, and their history."""
    told = stood_json(session, one)
    for raw, each in zip(told["stated"], one.proved.outcomes, strict=True):
        raw["history"] = [
            {"at": at.isoformat(), "by": who, "what": words.in_(session.language)}
            for at, who, words in history(each.entity, SHEET)
        ]
    session.answer(told, lambda: "\n".join(_lines(session, one)))


def _lines(session: Session, one: Stood) -> list[str]:
    say, action = session.language, one.action
    lines = [f"{action.number}  {action.title}", f"{_state(one, session)} · {action.owner}"]
    if not one.proved.outcomes:
        lines.append(f"  {one.proved.why.in_(say)}")
    for each in one.proved.outcomes:
        number, title = number_of(SHEET, each.entity), text_of(each.entity, "title")
        lines.append(f"  {GLYPHS[each.proof]} {number} {title}")
        lines.append(f"    {each.why.in_(say)}")
        if sha256 := text_of(each.entity, "evidence_sha256"):
            lines.append(f"    SHA-256 {sha256}")
        lines += [f"    ⚠ {clash.field}: {clash.mine} / {clash.theirs}"
                  for clash in each.entity.conflicts]  # fmt: skip
        lines += [f"    {at:%Y-%m-%d} {who} {words.in_(say)}"
                  for at, who, words in history(each.entity, SHEET)]  # fmt: skip
    return lines
