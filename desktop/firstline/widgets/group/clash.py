"""Clashes on the records of a working group, in place: both values, and a link that ends each."""

from html import escape

from firstline.domain.edits.conflicts import Take, id_of
from firstline.domain.edits.entity import Entity
from firstline.domain.edits.entity_clash import find, settle
from firstline.domain.edits.kinds import FieldClass, class_of
from firstline.domain.errors import Problem
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.clashes import TAKES
from firstline.viewmodel.group.words import field_name

SETTLED = Text("冲突已解决", "Clash resolved")
_LONG = 120


def clash_lines(desktop: Desktop, kind: str, key: str) -> str:
    """Return the clashes of a record as lines above its page, "" where there is none."""
    entity = desktop.store.record(kind, key) if key else None
    if entity is None or not entity.conflicts:
        return ""
    return "".join(_line(desktop, entity, at) for at in range(len(entity.conflicts)))


def _line(desktop: Desktop, entity: Entity, at: int) -> str:
    say, one = desktop.speech, entity.conflicts[at]
    name = say(field_name(one.field))
    takes: list[Take] = ["mine", "theirs"]
    if class_of(entity.kind, one.field) is FieldClass.TEXT:
        takes.append("both")
    links = " · ".join(
        f"<a href='{take}:{entity.kind}/{entity.id}/{escape(id_of(one))}'>{say(TAKES[take])}</a>"
        for take in takes
    )
    head = Text(f"⚠ 两边都改了“{name}”", f"⚠ Both sides changed “{name}”")
    stands, mine = say(Text("现在", "now")), say(Text("我的", "mine"))
    theirs, ours = (
        escape(" ".join(text.split())[:_LONG] or "—") for text in (one.theirs, one.mine)
    )
    return (
        f"<p class='l'>{escape(say(head))}</p>"
        f"<p>{stands}: {theirs}<br>{mine}: {ours}<br>{links}</p>"
    )


def end_clash(desktop: Desktop, take: Take, path: str) -> None:
    """End the clash that a link names; what stands against it is told as a banner."""
    kind, key, clash = path.split("/", 2)
    entity = desktop.store.record(kind, key)
    if entity is None:
        return
    try:
        edit = settle(entity, find(entity, clash), take, desktop.stamp())
    except Problem as problem:
        desktop.problem.emit(problem)
        return
    desktop.perform(edit, text=SETTLED)
