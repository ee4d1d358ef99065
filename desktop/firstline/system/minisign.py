"""Signatures in the format of minisign, so that people can check them with a tool they know.

The format: https://jedisct1.github.io/minisign/ — Ed25519 over BLAKE2b-512 of the file (`ED`) or
over the file itself (`Ed`, older), and a second signature over the first one and its comment.
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from dataclasses import dataclass

from firstline.system import seals

ENDING = ".minisig"
_HASHED, _PLAIN = b"ED", b"Ed"
_NO_KDF, _SUM = b"\0\0", b"B2"
_UNTRUSTED, _TRUSTED = "untrusted comment: ", "trusted comment: "
_PUBLIC_BYTES, _SIGNATURE_BYTES, _SECRET_BYTES = 42, 74, 158


class FormatError(ValueError):
    """It is no key or signature of minisign's."""


class OtherKeyError(ValueError):
    """It was signed by a key that is not among the trusted ones; `named` is that key's id."""

    def __init__(self, named: str) -> None:
        super().__init__(named)
        self.named = named


class AlteredError(ValueError):
    """The data, the signature or its comment is not what the owner of the key signed."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Eight bytes that name the key, and its 32 bytes."""

    id: bytes
    key: bytes

    @property
    def named(self) -> str:
        """The id as minisign prints it: the number read from its last byte."""
        return self.id[::-1].hex().upper()

    @property
    def text(self) -> str:
        """The one line by which the key is handed on."""
        return b64encode(_PLAIN + self.id + self.key).decode()

    @property
    def file(self) -> str:
        """The content of a .pub file."""
        return f"{_UNTRUSTED}minisign public key {self.named}\n{self.text}\n"


def public_keys(text: str) -> tuple[PublicKey, ...]:
    """Return every key in a .pub file or a setting, comments left out. Raises FormatError."""
    lines = (one.strip() for one in text.splitlines())
    told = [one for one in lines if one and not one.startswith((_UNTRUSTED, "#"))]
    raws = [_decoded(one, _PUBLIC_BYTES) for one in told]
    if not raws or any(one[:2] != _PLAIN for one in raws):
        raise FormatError("no public key")
    return tuple(PublicKey(one[2:10], one[10:]) for one in raws)


def verify(keys: tuple[PublicKey, ...], data: bytes, signature: str) -> tuple[PublicKey, str]:
    """Return the key that signed `data`, and the trusted comment.

    Raises FormatError, OtherKeyError or AlteredError.
    """
    lines = signature.splitlines()
    if len(lines) < 4 or not lines[2].startswith(_TRUSTED):
        raise FormatError("no signature")
    raw = _decoded(lines[1], _SIGNATURE_BYTES)
    how, named, signed = raw[:2], raw[2:10], raw[10:]
    if how not in (_HASHED, _PLAIN):
        raise FormatError("an unknown kind of signature")
    key = next((one for one in keys if one.id == named), None)
    if key is None:
        raise OtherKeyError(PublicKey(named, b"").named)
    comment = lines[2].removeprefix(_TRUSTED)
    what = hashlib.blake2b(data).digest() if how == _HASHED else data
    whole = _decoded(lines[3], 64)
    if not seals.is_signed(key.key, what, signed):
        raise AlteredError("the data")
    if not seals.is_signed(key.key, signed + comment.encode(), whole):
        raise AlteredError("the comment")
    return key, comment


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A publisher's own key; it never leaves the publisher's machine and is in no repository."""

    id: bytes
    seed: bytes

    @property
    def public(self) -> PublicKey:
        """The half that everybody may have."""
        return PublicKey(self.id, seals.public_of(self.seed))

    @property
    def file(self) -> str:
        """The content of a key file, as `minisign -G -W` writes it: under no passphrase."""
        pair = self.id + self.seed + self.public.key
        total = hashlib.blake2b(_PLAIN + pair, digest_size=32).digest()
        raw = _PLAIN + _NO_KDF + _SUM + bytes(48) + pair + total
        return f"{_UNTRUSTED}minisign secret key {self.public.named}\n{b64encode(raw).decode()}\n"


def new_key() -> SecretKey:
    """Return a fresh key."""
    return SecretKey(seals.new_key()[:8], seals.new_key())


def secret_key(text: str) -> SecretKey:
    """Return the key of a key file. Raises FormatError, for one under a passphrase too."""
    lines = [one for one in text.splitlines() if one and not one.startswith(_UNTRUSTED)]
    raw = _decoded(lines[0] if lines else "", _SECRET_BYTES)
    if raw[:2] != _PLAIN or raw[2:4] != _NO_KDF:
        raise FormatError("the key is under a passphrase: sign with minisign itself")
    key = SecretKey(raw[54:62], raw[62:94])  # minisign -W leaves the sum of such a key empty
    if key.public.key != raw[94:126]:
        raise FormatError("no secret key")
    return key


def sign(key: SecretKey, data: bytes, comment: str) -> str:
    """Return the content of the .minisig file of `data`; `comment` is signed, too."""
    signed = seals.sign(key.seed, hashlib.blake2b(data).digest())
    whole = seals.sign(key.seed, signed + comment.encode())
    head = b64encode(_HASHED + key.id + signed).decode()
    return (
        f"{_UNTRUSTED}signature from Firstline's release script\n{head}\n"
        f"{_TRUSTED}{comment}\n{b64encode(whole).decode()}\n"
    )


def _decoded(line: str, size: int) -> bytes:
    try:
        raw = b64decode(line.strip(), validate=True)
    except (NoBase64, ValueError) as error:
        raise FormatError("no base64") from error
    if len(raw) != size:
        raise FormatError("another length")
    return raw
