"""Secrets in the keyring of the operating system, and nowhere else (keyring lives here alone).

Only back ends that keep a secret safe are used; `keyrings.alt` would write it as plain text.
"""

from typing import Protocol

SERVICE = "firstline"
# Windows keeps 2,560 bytes, that is 1,280 UTF-16 units; the smallest limit holds for everybody.
MAX_UTF16_UNITS = 1280
SAFE_BACKENDS = (
    "keyring.backends.Windows.",
    "keyring.backends.macOS.",
    "keyring.backends.SecretService.",
    "keyring.backends.libsecret.",
    "keyring.backends.kwallet.",
)


class NoKeyringError(RuntimeError):
    """No safe keyring can be used here; `backend` names the one that was found."""

    def __init__(self, backend: str, reason: str) -> None:
        super().__init__(f"{backend}: {reason}")
        self.backend = backend
        self.reason = reason


class Backend(Protocol):
    """The part of a keyring back end that we use."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget the secret."""


def safe_backend() -> Backend:
    """Return the machine's keyring if it is on the allow-list. Raises NoKeyringError."""
    import keyring  # noqa: PLC0415 - looking for back ends is slow, and most runs need none
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        found = keyring.get_keyring()
    except (KeyringError, RuntimeError) as error:
        raise NoKeyringError("keyring", str(error)) from error
    for one in getattr(found, "backends", (found,)):  # the chainer holds several
        if _name(one).startswith(SAFE_BACKENDS):
            safe: Backend = one
            return safe
    raise NoKeyringError(_name(found), "not on the list of safe back ends")


class Credentials:
    """The secrets of one profile, each under a name such as a portal's."""

    def __init__(self, profile: str, backend: Backend | None = None) -> None:
        self._profile = profile
        self._backend = backend

    @property
    def backend_name(self) -> str:
        """The back end in use, to be shown in the settings. Raises NoKeyringError."""
        return _name(self._open())

    def put(self, name: str, secret: str) -> None:
        """Keep `secret` under `name`. Raises NoKeyringError; ValueError if it is too long."""
        if len(secret.encode("utf-16-le")) // 2 > MAX_UTF16_UNITS:
            raise ValueError(f"a secret holds at most {MAX_UTF16_UNITS} characters")
        self._call("set_password", name, secret)

    def get(self, name: str) -> str | None:
        """Return the secret kept under `name`, or None. Raises NoKeyringError."""
        secret = self._call("get_password", name)
        return None if secret is None else str(secret)

    def drop(self, name: str) -> None:
        """Forget the secret under `name`, if there is one. Raises NoKeyringError."""
        if self.get(name) is not None:
            self._call("delete_password", name)

    def _open(self) -> Backend:
        if self._backend is None:
            self._backend = safe_backend()
        return self._backend

    def _call(self, act: str, name: str, *more: str) -> object:
        from keyring.errors import KeyringError  # noqa: PLC0415

        backend = self._open()
        try:
            return getattr(backend, act)(SERVICE, f"{self._profile}/{name}", *more)
        except KeyringError as error:
            raise NoKeyringError(_name(backend), str(error) or type(error).__name__) from error


def _name(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"
