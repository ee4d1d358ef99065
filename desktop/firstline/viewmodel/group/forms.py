"""What the forms of a working group start with, and the edit that each one makes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from firstline.domain.errors import BadInput, Refused
from firstline.domain.group import action_acts, decision, meeting_acts, working_group
from firstline.domain.group.action import KIND as ACTION
from firstline.domain.group.decision import KIND as DECISION
from firstline.domain.group.meeting import KIND as MEETING
from firstline.domain.group.meeting import Meeting
from firstline.domain.group.meeting_series import make
from firstline.domain.group.raci import parse_row
from firstline.domain.group.working_group import KIND as GROUP
from firstline.domain.group.working_group import Level, Member
from firstline.domain.ids import new_id
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.viewmodel.group.fields import Act
from firstline.viewmodel.group.outcome import measure, state, stated

PROBLEM = "problem:"  # before the id of the problem record that an action is made for

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit, Stamp
    from firstline.domain.edits.entity import Entity
    from firstline.viewmodel.group.group import GroupModel


def given(act: Act, model: "GroupModel", ref: str) -> dict[str, str]:
    """Return what a fresh form of `act` on the record `ref` starts with."""
    if act is Act.OUTCOME or act is Act.MEASURE:
        return (
            stated(_record(model, ACTION, ref), model)
            if act is Act.OUTCOME
            else {"as_of": str(model.now.date())}
        )
    charter, meeting = model.charter, model.one_meeting(ref)
    if act is Act.TEXTS and charter is not None:
        return dict(charter.texts)
    if act is Act.MINUTES and meeting is not None:
        return {"notes": meeting.notes}
    if act is Act.ATTEND and meeting is not None:
        return dict(meeting.attendance)
    if act is Act.ASSIGN and ref.startswith(PROBLEM):
        held = model.desktop.store.record("problem", ref.removeprefix(PROBLEM))
        title = str(held.fields.get("title") or "") if held else ""
        return {"origin": "problem", "title": title}
    if act is Act.ASSIGN:
        return {"origin": "meeting" if meeting else "other"}
    if act is Act.MOVE and meeting is not None:
        return {"at": f"{meeting.at.astimezone(model.desktop.zone):%Y-%m-%d %H:%M}"}
    return {}


def edit_of(act: Act, model: "GroupModel", ref: str, values: Mapping[str, str]) -> "Edit":
    """Return the edit that the form of `act` on the record `ref` asks for. Raises a Problem."""
    plain = {name: value.strip() for name, value in values.items()}
    for name in ("due", "review_on", "again", "measure_on", "as_of"):
        if name in plain:
            plain[name] = day(plain[name], model.now.date())
    return _MAKERS[act](model, ref, plain, model.desktop.stamp())


def day(words: str, today: date) -> str:
    """Return an ISO date; `+7` is a week from today, "" none. Others are judged by the act."""
    if words.startswith("+") and words[1:].isdecimal() and len(words) < 5:
        return (today + timedelta(days=int(words[1:]))).isoformat()
    return words


# --- what makes each edit ---

Values = Mapping[str, str]
Maker = Callable[["GroupModel", str, Values, "Stamp"], "Edit"]


def _record(model: "GroupModel", kind: str, ref: str) -> "Entity":
    found = model.desktop.store.record(kind, ref)
    if found is None:
        raise Refused(Text("这条记录不在了。", "This record is gone."))
    return found


def _group(model: "GroupModel") -> "Entity":
    charter = model.charter
    if charter is None:
        raise Refused(Text("还没有工作组。", "There is no working group yet."))
    return _record(model, GROUP, charter.id)


def _meeting(model: "GroupModel", ref: str) -> Meeting:
    found = model.one_meeting(ref)
    if found is None:
        raise Refused(Text("请先选一次会议。", "Choose a meeting first."))
    return found


def _instant(model: "GroupModel", words: str) -> datetime:
    try:
        return datetime.fromisoformat(words).replace(tzinfo=model.desktop.zone)
    except ValueError as error:
        raise BadInput(
            Text(f"看不懂时间“{words[:30]}”。", f"“{words[:30]}” is not a time."),
            next_step=Text("请写成 2026-12-10 14:00。", "Write it as 2026-12-10 14:00."),
        ) from error


def _whole(words: str, otherwise: int) -> int:
    return int(words) if words.isdecimal() and len(words) < 5 else otherwise


def _new_group(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    del ref
    return working_group.found(stamp, new_id(stamp.at), values, zone=str(model.desktop.zone))


def _texts(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    del ref
    return working_group.say(_group(model), values, stamp)


def _member(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    del ref
    return working_group.put_member(_group(model), Member(**values), stamp)


def _raci(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    del ref
    key = values["key"]
    plain = "-".join("".join(one if one.isalnum() else " " for one in key).split())
    row = parse_row(plain, values["letters"], "" if plain == key else key)
    return working_group.put_raci(_group(model), row, stamp)


def _level(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    del ref
    level = Level(_whole(values["number"], 0), values["who"], values["when"], values["how"])
    return working_group.put_level(_group(model), level, stamp)


def _series(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    del ref
    one = make(values["key"], values["every"], values["on"], values["at"],
               minutes=_whole(values["minutes"], 30), place=values["place"],
               zone=str(model.desktop.zone), starts=model.now.date())  # fmt: skip
    return working_group.put_series(_group(model), one, stamp)


def _remove(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    del ref
    kind, _, key = values["row"].partition(".")
    return working_group.drop(_group(model), kind, key, stamp)


def _close(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    del ref
    return working_group.close(_group(model), values["reason"], stamp)


def _call(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    del ref
    rest: dict[str, Value] = {name: values[name] for name in ("title", "place")}
    rest["minutes"] = _whole(values["minutes"], 30)
    return meeting_acts.call(stamp, _group(model).id, _instant(model, values["at"]), rest)


def _on_meeting(act: Callable[..., "Edit"], *names: str) -> Maker:
    """Return the maker of an act on a meeting that takes these fields."""

    def made(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
        given_: list[object] = [
            _instant(model, values[one]) if one == "at" else values[one] for one in names
        ]
        meeting = _meeting(model, ref)
        return act(model.desktop.store.record(MEETING, ref), meeting, *given_, stamp)

    return made


def _attend(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    entity = model.desktop.store.record(MEETING, ref)
    return meeting_acts.attend(entity, _meeting(model, ref), values, stamp)


def _decide(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    meeting = ref if model.one_meeting(ref) else ""
    return decision.decide(stamp, new_id(stamp.at), _group(model).id, values, meeting)


def _assign(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
    charter = model.charter
    place = {
        "group": charter.id if charter else "", "meeting": ref if model.one_meeting(ref) else "",
        "ref": ref.removeprefix(PROBLEM) if ref.startswith(PROBLEM) else "",
    }  # fmt: skip
    return action_acts.assign(stamp, new_id(stamp.at), {**values, **place})


def _on_record(kind: str, act: Callable[..., "Edit"], names: Sequence[str]) -> Maker:
    """Return the maker of an act on a decision or an action that takes these fields."""

    def made(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
        return act(_record(model, kind, ref), *(values[one] for one in names), stamp)

    return made


def _on_action(make: Callable[..., "Edit"]) -> Maker:
    """Return the maker of an act on what an action is to bring."""

    def made(model: "GroupModel", ref: str, values: Values, stamp: "Stamp") -> "Edit":
        return make(_record(model, ACTION, ref), model, values, stamp)

    return made


_MAKERS: Mapping[Act, Maker] = {
    Act.GROUP: _new_group, Act.TEXTS: _texts, Act.MEMBER: _member, Act.RACI: _raci,
    Act.LEVEL: _level, Act.REMOVE: _remove, Act.CLOSE: _close,
    Act.SERIES: _series, Act.CALL: _call, Act.ATTEND: _attend,
    Act.DECIDE: _decide, Act.ASSIGN: _assign,
    Act.TOPIC: _on_meeting(meeting_acts.add_topic, "words"),
    Act.MINUTES: _on_meeting(meeting_acts.minute, "notes"),
    Act.MOVE: _on_meeting(meeting_acts.move, "at", "reason"),
    Act.CANCEL: _on_meeting(meeting_acts.cancel, "reason"),
    Act.REVIEW: _on_record(DECISION, decision.review, ("words", "again")),
    Act.WITHDRAW: _on_record(DECISION, decision.withdraw, ("reason",)),
    Act.OUTCOME: _on_action(state), Act.MEASURE: _on_action(measure),
    Act.FINISH: _on_record(ACTION, action_acts.finish, ("result", "evidence")),
    Act.POSTPONE: _on_record(ACTION, action_acts.postpone, ("due", "reason")),
    Act.HAND_ON: _on_record(ACTION, action_acts.hand_on, ("owner",)),
    Act.DROP: _on_record(ACTION, action_acts.abandon, ("reason",)),
    Act.REOPEN: _on_record(ACTION, action_acts.reopen, ("reason",)),
    Act.EFFECT: _on_record(ACTION, action_acts.saw_effect, ("effect",)),
}  # fmt: skip
