"""Enrolling a device at the native portal, and handing in the packs that came by stick."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firstline.portal.native_wire import WireDevice, WireEnrolled
from firstline.portal.native_wire_packs import PACK_TYPE, from_base64, to_base64
from firstline.portal.refusals import makes_no_sense
from firstline.portal.session import Flow

_MOST_ANSWER = 256 * 1024 * 1024
_PATIENCE_S = 120.0  # the portal takes the whole pack before it answers


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device as its portal knows it, and the keys the portal signs and unseals with (raw)."""

    device: str
    user: str
    server_id: str
    server_key: bytes
    seal_key: bytes


def enrol(
    ask: Callable[..., Any], device: str, name: str, public_key: bytes, host: str
) -> Enrolled:
    """Tell the portal the public key of this device; once is enough, again is harmless."""
    shape = WireDevice(device=device, name=name, public_key=to_base64(public_key))
    raw = ask("POST", "devices", json=shape.model_dump())
    try:
        told = WireEnrolled.model_validate(raw)
        return Enrolled(
            told.device, told.user, told.server_id, from_base64(told.server_key),
            from_base64(told.seal_key),
        )  # fmt: skip
    except ValueError as error:
        raise makes_no_sense(host) from error


def hand_in(flow: Callable[..., AbstractContextManager[Flow]], pack: Path, answer: Path) -> None:
    """Bring a pack to the portal, whoever made it, and write the answer pack to `answer`."""
    with pack.open("rb") as body, answer.open("wb") as target, flow(
        "POST", "packs", body=body, headers={"Content-Type": PACK_TYPE, "Accept": PACK_TYPE},
        stall_s=_PATIENCE_S, most=_MOST_ANSWER,
    ) as told:  # fmt: skip
        target.writelines(told.chunks())
