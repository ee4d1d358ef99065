"""One act on a runbook in a few words, for the outbox: M01 ✓, the window's end → 06:00."""

from collections.abc import Mapping

from firstline.domain.edits.edit import Edit
from firstline.domain.ticket.ticket import Event
from firstline.domain.words import Text

KIND = "runbook"
_ACTS: Mapping[tuple[str, str], Text] = {
    ("item", "start"): Text("开始", "begun"), ("item", "check"): Text("勾选", "ticked"),
    ("item", "reopen"): Text("重新打开", "opened again"), ("item", "waive"): Text("豁免", "waived"),
    ("item", "na"): Text("不适用", "not applicable"), ("step", "begin"): Text("开始", "begun"),
    ("step", "finish"): Text("完成", "finished"), ("run", "begin"): Text("开始", "begun"),
    ("run", "end"): Text("结束", "ended"), ("run", "abort"): Text("中止", "broken off"),
    ("run", "rollback"): Text("决定回退", "rollback decided"),
    ("run", "ponr_ask"): Text("提出越过不可回退点", "point of no return: asked"),
    ("run", "ponr"): Text("确认越过不可回退点", "point of no return: confirmed"),
}  # fmt: skip
_WHATS: Mapping[str, Text] = {
    "backup": Text("登记备份", "backup recorded"), "drill": Text("登记演练", "drill recorded"),
    "review": Text("评审", "review"), "register": Text("设定", "set"),
    "adopted": Text("采用新版模板", "new version of the template adopted"),
}  # fmt: skip


def words(edit: Edit) -> Text | None:
    """Return what the edit does to a runbook, None for what is no entry of one."""
    events = [one for one in edit.events if one.data.get("what")]
    if edit.kind != KIND or not events:
        return None
    first = _one(events[0])
    more = len(events) - 1
    if not more:
        return first
    return Text(f"{first.zh} 等 {len(events)} 项", f"{first.en} and {more} more")


def _one(event: Event) -> Text:
    told = event.data
    what = told.get("what", "")
    said = _ACTS.get((what, told.get("act", ""))) or _WHATS.get(what) or Text(what, what)
    about = told.get("item") or told.get("run") or told.get("name") or told.get("register") or ""
    text = event.text or told.get("value", "")
    about = f"{about} " if about else ""
    tail = f": {text}" if text else ""
    return Text(f"{about}{said.zh}{tail}", f"{about}{said.en}{tail}")
