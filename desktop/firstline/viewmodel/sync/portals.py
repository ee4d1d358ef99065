"""The portals of the profile as the settings show them: add, change, remove, and try them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from firstline.domain.errors import BadInput, Problem
from firstline.domain.portal_entry import KINDS, PortalEntry, check_entry, entry_from_json
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop

KEY = "portals"
_KEEPERS = {
    "backends.Windows": Text("Windows 凭据管理器", "Windows Credential Manager"),
    "backends.macOS": Text("macOS 钥匙串", "macOS Keychain"),
    "backends.SecretService": Text("系统钥匙串(Secret Service)", "the keyring (Secret Service)"),
    "backends.libsecret": Text("系统钥匙串(libsecret)", "the keyring (libsecret)"),
    "backends.kwallet": Text("KDE 钱包", "KDE Wallet"),
}
FOREIGN = ("rt", "redmine")  # they name a queue or a project, and their own user


class Step(Protocol):
    """What one step of a connection test found."""

    @property
    def title(self) -> Text:
        """What was tried."""

    @property
    def ok(self) -> bool | None:
        """Whether it went well; None where it was not tried."""

    @property
    def said(self) -> Text:
        """What was found."""

    @property
    def next_step(self) -> Text:
        """What to do about it; it may advise after a success too."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """What keeps the tokens: its name, and whether it wants a passphrase from a person."""

    name: str
    asks: bool = False
    locked: bool = False  # tokens are there, and the passphrase was not given yet


@dataclass(frozen=True, slots=True)
class PortalDoors:
    """What the roof hands in. `look` and `test` work apart from the window and answer later."""

    keep_token: Callable[[str, str, str], None]  # portal, token, passphrase; raises Problem
    forget: Callable[[str], None]
    look: Callable[[Callable[[Keeper], None]], None]
    test: Callable[[PortalEntry, str, Callable[[Sequence[Step]], None]], None]
    unlock: Callable[[str, str], None]  # passphrase, a portal that has a token; raises Problem


class PortalsModel(QObject):
    """Holds the list as the store keeps it; the first portal is where new tickets go."""

    changed = Signal()

    def __init__(
        self, desktop: Desktop, doors: PortalDoors | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self.doors = doors
        self.keeper: Keeper | None = None
        desktop.changed.connect(self._on_changed)

    @property
    def entries(self) -> list[PortalEntry]:
        """The portals in their order."""
        return [entry_from_json(one) for one in self._desktop.store.get(KEY, [])]

    def look(self) -> None:
        """Find out what keeps the tokens; tells `changed` when it is known."""
        if self.doors is not None:
            self.doors.look(self.found)

    def checked(self, entry: PortalEntry, old_name: str = "") -> PortalEntry:
        """Return the entry tidied. Raises BadInput, also for a name that another one bears."""
        tidy = check_entry(entry)
        others = [one.name.casefold() for one in self.entries if one.name != old_name]
        if tidy.name.casefold() in others:
            raise BadInput(
                Text(f"已有名为“{tidy.name}”的门户。", f"There is a portal “{tidy.name}” already."),
                next_step=Text("请换一个名称。", "Choose another name."),
            )
        return tidy

    def save(
        self, entry: PortalEntry, token: str, passphrase: str = "", old_name: str = ""
    ) -> Problem | None:
        """Keep the token, then the entry; return what stood in the way, None when it is done.

        An empty token leaves the one that is kept. A renamed portal needs its token anew.
        """
        try:
            tidy = self.checked(entry, old_name)
            if token and self.doors is not None:
                self.doors.keep_token(tidy.name, token, passphrase)
            entries = self.entries
            at = next((at for at, one in enumerate(entries) if one.name == old_name), len(entries))
            entries[at : at + 1] = [tidy]
            self._put(entries)
        except Problem as problem:
            return problem
        return None

    def remove(self, name: str) -> None:
        """Sign out: forget token and entry; tickets and unsent edits stay on this device."""
        try:
            if self.doors is not None:
                self.doors.forget(name)
            self._put([one for one in self.entries if one.name != name])
        except Problem as problem:
            self._desktop.problem.emit(problem)

    def unlock(self, passphrase: str) -> Problem | None:
        """Open the tokens for this run; return what stood in the way."""
        try:
            for one in self.entries[:1]:
                if self.doors is not None:
                    self.doors.unlock(passphrase, one.name)
        except Problem as problem:
            return problem
        self.look()
        return None

    def test(self, entry: PortalEntry, token: str, then: Callable[[Sequence[Step]], None]) -> None:
        """Try the connection step by step, apart from the window. Raises BadInput."""
        tidy = check_entry(entry)
        if self.doors is not None:
            self.doors.test(tidy, token, then)

    def _put(self, entries: list[PortalEntry]) -> None:
        self._desktop.store.put(KEY, [one.to_json() for one in entries])

    def found(self, keeper: Keeper) -> None:
        """Take what keeps the tokens."""
        self.keeper = keeper
        self.changed.emit()

    def _on_changed(self, changed: object) -> None:
        if "setting" in getattr(changed, "kinds", ()) or getattr(changed, "everything", False):
            self.changed.emit()


def kind_name(kind: str) -> Text:
    """Return the name of a kind of portal."""
    return KINDS.get(kind, Text(kind, kind))


def what_stays(name: str, waiting: int) -> Text:
    """Return what signing out of a portal takes and what it leaves."""
    first = Text(
        f"移除“{name}”:令牌会从这台电脑删除。已取回的工单留在本机,可继续查看和处理",
        f"Remove “{name}”: its token is deleted from this PC. The tickets that were fetched stay "
        "here and can be worked on",
    )
    if not waiting:
        return Text(f"{first.zh}。", f"{first.en}.")
    many = f"{waiting} unsent change{'s' * (waiting != 1)} are kept and go once you reconnect."
    return Text(
        f"{first.zh};{waiting} 项还没送出的更改也都留着,重新连接后继续送。", f"{first.en}; {many}"
    )


def keeper_words(keeper: Keeper | None) -> Text:
    """Return where the tokens are kept, in words."""
    if keeper is None:
        return Text("正在查看令牌的保管处…", "Looking for what keeps the tokens…")
    if keeper.asks:
        return Text(
            "这台电脑没有可用的系统钥匙串:令牌用您的口令加密后保存,绝不存明文。",
            "This PC has no usable keyring: tokens are encrypted under your passphrase, never kept "
            "as plain text.",
        )
    name = next((words for mark, words in _KEEPERS.items() if mark in keeper.name), None)
    name = name or Text(keeper.name, keeper.name)
    return Text(f"令牌保存在:{name.zh}", f"Tokens are kept by: {name.en}")
