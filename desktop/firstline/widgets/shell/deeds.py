"""What each command does in this window: the one place where a command's id meets an act."""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from firstline.domain.edits.edits import open_ticket
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import new_id
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Priority, Status
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.queue import selection
from firstline.viewmodel.shell.commands import COMMANDS, Command
from firstline.viewmodel.shell.finder import Finder
from firstline.viewmodel.shell.palette import Entry
from firstline.widgets import icons
from firstline.widgets.queue.view import QueueView

if TYPE_CHECKING:
    from firstline.viewmodel.detail.suggested import Suggested
    from firstline.widgets.queue.capture import Capture
    from firstline.widgets.shell.picker import Picker

_NO_NAME = Text("还没有填写姓名。", "Your name is not set yet.")
_GIVE_NAME = Text("请在设置(Ctrl+,)里填写姓名。", "Set it in the settings (Ctrl+,).")
_SEPARATED = frozenset({"priority.P1", "status", "reply", "copy"})


class Deeds(QObject):
    """Runs commands on the chosen tickets; `others` are the commands that the shell runs."""

    def __init__(
        self,
        desktop: Desktop,
        finder: Finder,
        listed: QueueView,
        window: QWidget,
        others: Mapping[str, Callable[[], None]],
    ) -> None:
        super().__init__(window)
        self._desktop = desktop
        self._speech = desktop.speech
        self._finder = finder
        self._list = listed
        self._window = window
        self._then: Callable[[Entry], None] = lambda _entry: None
        self._runs = {**self._own(), **others}
        self.actions = {one.id: self._action(one) for one in COMMANDS}
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    @cached_property
    def picker(self) -> "Picker":
        """The window in which lines are chosen, made when it is first wanted."""
        from firstline.widgets.shell.picker import Picker  # noqa: PLC0415

        made = Picker(self._speech, self._window)
        made.picked.connect(self._on_picked)
        return made

    @cached_property
    def capture(self) -> "Capture":
        """The window of quick capture, made when it is first wanted."""
        from firstline.widgets.queue.capture import Capture  # noqa: PLC0415

        made = Capture(self._desktop, self._window)
        made.captured.connect(self._save_captured)
        return made

    def _own(self) -> dict[str, Callable[[], None]]:
        return {
            "next": lambda: self._list.step(1),
            "previous": lambda: self._list.step(-1),
            "select": self._list.mark,
            "select_all": self._list.selectAll,
            "status": self._ask_status,
            "priority": self._ask_priority,
            "assign": self._ask_assignee,
            "assign_me": self._assign_me,
            "assign_suggested": self._assign_suggested,
            "tag": self._ask_tag,
            "snooze": self._ask_snooze,
            "resolve": lambda: self._act(selection.move(Status.RESOLVED)),
            "copy": self._copy,
            "major": lambda: self._act(selection.declare_major(self._desktop.me)),
            "capture": self._ask_capture,
            "undo": lambda: self._back(self._desktop.undo, self._desktop.can_undo),
            "redo": lambda: self._back(self._desktop.redo, self._desktop.can_redo),
            **{f"priority.{one}": partial(self._set_priority, one) for one in Priority},
        }

    def run(self, command_id: str) -> None:
        """Do what the command says."""
        self._runs[command_id]()

    def knows(self, command_id: str) -> bool:
        """Whether the command does something here."""
        return command_id in self._runs

    def pick(
        self, prompt: Text, find: Callable[[str], list[Entry]], then: Callable[[Entry], None]
    ) -> None:
        """Let the user choose a line, then hand it to `then`."""
        self._then = then
        self.picker.ask(prompt, find)

    def menu(self, at: QPoint) -> None:
        """Open the menu of the chosen tickets."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in COMMANDS:
            if one.on_tickets:
                if one.id in _SEPARATED:
                    menu.addSeparator()
                menu.addAction(self._menu_action(one, menu))
        menu.popup(self._list.viewport().mapToGlobal(at))

    def retranslate(self) -> None:
        """Say the names in the language in use."""
        for one in COMMANDS:
            self.actions[one.id].setText(self._speech(one.name))

    def _action(self, command: Command) -> QAction:
        made = QAction(self._window)
        made.triggered.connect(lambda: self.run(command.id))
        if command.keys and command.id != "back":  # Esc belongs to whatever has the focus
            made.setShortcuts([QKeySequence(key) for key in command.keys])
            made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            self._window.addAction(made)
        if command.list_keys and command.id != "select_all":  # the list has its own
            local = QAction(self._list)
            local.setShortcuts([QKeySequence(key) for key in command.list_keys])
            local.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            local.setAutoRepeat(command.id in ("next", "previous"))
            local.triggered.connect(lambda: self.run(command.id))
            self._list.addAction(local)
        return made

    def _menu_action(self, command: Command, menu: QMenu) -> QAction:
        key = next(iter((*command.list_keys, *command.keys)), "")
        made = QAction(f"{self._speech(command.name)}\t{key}", menu)
        if command.icon:
            made.setIcon(icons.icon(command.icon, "muted"))
        made.triggered.connect(lambda: self.run(command.id))
        return made

    def _act(self, maker: selection.Maker) -> None:
        chosen = self._list.chosen_ids()
        if chosen:
            self._desktop.act(maker, *chosen)

    def _ask_capture(self) -> None:
        self.capture.ask()

    def _set_priority(self, to: Priority) -> None:
        self._act(selection.set_priority(to))

    def _ask_priority(self) -> None:
        self.pick(
            Text("改优先级", "Set the priority"),
            self._finder.priorities(),
            lambda entry: self._act(selection.set_priority(Priority(entry.value))),
        )

    def _ask_status(self) -> None:
        chosen = self._list.chosen_ids()
        legal = selection.legal_moves(self._desktop, chosen)
        if not chosen:
            return
        self.pick(
            Text("改为哪个状态?", "Which status?"),
            self._finder.statuses(legal),
            lambda entry: self._act(selection.move(Status(entry.value))),
        )

    def _ask_assignee(self) -> None:
        if self._list.chosen_ids():
            self.pick(
                Text("分派给谁?", "Assign to whom?"),
                self._finder.assignees(),
                lambda entry: self._act(selection.set_field("assignee", entry.value)),
            )

    def _assign_me(self) -> None:
        if not self._desktop.me:
            self._desktop.problem.emit(BadInput(_NO_NAME, next_step=_GIVE_NAME))
            return
        self._act(selection.set_field("assignee", self._desktop.me))

    @cached_property
    def suggested(self) -> "Suggested":
        """Whom the roster suggests, made when somebody first asks."""
        from firstline.viewmodel.detail.suggested import Suggested  # noqa: PLC0415 - seldom used

        return Suggested(self._desktop, self)

    def _assign_suggested(self) -> None:
        chosen = self._list.chosen_ids()
        if chosen:
            self.suggested.assign(*chosen)

    def _ask_tag(self) -> None:
        chosen = self._list.chosen_ids()
        tickets = [found for one in chosen if (found := self._desktop.store.find(one))]
        held = dict.fromkeys(tag for one in tickets for tag in one.tags)
        if tickets:
            self.pick(
                Text("加标签,或改站点", "Add a tag, or set the site"),
                self._finder.tags_and_sites(list(held)),
                self._take_tag,
            )

    def _ask_snooze(self) -> None:
        from firstline.viewmodel.detail import snooze  # noqa: PLC0415 - seldom used

        chosen = self._list.chosen_ids()
        if chosen:
            self.pick(
                snooze.PROMPT,
                self._finder.instants(chosen),
                lambda entry: snooze.snooze(self._desktop, chosen, entry.value),
            )

    def _take_tag(self, entry: Entry) -> None:
        if entry.kind == "site":
            self._act(selection.set_field("site", entry.value))
        else:
            self._act(selection.toggle_tag(entry.value, add=entry.kind == "tag"))

    def _copy(self) -> None:
        lines = []
        for one in self._list.chosen_ids():
            row = self._desktop.store.row(one)
            if row is not None:
                lines.append(f"{row.number} {row.title}")
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _save_captured(self, title: str) -> None:
        stamp = self._desktop.stamp()
        fields: dict[str, Value] = {"title": title}
        if self._desktop.settings.site:
            fields["site"] = self._desktop.settings.site
        try:
            edit = open_ticket(stamp, new_id(stamp.at), fields)
        except BadInput as problem:
            self._desktop.problem.emit(problem)
            return
        if self._desktop.perform(edit):
            self.capture.saved()

    def _back(self, step: Callable[[], bool], possible: bool) -> None:  # noqa: FBT001
        if possible:
            step()
            return
        nothing = Text("没有可以撤销或重做的操作。", "There is nothing to undo or redo.")
        self._desktop.problem.emit(Refused(nothing))

    def _on_picked(self, entry: Entry) -> None:
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._then(entry)
