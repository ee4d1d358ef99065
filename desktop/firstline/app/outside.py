"""What the window may ask of the world outside: portals and tokens, and saving what is unsent."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.app.background import Lane
from firstline.app.portals import Portals
from firstline.domain.errors import Problem, Refused
from firstline.domain.portal_entry import PortalEntry
from firstline.domain.words import Text
from firstline.store.store import Store
from firstline.system.credentials import NoKeyringError, safe_backend
from firstline.system.vault import VARIABLE
from firstline.viewmodel.sync.portals import Keeper, PortalDoors, Step
from firstline.widgets.sync.outbox_lost import Rescue
from firstline.widgets.sync.parts import Outside

if TYPE_CHECKING:
    from firstline.app.doors.bundles import BundleWork
    from firstline.portal.base import Portal

PASSPHRASE = "passphrase"  # noqa: S105 - what a vault calls its holder
PACK_ENDING = ".deskpack"
NO_PASSPHRASE = Text("请给出口令:令牌用它加密后才保存。",
                     "Give a passphrase: the token is kept encrypted under it.")  # fmt: skip


class World:
    """The doors of one profile; what takes long is done in `lane`, apart from the window.

    `store` is the window's own, asked in the window's thread alone.
    """

    def __init__(
        self,
        store: Store,
        lane: Lane,
        now: Callable[[], datetime],
        unlocked: Callable[[], None],
    ) -> None:
        self._store = store
        self._folder = store.folder
        self._lane = lane
        self._now = now
        self._unlocked = unlocked
        self._known: dict[str, str] = {}  # tokens that hold for this run alone
        self._passphrase = os.environ.get(VARIABLE, "")
        self.portals = Portals(store.folder, lambda: self._passphrase or None)

    def outside(self) -> Outside:
        """Return what the window is handed."""
        doors = PortalDoors(self._keep, self.portals.forget, self._look, self._test, self._unlock)
        return Outside(doors, self._rescue(), self._bundles)

    def _bundles(self) -> "BundleWork":
        from firstline.app.doors.bundles import BundleWork  # noqa: PLC0415 - seldom used

        return BundleWork(self.portals, self._lane.later, self._now)

    def open_portal(self, entry: PortalEntry) -> "Portal":
        """Return the adapter of this portal, opened with its token. Raises Refused without one."""
        return self.portals.open(entry, self._known.get(entry.name))

    def after_round(self, store: Store, name: str, portal: "Portal") -> None:
        """Enrol this device and hand in packs, where the vault can be opened."""
        with suppress(Refused):  # no keyring and no passphrase: no key to sign packs with, either
            self.portals.after_round(store, name, portal, self._now)

    def know(self, portal: str, token: str) -> None:
        """Use this token for this portal until the end of the run."""
        self._known[portal] = token

    def _keep(self, portal: str, token: str, passphrase: str) -> None:
        before, self._passphrase = self._passphrase, passphrase or self._passphrase
        try:
            if not self._passphrase and self._found().asks:
                raise Refused(NO_PASSPHRASE)
            self.portals.keep_token(portal, token)
        except Problem:
            self._passphrase = before
            raise
        self._known.pop(portal, None)
        self._unlocked()

    def _look(self, then: Callable[[Keeper], None]) -> None:
        self._lane.later(lambda _store: self._found(), then)

    def _found(self) -> Keeper:
        """Return what keeps the tokens; looking for a keyring takes its time."""
        holder = self.portals.keeper
        if holder == PASSPHRASE:
            return Keeper(holder, asks=True, locked=not self._passphrase)
        if holder:
            return Keeper(holder)
        try:
            backend = safe_backend()
        except NoKeyringError:
            return Keeper(PASSPHRASE, asks=True)
        return Keeper(f"{type(backend).__module__}.{type(backend).__qualname__}")

    def _test(
        self, entry: PortalEntry, token: str, then: Callable[[Sequence[Step]], None]
    ) -> None:  # fmt: skip
        given = token or self._known.get(entry.name)

        def work(_store: Store) -> Sequence[Step]:
            try:
                return self.portals.try_out(entry, given).steps
            except Problem as problem:  # there is no token, or it is locked
                from firstline.portal import connection_test as test  # noqa: PLC0415 - see Portals

                said, then = problem.sentence, problem.next_step
                return (test.Step(test.Stage.SIGN_IN, ok=False, said=said, next_step=then),)

        self._lane.later(work, then)

    def _unlock(self, passphrase: str, portal: str) -> None:
        before, self._passphrase = self._passphrase, passphrase
        try:
            self.portals.token(portal)
        except Problem:
            self._passphrase = before
            raise
        self._unlocked()

    def _rescue(self) -> Rescue:
        day = self._now().strftime("%Y%m%d")
        said = Text("存到 U 盘…", "Save to a stick…")
        return Rescue(said, f"firstline-{day}", self._offers, self._save)

    def _has_native(self) -> bool:
        return any(one.get("kind") == "native" for one in self._store.get("portals", []))

    def _offers(self) -> tuple[tuple[Text, str], ...]:
        """Return what can be written; a pack goes to a portal of our own, so there is to be one."""
        whole = Text("完整备份", "Backup of everything"), ".zip"
        pack = Text("U 盘包:加密,只有门户能读", "USB pack, encrypted for the portal"), PACK_ENDING
        return (pack, whole) if self._has_native() else (whole,)

    def _save(self, target: Path, told: Callable[[Text], None]) -> None:
        """Save a backup of everything, or, by its ending, a pack for the portal."""
        folder, now = self._folder, self._now()

        def work(store: Store) -> Text:
            if target.suffix == PACK_ENDING:
                return self._save_pack(store, target)
            from firstline.store.care.backup import backup  # noqa: PLC0415 - not for the first picture

            try:
                done = backup(folder, target, now)
            except Problem as problem:
                return Text(problem.in_("zh_CN"), problem.in_("en"))
            place = done.path
            return Text(f"已保存到 {place};全部内容都在里面。", f"Saved to {place}: all of it.")

        self._lane.later(work, told)

    def _save_pack(self, store: Store, target: Path) -> Text:
        from firstline.app.stick import Stick  # noqa: PLC0415 - not for the first picture

        try:
            done = Stick(store, self.portals, self._now).export(target)
        except Problem as problem:
            return Text(problem.in_("zh_CN"), problem.in_("en"))
        except OSError as error:
            return Text(f"没有写成:{error.strerror}。", f"It was not written: {error.strerror}.")
        return Text(
            f"{done.edits} 项更改、{done.files} 个附件已写入 {target}。",
            f"{done.edits} changes and {done.files} files are in {target}.",
        )
