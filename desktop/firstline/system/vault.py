"""The vault: tokens and keys of one profile, encrypted under one key that the keyring holds.

Where no keyring can be used, a passphrase opens it; never is anything kept as plain text
(reliability.md 6.1). The keyring holds 32 bytes however long a token is, since Windows keeps
1,280 characters at most.
"""

import base64
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import uuid4

from firstline.system import seals
from firstline.system.credentials import Backend, Credentials, NoKeyringError

FILE = "vault.json"
VARIABLE = "FIRSTLINE_PASSPHRASE"
TOKEN_VARIABLE = "FIRSTLINE_TOKEN"  # noqa: S105 - a variable's name; it holds for one run
_KEY_NAME = "vault-key"
_PROOF = b"firstline vault"


class Closed(StrEnum):
    """Why the vault does not open."""

    NO_KEYRING = "no-keyring"  # no safe keyring here, and no passphrase was given
    WRONG = "wrong-passphrase"
    KEY_LOST = "key-lost"  # the keyring no longer holds the key: sign in again
    DAMAGED = "damaged"  # the file is not what we wrote


class VaultError(RuntimeError):
    """The vault cannot be opened; `why` says how, `detail` names the keyring or the fault."""

    def __init__(self, why: Closed, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else str(why))
        self.why = why
        self.detail = detail


class Vault:
    """Secrets under names. Opened when first asked, then it stays open until the end of the run.

    `ask` is called for a passphrase where no keyring can be used; None means that there is none.
    Window and postman share one, each in its thread: one of them at a time.
    """

    def __init__(
        self,
        folder: Path,
        ask: Callable[[], str | None] = lambda: os.environ.get(VARIABLE),
        backend: Backend | None = None,
    ) -> None:
        self._path = folder / FILE
        self._ask = ask
        self._backend = backend
        self._key: bytes | None = None
        self._turn = RLock()

    @property
    def holder(self) -> str:
        """What holds the key: the keyring's name, "passphrase", or "" for an empty vault."""
        return str(self._read().get("holder", ""))

    def put(self, name: str, secret: str) -> None:
        """Keep `secret` under `name`, on the disk when this returns. Raises VaultError, OSError."""
        with self._turn:
            key = self._open(make=True)
            state = self._read()
            state["held"][name] = _text(seals.seal(key, secret.encode(), _about(state, name)))
            self._write(state)

    def get(self, name: str) -> str | None:
        """Return the secret under `name`, or None where there is none. Raises VaultError."""
        with self._turn:
            state = self._read()
            if name not in state["held"]:
                return None
            key = self._open(make=False)
        try:
            return seals.unseal(key, _bytes(state["held"][name]), _about(state, name)).decode()
        except (seals.SealError, ValueError) as error:
            raise VaultError(Closed.DAMAGED, name) from error

    def once(self, name: str, make: Callable[[], str]) -> str:
        """Return the secret under `name`; at first use it is made and kept. Raises as `put`."""
        with self._turn:
            held = self.get(name)
            if held is None:
                held = make()
                self.put(name, held)
            return held

    def names(self) -> tuple[str, ...]:
        """Return the names that secrets are kept under; needs no key."""
        return tuple(self._read()["held"])

    def drop(self, name: str) -> None:
        """Forget the secret under `name`; needs no key. With the last one the key goes too."""
        with self._turn:
            state = self._read()
            if state["held"].pop(name, None) is None:
                return
            if state["held"]:
                self._write(state)
                return
            if state.get("holder") not in ("", "passphrase", None):
                with suppress(NoKeyringError):
                    self._credentials(state).drop(_KEY_NAME)
            self._key = None
            self._path.unlink(missing_ok=True)

    def _open(self, *, make: bool) -> bytes:
        if self._key is None:
            state = self._read()
            if state.get("proof"):
                self._key = self._known_key(state)
            elif make:
                self._key = self._fresh_key(state)
            else:
                raise VaultError(Closed.KEY_LOST)
        return self._key

    def _known_key(self, state: Mapping[str, Any]) -> bytes:
        if state["holder"] == "passphrase":
            key, wrong = self._from_passphrase(_bytes(state["salt"])), Closed.WRONG
        else:
            key, wrong = self._from_keyring(state), Closed.KEY_LOST
        try:
            proof = seals.unseal(key, _bytes(state["proof"]), _about(state, ""))
        except seals.SealError as error:
            raise VaultError(wrong, str(state["holder"])) from error
        if proof != _PROOF:
            raise VaultError(Closed.DAMAGED, "proof")
        return key

    def _from_keyring(self, state: Mapping[str, Any]) -> bytes:
        try:
            held = self._credentials(state).get(_KEY_NAME)
        except NoKeyringError as error:
            raise VaultError(Closed.KEY_LOST, error.backend) from error
        if held is None:
            raise VaultError(Closed.KEY_LOST, str(state["holder"]))
        return _bytes(held)

    def _from_passphrase(self, salt: bytes) -> bytes:
        passphrase = self._ask()
        if not passphrase:
            raise VaultError(Closed.NO_KEYRING)
        return seals.key_from(passphrase, salt)

    def _fresh_key(self, state: dict[str, Any]) -> bytes:
        """Make the key: kept by the keyring, or where there is none made from a passphrase."""
        key = seals.new_key()
        try:
            credentials = self._credentials(state)
            state["holder"] = credentials.backend_name
            credentials.put(_KEY_NAME, _text(key))
        except NoKeyringError as error:
            salt = os.urandom(seals.SALT_BYTES)
            try:
                key = self._from_passphrase(salt)
            except VaultError:
                raise VaultError(Closed.NO_KEYRING, error.backend) from error
            state["holder"], state["salt"] = "passphrase", _text(salt)
        state["proof"] = _text(seals.seal(key, _PROOF, _about(state, "")))
        self._write(state)
        return key

    def _credentials(self, state: Mapping[str, Any]) -> Credentials:
        return Credentials(state["id"], self._backend)

    def _read(self) -> dict[str, Any]:
        try:
            state = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {"v": 1, "id": uuid4().hex, "held": {}}
        except (ValueError, OSError) as error:
            raise VaultError(Closed.DAMAGED, type(error).__name__) from error
        if not isinstance(state, dict) or not isinstance(state.get("held"), dict):
            raise VaultError(Closed.DAMAGED, "shape")
        return state

    def _write(self, state: Mapping[str, Any]) -> None:
        part = self._path.with_suffix(".part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(state, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)


def _about(state: Mapping[str, Any], name: str) -> bytes:
    return f"{state['id']}/{name}".encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise VaultError(Closed.DAMAGED, "base64") from error
