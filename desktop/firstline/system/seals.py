"""Seals and signatures: what only we can read, and what only we can have said.

The library `cryptography` lives here alone. Nothing here invents a construction: AES-256-GCM,
Argon2id (RFC 9106), Ed25519 (RFC 8032) and HPKE (RFC 9180).
"""

import os
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hpke import Suite

NONCE_BYTES = 12
KEY_BYTES = 32
SALT_BYTES = 16
# RFC 9106, second recommended option: 64 MiB, three passes, four lanes.
MEMORY_KIB = 64 * 1024
PASSES = 3
LANES = 4
_ONE_AT_A_TIME = Lock()  # two threads in OpenSSL's Argon2 wait for each other's lanes for ever


class SealError(ValueError):
    """It cannot be opened: another key, or changed on the way."""


def new_key() -> bytes:
    """Return 32 random bytes: a key, or the seed of a signing key."""
    return os.urandom(KEY_BYTES)


def key_from(passphrase: str, salt: bytes) -> bytes:
    """Return the key that this passphrase and salt (16 bytes) always give; slow on purpose."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415 - see seal

    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB
    )
    with _ONE_AT_A_TIME:
        return kdf.derive(passphrase.encode())


def seal(key: bytes, secret: bytes, about: bytes) -> bytes:
    """Return `secret` sealed under `key`; `about` is not hidden, and must be named to open it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - most runs

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, about)


def unseal(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """Return what `seal` hid. Raises SealError for another key or a changed byte."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see seal
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
    except (InvalidTag, ValueError) as error:
        raise SealError("the seal does not open") from error


def public_of(seed: bytes) -> bytes:
    """Return the public half, 32 bytes, of the signing key with this seed."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - see seal
        Ed25519PrivateKey,
    )

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, data: bytes) -> bytes:
    """Return the Ed25519 signature, 64 bytes, of `data`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - see seal
        Ed25519PrivateKey,
    )

    return Ed25519PrivateKey.from_private_bytes(seed).sign(data)


def is_signed(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether the owner of `public` signed exactly this `data`."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see seal
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def box_key(seed: bytes) -> bytes:
    """Return the public X25519 half, 32 bytes, of the box with this seed."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415 - see seal
        X25519PrivateKey,
    )

    return X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def seal_to(public: bytes, data: bytes, about: bytes) -> bytes:
    """Return `data` so that only the owner of the box `public` can read it (HPKE base mode)."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415 - see seal
        X25519PublicKey,
    )

    return _suite().encrypt(data, X25519PublicKey.from_public_bytes(public), info=about)


def open_box(seed: bytes, sealed: bytes, about: bytes) -> bytes:
    """Return what `seal_to` hid. Raises SealError for another box or a changed byte."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see seal
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415

    try:
        own = X25519PrivateKey.from_private_bytes(seed)
        return _suite().decrypt(sealed, own, info=about)
    except (InvalidTag, ValueError) as error:
        raise SealError("the box does not open") from error


def _suite() -> "Suite":
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite  # noqa: PLC0415

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
