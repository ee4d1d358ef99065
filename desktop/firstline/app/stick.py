"""Packs by stick for the window and the terminal: keys from the vault, portals from the store."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.app.portals import Portals
from firstline.domain.errors import BadInput, Refused
from firstline.domain.portal_entry import PortalEntry, entry_from_json
from firstline.domain.words import Text
from firstline.portal.base import PortalProblem
from firstline.sync.packs import courier, stick
from firstline.sync.packs.container import Opened, is_sealed, opened
from firstline.system import seals

if TYPE_CHECKING:
    from firstline.portal.native import NativePortal
    from firstline.store.store import Store

Clock = Callable[[], datetime]
_LOG = logging.getLogger("firstline.app")
_KEPT_THERE = Text(
    "没有采用任何内容;更改仍在制作它的电脑上。",
    "Nothing of it was taken; the changes are still on the machine that made it.",
)
_AGAIN = Text("请在那台电脑上重新导出,再带来一次。", "Export it there anew and bring it again.")


class Stick:
    """What may be done with a stick; every act raises BadInput, Refused or OSError."""

    def __init__(self, store: "Store", portals: Portals, now: Clock) -> None:
        self._store = store
        self._portals = portals
        self._now = now

    def export(self, path: Path, *, plain: bool = False) -> stick.Exported:
        """Write what the portal has not answered to `path`, sealed so that only it can read that.

        A `plain` one can be read by whoever finds the stick; that it was made is logged (S44).
        """
        entry = self._native()
        known = stick.enrolment(self._store, entry.name)
        seed = self._portals.device_key()

        def seal(data: bytes, about: bytes) -> bytes:
            return seals.seal_to(known.seal_key if known else b"", data, about)

        done = stick.export(
            self._store, entry.name, path, self._now(),
            lambda data: seals.sign(seed, data), None if plain else seal,
        )  # fmt: skip
        if plain:
            _LOG.info("a pack left unsealed: %s edits, sha256 %s", done.edits, done.sha256)
        return done

    def bring_back(self, path: Path) -> str:
        """Write the oldest answer that waits for its maker to `path`; return the device's id."""
        found = next(courier.answers(self._store), None)
        if found is None:
            raise Refused(Text("没有要带回的答复。", "There is no answer to bring back."))
        pack, answer = found
        courier.bring_back(self._store, pack, answer, path, self._now())
        return pack.detail

    def take(self, path: Path) -> dict[str, object]:
        """Take a pack: an answer into the store, another desk's edits to the portal."""
        if not path.is_file():
            raise _no_file(path)
        entry = self._native()
        if is_sealed(path):
            return self._carry(entry, path, "")
        with opened(path) as pack:
            kind, device = pack.manifest.kind, pack.manifest.device
        if kind == "ops":
            if device == self._store.position(entry.name).device:
                raise Refused(
                    Text("这是本机自己导出的包,要交给联网的机器。",
                         "This pack is this device's own; hand it to a connected one."),
                    Text("什么都没有改。", "Nothing was changed."),
                )  # fmt: skip
            return self._carry(entry, path, device)
        taken = stick.take(self._store, entry.name, path, self._now(), seals.is_signed)
        return {
            "kind": "answer", "device": device, "settled": taken.settled, "held": taken.held,
            "refused": taken.refused, "pulled": taken.pulled, "quarantined": taken.quarantined,
            "files": taken.files,
        }  # fmt: skip

    def verify(self, path: Path) -> dict[str, object]:
        """Say what a pack is and whether it is whole; `signed` None where no key is known here."""
        if not path.is_file():
            raise _no_file(path)
        if is_sealed(path):
            return {"kind": "sealed", "intact": None, "signed": None}
        with opened(path) as pack:
            one = pack.manifest
            return {
                "kind": one.kind, "device": one.device, "user": one.user,
                "server_id": one.server_id, "made_at": one.made_at, "from_n": one.from_n,
                "to_n": one.to_n, "files": len(one.files), "intact": True,
                "signed": self._signed(pack),
            }  # fmt: skip

    def deliver(self, name: str, portal: "NativePortal") -> int:
        """While connected: enrol this device once, and hand in what was carried."""
        store = self._store
        if stick.enrolment(store, name) is None:
            key = seals.public_of(self._portals.device_key())
            device = store.position(name).device
            stick.keep_enrolment(store, name, portal.enrol(device, "", key))
        return courier.deliver(store, name, portal.hand_in)

    def _carry(self, entry: PortalEntry, path: Path, device: str) -> dict[str, object]:
        """Keep the pack, hand it in if the portal answers, and put the answer beside it."""
        sha256 = courier.keep(self._store, entry.name, path, device, self._now())
        target = path.with_name(path.name.removesuffix(".deskpack") + courier.ANSWER)
        try:
            portal = self._portals.open(entry)
            try:
                courier.deliver(self._store, entry.name, portal.hand_in)  # type: ignore[attr-defined]
            finally:
                portal.stop()
        except PortalProblem as problem:
            if courier.is_aside(self._store, sha256):
                raise Refused(problem.sentence, _KEPT_THERE, _AGAIN) from problem
            if not courier.has_answer(self._store, sha256):
                return {"kind": "carried", "device": device, "delivered": False, "answer": None,
                        "problem": problem.sentence.en}  # fmt: skip
        for pack, answer in courier.answers(self._store):
            if pack.sha256 == sha256:
                courier.bring_back(self._store, pack, answer, target, self._now())
        return {"kind": "carried", "device": device, "delivered": True, "answer": str(target)}

    def _native(self) -> PortalEntry:
        for raw in self._store.get("portals", []):
            entry = entry_from_json(raw)
            if entry.kind == "native":
                return entry
        raise Refused(
            Text("数据包需要一线门户。", "Packs need a Firstline portal."),
            Text("什么都没有改。", "Nothing was changed."),
            Text("请用 firstline portal add 添加。", "Add one with firstline portal add."),
        )

    def _signed(self, pack: Opened) -> bool | None:
        name = self._native().name
        known = stick.enrolment(self._store, name)
        if known is None:
            return None
        if pack.manifest.kind == "answer":
            ours = pack.manifest.server_id == known.server_id
            return pack.signed_by(known.server_key, seals.is_signed) if ours else None
        if pack.manifest.device != known.device:
            return None
        return pack.signed_by(seals.public_of(self._portals.device_key()), seals.is_signed)


def _no_file(path: Path) -> BadInput:
    return BadInput(
        Text(f"没有文件 {path}。", f"There is no file {path}."),
        Text("什么都没有改。", "Nothing was changed."),
    )
