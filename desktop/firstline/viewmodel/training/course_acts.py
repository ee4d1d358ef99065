"""Forms about courses and their sessions: material, what a role asks, a session, who came."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from firstline.domain.errors import BadInput, Refused
from firstline.domain.training import material, need, places, session
from firstline.domain.training.acts import booking_ids
from firstline.domain.training.curriculum import find_course
from firstline.domain.training.need import STRENGTHS, Need
from firstline.domain.training.person import plain_name, plain_number
from firstline.domain.training.role_words import role_key
from firstline.domain.training.session import Session
from firstline.domain.training.training import KIND
from firstline.domain.words import Text, several
from firstline.viewmodel.training import vouchers
from firstline.viewmodel.training.acts import day, plain
from firstline.viewmodel.training.fields import DATE
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.wish import Asked, Wish

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit
    from firstline.domain.training.person import Person

MATERIAL = Text("加资料", "Add material")
CHANGE = Text("改资料", "Change material")
NEED = Text("改角色要求", "What a role asks")
SESSION = Text("安排场次", "Plan a session")
PLACE = Text("预订一个人", "Book somebody")
CANCEL = Text("取消预订", "Cancel booking")
OFF = Text("取消这一场", "Cancel the session")
CAME, AWAY = Text("到场", "Came"), Text("缺席", "Absent")
_WHY = (Asked("reason", Text("原因", "Why"), long=True),)
_MATERIAL = (
    Asked("title", material.FIELDS["title"]),
    Asked("link", material.FIELDS["link"], Text("https://…", "https://…")),
    Asked("document", material.FIELDS["document"],
          Text("文档库里的编号:离线副本", "a code in the library: the offline copy")),
    Asked("licence", material.FIELDS["licence"], choices=tuple(material.LICENCES.items())),
    Asked("note", material.FIELDS["note"]),
)  # fmt: skip
_NEED = (
    Asked("role", Text("角色", "Role")),
    Asked("strength", Text("要求", "Strength"), choices=tuple(STRENGTHS.items())),
    Asked("valid_months", Text("有效几个月", "Months it holds"), Text("0:按证书", "0: its own")),
    Asked("grace_days", Text("宽限几天", "Days of grace")),
)
_SESSION = (
    Asked("course", Text("课程代码", "Course")), Asked("on", Text("哪天", "Day"), DATE),
    *(Asked(name, said) for name, said in session.FIELDS.items()),
)  # fmt: skip


def material_wish(model: TrainingModel, code: str, key: str = "") -> Wish:
    """Return the form of a piece of material of a course; `key` "" is a new one."""
    held = model.desktop.store.record(KIND, key) if key else None
    values = {one.name: str(held.fields.get(one.name) or "") for one in _MATERIAL} if held else {}

    def take(said: Mapping[str, str]) -> bool:
        course, words = find_course(model.courses, code), plain(said, model.today)
        known = held or model.desktop.store.record(
            KIND, material.record_id(course.code, words.get("title", ""))
        )
        return _perform(
            model, material.lay(known, course, words, model.desktop.stamp()), words=MATERIAL
        )

    return Wish(f"training-material:{code} {key}", CHANGE if key else MATERIAL, _MATERIAL, values,
                take)  # fmt: skip


def drop_material(model: TrainingModel, key: str) -> None:
    """Take a piece of material out; undo puts it back."""
    held = model.desktop.store.record(KIND, key)
    if held is not None:
        edit = material.drop(held, model.desktop.stamp())
        _perform(model, edit, words=Text("已去掉资料", "Material taken out"))


def need_wish(model: TrainingModel, code: str) -> Wish:
    """Return the form of what a role asks of a course."""
    course = find_course(model.courses, code)
    asked = model.book.needs.get(course.role, ()) if model.book else ()
    now = next((one for one in asked if one.course == code), Need(course.role, code))
    values = {"role": now.role, "strength": now.strength, "valid_months": str(now.valid_months),
              "grace_days": str(now.grace_days)}  # fmt: skip

    def take(said: Mapping[str, str]) -> bool:
        role = role_key(said["role"])
        wanted = Need(role, code, said["strength"], _whole(said["valid_months"]),
                      _whole(said["grace_days"]), own=True)  # fmt: skip
        held = model.desktop.store.record(KIND, need.record_id(role, code))
        return _perform(
            model, need.require(wanted, model.courses, held, model.desktop.stamp()), words=NEED
        )

    return Wish(f"training-need:{code}", NEED, _NEED, values, take)


def session_wish(model: TrainingModel, one: Session | None = None) -> Wish:
    """Return the form of a session, a new one or `one`."""
    values = {}
    if one is not None:
        values = {"course": one.course, "on": str(one.on), "place": one.place,
                  "teacher": one.teacher, "note": one.note}  # fmt: skip

    def take(said: Mapping[str, str]) -> bool:
        words = plain(said, model.today)
        course, on = find_course(model.courses, words["course"]), day(words, "on")
        if on is None:
            raise BadInput(Text("要写明哪天。", "Say on which day."))
        held = model.desktop.store.record(KIND, session.record_id(course.code, on))
        edit = session.keep(held, course, on, words, model.desktop.stamp())
        return _perform(model, edit, words=SESSION)

    return Wish(f"training-session:{one.id if one else ''}", SESSION, _SESSION, values, take)


def place_wish(model: TrainingModel, one: Session) -> Wish:
    """Return the form that books somebody into a session."""
    asked = (Asked("who", Text("谁(工号或姓名)", "Who (number or name)")),
             *vouchers.fields(model, one.on))  # fmt: skip

    def take(said: Mapping[str, str]) -> bool:
        who, course = _somebody(model, said["who"]), find_course(model.courses, one.course)
        if model.book is None:
            return False
        tools = vouchers.tools(model)
        wanted = vouchers.wanted(tools, said, one.place)
        return _perform(
            model, *places.booked(tools, who, course, one.on, model.book, wanted), words=PLACE
        )

    return Wish(f"training-place:{one.id}", PLACE, asked, {}, take)


def mark(model: TrainingModel, one: Session, person: "Person", came: bool) -> bool:  # noqa: FBT001
    """Say that somebody came, or stayed away. Raises BadInput for a session to come."""
    edits = places.marked(vouchers.tools(model), one, person, came=came)
    return _perform(model, *edits, words=CAME if came else AWAY)


def cancel_wish(model: TrainingModel, one: Session, key: str) -> Wish:
    """Return the form that cancels the booking of a person, by id, for a session."""
    who = model.person(key)
    title = Text(f"{CANCEL.zh}:{who.label}", f"{CANCEL.en}: {who.label}") if who else CANCEL

    def take(said: Mapping[str, str]) -> bool:
        ids = booking_ids(who, one.course, one.on) if who else ()
        held = next(filter(None, (model.desktop.store.record(KIND, each) for each in ids)), None)
        if held is None:
            raise Refused(Text("没有预订。", "There is no booking."))
        edits = places.cancelled(
            vouchers.tools(model), held, who, said["reason"], said.get("fate", "")
        )
        return _perform(model, *edits, words=CANCEL)

    fields, title = vouchers.on_cancelling(model, who, one.course, one.on, title)
    return Wish(f"training-cancel:{one.id} {key}", title, (*fields, *_WHY), {}, take)


def call_off_wish(model: TrainingModel, one: Session) -> Wish:
    """Return the form that cancels a session with its bookings, and releases their vouchers."""
    title = Text(f"{OFF.zh}:{one.course} {one.on}", f"{OFF.en}: {one.course} {one.on}")

    def take(said: Mapping[str, str]) -> bool:
        if model.book is None:
            return False
        course = find_course(model.courses, one.course)
        edits = places.called_off(vouchers.tools(model), one, course, model.book, said["reason"])
        return _perform(model, *edits, words=OFF)

    return Wish(f"training-off:{one.id}", title, _WHY, {}, take)


def _somebody(model: TrainingModel, word: str) -> "Person":
    people = model.book.people if model.book else ()
    number, name = plain_number(word), plain_name(word)
    found = [one for one in people if plain_number(one.number) == number] or [
        one for one in people if name in (plain_name(one.name), plain_name(one.label))
    ]  # fmt: skip
    if len(found) != 1:
        many = len(found)
        raise Refused(Text(f"“{word[:40]}”对应 {many} 个人。",
                           f"“{word[:40]}” fits {several(many, 'person', 'people')}."),
                      next_step=Text("请写工号。", "Write the number."))  # fmt: skip
    return found[0]


def _whole(word: str) -> int:
    plain_word = word.strip() or "0"
    if not plain_word.isdecimal():
        raise BadInput(Text(f"“{word[:20]}”不是整数。", f"“{word[:20]}” is no whole number."))
    return int(plain_word)


def _perform(model: TrainingModel, *edits: "Edit", words: Text) -> bool:
    found = [one for one in edits
             if one.changes or one.events or one.add_tags or one.remove_tags]  # fmt: skip
    return not found or model.desktop.perform(*found, text=words)
