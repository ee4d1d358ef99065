"""One version of a document: what it is about, where it came from, and the hash of its file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.patterns import pattern
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.words import Text

KIND = "document"
MOST_TEXT = 20_000  # characters of its file's text that a record carries, so that it is found
NOT_USED = Text("什么都没有改。", "Nothing was changed.")
_CODE = pattern(r"[A-Za-z0-9][A-Za-z0-9._-]{0,38}")
_VERSION = pattern(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
_LIMITS = {"title": 200, "source": 200, "versions": 100, "note": 4_000}
LANGUAGES: Mapping[str, Text] = {
    "zh": Text("中文", "Chinese"), "en": Text("英文", "English"),
    "both": Text("中英文", "Chinese and English"), "other": Text("其他", "Another one"),
}  # fmt: skip
NAMES: Mapping[str, Text] = {
    "code": Text("编号", "Code"), "version": Text("版本", "Version"),
    "title": Text("名称", "Title"), "products": Text("产品", "Products"),
    "modules": Text("模块", "Modules"), "versions": Text("适用版本", "Product versions"),
    "source": Text("来源", "Source"), "language": Text("语言", "Language"),
    "received_on": Text("收到日期", "Received on"), "supersedes": Text("取代", "Supersedes"),
    "name": Text("文件名", "File name"), "size": Text("大小", "Size"),
    "words": Text("检索词", "Search words"), "note": Text("说明", "Note"),
    "sha256": Text("SHA-256", "SHA-256"), "body": Text("正文", "Text"),
}  # fmt: skip


SEARCHED = Text("可按正文查找", "found by its text")
NOT_SEARCHED = Text(
    "没有读出文字(加密、扫描件、损坏,或旧版本登记):只按编号、名称、检索词和说明找到",
    "no text was read (locked, a scan, damaged, or taken in before): found by code, title, words",
)


class State(StrEnum):
    """Whether a version is the one to read; older ones stay readable."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


STATES: Mapping[State, Text] = {
    State.CURRENT: Text("现行", "Current"),
    State.SUPERSEDED: Text("已被取代", "Superseded"),
    State.WITHDRAWN: Text("已收回", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a document; no product means every product.

    `versions` says in words for which versions of the product; `supersedes` names documents by
    code, or one version of them as `CODE:VERSION`. Whether it is superseded itself follows from
    the others (`library.Library`). `text` is the beginning of its file's text.
    """

    code: str
    version: str
    title: Text
    sha256: str
    size: int = 0
    name: str = ""
    products: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    versions: str = ""
    source: str = ""
    language: str = ""
    received_on: str = ""
    supersedes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    note: str = ""
    text: str = ""
    pack: str = ""
    withdrawn: bool = False

    @property
    def record(self) -> str:
        """The id of its record, the same on every desk."""
        return f"{self.code}:{self.version}"

    @property
    def body_said(self) -> Text:
        """Whether it is found by its text."""
        return SEARCHED if self.text else NOT_SEARCHED

    @property
    def language_name(self) -> Text:
        """Its language in words."""
        return LANGUAGES.get(self.language, Text(self.language, self.language))


def document_fields(one: Document) -> dict[str, Value]:
    """Return the fields of the record; empty ones are left out."""
    values: dict[str, Value] = {
        "code": one.code, "version": one.version,
        "title_zh": one.title.zh, "title_en": one.title.en,
        "sha256": one.sha256, "size": one.size, "name": one.name,
        "products": one.products, "modules": one.modules, "versions": one.versions,
        "source": one.source, "language": one.language, "received_on": one.received_on,
        "supersedes": one.supersedes, "words": one.words, "note": one.note, "text": one.text,
        "pack": one.pack,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value not in ("", ())}


def document_from(entity: Entity) -> Document:
    """Return the document that a record holds; what it lacks is empty, whoever wrote it.

    Where nobody wrote when it was received, that is the day on which a desk first took it in:
    two desks that take in the same pack on different days never clash over it.
    """
    held = entity.fields

    def text(name: str) -> str:
        return words_of(held.get(name))

    def several(name: str) -> tuple[str, ...]:
        value = held.get(name)
        return value if isinstance(value, tuple) else ()

    came = min((one.at for one in entity.events if one.kind is EventKind.ATTACHED), default=None)
    code, _, version = entity.id.partition(":")
    size = text("size")
    return Document(
        code=text("code") or code, version=text("version") or version,
        title=Text(text("title_zh") or text("title_en"), text("title_en") or text("title_zh")),
        sha256=text("sha256"), name=text("name"),
        size=int(size) if size.isascii() and size.isdigit() else 0,
        products=several("products"), modules=several("modules"), versions=text("versions"),
        source=text("source"), language=text("language"),
        received_on=text("received_on") or (came.date().isoformat() if came else ""),
        supersedes=several("supersedes"), words=several("words"), note=text("note"),
        text=text("text"), pack=text("pack"), withdrawn=bool(held.get("withdrawn")),
    )  # fmt: skip


def checked_code(text: str) -> str:
    """Return a code as it is kept, in capitals. Raises BadInput."""
    plain = text.strip().upper()
    if not _CODE.fullmatch(plain):
        raise BadInput(
            Text(f"编号不能是“{text[:40]}”。", f"A code cannot be {text[:40]!r}."), NOT_USED,
            Text("用字母、数字和 . - _,最多 39 个。", "Use up to 39 letters, digits, . - and _."),
        )  # fmt: skip
    return plain


def checked_version(text: str) -> str:
    """Return a version as it is kept. Raises BadInput."""
    plain = text.strip()
    if not _VERSION.fullmatch(plain):
        raise BadInput(
            Text(f"版本不能是“{text[:40]}”。", f"A version cannot be {text[:40]!r}."), NOT_USED,
            Text("写成 13.0 或 2026.11 这样,最多 20 个字符。",
                 "Write it like 13.0 or 2026.11, 20 characters at most."),
        )  # fmt: skip
    return plain


def checked_words(name: str, text: str) -> str:
    """Return a text of a person as it is kept. Raises BadInput for one that is too long."""
    return clean(text, _LIMITS.get(name, 200), name, lines=name == "note")
