"""An article as a person writes it here: its fields as typed, what is wrong, its new version."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, opening, setting
from firstline.domain.knowledge.article_text import NOTES, PARTS, faults_in, sections
from firstline.domain.knowledge.knowledge import KIND, Article, ArticleState, article_fields
from firstline.domain.knowledge.pack import harmful_lines, version_key
from firstline.domain.knowledge.safety import Safety
from firstline.domain.ticket.fields import clean
from firstline.domain.words import Language, Text

FIELDS = (
    "title_zh", "title_en", "safety", "escalate", "products", "modules", "errors", "words",
    "applies_zh", "applies_en", "body_zh", "body_en",
)  # fmt: skip
BODIES: Mapping[str, Language] = {"body_zh": "zh_CN", "body_en": "en"}
MOST_CHARACTERS = 50_000  # of one body
SOURCE = Text("{who} 写于 {on}", "written by {who}, {on}")
_SEVERAL = re.compile(r"[;；\n]")
_SHORT = re.compile(r"[;；,，、\s]+")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What keeps an article from being published: in which body, "" for none, on which line."""

    body: str
    line: int
    why: Text


def draft_key(record: str) -> str:
    """Return the key under which what is typed is stored; "" is a new article."""
    return f"article:{record}"


def draft_text(values: Mapping[str, str]) -> str:
    """Return the typed fields as they are stored."""
    return json.dumps(dict(values), ensure_ascii=False)


