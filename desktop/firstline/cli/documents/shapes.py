"""A document as JSON and as lines for a person."""

from collections.abc import Iterable
from typing import Any

from firstline.cli.session import Session
from firstline.domain.documents.acts import Taken
from firstline.domain.documents.document import NAMES, STATES, Document
from firstline.domain.documents.library import Library
from firstline.domain.documents.pack import DIFFERENCES, DocumentPack
from firstline.domain.knowledge.pack import Difference
from firstline.domain.words import Text

EVERY = Text("全部产品", "every product")


def document_json(session: Session, library: Library, one: Document) -> dict[str, Any]:
    """Return the document object; `id` is its code, `record` names this version of it."""
    after = library.successor(one)
    return {
        "id": one.code, "record": one.record, "version": one.version,
        "title": one.title.in_(session.language),
        "title_zh": one.title.zh, "title_en": one.title.en,
        "products": list(one.products), "modules": list(one.modules), "versions": one.versions,
        "source": one.source, "language": one.language, "received_on": one.received_on,
        "file": one.name, "size": one.size, "sha256": one.sha256,
        "state": str(library.state(one)), "superseded_by": after.record if after else "",
        "supersedes": list(one.supersedes), "words": list(one.words), "note": one.note,
        "pack": one.pack, "text_searched": bool(one.text),
        "here": session.store.file_path(one.sha256) is not None,
    }  # fmt: skip


def document_sheet(
    session: Session, library: Library, one: Document, articles: Iterable[str]
) -> str:
    """Return the document for a person at a terminal."""
    say = session.language
    after = library.successor(one)
    here = session.store.file_path(one.sha256) is not None
    state = STATES[library.state(one)].in_(say)
    told = {
        "products": "/".join(one.products) or EVERY.in_(say), "modules": "/".join(one.modules),
        "versions": one.versions, "source": one.source,
        "language": one.language_name.in_(say), "received_on": one.received_on,
        "supersedes": ", ".join(one.supersedes), "name": one.name, "size": str(one.size),
        "sha256": one.sha256, "body": one.body_said.in_(say), "words": ", ".join(one.words),
        "note": one.note,
    }  # fmt: skip
    lines = [f"{one.code}  {one.version}  {one.title.in_(say)}  [{state}]"]
    if after is not None:
        lines.append(Text(f"现行的是 {after.record} {after.title.zh}。",
                          f"{after.record} {after.title.en} holds now.").in_(say))  # fmt: skip
    lines += [f"{NAMES[name].in_(say)}: {value}" for name, value in told.items() if value]
    if not here:
        lines.append(Text("文件不在这台电脑上。", "Its file is not on this PC.").in_(say))
    past = [f"{old.version} ({STATES[library.state(old)].in_(say)})"
            for old in library.versions(one.code)]  # fmt: skip
    lines.append(f"{Text('版本历史', 'Versions').in_(say)}: {', '.join(past)}")
    if named := ", ".join(articles):
        lines.append(f"{Text('链接到它的文章', 'Articles that link to it').in_(say)}: {named}")
    return "\n".join(lines)


def taken_json(pack: DocumentPack, taken: Taken) -> dict[str, object]:
    """Return what taking a pack in did, as counts and lines."""
    touched = {line.new for line in taken.lines if line.new}
    return {
        "pack": pack.id, "version": pack.version, "read": len(pack.documents),
        "created": taken.count(Difference.NEW, Difference.OLDER),
        "updated": taken.count(Difference.SUPERSEDED),
        "withdrawn": taken.count(Difference.WITHDRAWN),
        "unchanged": len(pack.documents.keys() - touched), "refused": [],
        "repointed": [
            {"article": one.article, "link": one.key, "old": one.old, "new": one.new}
            for one in taken.repointed
        ],
        "differences": [
            {"id": one.code, "difference": str(one.difference), "title_zh": one.title.zh,
             "title_en": one.title.en, "old": one.old, "new": one.new, "fields": list(one.fields)}
            for one in taken.lines
        ],
    }  # fmt: skip


def taken_told(session: Session, pack: DocumentPack, taken: Taken) -> str:
    """Return the difference list for a person."""
    say = session.language
    head = Text(f"{pack.title.zh} {pack.version}:", f"{pack.title.en} {pack.version}: ").in_(say)
    lines = [f"{head}{taken.said.in_(say)}"]
    for one in taken.lines:
        records = " → ".join(dict.fromkeys(record for record in (one.old, one.new) if record))
        fields = f" ({', '.join(one.fields)})" if one.fields else ""
        said = DIFFERENCES[one.difference].in_(say)
        lines.append(f"  {said}  {records}  {one.title.in_(say)}{fields}")
    lines += [f"  {one.article}  doc:{one.key}  {one.old} → {one.new}" for one in taken.repointed]
    return "\n".join(lines)
