"""Takes a list of people and of what they passed in: what each row of it does, or would do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity, setting
from firstline.domain.edits.tied import tied
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import derived_id
from firstline.domain.training import person as persons
from firstline.domain.training.called import Finder, finder_of
from firstline.domain.training.curriculum import Courses, find_course
from firstline.domain.training.need import needs
from firstline.domain.training.person import WITHDRAWN, batch_tags, plain_number
from firstline.domain.training.role_words import role_key
from firstline.domain.training.settling import Settle
from firstline.domain.training.training import GRANTED, KIND, Certificate, certificate_from
from firstline.domain.training.training_acts import Passed, grant, record, record_id, vouches
from firstline.domain.words import Text

UNKNOWN = "unknown"
_Key = tuple[str, str, date]  # employee number or name, course, day of passing
PEOPLE = ("team", "site", "shift", "role", "since", "left")
"""A table with one of these columns is a list of people; another only tells what they passed."""
COMPLETION = ("number", "name", "course", "on", "until", "score", "proof", "result")
FIELDS = ("number", "name", *PEOPLE, *COMPLETION[2:])
_FAILED = frozenset({"未通过", "不通过", "不合格", "否", "failed", "fail", "no", "false", "0"})
_SPLIT = str.maketrans(dict.fromkeys("；,，、/|", ";"))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number there, and its texts by field, or why it cannot be read."""

    number: int
    values: Mapping[str, str]
    reason: Text | None = None


@dataclass(slots=True)
class Taken:
    """What an import does, or would do."""

    batch: str
    edits: list[Edit] = field(default_factory=list)
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0  # rows of an employee number that stood in an earlier row
    refused: list[tuple[int, Text]] = field(default_factory=list)
    quarantined: list[tuple[int, str]] = field(default_factory=list)
    ungranted: int = 0  # what was passed, but does not count before somebody else grants it
    idle: dict[str, int] = field(default_factory=dict)
    """Rows by role of which no course is asked: the role may be misspelt, or needs requirements."""
    settled: int = 0  # entries in ledgers for places that are used by what was passed
    opening: dict[tuple[str, str], int] = field(default_factory=dict)
    """Rows by course and the safety class of steps that its certificate opens."""


