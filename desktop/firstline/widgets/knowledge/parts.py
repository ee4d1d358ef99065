"""What the window shows of the knowledge base: its page, made when it is first wanted."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from firstline.domain.knowledge.article_use import reply_text
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.training.permit import BACKUP
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.knowledge import problems
from firstline.widgets.knowledge.page import KnowledgePage

if TYPE_CHECKING:
    from firstline.domain.contact.duty import Duty
    from firstline.widgets.knowledge.article_editor import ArticleEditorPage
    from firstline.widgets.shell.shell import Doors, Shell


def _duties(doors: "Doors") -> "tuple[Duty, ...]":
    return doors.papers().duties if doors.papers else ()


class KnowledgeParts(QObject):
    """Leads to the page and back to the ticket that an article is used for."""

    def __init__(self, desktop: Desktop, doors: "Doors", shell: "Shell") -> None:
        super().__init__(shell)
        self._desktop = desktop
        self._shell = shell
        backup = next((one for one in _duties(doors) if one.id == BACKUP), None)
        self.page = KnowledgePage(
            desktop, doors.later, self._number, doors.read_pack, backup, doors.documents
        )
        self.page.used.connect(self._use)
        self.page.writing.connect(self.write)
        desktop.speech.switched.connect(self._retranslate)

    def show(self) -> None:
        """Show the page."""
        self._shell.go("knowledge")

    @cached_property
    def editor(self) -> "ArticleEditorPage":
        """The editor of articles, made when it is first wanted."""
        from firstline.widgets.knowledge.article_editor import ArticleEditorPage  # noqa: PLC0415 - seldom

        made = ArticleEditorPage(self._desktop, self.page.qualified)
        made.closed.connect(self._written)
        return made

    def write(self, record: str = "", title: str = "") -> None:
        """Write a new article, or a new version of the one in `record`."""
        self.show()
        self.page.show_over(self.editor)
        self.editor.open(record, title)

    def mend(self) -> None:
        """Write a new version of the article that is shown."""
        article = self.page.reader.article
        self.write(article.record if article else "")

    def _written(self, record: str) -> None:
        self.page.show_tab("articles")
        if record:
            self.page.show_article(record)
        self.page.list.setFocus()

    def _retranslate(self) -> None:
        if "editor" in self.__dict__:
            self.editor.retranslate()

    def show_record(self, kind: str, record: str, about: str = "") -> None:
        """Show one article or one problem record; `about` is the ticket that it is to help."""
        self.show()
        if about:
            self.page.reader.abouts[record] = about
        else:
            self.page.reader.abouts.pop(record, None)
        if kind == "problem":
            self.page.show_problem(record)
        elif kind == "document":
            self.page.show_document(record)
        else:
            self.page.show_article(record)

    def show_problems(self) -> None:
        """Show the problem records."""
        self.show()
        self.page.show_tab("problems")

    def show_documents(self) -> None:
        """Show the library of documents."""
        self.show()
        self.page.show_tab("documents")

    def show_gaps(self) -> None:
        """Show what was looked for in vain."""
        self.show()
        self.page.show_tab("gaps")

    def make_problem(self) -> None:
        """Make a problem record of the chosen tickets and show it."""
        made = problems.make(self._desktop, self._shell.page.list.chosen_ids())
        if made:
            self.show_record("problem", made)

    def look_for(self, text: str) -> None:
        """Search the articles."""
        self.show()
        self.page.look_for(text)

    def _number(self) -> str:
        """Return the number of the ticket that is current in the queue, "" for none."""
        row = self._desktop.store.row(self._shell.page.list.current_id())
        return row.number if row else ""

    def _use(self, article: Article) -> None:
        ticket_id = self._shell.page.list.current_id()
        if ticket_id:
            self.page.reader.abouts[article.record] = ticket_id
            self._shell.show_ticket(ticket_id)
            self._shell.detail.composer.add(reply_text(article, self._desktop.speech.language))