def typed_in(text: str) -> dict[str, str]:
    """Return the typed fields that `draft_text` stored, none where there are none."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        found = {}
    if not isinstance(found, dict):
        return {}
    return {name: str(found[name]) for name in FIELDS if name in found}


def values_of(article: Article) -> dict[str, str]:
    """Return the fields of an article as they are typed."""
    return {
        "title_zh": article.title.zh, "title_en": article.title.en,
        "safety": str(article.safety), "escalate": article.escalate,
        "products": ", ".join(article.products), "modules": ", ".join(article.modules),
        "errors": "; ".join(article.errors), "words": "; ".join(article.words),
        "applies_zh": article.applies.zh, "applies_en": article.applies.en,
        "body_zh": article.body.zh, "body_en": article.body.en,
    }  # fmt: skip


def blank(language: Language, title: str = "") -> dict[str, str]:
    """Return the fields of a new article: the parts that a body has, to be filled in."""
    values = dict.fromkeys(FIELDS, "")
    tail = "zh" if language == "zh_CN" else "en"
    heads = [f"## {one.in_(language)}" for one in PARTS.values()]
    filled = ("", "1. [L0] ", "- ", "- ", "- ")
    body = "\n\n".join(f"{head}\n\n{part}" for head, part in zip(heads, filled, strict=True))
    return {**values, "safety": str(Safety.L0), f"title_{tail}": title, f"body_{tail}": body}


def number_of(stamp: Stamp) -> str:
    """Return the number of an article first written under this stamp, such as S261128-7F3ABC.

    It comes from the stamp alone, so that two desks without a network give no number twice.
    """
    return f"S{stamp.at:%y%m%d}-{stamp.id.replace('-', '')[-6:].upper()}"


def version_of(at: datetime, base: Article | None, known: Callable[[str], bool]) -> str:
    """Return the version of what is published at `at`: its day and time, newer than `base`.

    `known` says whether a version is there already.
    """
    plain = f"{at.year}.{at.month}.{at.day}.{at:%H%M}"
    if base is not None and version_key(base.version) >= version_key(plain):
        plain = f"{base.version[:18]}.{at:%y%m%d%H%M}"
    return f"{plain}{at:%S}" if known(plain) else plain


def article_of(
    values: Mapping[str, str], number: str, version: str, source: Text, base: Article | None = None
) -> Article:
    """Return the article that the typed fields make; a title in one language stands for both."""
    said = {name: clean(values.get(name, ""), 2000, name, lines=True) for name in FIELDS[:-2]}
    zh, en = (_body(values.get(name, "")) for name in BODIES)
    safety = said["safety"]
    return Article(
        id=number,
        version=version,
        title=Text(said["title_zh"] or said["title_en"], said["title_en"]),
        body=Text(zh or en, en),
        safety=Safety(safety) if safety in tuple(Safety) else Safety.L0,
        products=_listed(_SHORT, said["products"]),
        modules=_listed(_SHORT, said["modules"]),
        audience=base.audience if base else (),
        errors=_listed(_SEVERAL, said["errors"]),
        words=_listed(_SEVERAL, said["words"]),
        applies=Text(said["applies_zh"] or said["applies_en"], said["applies_en"]),
        escalate=said["escalate"],
        source=source,
        license=base.license if base else "own text",
    )


def wrongs(values: Mapping[str, str]) -> list[Wrong]:
    """Return what keeps the typed article from being published, as a person reads it.

    One language is enough; what stands in both must have the same steps. No command that changes
    data may stand where everybody or a super-user acts (L0, L1).
    """
    found = []
    written = [name for name in BODIES if values.get(name, "").strip()]
    if not (values.get("title_zh", "").strip() or values.get("title_en", "").strip()):
        found.append(Wrong("", 0, Text("请写标题。", "Write a title.")))
    if not written:
        found.append(Wrong("", 0, Text("请写正文。", "Write the text.")))
    for name in written:
        found += _of_body(name, values)
    if len(written) == len(BODIES) and not found:
        zh, en = (sections(values[name]).steps for name in BODIES)
        if [one.safety for one in zh] != [one.safety for one in en]:
            found.append(Wrong("body_en", 0, Text(
                "中英文的步骤数或安全级别不一致。",
                "The steps of the two languages differ in number or safety class.",
            )))  # fmt: skip
    return found


def published(
    article: Article, base: Entity | None, stamp: Callable[[], Stamp]
) -> tuple[Edit, ...]:
    """Return the edits that make the article hold; the version in `base` stays readable."""
    fields = article_fields(article)
    made = stamp()
    edits = [opening(KIND, article.record, fields, made.id, made.at, made.actor)]
    if base is not None and base.fields.get("state") != ArticleState.WITHDRAWN:
        edits.append(setting(base, {"state": str(ArticleState.SUPERSEDED)}, stamp()))
    return tuple(one for one in edits if one.changes)


def _of_body(name: str, values: Mapping[str, str]) -> Iterator[Wrong]:
    body, language = values[name], BODIES[name]
    if len(body) > MOST_CHARACTERS:
        yield Wrong(name, 0, Text("正文太长。", "The text is too long."))
        return
    for fault in faults_in(body, language):
        yield Wrong(name, fault.line, fault.why)
    safety = values.get("safety", "")
    level = Safety(safety) if safety in tuple(Safety) else Safety.L0
    for line, harm in harmful_lines(level, body):
        yield Wrong(name, line, Text(
            f"L0、L1 不能有会改数据的命令:{harm}。把这一步定为 L2 或 L3,或删掉命令。",
            f"No command that changes data in L0 and L1: {harm}. Make the step L2 or L3, or take "
            "the command out.",
        ))  # fmt: skip


def _body(text: str) -> str:
    """Return a body as it is stored; one with nothing but headings is none."""
    kept = clean(text, MOST_CHARACTERS, "body", lines=True)
    heads = {title for part in (*PARTS.values(), NOTES) for title in part}
    said = (line.lstrip("# ").strip() for line in kept.splitlines())
    return kept if any(one and one not in heads for one in said) else ""


def _listed(cut: re.Pattern[str], text: str) -> tuple[str, ...]:
    kept = (" ".join(one.split())[:120] for one in cut.split(text))
    return tuple(dict.fromkeys(one for one in kept if one))[:64]
