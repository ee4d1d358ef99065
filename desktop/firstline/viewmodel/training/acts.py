"""What can be done about one cell, and the edits that each form makes."""

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.edits.tied import tied
from firstline.domain.errors import BadInput, Refused
from firstline.domain.training import acts, places, training_acts
from firstline.domain.training.standing import Cell
from firstline.domain.training.training import KIND
from firstline.domain.words import Text
from firstline.viewmodel.training import vouchers
from firstline.viewmodel.training.fields import NAMES, Act, asked
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.wish import Values, Wish

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit
    from firstline.domain.edits.entity import Entity
    from firstline.domain.training.curriculum import Course
    from firstline.domain.training.person import Person

_DAYS = ("on", "until", "since", "left")
_LONGEST = 5


def offered(cell: Cell | None, *, listed: bool = True) -> tuple[Act, ...]:
    """Return the acts that make sense on a cell, the next step first.

    Who is not `listed` as staff has no number, and so no place in a course and no waiver.
    """
    if cell is None:
        return (Act.RECORD,)
    if not listed:
        return (Act.RECORD, Act.REVOKE)
    facts, found = cell.facts, []
    if facts.pending is not None and not cell.holds:
        found.append(Act.GRANT)
    if facts.booking is not None:
        found += [Act.RECORD, Act.CANCEL]
    else:
        found += [Act.BOOK, Act.RECORD]
    if facts.waiver is None:
        found.append(Act.WAIVE)
    if facts.passed is not None:
        found.append(Act.REVOKE)
    return tuple(found)


def wish(
    model: TrainingModel, act: Act, person: str, code: str, on: date | None = None
) -> Wish:  # fmt: skip
    """Return the form of `act` on a person's cell; a completion begins with the day `on`."""
    who, course = model.person(person), model.course(code)
    title = NAMES[act]
    if who is not None and course is not None:
        tail_zh, tail_en = f"{who.label} · {course.title.zh}", f"{who.label} · {course.title.en}"
        title = Text(f"{title.zh}:{tail_zh}", f"{title.en}: {tail_en}")
    start = {"on": str(on or model.today)} if act is Act.RECORD else {}

    def take(values: Values) -> bool:
        return perform(model, act, person, code, values)

    fields = asked(act) + (vouchers.fields(model) if act is Act.BOOK else ())
    cell = model.cell(who, code) if who is not None and act is Act.CANCEL else None
    if cell is not None and cell.facts.booking is not None:
        on_ = cell.facts.booking.on
        asked_too, title = vouchers.on_cancelling(model, who, code, on_, title)
        fields = asked_too + fields
    return Wish(f"training-{act}:{person} {code}", title, fields, start, take)


def perform(model: TrainingModel, act: Act, person: str, code: str, values: Values) -> bool:
    """Do it at once; False where the store refused and said so. Raises a Problem."""
    edits = tuple(_edits(model, act, person, code, plain(values, model.today)))
    return not edits or model.desktop.perform(*edits, text=NAMES[act])


def plain(values: Values, today: date) -> dict[str, str]:
    """Return what was typed without spaces around it; `+7` in a day is a week from today."""
    found = {name: value.strip() for name, value in values.items()}
    for name in _DAYS:
        said = found.get(name, "")
        if said.startswith("+") and said[1:].isdecimal() and len(said) < _LONGEST:
            found[name] = (today + timedelta(days=int(said[1:]))).isoformat()
    return found


def day(values: Values, name: str) -> date | None:
    """Return the day in a field, None where it is empty. Raises BadInput."""
    said = values.get(name, "")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise BadInput(
            Text(f"“{said[:30]}”不是日期。", f"“{said[:30]}” is no date."),
            Text("什么都没有记录。", "Nothing was recorded."),
            Text("写成 2026-11-28 或 +7。", "Write 2026-11-28, or +7."),
        ) from error


def proof_of(word: str) -> str:
    """Return a proof as text: the word itself, or a file's name and SHA-256; the file stays."""
    path = Path(word) if word else None
    if path is None or not path.is_absolute() or not path.is_file():
        return word
    with path.open("rb") as stream:
        return f"{path.name} (sha256 {file_digest(stream, 'sha256').hexdigest()})"


def _edits(
    model: TrainingModel, act: Act, person: str, code: str, values: Values
) -> "Iterable[Edit]":
    who, course = model.person(person), model.course(code)
    if who is None or course is None or model.read is None:
        raise Refused(Text("这个人或这门课程不在了。", "This person or course is gone."))
    if act is Act.BOOK:
        return _book(model, who, course, values)
    if act is Act.RECORD:
        return _record(model, who, course, values)
    if act is Act.WAIVE:
        stamp, until = model.desktop.stamp(), day(values, "until")
        return (acts.waive(who, course, stamp, values.get("reason", ""), until=until),)
    return _on_record(model, act, who, code, values)


def _book(
    model: TrainingModel, who: "Person", course: "Course", values: Values
) -> "Iterable[Edit]":
    on, book = day(values, "on"), model.book
    if on is None or book is None:
        raise BadInput(Text("要写明哪天。", "Say on which day."),
                       Text("什么都没有记录。", "Nothing was recorded."))  # fmt: skip
    tools = vouchers.tools(model)
    wanted = vouchers.wanted(tools, values, values.get("place", ""))
    return places.booked(tools, who, course, on, book, wanted)


def _record(
    model: TrainingModel, who: "Person", course: "Course", values: Values
) -> "Iterable[Edit]":
    on, store = day(values, "on"), model.desktop.store
    if on is None:
        raise BadInput(Text("要写明哪天通过。", "Say on which day it was passed."),
                       Text("什么都没有记录。", "Nothing was recorded."))  # fmt: skip
    passed = training_acts.Passed(
        who.label, course, on, until=day(values, "until"), score=values.get("score", ""),
        proof=proof_of(values.get("proof", "")), number=who.number,
    )  # fmt: skip
    key = training_acts.record_id(who.label, course.code, on)
    known = {key} if store.record(KIND, key) is not None else set()
    made = training_acts.record(passed, model.desktop.shown_stamp(), model.today, known)
    paid = places.settled(vouchers.tools(model), who, course.code, on, came=True)
    return (made, *tied(made, paid))


def _on_record(
    model: TrainingModel, act: Act, who: "Person", code: str, values: Values
) -> "Iterable[Edit]":
    cell, reason = model.cell(who, code), values.get("reason", "")
    facts = cell.facts if cell else None
    stamp = model.desktop.stamp()
    if act is Act.CANCEL and facts and facts.booking:
        held = _held(model, facts.booking.id)
        return places.cancelled(vouchers.tools(model), held, who, reason, values.get("fate", ""))
    if act is Act.GRANT and facts and facts.pending:
        return (training_acts.grant(facts.pending, model.desktop.shown_stamp()),)
    if act is Act.REVOKE and facts and facts.passed:
        return (training_acts.revoke(facts.passed, stamp, reason),)
    raise Refused(Text("这里没有可做的了。", "There is nothing to be done here any more."))


def _held(model: TrainingModel, key: str) -> "Entity":
    found = model.desktop.store.record(KIND, key)
    if found is None:
        raise Refused(Text("这条记录不在了。", "This record is gone."))
    return found
