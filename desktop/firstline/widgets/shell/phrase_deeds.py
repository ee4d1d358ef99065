"""What the commands for macros, canned replies, templates and any field do in the window."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from firstline.domain.knowledge.canned import Phrases
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.canned import CannedModel
from firstline.viewmodel.queue import bulk_fields, selection
from firstline.viewmodel.shell.palette import Entry

if TYPE_CHECKING:
    from firstline.widgets.shell.shell import Doors, Shell

_WHICH_FIELD = Text("改哪个字段?", "Which field?")
_WHICH_VALUE = Text("改成什么?", "To which value?")
_WHICH_MACRO = Text("执行哪个宏?", "Which macro?")
_WHICH_REPLY = Text("插入哪条快捷回复?", "Which canned reply?")
_WHICH_TEMPLATE = Text("用哪个模板?", "Which template?")


class PhraseDeeds(QObject):
    """Asks by the chooser and acts on the tickets that are chosen."""

    def __init__(self, desktop: Desktop, doors: "Doors", shell: "Shell") -> None:
        super().__init__(shell)
        self._desktop = desktop
        self._doors = doors
        self._shell = shell

    @cached_property
    def model(self) -> CannedModel:
        """What the packs offer, read when it is first wanted."""
        phrases = self._doors.phrases() if self._doors.phrases is not None else Phrases()
        return CannedModel(self._desktop, phrases, self._doors.initials)

    def deeds(self) -> dict[str, Callable[[], None]]:
        """Return what each command does."""
        return {
            "field": self._ask_field, "macro": self._ask_macro, "canned": self._ask_reply,
            "template": self._ask_template,
        }  # fmt: skip

    def _pick(
        self, prompt: Text, find: Callable[[str], list[Entry]], then: Callable[[Entry], None]
    ) -> None:
        self._shell.aids.deeds.pick(prompt, find, then)

    def _ask_field(self) -> None:
        if self._shell.page.list.chosen_ids():
            find = bulk_fields.fields(self._desktop, self._doors.initials)
            self._pick(_WHICH_FIELD, find, lambda entry: self._ask_value(entry.value))

    def _ask_value(self, name: str) -> None:
        if name in bulk_fields.ASKED_ELSEWHERE:
            own = {"assignee": "assign", "tags": "tag"}
            self._shell.aids.run(own.get(name, name))
            return
        find = bulk_fields.values(self._desktop, name, self._doors.initials)

        def take(entry: Entry) -> None:
            chosen = self._shell.page.list.chosen_ids()
            self._desktop.act(selection.set_field(name, entry.value), *chosen)

        self._pick(_WHICH_VALUE, find, take)

    def _ask_macro(self) -> None:
        chosen = self._shell.page.list.chosen_ids()
        if chosen:
            self._pick(
                _WHICH_MACRO, self.model.macros(),
                lambda entry: self._run(entry.value, chosen),
            )  # fmt: skip

    def _run(self, macro: str, chosen: list[str]) -> None:
        self.model.run(macro, chosen)

    def _ask_reply(self) -> None:
        ticket = self._shell.page.list.current_id()
        if not ticket:
            return

        def take(entry: Entry) -> None:
            words, internal = self.model.text(entry.value, ticket)
            self._shell.aids.run("note" if internal else "reply")
            self._shell.detail.composer.insert(words)

        self._pick(_WHICH_REPLY, self.model.replies(ticket), take)

    def _ask_template(self) -> None:
        from firstline.viewmodel.triage import triage  # noqa: PLC0415 - not before it is asked

        typed = triage.from_draft(self._desktop.store.draft("new"))
        site = typed.site or self._desktop.settings.site
        self._pick(
            _WHICH_TEMPLATE, self.model.templates(typed.product, site),
            lambda entry: self._shell.pages.show_sheet(None, self.model.prefill(entry.value)),
        )  # fmt: skip
