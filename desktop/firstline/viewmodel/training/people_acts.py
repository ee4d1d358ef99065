"""Forms about people: a profile changed, a newcomer, and an item of knowledge transfer."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from firstline.domain.errors import Refused
from firstline.domain.training import profile, transfer
from firstline.domain.training.person import FIELDS, NAMES, record_id
from firstline.domain.training.role_words import ROLES, role_key
from firstline.domain.training.training import KIND
from firstline.domain.words import Text
from firstline.viewmodel.training.acts import plain
from firstline.viewmodel.training.fields import DATE
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.wish import Asked, Wish

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit

EDIT = Text("修改人员", "Edit the person")
ENTER = Text("录入新人", "New person")
ITEM = Text("知识转移项", "Knowledge-transfer item")
_ROLES = Text("用空格隔开,如 仓库 超级用户", "with spaces: warehouse superuser")
_FIELDS = (
    *(Asked(name, NAMES[name], DATE if name in ("since", "left") else Text("", ""))
      for name in FIELDS),
    Asked("roles", NAMES["roles"], _ROLES),
)  # fmt: skip
_ITEM = (
    Asked("name", Text("能做什么", "What can be done")),
    Asked("site", Text("站点", "Site")), Asked("module", Text("模块", "Module")),
    Asked("primary", Text("主责", "Primary"), Text("姓名或工号", "name or number")),
    Asked("backup", Text("备份", "Backup"), Text("姓名或工号", "name or number")),
    Asked("critical", Text("关键", "Critical"),
          choices=(("", Text("否", "no")), ("yes", Text("是", "yes")))),
)  # fmt: skip


def edit_wish(model: TrainingModel, key: str) -> Wish:
    """Return the form of a person's profile."""
    who = model.person(key)
    held = model.desktop.store.record(KIND, key)
    values = {name: str(held.fields.get(name) or "") for name in FIELDS} if held else {}
    values["roles"] = " ".join(who.roles) if who else ""

    def take(said: Mapping[str, str]) -> bool:
        return _revise(model, key, plain(said, model.today))

    return Wish(f"training-person:{key}", EDIT, _FIELDS, values, take)


def enter_wish(model: TrainingModel) -> Wish:
    """Return the form of a newcomer."""

    def take(said: Mapping[str, str]) -> bool:
        values = plain(said, model.today)
        staff = model.book.people if model.book else ()
        held = model.desktop.store.record(KIND, record_id(values.get("number", "")))
        edit = profile.enter(values, _roles(values), model.desktop.stamp(), held, staff)
        return _perform(model, edit, ENTER)

    return Wish("training-person:new", ENTER, _FIELDS, {"since": str(model.today)}, take)


def item_wish(model: TrainingModel, key: str) -> Wish:
    """Return the form of an item of knowledge transfer, "" for a new one."""
    held = model.desktop.store.record(KIND, key) if key else None
    values = {one.name: str(held.fields.get(one.name) or "") for one in _ITEM} if held else {}

    def take(said: Mapping[str, str]) -> bool:
        values = plain(said, model.today)
        known = held or model.desktop.store.record(
            KIND, transfer.record_id(values.get("name", ""), values.get("site", ""))
        )
        return _perform(model, transfer.lay(known, values, model.desktop.stamp()), ITEM)

    return Wish(f"training-item:{key}", ITEM, _ITEM, values, take)


def drop_item(model: TrainingModel, key: str) -> None:
    """Take an item out; undo puts it back."""
    held = model.desktop.store.record(KIND, key)
    if held is not None:
        edit = transfer.drop(held, model.desktop.stamp())
        model.desktop.perform(edit, text=Text("已去掉知识转移项", "Item taken out"))


def _revise(model: TrainingModel, key: str, values: Mapping[str, str]) -> bool:
    held = model.desktop.store.record(KIND, key)
    if held is None or model.book is None:
        raise Refused(Text("这个人不在了。", "This person is gone."))
    fields = {name: values.get(name, "") for name in FIELDS}
    stamp = model.desktop.stamp()
    edit = profile.revise(held, fields, _roles(values), stamp, model.book.people)
    return _perform(model, edit, EDIT)


def _roles(values: Mapping[str, str]) -> list[str]:
    """Return the roles of one line: between commas, or between spaces where that is no one role."""
    said = [" ".join(one.split()) for one in re.split(r"[\n;；,，、/|]+", values.get("roles", ""))]
    return [
        role for one in said for role in ([one] if role_key(one) in ROLES else one.split())
    ]  # fmt: skip


def _perform(model: TrainingModel, edit: "Edit | None", words: Text) -> bool:
    if edit is None or not (edit.changes or edit.events or edit.add_tags or edit.remove_tags):
        return True
    return model.desktop.perform(edit, text=words)
