"""A pack of documents: a manifest that names each file, its hash and what it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from firstline.domain.documents.document import (
    LANGUAGES,
    Document,
    checked_code,
    checked_version,
    checked_words,
    document_fields,
)
from firstline.domain.documents.library import Library
from firstline.domain.errors import BadInput
from firstline.domain.knowledge.pack import Difference, version_key
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.patterns import pattern
from firstline.domain.words import Text

SCHEMA = "firstline.documents/1"
MANIFEST = "documents.toml"
MOST = 2_000  # documents of one pack
NOT_TAKEN = Text("文档包没有被采用,什么都没有改。", "The pack was not used; nothing was changed.")
_SHA256 = pattern(r"[0-9a-f]{64}")
_COMPARED = (
    "title_zh", "title_en", "sha256", "products", "modules", "versions", "source", "language",
    "supersedes", "words", "note",
)  # fmt: skip
DIFFERENCES: Mapping[Difference, Text] = {
    Difference.NEW: Text("新", "new"),
    Difference.SUPERSEDED: Text("取代", "supersedes"),
    Difference.CHANGED: Text("同版本内容不同,未改", "same version, other content: left alone"),
    Difference.WITHDRAWN: Text("收回", "withdrawn"),
    Difference.OLDER: Text("旧版本,存档", "older: kept as history"),
}


@dataclass(frozen=True, slots=True)
class DocumentPack:
    """What a manifest says: the documents by record, where each file lies, what is taken back."""

    id: str
    title: Text
    version: str
    documents: Mapping[str, Document]
    places: Mapping[str, str]
    withdrawn: tuple[str, ...] = ()

    def having(self, found: Sequence[Document]) -> "DocumentPack":
        """Return the pack with what was read of its files: sizes and texts."""
        return replace(self, documents={one.record: one for one in found})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference list; `old` and `new` are ids of records, `fields` what changed."""

    code: str
    difference: Difference
    title: Text
    old: str = ""
    new: str = ""
    fields: tuple[str, ...] = ()


def parse_manifest(text: str, file: str = MANIFEST) -> DocumentPack:
    """Return what the manifest says. Raises BadInput naming line and fault.

    A pack is taken whole or not at all. Whether the files are what it says is looked at where
    they are read (`intake.documents`).
    """
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    pack_id, title, version = top.name("id"), top.title(), top.text("version")
    withdrawn = tuple(_code(top, "withdrawn", one) for one in top.texts("withdrawn"))
    common = top.text("source", ""), _day(top)
    documents: dict[str, Document] = {}
    places: dict[str, str] = {}
    tables = top.tables("documents")
    if len(tables) > MOST:
        raise top.fault("documents", f"超过 {MOST} 份。", f"there are more than {MOST}.")
    for table in tables:
        one, place = _document(table, common, pack_id)
        if one.record in documents:
            raise table.fault("code", f"“{one.record}”写了两次。", f"{one.record!r} stands twice.")
        documents[one.record], places[one.record] = one, place
    top.done()
    if not documents and not withdrawn:
        raise top.fault("documents", "一份文档也没有。", "there is no document.")
    for code in withdrawn:
        if any(one.code == code for one in documents.values()):
            raise top.fault("withdrawn", f"“{code}”既收回又存在。",
                            f"{code!r} is withdrawn and there at once.")  # fmt: skip
    return DocumentPack(pack_id, title, version, documents, places, withdrawn)


def _document(table: Fields, common: tuple[str, str], pack: str) -> tuple[Document, str]:
    code, place = _code(table, "code", table.text("code")), table.text("file")
    sha256 = table.text("sha256").casefold()
    if not _SHA256.fullmatch(sha256):
        raise table.fault("sha256", "应为 64 位十六进制数。", "must be 64 hexadecimal digits.")
    supersedes = tuple(dict.fromkeys(_named(table, one) for one in table.texts("supersedes")))
    if code in supersedes:
        raise table.fault("supersedes", "不能取代自己。", "cannot supersede itself.")
    title = table.title()
    made = Document(
        code=code,
        version=_kept(table, "version", table.text("version")),
        title=Text(*(_kept(table, "title", one or code) for one in title)),
        sha256=sha256,
        name=place.replace("\\", "/").rpartition("/")[2],
        products=_listed(table, "products"),
        modules=_listed(table, "modules"),
        versions=_kept(table, "versions", table.text("versions", "")),
        source=_kept(table, "source", table.text("source", common[0])),
        language=table.choice("language", tuple(LANGUAGES), ""),
        received_on=_day(table) or common[1],
        supersedes=supersedes,
        words=_listed(table, "words"),
        note=_kept(table, "note", table.text("note", "")),
        pack=pack,
    )
    table.done()
    return made, place


def _listed(table: Fields, name: str) -> tuple[str, ...]:
    return tuple(_kept(table, name, one) for one in table.texts(name))


def _named(table: Fields, key: str) -> str:
    code, mark, version = key.partition(":")
    kept = _code(table, "supersedes", code)
    return f"{kept}:{_kept(table, 'version', version)}" if mark else kept


def _code(table: Fields, name: str, text: str) -> str:
    try:
        return checked_code(text)
    except BadInput as problem:
        raise table.fault(name, *problem.sentence) from problem


def _kept(table: Fields, name: str, text: str) -> str:
    try:
        return checked_version(text) if name == "version" else checked_words(name, text)
    except BadInput as problem:
        raise table.fault(name, *problem.sentence) from problem


def _day(table: Fields) -> str:
    day = table.day("received_on")
    return day.isoformat() if day else ""


def compare(held: Library, pack: DocumentPack) -> tuple[Line, ...]:
    """Return what differs, by code: what the library has, and what the pack brings.

    What is not in the pack stays as it is, unless the pack takes it back.
    """
    found = [line for one in pack.documents.values() for line in _line(held, one)]
    for code in pack.withdrawn:
        for one in held.versions(code):
            if not one.withdrawn:
                line = Line(one.code, Difference.WITHDRAWN, one.title, one.record)
                found.append(line)
    return tuple(sorted(found, key=lambda one: (one.code, one.new, one.old)))


def _line(held: Library, one: Document) -> Iterator[Line]:
    same = held.find(one.record)
    back = same is not None and same.withdrawn and same.sha256 == one.sha256
    if same is not None and not back:
        before, after = document_fields(same), document_fields(one)
        names = tuple(name for name in _COMPARED if before.get(name) != after.get(name))
        if names:
            yield Line(one.code, Difference.CHANGED, one.title, same.record, one.record, names)
        return
    standing = held.find(one.code)
    if standing is not None and not standing.withdrawn:
        newer = version_key(one.version) > version_key(standing.version)
        kind = Difference.SUPERSEDED if newer else Difference.OLDER
        yield Line(one.code, kind, one.title, standing.record, one.record)
        return
    replaced = next((old for key in one.supersedes if (old := held.target(key))), None)
    if replaced is not None:
        yield Line(one.code, Difference.SUPERSEDED, one.title, replaced.record, one.record)
        return
    yield Line(one.code, Difference.NEW, one.title, "", one.record)