class Intake:
    """Takes rows one after another, as they follow from what is on record and what came before."""

    def __init__(
        self, courses: Courses, records: Iterable[Entity], stamp: Callable[[], Stamp], *,
        with_people: bool, batch: str, settle: Settle | None = None,
    ) -> None:  # fmt: skip
        self.taken = Taken(batch)
        self._places = settle
        self._courses, self._stamp, self._with_people = courses, stamp, with_people
        self._held = {one.id: one for one in records}
        self._passed: dict[_Key, Certificate | None] = {
            (plain_number(one.number) or persons.plain_name(one.person), one.course, one.on):
            None if one.granted_by or one.revoked_at else one
            for one in filter(None, map(certificate_from, self._held.values()))
        }  # fmt: skip
        self._seen: set[str] = set()
        self._asking = needs(courses, self._held.values()).keys()
        self.find: Finder = finder_of(())
        self._staff: dict[str, persons.Person] = {}
        self._ids: dict[str, str] = {}
        self.settle()

    def settle(self) -> None:
        """Look people up anew: after the rows that brought them, before what they passed."""
        staff = persons.people(self._held.values())
        self.find = finder_of(staff)
        self._staff = {plain_number(one.number): one for one in staff}
        self._ids = {was: one.id for one in staff for was in one.former}
        self._ids |= {number: one.id for number, one in self._staff.items()}

    def person(self, line: Line) -> None:
        """Take the person of a row in; a refused row costs itself alone."""
        self.taken.read += 1
        if line.reason is not None:
            self.taken.refused.append((line.number, line.reason))
            return
        try:
            edit = self._person_edit(line)
        except BadInput as problem:
            self.taken.refused.append((line.number, problem.sentence))
            return
        self._count(edit)

    def completion(self, line: Line, *, counted: bool = False) -> None:
        """Take what a row says was passed; of somebody who is not on the list it is put aside."""
        self.taken.read += not counted
        if line.reason is not None:
            self.taken.refused.append((line.number, line.reason))
            return
        values = line.values
        try:
            number = self.find(values.get("number", ""), values.get("name", ""))
            self._check(values)
            if number is None:
                self._put_aside(line)
                return
            who, before = self._staff[number], len(self.taken.edits)
            self._count(self._completion_edit(values, who))
            fresh = any(one.act == "open" or one.changes for one in self.taken.edits[before:])
            self._settle(who, values, self.taken.edits[-1] if fresh else None)
        except (BadInput, Refused) as problem:
            self.taken.refused.append((line.number, problem.sentence))

    def _count(self, edit: Edit | None) -> None:
        if edit is None:
            self.taken.unchanged += 1
            return
        self.taken.created += edit.act == "open"
        self.taken.updated += edit.act != "open"
        self._lay(edit)

    def _settle(
        self, who: persons.Person, values: Mapping[str, str], made: Edit | None
    ) -> None:  # fmt: skip
        """Use the place that was booked for what a row says was passed: they were there."""
        if self._places is None:
            return
        code, on = find_course(self._courses, values["course"]).code, _day(values["on"])
        key = record_id(who.label, code, on)
        paid = list(self._places(who, code, on, key, made is not None))
        paid = list(tied(made, paid)) if made else paid
        self.taken.settled += len(paid)
        self.taken.edits += paid

    def _lay(self, edit: Edit) -> None:
        shown = rebase_entity(self._held.get(edit.entity), (edit,))
        if shown is not None:
            self._held[edit.entity] = shown
        self.taken.edits.append(edit)

    def _person_edit(self, line: Line) -> Edit | None:
        number = line.values.get("number", "")
        key = self._ids.get(plain_number(number)) or persons.record_id(number)
        self.taken.merged += key in self._seen
        self._seen.add(key)
        roles = line.values.get("role", "").translate(_SPLIT).split(";")
        held = self._held.get(key)
        edit = persons.change(held, line.values, roles, self._stamp(), self.taken.batch)
        for role in {" ".join(one.split()) for one in roles} - {""}:
            if role_key(role) not in self._asking:
                self.taken.idle[role] = self.taken.idle.get(role, 0) + 1
        return edit

    def _check(self, values: Mapping[str, str]) -> None:
        if not values.get("number", "").strip() and not values.get("name", "").strip():
            raise BadInput(Text("没有工号,也没有姓名。", "There is neither a number nor a name."))
        find_course(self._courses, values.get("course", ""))
        if values.get("result", "").strip().casefold() in _FAILED:
            raise BadInput(Text("没有通过,不算数。", "It was not passed and does not count."))
        if persons.day_of(values.get("on", "").strip()) is None:
            said = values.get("on", "")[:30]
            raise BadInput(Text(f"通过日期“{said}”不是日期。", f"“{said}” is no day of passing."))

    def _completion_edit(self, values: Mapping[str, str], who: persons.Person) -> Edit | None:
        course, on = find_course(self._courses, values["course"]), _day(values["on"])
        keys = [(one, course.code, on) for one in
                (plain_number(who.number), persons.plain_name(who.label))]  # fmt: skip
        stands = next((one for one in keys if one in self._passed), None)
        if stands is not None:
            return self._granted_now(stands)
        stamp = self._stamp()
        gone = self._held.get(record_id(who.label, course.code, on))
        self._passed.update(dict.fromkeys(keys))
        if gone is not None:  # it came with an import that was taken back
            return self._vouched(_again(gone, stamp, self.taken.batch), gone, stamp)
        until = values.get("until", "").strip()
        passed = Passed(
            who.label, course, on, _day(until) if until else None, values.get("score", ""),
            values.get("proof", ""), number=who.number,
        )  # fmt: skip
        edit = record(passed, stamp, stamp.at.date())
        if course.opens:
            opened = course.code, course.opens
            self.taken.opening[opened] = self.taken.opening.get(opened, 0) + 1
        self.taken.ungranted += all(one.data.get("what") != GRANTED for one in edit.events)
        return replace(edit, add_tags=batch_tags(self.taken.batch))

    def _granted_now(self, key: _Key) -> Edit | None:
        """Return the grant of what stands and nobody vouched for, None where there is none to give.

        A list that somebody without a name took in counts once somebody with a name does.
        """
        one = self._passed[key]
        if one is None:
            return None
        stamp = self._stamp()
        if not vouches(stamp, one.person):
            self.taken.ungranted += 1
            return None
        self._passed[key] = None
        return grant(one, stamp)

    def _vouched(self, edit: Edit, gone: Entity, stamp: Stamp) -> Edit:
        shown = rebase_entity(gone, (edit,))
        one = certificate_from(shown) if shown is not None else None
        if one is None or one.granted_by or one.revoked_at:
            return edit
        if not vouches(stamp, one.person):
            self.taken.ungranted += 1
            return edit
        return replace(edit, events=grant(one, stamp).events)

    def _put_aside(self, line: Line) -> None:
        values = {name: line.values.get(name, "").strip() for name in COMPLETION}
        key = unknown_id(values)
        held = self._held.get(key)
        if held is not None and not held.fields.get(WITHDRAWN):
            self.taken.unchanged += 1
            return
        stamp, batch = self._stamp(), self.taken.batch
        if held is not None:
            edit = _again(held, stamp, batch)
        else:
            fields = {"what": UNKNOWN, "row": str(line.number), **values}
            changes = tuple(Change(name, value) for name, value in fields.items() if value)
            edit = Edit(stamp.id, key, "open", stamp.at, stamp.actor, KIND, changes,
                        add_tags=batch_tags(batch))  # fmt: skip
        self.taken.quarantined.append((line.number, values["number"] or values["name"]))
        self._lay(edit)


