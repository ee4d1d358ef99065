"""The push to Request Tracker: our edits, each done once, and what became of every one.

A change of fields quotes the version that was read (If-Match); where that has moved, RT's values
are read and compared field by field, what does not clash is sent, and what does is a conflict.
RT's precondition is not atomic, so that its history is read after every write: what another person
wrote in between is put back, and ours is the conflict. An edit that was sent before (`Op.tries`)
is looked for by its mark before it is sent again.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.exchange import Answer, Copy, CopyState, Op, Pushed
from firstline.domain.ticket.ticket import EventKind
from firstline.portal.rt.acts import Result, event_for, said_of, words_of_status
from firstline.portal.rt.answers import (
    Fault,
    NoFile,
    Vanished,
    fault,
    gone_answer,
    outcome_of,
    refused,
    waits,
)
from firstline.portal.rt.copies import gone
from firstline.portal.rt.fields import Hand, refresh, write
from firstline.portal.rt.lanes import Lane, copy_after, lanes_of, opens, since
from firstline.portal.rt.log import History, marks_in, owners_in
from firstline.portal.rt.opening import open_ticket
from firstline.portal.rt.saying import say
from firstline.portal.rt.wire import MESSAGES, Row, any_of


def push(hand: Hand, ops: Sequence[Op]) -> Pushed:
    """Send the edits, each ticket's in their order, and return all answers and copies."""
    lanes = lanes_of(ops)
    _look(hand, lanes)
    for lane in lanes:
        for op in lane.ops:
            lane.answers.append(_answer(hand, lane, op))
    copies = _copies(hand, [one for one in lanes if one.number])
    return Pushed(tuple(answer for lane in lanes for answer in lane.answers), copies)


# --- what is there ---


def _look(hand: Hand, lanes: Sequence[Lane]) -> None:
    """Read the tickets as they are, and for what was sent before, what has arrived of it."""
    calls = hand.desk.calls
    sent = [one for one in lanes if any(op.tries for op in one.ops)]
    lost = {one.entity: one for one in sent if not one.number and one.link}
    for entity, number in calls.marked([one.link for one in lost.values() if one.link]).items():
        lost[entity].number = number
    found = calls.by_id(one.number for one in lanes if one.number)
    for lane in lanes:
        lane.raw = found.get(lane.number)
        if lane.number and lane.raw is None:
            try:
                refresh(hand, lane)
            except Vanished:
                continue
    again = [one for one in sent if one.number and one.state is CopyState.PUT]
    _read_rows(hand, again, whole=True)
    ours = {
        row.id: lane for lane in again for row in lane.rows.values()
        if row.type in MESSAGES and row.creator.name == hand.me.name
    }  # fmt: skip
    for row, parts in calls.parts(ours).items():
        ours[row].parts[row] = parts


def _read_rows(hand: Hand, lanes: Sequence[Lane], *, whole: bool = False) -> None:
    """Read what happened to the tickets since our copies of them, or ever (`whole`).

    An earlier try may have arrived before the copy that we have by now.
    """
    if not lanes:
        return
    by_number = {one.number: one for one in lanes}
    least = 0 if whole else min(one.known_to for one in lanes)

    def enough(rows: Sequence[Row]) -> bool:
        return all(since(one, rows, 0 if whole else one.known_to) for one in lanes)

    condition = f"{any_of('ObjectId', by_number)} AND id >= {least}"
    for page in hand.desk.calls.rows(condition, enough):
        for row in page:
            by_number[row.ticket].rows[row.id] = row


# --- one edit ---


def _answer(hand: Hand, lane: Lane, op: Op) -> Answer:
    if lane.state is not CopyState.PUT or lane.into:
        return gone_answer(op.edit, lane.state, lane.into)
    if lane.stuck or not (lane.number or opens(op.edit)):
        return waits(op.edit)
    try:
        return _done(hand, lane, op)
    except Fault as problem:
        answer = fault(op.edit, problem.words, op.tries)
        lane.stuck = answer.outcome is Outcome.UNKNOWN
        return answer
    except NoFile:
        lane.stuck = True
        return waits(op.edit, "file-missing")
    except Vanished:
        return gone_answer(op.edit, lane.state, lane.into)


