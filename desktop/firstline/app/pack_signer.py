"""Signs the site's own packs with this device's key, and accepts the keys of publishers (S4)."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.errors import BadInput, Refused
from firstline.domain.packs.signature import BROKEN, UNSIGNED, Seal, same_fingerprint, written
from firstline.domain.words import Text
from firstline.intake.packs.signed import accepted_now, keep, seal_of, signature_of
from firstline.system import seals

if TYPE_CHECKING:
    from firstline.app.portals import Portals


class PackSigner:
    """What may be done with signatures of packs; every act raises BadInput, Refused or OSError."""

    def __init__(self, folder: Path, portals: "Portals") -> None:
        self._folder = folder
        self._portals = portals

    def sign(self, path: Path, publisher: str, now: datetime) -> Seal:
        """Write the signature beside a pack; this device accepts its own key from then on."""
        data, seed = path.read_bytes(), self._portals.device_key()
        key = seals.public_of(seed)
        text = written(data, publisher, now.isoformat(), key, lambda one: seals.sign(seed, one))
        signature_of(path).write_text(text, "utf-8")
        keep(self._folder, accepted_now(publisher.strip(), key, publisher.strip(), now))
        return self.look(path, {key: publisher.strip()})

    def look(self, path: Path, known: dict[bytes, str]) -> Seal:
        """Return who signed a pack."""
        return seal_of(path, path.read_bytes(), known, seals.is_signed)

    def accept(self, path: Path, print_: str, by: str, now: datetime) -> Seal:
        """Accept the key that signed a pack, whose fingerprint somebody was told another way."""
        found = self.look(path, {})
        if found in (BROKEN, UNSIGNED):
            raise BadInput(
                Text(f"{path.name}:{found.said.zh}。", f"{path.name}: {found.said.en}."),
                Text("没有认可任何密钥。", "No key was accepted."),
            )
        if not same_fingerprint(found_print := found.fingerprint, print_):
            raise Refused(
                Text(f"签名人的指纹是 {found_print},与给出的不同。",
                     f"Its publisher's fingerprint is {found_print}, not the one given."),
                Text("没有认可任何密钥。", "No key was accepted."),
                Text("请另用电话核对。", "Compare it by telephone."),
            )  # fmt: skip
        keep(self._folder, accepted_now(found.by, found.key, by, now))
        return self.look(path, {found.key: found.by})
