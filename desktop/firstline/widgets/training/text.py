"""A page of training on screen: a link tells what it leads to, and nothing is followed."""

from PySide6.QtCore import QUrl, Signal

from firstline.domain.overrides import override
from firstline.widgets.group.text import GroupText


class TrainingText(GroupText):
    """As the pages of a working group, with links of its own."""

    linked = Signal(str, str)  # cell, certificate or item, and its key

    @override
    def _on_link(self, link: QUrl) -> None:
        self.linked.emit(link.scheme(), link.path())
