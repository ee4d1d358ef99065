"""What is noted beside the articles: searches that found nothing."""

from datetime import datetime

from firstline.store.retention.acts import RetentionActs
from firstline.store.watch import Changed

_GAP = Changed(kinds=frozenset({"gap"}))


class KnowledgeActs(RetentionActs):
    """The acts beside the articles themselves, which are edits. Each may raise StoreProblem."""

    def note_gap(self, text: str, now: datetime) -> None:
        """Note that a search of articles found nothing; for whole searches, not for each key."""
        from firstline.store.search import gaps  # noqa: PLC0415 - not for the first picture

        def act() -> Changed:
            gaps.note_gap(self._desk.raw, text, now)
            return _GAP

        self._write(act)
