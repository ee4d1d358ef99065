"""Writing an article: fields kept as they are typed, what is wrong told, a version published."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.errors import Problem
from firstline.domain.knowledge.article_draft import (
    SOURCE,
    Wrong,
    article_of,
    blank,
    draft_key,
    draft_text,
    number_of,
    published,
    typed_in,
    values_of,
    version_of,
    wrongs,
)
from firstline.domain.knowledge.knowledge import (
    KIND,
    Article,
    ArticleState,
    article_from,
    record_id,
)
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.drafts import Draft

if TYPE_CHECKING:
    from firstline.domain.documents.library import Library
    from firstline.domain.edits.entity import Entity

NEWER = Text(
    "已有更新的版本 {version}:发布前请先看一看。",
    "Version {version} came meanwhile: look at it before you publish.",
)
PUBLISHED = Text("已发布 {number} {version}", "Published {number} {version}")


class ArticleEditor(QObject):
    """One article at a time: a new one, or a new version of one that is there."""

    opened = Signal()
    typed = Signal()
    done = Signal(str)  # the record that was published, "" when it was given up

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._draft = Draft(desktop, self)
        self._base: Entity | None = None
        self.base: Article | None = None  # the version that it is written over
        self.values: dict[str, str] = {}
        self.resumed = False  # what was typed before is there again

    @property
    def library(self) -> "Library":
        """All documents, so that the preview leads where the links lead."""
        return self._desktop.store.library()

    def open(self, record: str = "", title: str = "") -> None:
        """Begin with a version of an article, or a new one; what was typed before is there again.

        A new article that was begun goes on, unless it is to have another title.
        """
        self._base = self._desktop.store.article(record) if record else None
        self.base = article_from(self._base) if self._base is not None else None
        held = typed_in(self._draft.open(draft_key(record if self.base else "")))
        language = self._desktop.speech.language
        plain = values_of(self.base) if self.base else blank(language, title)
        self.resumed = bool(held)
        self.values = {**plain, **held}
        self.opened.emit()

    def type(self, name: str, value: str) -> None:
        """Take what stands in a field now; it is stored while it is typed."""
        if self.values.get(name, "") == value:
            return
        self.values[name] = value
        plain = values_of(self.base) if self.base else {}
        same = bool(plain) and all(plain[one] == self.values.get(one, "") for one in plain)
        self._draft.type("" if same else draft_text(self.values))
        self.typed.emit()

    def flush(self) -> None:
        """Store at once what was typed."""
        self._draft.flush()

    def discard(self) -> None:
        """Forget what was typed."""
        self._draft.drop()
        self.done.emit("")

    def preview(self) -> Article:
        """Return the article as it stands now."""
        number = self.base.id if self.base else "S…"
        return article_of(self.values, number, "", self._source(), self.base)

    def wrongs(self) -> list[Wrong]:
        """Return what keeps it from being published."""
        return wrongs(self.values)

    def newer(self) -> Text | None:
        """Return that somebody published another version meanwhile, None for nobody."""
        if self.base is None:
            return None
        several = self._desktop.store.article_versions(self.base.id)
        current = [version for _, version, state in several if state == ArticleState.CURRENT]
        if not current or self.base.version in current or self._old:
            return None
        return NEWER.fill(version=current[0])

    @property
    def _old(self) -> bool:
        """Whether an older version was chosen to begin with."""
        return self._base is not None and self._base.fields.get("state") != ArticleState.CURRENT

    def publish(self) -> bool:
        """Make it the version that holds; what is wrong keeps it from that, and nothing is lost."""
        if self.wrongs():
            return False
        desktop, stamp = self._desktop, self._desktop.stamp()
        number = self.base.id if self.base else number_of(stamp)
        version = version_of(
            stamp.at, self.base,
            lambda one: desktop.store.record(KIND, record_id(number, one)) is not None,
        )  # fmt: skip
        try:
            article = article_of(self.values, number, version, self._source(), self.base)
            held = desktop.store.article(number) if self.base else None
            edits = published(article, held, desktop.stamp)
        except Problem as problem:
            desktop.problem.emit(problem)
            return False
        if not desktop.perform(*edits, text=PUBLISHED.fill(number=number, version=version)):
            return False
        self._draft.drop()
        self.done.emit(article.record)
        return True

    def _source(self) -> Text:
        now = self._desktop.ticking.now().astimezone(self._desktop.zone)
        return SOURCE.fill(who=self._desktop.me or "—", on=now.date().isoformat())
