"""What screen and terminal ask of the knowledge base; nothing here writes."""

from datetime import datetime
from typing import TYPE_CHECKING

from firstline.store.knowledge.document_reading import DocumentReading

if TYPE_CHECKING:  # a start asks nothing of this
    from firstline.domain.edits.entity import Entity
    from firstline.domain.knowledge.acts import Deflection
    from firstline.domain.knowledge.similar import Asked
    from firstline.store.knowledge.knowledge import ArticleHit, ArticleLine
    from firstline.store.search.gaps import Gap
    from firstline.store.search.similar import Found


class KnowledgeReading(DocumentReading):
    """The questions about articles, answered from one thread's connection."""

    def search_articles(self, text: str, limit: int = 20) -> "list[ArticleHit]":
        """Return the articles that `text` asks for, best first; none for what is chance alone."""
        from firstline.store.knowledge import knowledge  # noqa: PLC0415 - not for the first picture

        with self.connection.read():
            return knowledge.find(self._desk, text, limit)

    def suggest_articles(self, asked: "Asked", limit: int = 3) -> "list[ArticleHit]":
        """Return the articles that may solve the case: by its code first, else by its words."""
        from firstline.store.search import suggesting  # noqa: PLC0415 - see search_articles

        with self.connection.read():
            return suggesting.articles(self._desk, asked, limit)

    def article(self, key: str) -> "Entity | None":
        """Return the record of `K01` as it holds, or of one version, `K01:2026.11.1`; or None."""
        from firstline.store.knowledge import knowledge  # noqa: PLC0415 - see search_articles

        with self.connection.read() as raw:
            return knowledge.entity_of(raw, key)

    def articles(self, *, every: bool = False) -> "list[ArticleLine]":
        """Return the articles that hold, by number; with `every` older and withdrawn ones, too."""
        from firstline.store.knowledge import knowledge  # noqa: PLC0415 - see search_articles

        with self.connection.read() as raw:
            return knowledge.lines(raw, every=every)

    def article_versions(self, number: str) -> list[tuple[str, str, str]]:
        """Return (record, version, state) of each version of an article, the current one first."""
        from firstline.store.knowledge import knowledge  # noqa: PLC0415 - see search_articles

        with self.connection.read() as raw:
            rows = sorted(knowledge.versions(raw, number), key=lambda row: -row[3])
            return [(record, version, state) for record, version, state, _ in rows]

    def gaps(self) -> "list[Gap]":
        """Return the searches of articles that found nothing, the most frequent first."""
        from firstline.store.search import gaps  # noqa: PLC0415 - see search_articles

        with self.connection.read() as raw:
            return gaps.gaps(raw)

    def helped(self) -> "Deflection":
        """Return how often articles were said to help, and not to, beside the tickets."""
        from firstline.store.knowledge import knowledge  # noqa: PLC0415 - see search_articles

        with self.connection.read() as raw:
            return knowledge.deflection(raw)

    def similar(self, asked: "Asked", now: datetime, limit: int = 3) -> "Found":
        """Return the tickets like `asked`: solved ones, possible duplicates, kin of 30 days."""
        from firstline.store.search import similar  # noqa: PLC0415 - see search_articles

        with self.connection.read() as raw:
            return similar.find(raw, asked, now, limit)
