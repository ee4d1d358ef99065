"""A knowledge article: symptom, safe first steps, what never to do, and who may do which step."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.edits.kinds import ARTICLE
from firstline.domain.errors import NOTHING
from firstline.domain.knowledge.article_text import Sections, sections
from firstline.domain.knowledge.safety import Safety
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Language, Text

KIND = ARTICLE
SHIPPED_AT = datetime(2026, 11, 1, tzinfo=UTC)
"""When every desk says that it took in the articles that ship with the program: the same edits."""


class ArticleState(StrEnum):
    """Whether an article holds; older versions stay readable."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


_STATES: tuple[str, ...] = tuple(ArticleState)
LISTS = ("products", "modules", "audience", "errors", "words")
PLAIN = (
    "version", "title_zh", "title_en", "applies_zh", "applies_en", "safety", "escalate",
    "source_zh", "source_en", "license", "verified_by", "verified_on", "body_zh", "body_en",
)  # fmt: skip
CONTENT = (*PLAIN, *LISTS)
"""The fields that a pack gives; `number`, `state`, `superseded_by` and `pack` stand beside them."""


@dataclass(frozen=True, slots=True)
class Article:
    """One version of an article; no product means every product.

    `record` is the record's id, `body` the Markdown of both languages, `escalate` the priority
    with which it is handed over at once, "" for none.
    """

    id: str
    version: str
    title: Text
    body: Text
    safety: Safety = Safety.L0
    products: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    applies: Text = NOTHING
    escalate: str = ""
    source: Text = NOTHING
    license: str = ""
    verified_by: str = ""
    verified_on: str = ""
    state: ArticleState = ArticleState.CURRENT
    superseded_by: str = ""
    pack: str = ""

    @property
    def record(self) -> str:
        """The id of the record that holds this version."""
        return record_id(self.id, self.version)

    def sections(self, language: Language) -> Sections:
        """Return the parts of the body; what is not found in it is empty."""
        return sections(self.body.in_(language))


def is_shipped(edit: Edit) -> bool:
    """Whether the edit only brings what the program itself brings: nobody's work would be lost."""
    return edit.kind == KIND and edit.made_at == SHIPPED_AT


def record_id(article: str, version: str) -> str:
    """Return the id of the record of one version, the same on every desk."""
    return f"{article}:{version}"


def article_fields(article: Article) -> dict[str, Value]:
    """Return the fields of the record that holds the article; empty ones are left out."""
    values: dict[str, Value] = {
        "number": article.id,
        "version": article.version,
        "title_zh": article.title.zh, "title_en": article.title.en,
        "applies_zh": article.applies.zh, "applies_en": article.applies.en,
        "safety": str(article.safety), "escalate": article.escalate,
        "source_zh": article.source.zh, "source_en": article.source.en,
        "license": article.license, "verified_by": article.verified_by,
        "verified_on": article.verified_on,
        "body_zh": article.body.zh, "body_en": article.body.en,
        "products": article.products, "modules": article.modules, "audience": article.audience,
        "errors": article.errors, "words": article.words,
        "state": str(article.state), "superseded_by": article.superseded_by, "pack": article.pack,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value not in ("", ())}


def article_from(entity: Entity) -> Article:
    """Return the article that a record holds; what it lacks is empty, whoever wrote it."""
    held = entity.fields

    def text(name: str) -> str:
        value = held.get(name)
        return value if isinstance(value, str) else ""

    def several(name: str) -> tuple[str, ...]:
        value = held.get(name)
        return value if isinstance(value, tuple) else ()

    number, _, version = entity.id.partition(":")
    safety, state = text("safety"), text("state")
    return Article(
        id=text("number") or number,
        version=text("version") or version,
        title=Text(text("title_zh") or text("title_en"), text("title_en")),
        body=Text(text("body_zh") or text("body_en"), text("body_en")),
        safety=Safety(safety) if safety in tuple(Safety) else Safety.L3,  # unknown: nobody tries
        products=several("products"), modules=several("modules"), audience=several("audience"),
        errors=several("errors"), words=several("words"),
        applies=Text(text("applies_zh"), text("applies_en")), escalate=text("escalate"),
        source=Text(text("source_zh"), text("source_en")), license=text("license"),
        verified_by=text("verified_by"), verified_on=text("verified_on"),
        state=ArticleState(state) if state in _STATES else ArticleState.CURRENT,
        superseded_by=text("superseded_by"), pack=text("pack"),
    )  # fmt: skip


def changed_fields(old: Article, new: Article) -> tuple[str, ...]:
    """Return which of the fields that a pack gives differ, the version aside."""
    before, after = article_fields(old), article_fields(new)
    return tuple(
        name for name in CONTENT
        if name != "version" and before.get(name) != after.get(name)
    )  # fmt: skip
