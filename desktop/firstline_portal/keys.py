"""The portal's own keys: one that signs answer packs, one that packs may be sealed to."""

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from firstline.portal.native_wire_packs import SEAL_MARK, from_base64, to_base64

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Unsealable(ValueError):  # noqa: N818 - it says what happened
    """A sealed pack that is not for this portal, or that was altered on its way."""


def fresh() -> dict[str, str]:
    """Return new private keys, as settings hold them."""
    return {
        "sign_key": to_base64(Ed25519PrivateKey.generate().private_bytes_raw()),
        "seal_key": to_base64(X25519PrivateKey.generate().private_bytes_raw()),
    }


def public_of(settings: dict[str, str]) -> tuple[str, str]:
    """Return the public halves, base64: of the key that signs, and of the one to seal to."""
    sign = Ed25519PrivateKey.from_private_bytes(from_base64(settings["sign_key"]))
    seal = X25519PrivateKey.from_private_bytes(from_base64(settings["seal_key"]))
    return (
        to_base64(sign.public_key().public_bytes_raw()),
        to_base64(seal.public_key().public_bytes_raw()),
    )


def sign(settings: dict[str, str], message: bytes) -> bytes:
    """Return the portal's signature of `message` (Ed25519, 64 bytes)."""
    return Ed25519PrivateKey.from_private_bytes(from_base64(settings["sign_key"])).sign(message)


def vouches(public_key: str, signature: bytes, message: bytes) -> bool:
    """Whether the holder of `public_key` (base64) signed `message`."""
    try:
        key = Ed25519PublicKey.from_public_bytes(from_base64(public_key))
        key.verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_public_key(text: str) -> bool:
    """Whether the text is a raw Ed25519 public key in base64."""
    try:
        Ed25519PublicKey.from_public_bytes(from_base64(text))
    except ValueError:
        return False
    return True


def unseal(settings: dict[str, str], sealed: bytes) -> bytes:
    """Return what was sealed to this portal; bytes that are not sealed come back as they are.

    Raises Unsealable.
    """
    if not sealed.startswith(SEAL_MARK):
        return sealed
    try:
        own = X25519PrivateKey.from_private_bytes(from_base64(settings["seal_key"]))
        return _SUITE.decrypt(sealed[len(SEAL_MARK) :], own, info=SEAL_MARK)
    except (InvalidTag, ValueError) as error:
        raise Unsealable("the pack cannot be unsealed") from error
