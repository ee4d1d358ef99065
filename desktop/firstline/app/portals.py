"""The portals of a profile: tokens from the vault, adapters opened when they are needed."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from firstline.domain.errors import Problem, Refused
from firstline.domain.portal_entry import PortalEntry
from firstline.domain.words import Text
from firstline.system.vault import TOKEN_VARIABLE, VARIABLE, Closed, Vault, VaultError

if TYPE_CHECKING:
    from firstline.portal.base import Portal
    from firstline.portal.connection_test import Found
    from firstline.portal.native import NativePortal
    from firstline.store.store import Store
    from firstline.sync.report import RoundReport

_NOTHING_SENT = Text("什么都没有送出,您的更改都在。", "Nothing was sent; your changes are kept.")
_KEY = "device-key"
Clock = Callable[[], datetime]


class Portals:
    """What the window and the terminal may do with portals; secrets never leave this room.

    `ask` is called for a passphrase where the machine has no keyring; None means there is none.
    """

    def __init__(self, folder: Path, ask: Callable[[], str | None] | None = None) -> None:
        self._vault = Vault(folder, ask or (lambda: os.environ.get(VARIABLE)))

    @property
    def keeper(self) -> str:
        """What keeps the tokens: the keyring's name, "passphrase", or "" while there are none."""
        try:
            return self._vault.holder
        except VaultError as error:
            raise _explained(error) from error

    def keep_token(self, portal: str, token: str) -> None:
        """Keep the token of this portal, encrypted. Raises Refused where that cannot be done."""
        try:
            self._vault.put(_name(portal), token)
        except VaultError as error:
            raise _explained(error) from error

    def forget(self, portal: str) -> None:
        """Forget the token of this portal; edits that were not sent stay."""
        try:
            self._vault.drop(_name(portal))
        except VaultError as error:
            raise _explained(error) from error

    def token(self, portal: str) -> str:
        """Return the token; the one in the environment wins. Raises Refused where there is none."""
        given = os.environ.get(TOKEN_VARIABLE)
        if given:
            return given
        try:
            held = self._vault.get(_name(portal))
        except VaultError as error:
            raise _explained(error) from error
        if held is None:
            raise Refused(
                Text(f"门户“{portal}”没有令牌。", f"There is no token for the portal “{portal}”."),
                _NOTHING_SENT,
                Text("请重新登录(firstline portal add)。", "Sign in again (firstline portal add)."),
            )
        return held

    def open(self, entry: PortalEntry, token: str | None = None) -> "Portal":
        """Return the adapter for this portal; nothing is asked of the network yet."""
        from firstline.portal.open import open_portal  # noqa: PLC0415 - a start needs no network

        return open_portal(entry, self.token(entry.name) if token is None else token)

    def try_out(self, entry: PortalEntry, token: str | None = None) -> "Found":
        """Try the connection step by step and return what each step found."""
        from firstline.portal.connection_test import probe_portal  # noqa: PLC0415 - see open

        return probe_portal(entry, self.token(entry.name) if token is None else token)

    def round(self, entry: PortalEntry, store: "Store", now: Clock) -> "RoundReport":
        """Carry one round and return its report. Raises the problem that ended it early.

        What the person could still undo is sent too.
        """
        from firstline.sync.report import Asked  # noqa: PLC0415
        from firstline.sync.round import run_round  # noqa: PLC0415

        portal = self.open(entry)
        try:
            report = run_round(store, portal, entry.name, clock=now, ask=Asked(at_once=True))
            if report.problem is None:
                self.after_round(store, entry.name, portal, now)
        finally:
            portal.stop()
        if report.problem is not None:
            raise report.problem
        return report

    def after_round(self, store: "Store", name: str, portal: "Portal", now: Clock) -> None:
        """Do what belongs to a connection beside the round: enrol the device, hand in packs."""
        if not portal.can.idempotent:  # a desk of another maker takes no packs
            return
        from firstline.app.stick import Stick  # noqa: PLC0415 - see open

        Stick(store, self, now).deliver(name, cast("NativePortal", portal))

    def device_key(self) -> bytes:
        """Return the seed of this device's signing key, made at first use. Raises Refused."""
        from firstline.system import seals  # noqa: PLC0415 - for packs alone

        try:
            held = self._vault.once(_KEY, lambda: seals.new_key().hex())
        except VaultError as error:
            raise _explained(error) from error
        return bytes.fromhex(held)


def _name(portal: str) -> str:
    return f"portal:{portal}"


def _explained(error: VaultError) -> Problem:
    """Return the sentence for a vault that does not open: what to do, and that nothing is lost."""
    sentences = {
        Closed.NO_KEYRING: (
            Text("这台机器没有可用的系统钥匙串,也没有给出口令;令牌不会以明文保存。",
                 "This machine has no usable keyring and no passphrase was given; a token is never "
                 "kept as plain text."),
            Text(f"请设置环境变量 {VARIABLE},或在终端里运行以输入口令。",
                 f"Set {VARIABLE}, or run this on a terminal to type a passphrase."),
        ),
        Closed.WRONG: (
            Text("口令不对。", "The passphrase is wrong."),
            Text("请再试一次。", "Try again."),
        ),
        Closed.KEY_LOST: (
            Text(f"系统钥匙串里没有解密令牌的钥匙({error.detail})。",
                 f"The keyring does not hold the key to the tokens ({error.detail})."),
            Text("请删除门户后重新添加。", "Remove the portal and add it again."),
        ),
        Closed.DAMAGED: (
            Text(f"令牌文件已损坏({error.detail})。",
                 f"The file of tokens is damaged ({error.detail})."),
            Text("请移走 vault.json,再重新登录。", "Move vault.json away and sign in again."),
        ),
    }  # fmt: skip
    sentence, next_step = sentences[error.why]
    return Refused(sentence, _NOTHING_SENT, next_step)