def _done(hand: Hand, lane: Lane, op: Op) -> Answer:
    edit, again = op.edit, op.tries > 0
    if opens(edit):
        said = open_ticket(hand, lane, edit)
        if said:
            lane.stuck = True  # what builds on it waits
            return Answer(edit.id, Outcome.REJECTED, "refused", refused(said))
        result = Result()
    else:
        result = write(hand, lane, edit, again=again)
    if not result.refused:
        _speak(hand, lane, op, result)
    answer = outcome_of(edit, result, again=again)
    if answer.outcome in (Outcome.APPLIED, Outcome.MERGED):
        lane.edits.append(edit)
    return answer


def _speak(hand: Hand, lane: Lane, op: Op, result: Result) -> None:
    """Send the words and files of the edit; what only tells of a clashing status waits with it."""
    edit, again = op.edit, op.tries > 0
    messages = list(said_of(edit))
    if any(one.field == "status" for one in result.done):
        event = event_for("status", edit)
        row = next((one for one, taken in lane.taken.items() if taken is event), 0)
        if words := words_of_status(event, row):
            messages.append(words)
    for one in messages:
        if one.how == "file" and one.event.data.get("size") == "0":
            result.refused.append("an empty file / 空文件")
        elif reason := say(hand, lane, one, again=again):
            result.refused.append(reason)


# --- the copies ---


def _copies(hand: Hand, lanes: Sequence[Lane]) -> tuple[Copy, ...]:
    """Return the tickets as RT has them now, with all that was done in them."""
    here = [one for one in lanes if one.state is CopyState.PUT]
    found = hand.desk.calls.by_id(one.number for one in here)
    _read_rows(hand, [one for one in here if one.number in found])
    rows = {one.number: _after(one) for one in here}
    every = [row for several in rows.values() for row in several]
    parts = hand.desk.calls.parts(one.id for one in every if one.type in MESSAGES)
    people = {one: hand.desk.people.at(one).shown for one in owners_in(every)}
    copies = []
    for lane in lanes:
        if lane.number not in found:
            state = CopyState.HIDDEN if lane.state is CopyState.PUT else lane.state
            copies.append(gone(lane.entity, lane.number, state))
            continue
        told = {one.id: parts[one.id] for one in rows[lane.number] if one.id in parts}
        history = History(
            hand.desk.server, found[lane.number], rows[lane.number], told, people, lane.own,
            lane.taken,
        )  # fmt: skip
        copies.append(copy_after(lane, history))
        _check_files(lane, history)
    return tuple(copies)


def _after(lane: Lane) -> list[Row]:
    """Return what our copy does not tell yet, and what turned out to be an act of ours."""
    acts = {row for row, parts in lane.parts.items() if marks_in(parts) & lane.own.keys()}
    acts |= lane.taken.keys()
    rows = sorted(lane.rows.values(), key=lambda one: one.id)
    return [one for one in rows if one.id > lane.known_to or one.id in acts]


def _check_files(lane: Lane, history: History) -> None:
    """Refuse a file that RT has cut or dropped: it may be set to do so with large ones."""
    sizes: dict[str, set[str]] = defaultdict(set)
    for several in history.parts.values():
        for part in several:
            sizes[part.name].add(str(part.size))
    for index, answer in enumerate(lane.answers):
        edit = lane.ops[index].edit
        cut = [
            one for one in edit.events
            if one.kind is EventKind.ATTACHED and one.id in lane.own
            and one.data.get("size") not in sizes[one.data.get("name", "")]
        ]  # fmt: skip
        if cut and answer.outcome is Outcome.APPLIED:
            reason = refused(f"{cut[0].data.get('name')}: too large / 文件太大")
            lane.answers[index] = replace(
                answer, outcome=Outcome.REJECTED, code="file-cut", reason=reason
            )
