"""The command palette, and keeping or dropping a filter: lines that the shell acts on."""

from collections.abc import Callable
from dataclasses import dataclass

from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.queue import views
from firstline.viewmodel.queue.views import View
from firstline.viewmodel.shell.finder import Finder
from firstline.viewmodel.shell.palette import Entry
from firstline.widgets.queue.page import QueuePage
from firstline.widgets.shell.deeds import Deeds


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the palette can lead."""

    view: Callable[[View], None]
    ticket: Callable[[str], None]
    query: Callable[[str], None]


class Palette:
    """Opens the palette over the window and follows what was chosen."""

    def __init__(
        self, desktop: Desktop, finder: Finder, deeds: Deeds, page: QueuePage, ways: Ways
    ) -> None:
        self._desktop = desktop
        self._finder = finder
        self._deeds = deeds
        self._page = page
        self._ways = ways

    def open(self) -> None:
        """Open the palette."""
        hint = Text("命令、工单、文章、决定、人名(支持拼音首字母)",
                    "Commands, tickets, articles, decisions, people")  # fmt: skip
        self._deeds.pick(hint, self._finder.everything, self._follow)

    def keep_view(self) -> None:
        """Ask for a name and keep the present query under it."""

        def find(typed: str) -> list[Entry]:
            name = typed.strip()
            say = self._desktop.speech
            words = say(Text("保存为“{}”", "Save as “{}”")).format(name)
            return [Entry(words, "", "bookmark-plus", "value", name)] if name else []

        self._deeds.pick(Text("给这个筛选起个名字", "Name this filter"), find, self._keep)

    def forget_view(self, view: View) -> None:
        """Ask what is to become of the user's own filter, or of one that the team shares."""
        say, name = self._desktop.speech, self._desktop.speech(view.name)
        lines = []
        if view.shared:
            words = say(Text("不再共享“{}”", "Stop sharing “{}”")).format(name)
            lines.append(Entry(words, "", "x", "unshare", view.id))
        else:
            words = say(Text("共享给团队:“{}”", "Share with the team: “{}”")).format(name)
            lines.append(Entry(words, "", "users", "share", view.id))
            words = say(Text("删除筛选“{}”", "Delete the filter “{}”")).format(name)
            lines.append(Entry(words, "", "trash-2", "forget", view.id))
        self._deeds.pick(
            Text("我的筛选", "My filters"), lambda _typed: lines,
            lambda entry: self._change_view(view, entry.kind),
        )  # fmt: skip

    def _change_view(self, view: View, act: str) -> None:
        desktop = self._desktop
        if act == "forget":
            views.forget(desktop.store, view.id)
        elif act == "share":
            said = Text(f"已共享“{view.name.zh}”", f"“{view.name.en}” is shared")
            desktop.perform(views.share(view, desktop.stamp()), text=said)
        elif edit := views.unshare(desktop.store, view, desktop.stamp()):
            said = Text(f"不再共享“{view.name.zh}”", f"“{view.name.en}” is no longer shared")
            desktop.perform(edit, text=said)

    def _keep(self, entry: Entry) -> None:
        model = self._page.model
        made = views.keep(
            self._desktop.store, entry.value, self._page.text, model.sorting,
            descending=model.descending,
        )  # fmt: skip
        self._ways.view(made)

    def _follow(self, entry: Entry) -> None:
        if entry.kind == "command":
            self._deeds.run(entry.value)
        elif entry.kind == "ticket":
            self._ways.ticket(entry.value)
        elif entry.kind in ("article", "decision", "document", "register", "board"):
            self._desktop.wanted.emit(entry.kind, entry.value)
        elif entry.kind == "person":
            name = entry.value.replace('"', " ")
            self._ways.query(f'is:open assignee:"{name}"')
        else:
            own = (views.SNOOZED, *views.saved(self._desktop.store))
            found = next((one for one in (*views.BUILT_IN, *own) if one.id == entry.value), None)
            if found is not None:
                self._ways.view(found)
