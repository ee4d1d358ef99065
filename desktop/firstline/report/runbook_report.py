"""The report of a runbook from a frozen snapshot: a PDF or a workbook, and the hashes of it all."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from firstline.domain.codec import canonical
from firstline.domain.entity import Entity, entity_from_json, entity_to_json
from firstline.domain.errors import BadInput
from firstline.domain.runbook import KIND, Stop
from firstline.domain.runbook_book import book_from
from firstline.domain.runbook_json import runbook_json
from firstline.domain.words import Language, Text
from firstline.report.whole_file import in_one_piece

FORMAT = "firstline.runbook-snapshot/1"
MANIFEST = "firstline.manifest/1"
WritePdf = Callable[[str, Path, str], None]
_DATES = re.compile(rb'((?:/(?:Creation|Mod)Date \(D:)|(?:Date="))([0-9T:-]{14,19})')
_IDS = re.compile(rb'(uuid:|<)([0-9a-f-]{36}|[0-9a-f]{72})(?=["> ])')


@dataclass(frozen=True, slots=True)
class Frozen:
    """All that a report is made of: the record, what other registers held, and the instant."""

    record: Entity
    stops: tuple[Stop, ...]
    now: datetime
    zone: str
    language: Language = "zh_CN"

    def text(self) -> str:
        """Return the snapshot as the one text that its hash is taken of."""
        return canonical({
            "format": FORMAT, "record": entity_to_json(self.record), "now": self.now.isoformat(),
            "zone": self.zone, "stops": [_stop_json(one) for one in self.stops],
        })  # fmt: skip

    def told(self) -> dict[str, Any]:
        """Return the runbook's document as the snapshot has it."""
        return runbook_json(book_from(self.record), self.now, self.stops)


def frozen_from(record: Entity, stops: Sequence[Stop], now: datetime, zone: str) -> Frozen:
    """Return the snapshot of a runbook as it stands."""
    return Frozen(record, tuple(stops), now, zone)


def read_frozen(path: Path) -> Frozen:
    """Return the snapshot in a file. Raises BadInput for one that cannot be read."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        zone = ZoneInfo({FORMAT: {KIND: raw["zone"]}}[raw["format"]][raw["record"]["kind"]])
        return Frozen(
            entity_from_json(raw["record"]), tuple(_stop(one) for one in raw["stops"]),
            datetime.fromisoformat(raw["now"]).astimezone(zone), raw["zone"],
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            Text(f"{path} 不是操作手册的快照。", f"{path} is no snapshot of a runbook."),
            Text("什么都没有写。", "Nothing was written."),
        ) from error


def write_report(path: Path, shot: Frozen, write_pdf: WritePdf) -> dict[str, Any]:
    """Write the report to `path`, its snapshot and its manifest beside it.

    The ending is .pdf, .xlsx, or .ics for its dates.

    The same snapshot always gives the same bytes. Returns the manifest. Raises BadInput for
    another ending, Refused where a file cannot be written.
    """
    from firstline.report.runbook_calendar import runbook_calendar  # noqa: PLC0415 - one of three
    from firstline.report.runbook_page import runbook_page  # noqa: PLC0415
    from firstline.report.runbook_sheets import write_sheets  # noqa: PLC0415
    from firstline.report.runbook_tables import evidence_of  # noqa: PLC0415

    ending = path.suffix.casefold()
    if ending not in (".pdf", ".xlsx", ".ics"):
        raise BadInput(
            Text(f"不支持“{path.suffix[:20]}”。", f"There is no report as “{path.suffix[:20]}”."),
            next_step=Text("可用:.pdf、.xlsx、.ics。", "Use .pdf, .xlsx or .ics."),
        )
    text, told = shot.text(), shot.told()
    mark = hashlib.sha256(text.encode()).hexdigest()

    def make(part: Path) -> int:
        if ending == ".xlsx":
            write_sheets(part, told, shot, mark)
        elif ending == ".ics":
            part.write_bytes(runbook_calendar(told, shot).encode())
        else:
            write_pdf(runbook_page(told, shot, mark), part, "a4")
            part.write_bytes(settled(part.read_bytes(), shot.now, mark))
        return 1

    in_one_piece(path, make)
    snapshot = path.with_name(f"{path.stem}.snapshot.json")
    _put(snapshot, text)
    manifest = {
        "format": MANIFEST, "runbook": told["number"], "as_of": shot.now.isoformat(),
        "snapshot_sha256": mark,
        "files": [
            {"name": one.name, "sha256": hash_of(one), "size": one.stat().st_size}
            for one in (path, snapshot)
        ],
        "evidence": evidence_of(told),
    }  # fmt: skip
    _put(path.with_name(f"{path.name}.manifest.json"), canonical(manifest))
    return manifest


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file of any size. Raises OSError."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def settled(pdf: bytes, at: datetime, mark: str) -> bytes:
    """Return a PDF whose dates and ids follow from its content, byte for byte of the same length.

    Qt writes the instant of printing and a random id into each file.
    """
    moment = at.astimezone(UTC)
    compact, iso = f"{moment:%Y%m%d%H%M%S}", f"{moment:%Y-%m-%dT%H:%M:%S}"
    whole = f"{mark[:8]}-{mark[8:12]}-{mark[12:16]}-{mark[16:20]}-{mark[20:32]}"

    def date(found: re.Match[bytes]) -> bytes:
        said = compact if len(found[2]) == len(compact) else iso
        return found[1] + said[: len(found[2])].encode()

    def name(found: re.Match[bytes]) -> bytes:
        said = whole if len(found[2]) == len(whole) else whole.encode().hex()
        return found[1] + said.encode()

    return _IDS.sub(name, _DATES.sub(date, pdf))


def _put(path: Path, text: str) -> None:
    in_one_piece(path, lambda part: part.write_text(text, "utf-8", newline="\n"))


def _stop_json(one: Stop) -> dict[str, Any]:
    return {
        "topic": one.topic, "zh": one.text.zh, "en": one.text.en, "runbook": one.runbook,
        "gate": one.gate, "blocker": one.blocker, "ref": one.ref,
    }  # fmt: skip


def _stop(raw: Mapping[str, Any]) -> Stop:
    return Stop(
        raw["topic"], Text(raw["zh"], raw["en"]), raw["runbook"], raw["gate"],
        blocker=bool(raw["blocker"]), ref=raw["ref"],
    )  # fmt: skip
