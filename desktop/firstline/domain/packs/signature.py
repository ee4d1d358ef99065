"""Who signed a pack: the signature that lies beside it, and whether this device knows its key (S4).

The file NAME.toml.sig holds a public Ed25519 key, who says to own it, when, and the signature over
all of that and the SHA-256 of the pack. A name counts only when somebody here accepted its key.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.digests import sha256
from firstline.domain.errors import BadInput
from firstline.domain.words import Text

FORMAT = "firstline.pack-signature/1"
ENDING = ".sig"
MOST_BYTES = 10_000
Vouches = Callable[[bytes, bytes, bytes], bool]
"""Whether the owner of a public key signed this data: key, data, signature."""


class Standing(StrEnum):
    """How a pack stands: comes with the program, signed and known, or one of the lesser ones."""

    SHIPPED = "shipped"
    SIGNED = "signed"
    STRANGER = "stranger"  # the signature holds, and nobody here accepted its key
    UNSIGNED = "unsigned"
    BROKEN = "broken"  # the signature is of another text: refused


@dataclass(frozen=True, slots=True)
class Seal:
    """What is known of who made a pack; `key` is the public key of its signature."""

    standing: Standing
    by: str = ""
    key: bytes = b""

    @property
    def fingerprint(self) -> str:
        """What two people compare, "" without a key."""
        return fingerprint(self.key) if self.key else ""

    @property
    def said(self) -> Text:
        """The same in words."""
        print_ = self.fingerprint
        if self.standing is Standing.SIGNED:
            return Text(f"由 {self.by} 签名({print_})", f"signed by {self.by} ({print_})")
        if self.standing is Standing.STRANGER:
            return Text(
                f"签名人自称 {self.by},本机没有认可其密钥({print_})",
                f"signed by “{self.by}”, a key that nobody accepted here ({print_})",
            )
        return _PLAIN[self.standing]


_PLAIN: Mapping[Standing, Text] = {
    Standing.SHIPPED: Text("随程序提供", "comes with the program"),
    Standing.UNSIGNED: Text("未签名", "unsigned"),
    Standing.BROKEN: Text("签名不符,已拒绝", "signature does not match: refused"),
}
SHIPPED, UNSIGNED, BROKEN = (Seal(one) for one in _PLAIN)


def fingerprint(public_key: bytes) -> str:
    """Return what two people compare: eight groups of four hex digits of the key's SHA-256."""
    digest = sha256(public_key).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def same_fingerprint(one: str, other: str) -> bool:
    """Whether two fingerprints are the same, however they were typed."""
    return _bare(one) == _bare(other) != ""


def _bare(text: str) -> str:
    return "".join(text.split()).replace("-", "").replace(":", "").casefold()


def message(data: bytes, publisher: str, made_at: str) -> bytes:
    """Return what is signed: the format, the name, the instant and the SHA-256 of the pack."""
    return "\n".join((FORMAT, publisher, made_at, sha256(data).hexdigest())).encode()


def written(
    data: bytes, publisher: str, made_at: str, key: bytes, sign: Callable[[bytes], bytes]
) -> str:
    """Return the text of the signature's file. Raises BadInput for a name of several lines."""
    name = publisher.strip()
    if not name or not name.isprintable() or len(name) > 80:
        raise BadInput(Text("写明签名的是谁(一行)。", "Say who signs, on one line."))
    signature = sign(message(data, name, made_at))
    told = {"format": FORMAT, "publisher": name, "made_at": made_at, "key": key.hex(),
            "signature": signature.hex()}  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def judged(data: bytes, signature: str, known: Mapping[bytes, str], vouches: Vouches) -> Seal:
    """Return how a pack stands by the text beside it; `known` gives accepted keys their names.

    What is no signature at all, or one of another text, is BROKEN: it is never passed over.
    """
    try:
        raw = json.loads(signature)
        key, mark = bytes.fromhex(raw["key"]), bytes.fromhex(raw["signature"])
        name, made_at = raw["publisher"], raw["made_at"]
        good = raw["format"] == FORMAT and vouches(key, message(data, name, made_at), mark)
    except (ValueError, KeyError, TypeError, RecursionError):
        return BROKEN
    if not good:
        return BROKEN
    if key in known:
        return Seal(Standing.SIGNED, known[key], key)
    return Seal(Standing.STRANGER, str(name)[:80], key)


def refused(path: str) -> Text:
    """Return the note of a pack whose signature does not match."""
    return Text(
        f"包文件 {path} 的签名与内容不符,没有采用:请向签名人重新索取。",
        f"The pack {path} is not what was signed, left out: ask its publisher for it anew.",
    )
