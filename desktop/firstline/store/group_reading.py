"""What screen and terminal ask of a working group; nothing here writes."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from firstline.store.knowledge.reading import KnowledgeReading

if TYPE_CHECKING:  # a start asks nothing of this
    from firstline.domain.group.agenda import OpenData
    from firstline.domain.training.howto import Asking
    from firstline.store.search.register_search import RegisterBook
    from firstline.store.search.search import Hit


class GroupReading(KnowledgeReading):
    """The questions about groups, answered from one thread's connection."""

    def open_data(self, now: datetime) -> "OpenData":
        """Return what an agenda is made from, as it stands at `now`."""
        from firstline.store import open_data  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return open_data.open_data(raw, self._desk.clocks, now)

    def search_decisions(self, text: str, limit: int = 20) -> "list[Hit]":
        """Return the decisions that hold every word of `text`, those with it in the title first."""
        from firstline.store import open_data  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return open_data.search_decisions(raw, text, limit, self._desk.initials)

    def search_registers(self, text: str, limit: int = 20) -> "list[Hit]":
        """Return the records of registers that hold every word of `text`, best first."""
        with self.connection.read():
            return self._registers.search(text, limit, self._desk.initials)

    def how_to(self, since: datetime, now: datetime) -> "list[Asking]":
        """Return the how-to questions between both instants, the oldest first."""
        from firstline.store.search import asked  # noqa: PLC0415 - seldom used

        with self.connection.read() as raw:
            return asked.how_to(raw, since, now)

    @cached_property
    def _registers(self) -> "RegisterBook":
        from firstline.store.search.register_search import RegisterBook  # noqa: PLC0415 - at need

        return RegisterBook(self.connection.raw)