def take_rows(
    intake: Intake, rows: Sequence[Line], *, with_people: bool, with_courses: bool
) -> None:
    """Take people first, whatever the order of the rows, then what they passed.

    Raises BadInput for a table that tells neither of people nor of courses.
    """
    if not with_people and not with_courses:
        raise BadInput(
            Text("既没有课程列,也没有班组、站点或角色列。",
                 "There is neither a column of courses nor one of teams, sites or roles."),
            Text("没有导入任何内容。", "Nothing was imported."),
        )  # fmt: skip
    if with_people:
        for line in rows:
            intake.person(line)
        intake.settle()
    bad = {number for number, _ in intake.taken.refused}
    for line in rows if with_courses else ():
        alone = with_people and not line.values.get("course")
        if not alone and line.number not in bad:
            intake.completion(line, counted=with_people)


def unknown_id(values: Mapping[str, str]) -> str:
    """Return the id of a row that was put aside: the same row of the same list meets itself."""
    parts = (values.get(name, "").casefold() for name in ("number", "name", "course", "on"))
    return derived_id(KIND, UNKNOWN, *parts)


def unknowns(records: Iterable[Entity]) -> list[Entity]:
    """Return the rows of unknown people that nobody has resolved."""
    found = [
        one for one in records
        if one.fields.get("what") == UNKNOWN
        and not one.fields.get(WITHDRAWN) and not one.fields.get("settled")
    ]  # fmt: skip
    return sorted(found, key=lambda one: (str(one.fields.get("number") or ""),
                                          str(one.fields.get("name") or ""), one.id))  # fmt: skip


def resolve(intake: Intake, held: Entity, number: str, stamp: Stamp) -> None:
    """Take a row that was put aside as that of the person `number`, "" as it stands.

    Raises Refused where it still fits nobody, and for what is wrong with the row itself.
    """
    values = {name: str(held.fields.get(name) or "") for name in COMPLETION}
    if number:
        values |= {"number": number, "name": ""}
    found = intake.find(values["number"], values["name"])
    if found is None:
        said = (number or values["number"] or values["name"])[:40]
        raise Refused(
            Text(f"名单里没有“{said}”。", f"Nobody on the list is “{said}”."),
            Text("那一行还在待认领名单里。", "The row stays put aside."),
        )
    intake.completion(Line(0, values))
    if intake.taken.refused:
        raise Refused(intake.taken.refused.pop()[1])
    intake.taken.edits.append(setting(held, {"settled": found}, stamp))


def drop(held: Entity, stamp: Stamp, reason: str) -> Edit:
    """Return the edit that lets a row of an unknown person go; the reason is needed."""
    if not reason.strip():
        raise BadInput(Text("要写原因。", "Say why."))
    return setting(held, {"settled": f"- {reason.strip()[:200]}"}, stamp)


def _again(held: Entity, stamp: Stamp, batch: str) -> Edit:
    """Return the edit that takes in again what came with an import that was taken back."""
    return replace(setting(held, {WITHDRAWN: None}, stamp), add_tags=batch_tags(batch))


def _day(text: str) -> date:
    found = persons.day_of(text.strip())
    if found is None:
        raise BadInput(Text(f"“{text[:30]}”不是日期。", f"“{text[:30]}” is no date."))
    return found
