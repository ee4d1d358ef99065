"""The material of a course: a link for online use, a document of the library for use offline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.training.curriculum import Course
from firstline.domain.training.person import plain_name
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

WHAT = "material"
FIELDS: Mapping[str, Text] = {
    "title": Text("名称", "Title"), "link": Text("在线链接", "Link"),
    "document": Text("文档编号", "Document"), "licence": Text("许可离线副本", "Offline copy"),
    "note": Text("备注", "Note"),
}  # fmt: skip
LICENCES: Mapping[str, Text] = {
    "": Text("不清楚", "not known"), "yes": Text("允许", "allowed"),
    "no": Text("不允许", "not allowed"),
}  # fmt: skip
_UNCHANGED = Text("什么都没有改。", "Nothing was changed.")
_LIMITS = {"title": 200, "link": 500, "document": 60, "licence": 10, "note": 400}


@dataclass(frozen=True, slots=True)
class Material:
    """One piece of material; `document` is a code in the library, which holds file and hash."""

    id: str
    course: str
    title: str
    link: str = ""
    document: str = ""
    licence: str = ""
    note: str = ""

    @property
    def offline(self) -> Text:
        """Whether it can be used without a network, and if not, why (requirements S49)."""
        if self.document:
            return Text(f"离线可用:文档库 {self.document}",
                        f"offline: {self.document} in the library")  # fmt: skip
        if self.licence == "no":
            return Text("只能在线:许可不允许离线副本", "online alone: the licence allows no copy")
        return Text("只能在线:还没有离线副本", "online alone: there is no copy yet")


def record_id(course: str, title: str) -> str:
    """Return the id of a piece of material, the same on every desk."""
    return derived_id(KIND, WHAT, course.casefold(), plain_name(title))


def material_from(entity: Entity) -> Material | None:
    """Return the material that a record holds, None for another record or one taken out."""
    held = entity.fields
    said = {name: str(held.get(name) or "") for name in FIELDS}
    if held.get("what") != WHAT or held.get("withdrawn") or not said["title"]:
        return None
    return Material(entity.id, str(held.get("course") or ""), **said)


def materials(records: Iterable[Entity]) -> dict[str, list[Material]]:
    """Return the material by course, by title."""
    found: dict[str, list[Material]] = {}
    for one in filter(None, map(material_from, records)):
        found.setdefault(one.course, []).append(one)
    return {code: sorted(several, key=lambda one: one.title) for code, several in found.items()}


def lay(held: Entity | None, course: Course, values: Mapping[str, str], stamp: Stamp) -> Edit:
    """Return the edit that makes a piece of material or changes it.

    Raises BadInput without a title, with neither a link nor a document, and for a link that is no
    web address; Refused for an offline copy that the licence does not allow.
    """
    kept: dict[str, Value] = {
        name: " ".join(clean(values.get(name, ""), _LIMITS[name], name).split()) or None
        for name in FIELDS
    }
    link = str(kept["link"] or "")
    if not kept["title"] or not (link or kept["document"]):
        raise BadInput(Text("要有名称,再有链接或文档编号。",
                            "It needs a title, and a link or a document."), _UNCHANGED)  # fmt: skip
    if link and not link.casefold().startswith(("https://", "http://")):
        raise BadInput(Text("链接要以 https:// 或 http:// 开头。",
                            "A link begins with https:// or http://."), _UNCHANGED)  # fmt: skip
    if kept["licence"] == "no" and kept["document"]:
        no_copy = Text("许可不允许离线副本。", "The licence allows no offline copy.")
        raise Refused(no_copy, _UNCHANGED,
                      Text("请只填链接,或先取得许可。",
                           "Give the link alone, or get the licence first."))  # fmt: skip
    if held is not None:
        return setting(held, {**kept, "withdrawn": None}, stamp)
    fields: dict[str, Value] = {"what": WHAT, "course": course.code, **kept}
    changes = tuple(Change(name, value) for name, value in fields.items() if value)
    key = record_id(course.code, str(kept["title"]))
    return Edit(stamp.id, key, "open", stamp.at, stamp.actor, KIND, changes)


def drop(held: Entity, stamp: Stamp) -> Edit:
    """Return the edit that takes it out."""
    return setting(held, {"withdrawn": "yes"}, stamp)
