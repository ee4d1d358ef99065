"""A document as a person describes it, in a form or in a command: checked alike for both."""

from collections.abc import Mapping, Sequence
from datetime import date

from firstline.domain.documents.document import (
    LANGUAGES,
    NOT_USED,
    Document,
    checked_code,
    checked_version,
    checked_words,
)
from firstline.domain.errors import BadInput
from firstline.domain.words import Text

LISTS = ("products", "modules", "supersedes", "words")
PLAIN = (
    "code", "version", "title_zh", "title_en", "versions", "source", "language", "received_on",
    "note",
)  # fmt: skip
_SPLIT = str.maketrans(",;、\n", ",,,,")


def split(text: str) -> tuple[str, ...]:
    """Return what stands between the commas of a text, Chinese ones too."""
    return tuple(kept for one in text.translate(_SPLIT).split(",") if (kept := one.strip()))


def described(
    texts: Mapping[str, str], lists: Mapping[str, Sequence[str]], stem: str
) -> Document:  # fmt: skip
    """Return the document that these texts (PLAIN) and lists (LISTS) describe, without a file.

    `stem` names it where no title is given. Raises BadInput naming what is wrong.
    """
    plain = {name: checked_words(name, value) for name, value in texts.items()}
    several = {
        name: tuple(kept for one in values if (kept := checked_words("word", one)))
        for name, values in lists.items()
    }
    code = checked_code(plain.get("code", ""))
    title = plain.get("title_zh") or plain.get("title_en") or stem[:200]
    supersedes = tuple(_key(one) for one in several.get("supersedes", ()))
    if code in supersedes:
        raise BadInput(Text("文档不能取代自己。", "A document cannot supersede itself."), NOT_USED)
    language = plain.get("language", "")
    return Document(
        code, checked_version(plain.get("version", "")),
        Text(title, plain.get("title_en") or title), "",
        products=several.get("products", ()), modules=several.get("modules", ()),
        versions=plain.get("versions", ""), source=plain.get("source", ""),
        language=language if language in LANGUAGES else "",
        received_on=_day(plain.get("received_on", "")), supersedes=supersedes,
        words=several.get("words", ()), note=plain.get("note", ""),
    )  # fmt: skip


def _key(text: str) -> str:
    code, mark, version = text.partition(":")
    return f"{checked_code(code)}:{checked_version(version)}" if mark else checked_code(code)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise BadInput(
            Text(f"“{text[:20]}”不是日期。", f"{text[:20]!r} is no date."), NOT_USED,
            Text("请写成 2026-12-10。", "Write it as 2026-12-10."),
        ) from error  # fmt: skip
