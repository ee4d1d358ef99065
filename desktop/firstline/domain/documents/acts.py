"""What people do with documents, as edits: add one, take a pack in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from firstline.domain.documents.document import (
    KIND,
    NOT_USED,
    Document,
    document_fields,
    document_from,
)
from firstline.domain.documents.formats import media_of
from firstline.domain.documents.library import Library
from firstline.domain.documents.links import Repointed, repointed
from firstline.domain.documents.pack import DocumentPack, Line, compare
from firstline.domain.edits.edit import Edit, Stamp, event_of
from firstline.domain.edits.entity import Entity, opening, setting
from firstline.domain.errors import Refused
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.knowledge.pack import Difference
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.words import Text

_BRINGS = (Difference.NEW, Difference.SUPERSEDED, Difference.OLDER)


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking documents in does: the edits, the files to keep, and what a person reads.

    `files` are the documents whose bytes must be here before the edits are performed: those that
    come, and those that are there already, whose bytes may have been lost.
    """

    edits: tuple[Edit, ...]
    files: tuple[Document, ...]
    lines: tuple[Line, ...]
    repointed: tuple[Repointed, ...] = ()

    def count(self, *differences: Difference) -> int:
        """How many lines tell of one of these."""
        return sum(line.difference in differences for line in self.lines)

    @property
    def said(self) -> Text:
        """All of it in one sentence: 3 new, 2 superseded, 4 links re-pointed."""
        new, newer = self.count(Difference.NEW), self.count(Difference.SUPERSEDED)
        links = len(self.repointed)
        zh = [f"新 {new} 份", f"取代 {newer} 份", f"知识文章的链接改指 {links} 处"]
        en = [f"{new} new", f"{newer} superseded", f"{links} links of articles re-pointed"]
        for difference, said in _RARE.items():
            if many := self.count(difference):
                zh.append(f"{said.zh} {many} 份")
                en.append(f"{many} {said.en}")
        return Text(f"{','.join(zh)}。", f"{', '.join(en)}.")


_RARE = {
    Difference.OLDER: Text("旧版本存档", "older, kept as history"),
    Difference.CHANGED: Text("同版本内容不同未改", "with other content, left alone"),
    Difference.WITHDRAWN: Text("收回", "withdrawn"),
}


def opened(one: Document, stamp: Stamp) -> Edit:
    """Return the edit that makes the record of a document and brings its file."""
    edit = opening(KIND, one.record, document_fields(one), stamp.id, stamp.at, stamp.actor)
    told = {
        "sha256": one.sha256, "name": one.name, "size": str(one.size), "media": media_of(one.name),
    }  # fmt: skip
    return replace(edit, events=(event_of(stamp, 0, EventKind.ATTACHED, data=told),))


def add(one: Document, records: Sequence[Entity], stamp: Stamp) -> Edit | None:
    """Return the edit that adds a document, None where it is there with the same file.

    Raises Refused for a version that is there with another file: it needs a version of its own.
    """
    held = Library(map(document_from, records)).find(one.record)
    if held is None:
        return opened(one, stamp)
    if held.sha256 == one.sha256 and not held.withdrawn:
        return None
    if held.sha256 == one.sha256:
        entity = next(found for found in records if found.id == held.record)
        return setting(entity, {"withdrawn": None}, stamp)
    raise Refused(
        Text(f"{one.record} 已有另一个文件({held.name})。",
             f"{one.record} is there with another file ({held.name})."),
        NOT_USED,
        Text("请给它新的版本号。", "Give it a version of its own."),
    )  # fmt: skip


def take_in(
    pack: DocumentPack, records: Sequence[Entity], articles: Iterable[Article],
    stamp: Callable[[], Stamp],
) -> Taken:  # fmt: skip
    """Return the edits that bring the documents in `records` up to the pack.

    Old versions stay as they are and are superseded by what came; a version that is there with
    another content is told and left alone. Taking the same pack in again does nothing.
    """
    by_id = {one.id: one for one in records}
    before = Library(map(document_from, records))
    lines = compare(before, pack)
    edits: list[Edit] = []
    after = {one.record: one for one in before}
    for line in lines:
        if line.difference in _BRINGS:
            one = pack.documents[line.new]
            held = by_id.get(one.record)
            after[one.record] = one
            if held is not None:  # it was withdrawn here
                edits.append(setting(held, {**document_fields(one), "withdrawn": None}, stamp()))
            else:
                edits.append(opened(one, stamp()))
        elif line.difference is Difference.WITHDRAWN:
            edits.append(setting(by_id[line.old], {"withdrawn": "yes"}, stamp()))
            after[line.old] = replace(after[line.old], withdrawn=True)
    moved = tuple(repointed(articles, before, Library(after.values())))
    files = (one for one in pack.documents.values() if after[one.record].sha256 == one.sha256)
    return Taken(tuple(edits), tuple(files), lines, moved)
